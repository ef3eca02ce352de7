// The metrics drawer: charts that stand at the playhead, read by pointer, by keys and as tables;
// cAdvisor's page; the four levels of health. In both themes and languages axe finds nothing.

import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { accessibilityProblems, expect, test } from './fixtures.ts';
import { web } from './manifests.ts';
import { applied, open, seek, session, state } from './page.ts';

const loaded = [
  applied(12, web),
  { at: 60, text: 'lab set load web/nginx cpu=400m memory=96Mi' },
] as const;

/** Heapster and InfluxDB beside a pod that works: the objects of a scenario, without its head. */
const pipeline = readFileSync('content/scenarios/metrics-pipeline.document.yaml', 'utf8')
  .split('\n---\n')
  .slice(1)
  .join('\n---\n');

function drawer(page: Page): Locator {
  return page.getByRole('main', { name: /^(Metrics|指标)$/ });
}

function chart(page: Page, title: RegExp): Locator {
  return drawer(page).getByRole('figure', { name: title });
}

test('the usage of a container stands at the playhead, forward and back', async ({ page }) => {
  await open(page, { run: loaded, at: 110, edition: 'docker' });
  await page.keyboard.press('m');
  await drawer(page).getByRole('button', { name: /^web / }).click();
  const legend = chart(page, /^CPU(?! throttling)/).getByRole('listitem');
  await expect(legend.filter({ hasText: 'nginx' })).toContainText('400m');
  await seek(page, 55);
  await expect(legend.filter({ hasText: 'nginx' })).not.toContainText('400m');
  await seek(page, 110);
  await expect(legend.filter({ hasText: 'nginx' })).toContainText('400m');
  // Before the pod there is only the node.
  await seek(page, 11);
  await expect(drawer(page).getByRole('button', { name: /^web / })).toHaveCount(0);
  await expect(drawer(page).getByRole('button', { name: /^node-\d / })).toBeVisible();
});

test('a chart is read with keys and as a table, and leads the playhead', async ({ page }) => {
  await open(page, { run: loaded, at: 110, edition: 'docker' });
  await page.keyboard.press('m');
  await drawer(page).getByRole('button', { name: /^web / }).click();
  const plot = chart(page, /^CPU(?! throttling)/).getByRole('slider');
  await plot.focus();
  await page.keyboard.press('ArrowLeft');
  const spoken = await plot.getAttribute('aria-valuetext');
  expect(spoken).toMatch(/^1:\d\d\.\d{3}, web 4\d\dm/);
  await page.keyboard.press('ArrowLeft');
  expect(await plot.getAttribute('aria-valuetext')).not.toBe(spoken);
  await drawer(page).getByRole('button', { name: 'Table' }).click();
  const table = chart(page, /^CPU(?! throttling)/).getByRole('table');
  await expect(table.getByRole('columnheader')).toHaveText(['time', 'web', 'nginx', 'pause']);
  await expect(table.getByRole('cell', { name: '400m' }).first()).toBeVisible();
  await drawer(page).getByRole('button', { name: 'Table' }).click();
  await plot.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await state(page)).at).toBeLessThan(110e6);
});

