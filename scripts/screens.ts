// `npm run screens`: the gallery. Every named state × size × theme × language as a PNG in screens/.
// `npm run screens -- running 390x844 dark en` takes only what is named: states, sizes, themes,
// languages. A page is opened once for a state and a language; theme and size change under it, as
// they do for a person.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { type GalleryState, states } from './gallery/states.ts';
import { root } from './lib/command.ts';
import { launchChromium } from './lib/launch.ts';
import { queryOf } from './lib/page-address.ts';
import { dist, ensureBuild } from './lib/page-build.ts';
import { serveSite } from './lib/static-server.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
] as const;
const themes = ['light', 'dark'] as const;
const languages = ['en', 'zh'] as const;

type Language = (typeof languages)[number];

/** What is taken of everything there is. */
interface Choice {
  readonly states: readonly GalleryState[];
  readonly sizes: readonly (typeof sizes)[number][];
  readonly themes: readonly (typeof themes)[number][];
  readonly languages: readonly Language[];
}

/** The choice that words make: of each kind those named, or all where none is. */
function choiceOf(words: readonly string[]): Choice {
  const those = <T>(all: readonly T[], nameOf: (one: T) => string): readonly T[] => {
    const named = all.filter((one) => words.includes(nameOf(one)));
    return named.length > 0 ? named : all;
  };
  return {
    states: those(states, ({ name }) => name),
    sizes: those(sizes, sizeName),
    themes: those(themes, String),
    languages: those(languages, String),
  };
}

function sizeName(size: (typeof sizes)[number]): string {
  return `${size.width}x${size.height}`;
}

/** Goes where the state is to be seen. */
async function arrive(
  page: Page,
  { until, look, opens, editor, metrics, chooses, isPresented }: GalleryState,
): Promise<void> {
  await page.waitForFunction(() => window.__kv?.isReady() === true, undefined, { timeout: 60_000 });
  if (look !== undefined) {
    await page.evaluate(async ({ topic, which, after = 0 }) => {
      const moment = window.__kv?.moments(topic).at(which === 'first' ? 0 : -1);
      if (moment === undefined) throw new Error(`nothing is told about ${topic}`);
      await window.__kv?.seek(moment + after);
    }, look);
  }
  if (opens !== undefined) {
    await page.locator(`[data-place="${opens}"]`).press('Enter');
    await page.locator('.inside').waitFor();
  }
  if (isPresented === true) await page.keyboard.press('p');
  if (metrics !== undefined) {
    await page.keyboard.press('m');
    await page.locator('.metrics').waitFor();
    await page.locator(`.metrics [data-key="${metrics}"]`).click();
    await page.waitForFunction(() => window.__kv?.isReady() === true);
    // A dashboard is asked for after that.
    await page
      .locator('.metrics')
      .locator('.plot, table, .watched, .button-primary')
      .first()
      .waitFor();
    if (chooses !== undefined) {
      const drawer = page.locator('.metrics');
      await drawer.getByText(chooses, { exact: true }).first().click();
      await drawer.locator('.plot, table').first().waitFor();
    }
  }
  if (editor !== undefined) {
    await page.evaluate((yaml) => window.__kv?.apply(yaml), editor);
    await page.evaluate((at) => window.__kv?.seek(at), until + 1);
  }
  await page.evaluate(() => document.fonts.ready);
}

/** Until what is laid out anew stands still: a stage that scrolls goes to where the story is. */
async function settle(page: Page): Promise<void> {
  let before = -1;
  for (let top = await topAfterFrames(page); top !== before; top = await topAfterFrames(page)) {
    before = top;
  }
}

/** Where the stage is scrolled to after the frame that lays out anew and the one that is seen. */
function topAfterFrames(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) =>
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            setTimeout(() => done(document.querySelector('.stage')?.scrollTop ?? 0), 150),
          ),
        ),
      ),
  );
}

async function take(
  browser: Browser,
  site: string,
  state: GalleryState,
  language: Language,
  choice: Choice,
): Promise<number> {
  const locale = language === 'zh' ? 'zh-CN' : 'en-US';
  const context = await browser.newContext({ viewport: sizes[0], locale });
  let count = 0;
  try {
    const page = await context.newPage();
    const { edition, run = [], until: at } = state;
    const own = edition === undefined ? {} : { edition };
    await page.goto(site + queryOf({ ...own, run, at, lang: language }));
    await arrive(page, state);
    for (const size of choice.sizes) {
      await page.setViewportSize(size);
      for (const theme of choice.themes) {
        await page.emulateMedia({ colorScheme: theme });
        await settle(page);
        const name = `${state.name}-${sizeName(size)}-${theme}-${language}.png`;
        // A theme fades in; the picture shows it arrived.
        await page.screenshot({ path: join(root, 'screens', name), animations: 'disabled' });
        count += 1;
      }
    }
  } catch (error) {
    console.error(`${state.name} ${language}: ${String(error).slice(0, 300)}`);
  } finally {
    await context.close();
  }
  return count;
}

async function main(words: readonly string[]): Promise<boolean> {
  if (!(await ensureBuild())) return false;
  mkdirSync(join(root, 'screens'), { recursive: true });
  const site = await serveSite({ folder: dist });
  const browser = await launchChromium();
  const choice = choiceOf(words);
  const each = choice.sizes.length * choice.themes.length * choice.languages.length;
  const wanted = choice.states.length * each;
  let taken = 0;
  for (const state of choice.states) {
    const started = performance.now();
    for (const language of choice.languages) {
      taken += await take(browser, site.url, state, language, choice);
    }
    console.log(`${state.name} ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  await browser.close();
  await site.close();
  console.log(`${taken} pictures in screens/, ${wanted - taken} failed`);
  return taken === wanted && wanted > 0;
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
