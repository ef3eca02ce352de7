// HEAP-14: any query at any instant, forwards and back; what a dashboard asks is what is stored.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import cluster from '../../content/dashboards/cluster.json' with { type: 'json' };
import type { InfluxReply } from '../cluster/protocol/influxdb.ts';
import { type Dashboard, type Panel, panelQueries } from '../formats/dashboard.ts';
import { emptyFile, openTest } from './testing.ts';

const S = 1_000_000;
const T0 = 1_767_225_600_000;
const SCENARIO = join(
  import.meta.dirname,
  '../../content/scenarios/metrics-heapster-killed.document.yaml',
);

it('HEAP-14: the answer is that of the instant asked for', () => {
  const test = openTest(emptyFile('document', readFileSync(SCENARIO, 'utf8')));
  const ask = (at: number, ...queries: readonly string[]): readonly InfluxReply[] => {
    const answer = test.ask({ type: 'metrics.query', at: at * S, queries });
    return answer.ok === 'metrics' ? answer.replies : [];
  };
  const count =
    'SELECT count(value) FROM "uptime" WHERE "nodename" = \'node-1\' AND type = \'node\'';
  const counts = (at: number): unknown => ask(at, count)[0]?.results[0]?.tables[0]?.values;
  expect(counts(64)).toBeUndefined();
  const early = counts(70);
  const late = counts(200);
  expect([early, late]).toEqual([[[0, 1]], [[0, 3]]]);
  expect([counts(70), counts(64), counts(200)]).toEqual([early, undefined, late]);

  const panel = (cluster as Dashboard).panels[4] as Panel;
  const range = { from: T0, to: T0 + 200_000 };
  const replies = ask(200, ...panelQueries(panel, {}, range, 100));
  const tables = replies.map(({ results }) => results[0]?.tables ?? []);
  expect(tables.map((each) => each.map(({ tags }) => tags))).toEqual(
    panel.series.map(() => [{ nodename: 'node-1' }, { nodename: 'node-2' }]),
  );
  const stored = ask(
    200,
    'SELECT value FROM "memory/usage" WHERE type = \'node\' GROUP BY nodename',
  );
  const points = stored[0]?.results[0]?.tables.map(({ values }) => values);
  const drawn = tables[0]?.map(({ values }) => values.filter(([, value]) => value !== null));
  expect(drawn).toEqual(points);
  expect(points?.map((each) => each.length)).toEqual([3, 3]);
});

it('says so when there is no InfluxDB', () => {
  const test = openTest(emptyFile('document'));
  const answer = test.ask({ type: 'metrics.query', at: 0, queries: ['SHOW DATABASES'] });
  expect(answer).toEqual({
    ok: 'metrics',
    replies: [{ results: [], error: 'no InfluxDB is running' }],
  });
});
