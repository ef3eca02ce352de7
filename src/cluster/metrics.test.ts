// HEAP-11 to HEAP-13: the whole way of the figures in a cluster; going back is exact, and what is
// kept in memory does not grow.

import { expect, it } from 'vitest';
import { get, values } from '../base/persistent-map.ts';
import type { Timeline } from '../kernel/timeline.ts';
import { stateOf } from '../kernel/world.ts';
import { askInfluxdb } from './metrics.ts';
import type { HeapsterLoop } from './monitoring/heapster/state.ts';
import type { InfluxHttp } from './monitoring/influxdb/influxdb.ts';
import { visitPoints } from './monitoring/influxdb/points.ts';
import type { WorkloadState } from './monitoring/workload.ts';
import type { TypedLine } from './protocol/commands.ts';
import { instant, testCluster, type } from './test-cluster.ts';

/** The first pod of its node, so that its address is known. */
const STORE = `apiVersion: v1
kind: Pod
metadata: {name: store, namespace: kube-system}
spec:
  nodeName: node-1
  containers:
  - {name: influxdb, image: 'k8s.gcr.io/heapster-influxdb-amd64:v1.3.3'}
`;

const COLLECTOR = `apiVersion: v1
kind: Pod
metadata: {name: collector, namespace: kube-system}
spec:
  nodeName: node-2
  containers:
  - name: heapster
    image: k8s.gcr.io/heapster-amd64:v1.5.4
    command:
    - /heapster
    - --source=kubernetes:https://kubernetes.default
    - --sink=influxdb:http://10.244.1.2:8086
`;

function cluster(): Timeline<TypedLine> {
  const timeline = testCluster('document', { settleSeconds: 30 });
  type(timeline, 1, 'kubectl apply -f store.yaml', { 'store.yaml': STORE });
  type(timeline, 20, 'kubectl apply -f collector.yaml', { 'collector.yaml': COLLECTOR });
  return timeline;
}

function heapsterOf({ world }: Timeline<TypedLine>): HeapsterLoop {
  return (stateOf(world, 'heapster@node-2') as WorkloadState<HeapsterLoop>).loop;
}

function seriesOf({ world }: Timeline<TypedLine>): readonly number[] {
  const { http } = stateOf(world, 'influxdb@node-1') as WorkloadState<null, InfluxHttp>;
  const policy = [...values(http.databases)].flatMap((one) => [...values(one.policies)])[0];
  const measurements = policy === undefined ? [] : [...values(policy.measurements)];
  return measurements.flatMap(({ series }) =>
    [...values(series)].map(({ columns }) => {
      let count = 0;
      for (const column of Object.values(columns)) {
        visitPoints(column, 0, Number.MAX_SAFE_INTEGER, () => count++);
      }
      return count;
    }),
  );
}

function ask(timeline: Timeline<TypedLine>, query: string): unknown {
  const now = 1_767_225_600_000_000 + timeline.now;
  const { results } = askInfluxdb(timeline.world, { query, database: 'k8s', now });
  return results[0]?.tables.map(({ values: rows }) => rows);
}

it('HEAP-11: gives the same run after any seek', () => {
  const [straight, jumping] = [cluster(), cluster()];
  straight.advance(instant(130));
  for (const at of [66, 125.02, 64, 90, 130]) jumping.seek(instant(at));
  expect(jumping.digest()).toBe(straight.digest());
});

it('HEAP-12, HEAP-13: keeps an hour in the store and minutes in memory', () => {
  const timeline = cluster();
  timeline.advance(instant(1_810));
  const half = seriesOf(timeline).length;
  timeline.advance(instant(3_610));
  const { store, rounds, scrapes, scrapedAt, waiting } = heapsterOf(timeline);
  expect([...values(scrapedAt)].map((at) => Math.floor(at / 1e6))).toEqual([3_605, 3_605]);
  expect(store.short.length).toBe(3);
  expect(store.long.length).toBe(15);
  expect([rounds.size, scrapes.size, waiting.size]).toEqual([0, 0, 0]);
  const points = seriesOf(timeline);
  expect(points.length).toBe(half);
  expect(Math.max(...points)).toBe(60);
  const perNode = 'SELECT count(value) FROM "memory/usage" WHERE type = \'node\' GROUP BY nodename';
  expect(ask(timeline, perNode)).toEqual([[[0, 60]], [[0, 60]]]);
  const last = store.short.at(-1);
  const usage = last && get(last.sets, 'node:node-1')?.values['memory/usage'];
  const stored =
    "SELECT last(value) FROM \"memory/usage\" WHERE type = 'node' AND nodename = 'node-1'";
  expect(ask(timeline, stored)).toEqual([[[1_767_225_600_000_000 + 3_600_000_000, usage]]]);
}, 240_000);
