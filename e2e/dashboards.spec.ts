// What the dashboards' charts say is what InfluxDB answers to the dashboards' own queries: every
// value of every panel, read from the page's tables, beside `sim … -o influx-json` of the same run.

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { root } from '../scripts/lib/command.ts';
import { formatValue } from '../src/app/charts/chart-model.ts';
import { formatAt } from '../src/app/format.ts';
import { unitOf } from '../src/app/metrics/dashboard-lines.ts';
import type { InfluxResult } from '../src/cluster/protocol/influxdb.ts';
import { type Chosen, type Dashboard, panelQueries, panelTitle } from '../src/formats/dashboard.ts';
import { expect, test } from './fixtures.ts';
import { open } from './page.ts';

const END = 340;
const EPOCH_SECONDS = 1_767_225_600;
const dashboards: readonly (readonly [file: string, chosen: Chosen])[] = [
  ['cluster', { nodename: 'node-2' }],
  ['pods', { namespace: 'default', podname: 'busy' }],
];

/** The pipeline and a pod that works, whose limit is what it uses; nothing is expected of it. */
function scenario(): string {
  const [, ...objects] = readFileSync(
    join(root, 'content/scenarios/metrics-pipeline.document.yaml'),
    'utf8',
  ).split('\n---\n');
  const head = `apiVersion: visualizer/v1
kind: Scenario
metadata: {name: dashboards, title: Dashboards}
spec:
  edition: document
  settle: 60s
  steps:
  - {at: 130s, run: "lab set load busy/spin cpu=90m memory=24Mi"}`;
  return [head, ...objects].join('\n---\n');
}

/** A cell of a table: what is shown, and the value to its last digit. */
type Cell = readonly [text: string, value: string];

/** Tables by title: what each row begins with, and its cells. */
type Tables = {
  readonly [title: string]: readonly (readonly [at: string, cells: readonly Cell[]])[];
};

function asked(dashboard: Dashboard, chosen: Chosen): readonly string[] {
  const to = EPOCH_SECONDS * 1_000 + END * 1_000;
  const range = { from: to - dashboard.minutes * 60_000, to };
  return dashboard.panels.flatMap((panel) => panelQueries(panel, chosen, range, 60));
}

async function answered(
  file: string,
  queries: readonly string[],
): Promise<readonly InfluxResult[]> {
  const words = ['src/headless/main.ts', 'run', file, '--until', `${END}s`, '-o', 'influx-json'];
  const args = ['--import', 'tsx', ...words, queries.join('; ')];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return JSON.parse(stdout).results;
}

/** The tables that these answers make: a column for each line with points, the newest row first. */
function tablesOf({ panels }: Dashboard, chosen: Chosen, results: readonly InfluxResult[]): Tables {
  const rest = [...results];
  const tables = panels.map((panel) => {
    const lines = rest
      .splice(0, panel.series.length)
      .flatMap((result) => result.tables)
      .map(
        ({ values }) => new Map(values.filter(([, value]) => value !== null) as [number, number][]),
      )
      .filter(({ size }) => size > 0);
    const times = [...new Set(lines.flatMap((line) => [...line.keys()]))].sort((a, b) => b - a);
    const rows = times.map((time) => [
      formatAt(time - EPOCH_SECONDS * 1e6),
      lines.map((line): Cell => {
        const value = line.get(time);
        return value === undefined ? ['', ''] : [formatValue(unitOf(panel), value), String(value)];
      }),
    ]);
    return [panelTitle(panel, chosen), rows];
  });
  return Object.fromEntries(tables);
}

/** All tables that the page shows. */
async function shown(page: Page): Promise<Tables> {
  return (await page
    .locator('.dashboard figure')
    .evaluateAll((figures) =>
      Object.fromEntries(
        figures.map((figure) => [
          figure.querySelector('figcaption span')?.textContent ?? '',
          [...figure.querySelectorAll('tbody tr')].map((row) => [
            row.querySelector('th')?.textContent ?? '',
            [...row.querySelectorAll('td')].map((cell) => [
              cell.textContent ?? '',
              cell.querySelector('data')?.value ?? '',
            ]),
          ]),
        ]),
      ),
    )) as Tables;
}

test('every value on the dashboards is the answer to their own queries', async ({ page }) => {
  const file = test.info().outputPath('dashboards.yaml');
  writeFileSync(file, scenario());
  const read = dashboards.map(([name, chosen]) => {
    const dashboard = JSON.parse(
      readFileSync(join(root, `content/dashboards/${name}.json`), 'utf8'),
    );
    return { dashboard: dashboard as Dashboard, chosen };
  });
  const queries = read.map(({ dashboard, chosen }) => asked(dashboard, chosen));
  const [answers] = await Promise.all([
    answered(file, queries.flat()),
    open(page, { scenario: scenario(), at: END }),
  ]);
  const results = [...answers];
  await page.keyboard.press('m');
  const drawer = page.getByRole('main', { name: 'Metrics' });
  await drawer.getByRole('tab', { name: 'Dashboards' }).click();
  for (const [i, { dashboard, chosen }] of read.entries()) {
    await drawer.getByText(dashboard.title, { exact: true }).click();
    for (const [name, value] of Object.entries(chosen)) {
      await drawer.getByLabel(name).selectOption(value);
    }
    const table = drawer.getByRole('button', { name: 'Table', pressed: false });
    if ((await table.count()) > 0) await table.click();
    const wanted = tablesOf(dashboard, chosen, results.splice(0, queries[i]?.length));
    await expect.poll(() => shown(page)).toEqual(wanted);
    const values = Object.values(wanted).flatMap((rows) => rows.flatMap(([, cells]) => cells));
    expect(values.filter(([, value]) => Number(value) > 0).length).toBeGreaterThan(30);
  }
});