test('charts and tabs say what they are and where their numbers come from', async ({ page }) => {
  await open(page, { run: loaded, at: 110, edition: 'docker' });
  await page.keyboard.press('m');
  await drawer(page).getByRole('button', { name: 'About CPU throttling' }).click();
  await expect(chart(page, /^CPU throttling/)).toContainText('budget for every 100 ms');
  await drawer(page).getByRole('button', { name: 'Why' }).click();
  for (const [tab, words] of [
    ['Usage', 'Two minutes are kept'],
    ['metrics-server', 'the next round: <unknown>'],
    ['Health', 'its own witness'],
  ] as const) {
    await drawer(page).getByRole('tab', { name: tab }).click();
    await expect(drawer(page).locator('.metrics-why')).toContainText(words);
  }
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('dragging over a chart chooses a span for all of them', async ({ page }) => {
  await open(page, { run: loaded, at: 110, edition: 'docker' });
  await page.keyboard.press('m');
  const plot = chart(page, /^CPU(?! throttling)/).getByRole('slider');
  const box = await plot.boundingBox();
  if (box === null) throw new Error('the chart is not there');
  await page.mouse.move(box.x + box.width * 0.5, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 40, { steps: 4 });
  await page.mouse.up();
  const spanOf = async (title: RegExp): Promise<number> => {
    const slider = chart(page, title).getByRole('slider');
    const [from, to] = await Promise.all(
      ['aria-valuemin', 'aria-valuemax'].map((name) => slider.getAttribute(name)),
    );
    return Number(to) - Number(from);
  };
  expect(await spanOf(/^CPU(?! throttling)/)).toBeLessThan(60);
  expect(await spanOf(/^Memory/)).toBe(await spanOf(/^CPU(?! throttling)/));
  await drawer(page).getByRole('button', { name: 'Show all' }).click();
  expect(await spanOf(/^CPU(?! throttling)/)).toBe(120);
});

test('cAdvisor’s page walks down the cgroups, in the edition that has it', async ({ page }) => {
  await open(page, { run: loaded, at: 110 });
  await page.keyboard.press('m');
  await drawer(page)
    .getByRole('tab', { name: /cAdvisor/ })
    .click();
  const below = drawer(page).getByRole('region', { name: 'Subcontainers' });
  await below.getByRole('button', { name: /kubepods/ }).click();
  await below.getByRole('button', { name: /besteffort/ }).click();
  await below.getByRole('button', { name: /^web/ }).click();
  await below.getByRole('button', { name: /^nginx/ }).click();
  await expect(below).toHaveCount(0);
  const page4194 = drawer(page).getByRole('tabpanel');
  await expect(page4194).toContainText('2 shares');
  await expect(page4194.getByRole('img', { name: /^CPU 10 %/ })).toBeVisible();
  await expect(page4194.getByRole('cell', { name: /nginx -g/ })).toBeVisible();
  await page.getByRole('radio', { name: /Docker/ }).click({ force: true });
  await expect(drawer(page).getByRole('tab', { name: /cAdvisor/ })).toHaveCount(0);
});

test('the levels of health say who knows what', async ({ page }) => {
  await open(page, { run: [applied(12, web)], at: 40, edition: 'docker' });
  await page.keyboard.press('m');
  await drawer(page).getByRole('tab', { name: 'Health' }).click();
  const level = (name: string): Locator => drawer(page).getByRole('region', { name, exact: true });
  await expect(level('Container')).toContainText('nginx');
  await expect(level('Container')).toContainText('container engine');
  await expect(level('Pod')).toContainText(/ReadyTrue/);
  await expect(level('Cluster')).toContainText('2/2');
  await level('Pod').getByRole('button', { name: /web/ }).click();
  await expect(page.locator('aside')).toContainText('web');
});

test('the dashboards draw what InfluxDB holds at the playhead', async ({ page }) => {
  await open(page, { run: [applied(12, pipeline)], at: 330 });
  await page.keyboard.press('m');
  await drawer(page).getByRole('tab', { name: 'Dashboards' }).click();
  const usage = chart(page, /^Overall Cluster CPU Usage/)
    .getByRole('listitem')
    .first();
  await expect(usage).toContainText(/Usage\d+m/);
  await drawer(page).getByRole('button', { name: 'Table' }).click();
  const rows = chart(page, /^Overall Cluster CPU Usage/).getByRole('row');
  const before = await rows.count();
  await seek(page, 200);
  await expect.poll(() => rows.count()).toBe(before - 2);
  await drawer(page).getByText('Pods', { exact: true }).click();
  await drawer(page).getByLabel('podname').selectOption('busy');
  await expect(chart(page, /^Individual CPU Usage: default busy/)).toContainText('Usage spin');
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('metrics-server comes with a press, and then both ends have figures', async ({ page }) => {
  await open(page, { at: 20, edition: 'containerd' });
  await page.keyboard.press('m');
  await drawer(page).getByRole('tab', { name: 'metrics-server' }).click();
  await drawer(page).getByRole('button', { name: 'Start metrics-server' }).click();
  await expect.poll(async () => (await session(page)).log.length).toBe(1);
  await seek(page, 120);
  const lines = drawer(page)
    .getByRole('region', { name: /same figures/ })
    .getByRole('row');
  await expect(lines.filter({ hasText: /^node-\d/ })).toContainText(/\d+m.*over \d+ s/);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('without the pipeline a press brings it', async ({ page }) => {
  await open(page, { at: 20 });
  await page.keyboard.press('m');
  await drawer(page).getByRole('tab', { name: 'Dashboards' }).click();
  await expect(drawer(page)).toContainText('no InfluxDB is running');
  await drawer(page)
    .getByRole('button', { name: /^Start Heapster/ })
    .click();
  await expect.poll(async () => (await session(page)).log.length).toBe(1);
});

for (const [theme, lang] of [
  ['light', 'en'],
  ['dark', 'zh'],
] as const) {
  test(`axe finds nothing in the metrics: ${theme}, ${lang}`, async ({ page }) => {
    await open(page, { run: loaded, at: 110, theme, lang });
    await page.keyboard.press('m');
    const found: { readonly [tab: string]: readonly string[] } = {};
    for (const tab of ['usage', 'cadvisor', 'health']) {
      await drawer(page).locator(`[role="tab"][data-key="${tab}"]`).click();
      await page.waitForFunction(() => window.__kv?.isReady() === true);
      Object.assign(found, { [tab]: await accessibilityProblems(page) });
    }
    expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([]);
  });
}
