// What every end-to-end test stands on: the built page under a sub-path of a plain static server,
// and three watchers that fail a test by themselves: console errors, page errors, and requests that
// leave the origin. Under the page's policy axe-core cannot be added as a script; it is evaluated.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { dist } from '../scripts/lib/page-build.ts';
import { serveSite } from '../scripts/lib/static-server.ts';

/** What the watchers saw. A test that expects an error empties the list itself. */
export interface Watch {
  readonly errors: string[];
  readonly outside: string[];
}

interface TestFixtures {
  readonly watch: Watch;
}
interface WorkerFixtures {
  /** The address of the page, with a slash at its end. */
  readonly site: string;
}

const axeSource: string = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export const test = base.extend<TestFixtures, WorkerFixtures>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's shape.
    async ({}, use) => {
      const site = await serveSite({ folder: dist, prefix: '/some/sub-path/' });
      await use(site.url);
      await site.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ site }, use) => {
    await use(site);
  },
  watch: [
    async ({ page, site }, use) => {
      const watch: Watch = { errors: [], outside: [] };
      page.on('console', (message) => {
        if (message.type() === 'error') watch.errors.push(message.text());
      });
      page.on('pageerror', (error) => watch.errors.push(String(error)));
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(site) && !/^(data|blob):/.test(url)) watch.outside.push(url);
      });
      await use(watch);
      expect(watch.errors, 'errors on the console').toEqual([]);
      expect(watch.outside, 'requests that left the page’s own folder').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** What axe finds wrong with the page as it is now, one line for each. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const results = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: () => Promise<AxeResults> } };
    return await axe.run();
  });
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id} at ${target.join(' ')}: ${help}`),
  );
}
