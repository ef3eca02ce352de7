// HEAP-14, CAD-3: an hour of metrics, rewound. Wherever one goes back to, the state, the rows that
// the charts are drawn from and the answers of the store are those that were there before; and what
// is kept in memory does not grow with the hour.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CgroupRow } from '../projection/metrics/rows.ts';
import { emptyFile, openTest, sorted, type TestSession } from './testing.ts';

const S = 1_000_000;
const HOUR = 3_600;
const SCENARIO = join(
  import.meta.dirname,
  '../../content/scenarios/metrics-heapster-killed.document.yaml',
);
const VIEWS = [
  { view: 'usage', node: 'node-1' },
  { view: 'usage', node: 'node-2' },
  { view: 'store' },
  { view: 'pipeline' },
  { view: 'health' },
] as const;
const QUERIES = [
  'SELECT value FROM "cpu/usage_rate" WHERE container_name = \'spin\'',
  'SELECT sum(value) FROM "memory/usage" WHERE type = \'node\' AND time > 0 GROUP BY time(5m)',
];

/** In a run forwards: before, between and after rounds, and around the kill at 150 s. */
const PLACES = [64, 70, 149.9, 150.3, 191, 611.5, 1_800, 2_705.004, 3_599] as const;
/** The way back, and here and there. */
const WAY = [3_599, 611.5, 2_705.004, 150.3, 149.9, 1_800, 64, 191, 70] as const;

function watching(): TestSession {
  const test = openTest(emptyFile('document', readFileSync(SCENARIO, 'utf8')));
  VIEWS.forEach((view, i) => {
    test.session.receive({ type: 'watch', watch: `w${i}`, view });
  });
  return test;
}

/** All that a page could show of an instant, and the digest of the run up to there. */
function seen(test: TestSession, at: number): readonly unknown[] {
  const when = at * S;
  const digest = test.ask({ type: 'digest', at: when });
  const [first] = test.demand(when, when + 1);
  const rows = (first?.keyframe ?? []).map(({ watch, rows: all }) => [watch, sorted(new Map(all))]);
  expect(rows).toHaveLength(VIEWS.length);
  return [digest, rows, test.ask({ type: 'metrics.query', at: when, queries: QUERIES })];
}

/** How many samples are kept of the cgroup that has most. */
function most(rows: readonly unknown[]): number {
  const cgroups = JSON.parse(JSON.stringify(rows)) as readonly [string, [string, CgroupRow][]][];
  return Math.max(
    ...cgroups.flatMap(([, all]) => all.map(([, row]) => (row.samples ?? []).length)),
  );
}

it('an hour of metrics goes back as it came', () => {
  const forwards = watching();
  const there = new Map<number, readonly unknown[]>();
  for (const at of PLACES) there.set(at, seen(forwards, at));
  const back = watching();
  back.ask({ type: 'digest', at: HOUR * S });
  for (const at of WAY) expect(seen(back, at)).toEqual(there.get(at));
  const answers = PLACES.map((at) => JSON.stringify(there.get(at)?.[2]));
  expect(new Set(answers).size).toBeGreaterThanOrEqual(PLACES.length - 3);
  const kept = PLACES.map((at) => most(there.get(at)?.[1] as readonly unknown[]));
  // Two minutes, at most one sample every ten seconds, and the one before.
  expect(Math.max(...kept)).toBeLessThanOrEqual(14);
  expect(Math.min(...kept)).toBeGreaterThan(6);
}, 240_000);
