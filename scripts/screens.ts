// `npm run screens`: the gallery. Every named state × size × theme × language as a PNG in screens/.
// `npm run screens -- running idle` takes only the states named.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { type GalleryState, states, takeStep } from './gallery/states.ts';
import { chromiumArguments, chromiumPath } from './lib/browser.ts';
import { root } from './lib/command.ts';
import { dist, ensureBuild } from './lib/page-build.ts';
import { serveSite } from './lib/static-server.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
] as const;
const themes = ['light', 'dark'] as const;
const languages = ['en', 'zh'] as const;

interface Look {
  readonly size: (typeof sizes)[number];
  readonly theme: (typeof themes)[number];
  readonly language: (typeof languages)[number];
}

const looks: readonly Look[] = sizes.flatMap((size) =>
  themes.flatMap((theme) => languages.map((language) => ({ size, theme, language }))),
);

function fileName(state: GalleryState, { size, theme, language }: Look): string {
  return `${state.name}-${size.width}x${size.height}-${theme}-${language}.png`;
}

async function take(
  browser: Browser,
  site: string,
  state: GalleryState,
  look: Look,
): Promise<void> {
  const context = await browser.newContext({
    viewport: look.size,
    colorScheme: look.theme,
    locale: look.language === 'zh' ? 'zh-CN' : 'en-US',
  });
  try {
    const page = await context.newPage();
    await page.goto(`${site}?theme=${look.theme}&lang=${look.language}`);
    await page.waitForFunction(() => window.__kv?.isReady() === true);
    for (const step of state.steps) await page.evaluate(takeStep, step);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(root, 'screens', fileName(state, look)) });
  } finally {
    await context.close();
  }
}

async function main(names: readonly string[]): Promise<boolean> {
  if (!(await ensureBuild())) return false;
  mkdirSync(join(root, 'screens'), { recursive: true });
  const site = await serveSite({ folder: dist });
  const executablePath = chromiumPath();
  const browser = await chromium.launch({
    args: [...chromiumArguments],
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  let failed = 0;
  const chosen = states.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const state of chosen) {
    for (const look of looks) {
      try {
        await take(browser, site.url, state, look);
      } catch (error) {
        failed += 1;
        console.error(`${fileName(state, look)}: ${String(error)}`);
      }
    }
    console.log(state.name);
  }
  await browser.close();
  await site.close();
  console.log(`${chosen.length * looks.length - failed} pictures in screens/, ${failed} failed`);
  return failed === 0 && chosen.length > 0;
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
