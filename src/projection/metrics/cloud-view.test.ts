// The view `cloud`: what the cloud was given by a Heapster in the cluster, and what is refused.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { applyChunks, emptyFile, openTest } from '../../session/testing.ts';
import type { Row } from '../rows.ts';
import type { CloudMetricRow, CloudRow, CloudSeriesRow } from './rows.ts';

const S = 1_000_000;
const TYPE = 'custom.googleapis.com/kubernetes.io/memory/usage';
const ADDON = readFileSync('content/addons/cloud-monitoring.document.yaml', 'utf8');

/** With a service the cluster has a name server too. */
const SERVICE = `---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

function rowsAt(second: number, lines: readonly (readonly [number, string])[], metric?: string) {
  const test = openTest(emptyFile('document'));
  for (const [at, name] of lines) {
    const yaml = ADDON.replace('name: heapster-gcm', `name: ${name}`) + SERVICE;
    test.issue(at * S, {
      text: `kubectl apply -f ${name}.yaml`,
      files: { [`${name}.yaml`]: yaml },
    });
  }
  const view = { view: 'cloud' as const, ...(metric === undefined ? {} : { metric }) };
  test.session.receive({ type: 'watch', watch: 'seen', view });
  test.ask({ type: 'digest', at: second * S });
  const screen = applyChunks(new Map(), test.demand(second * S, second * S + 1));
  const rows = [...(screen.get('seen') ?? new Map<string, Row>()).values()];
  return {
    cloud: rows.find((row): row is CloudRow => row.row === 'cloud'),
    metrics: rows.filter((row): row is CloudMetricRow => row.row === 'cloud-metric'),
    series: rows.filter((row): row is CloudSeriesRow => row.row === 'cloud-series'),
  };
}

it('is empty until somebody writes', () => {
  const { cloud, metrics } = rowsAt(60, []);
  expect(cloud).toMatchObject({ requests: 0, series: 0 });
  expect(metrics).toEqual([]);
});

it('lists metric types, and the series of one with their points', () => {
  const { cloud, metrics, series } = rowsAt(190, [[5, 'writer']], TYPE);
  expect(cloud?.refusal).toBeUndefined();
  expect(cloud?.series).toBe(metrics.reduce((sum, { count }) => sum + count, 0));
  expect(metrics.find(({ type }) => type === TYPE)).toMatchObject({
    metricKind: 'GAUGE',
    valueType: 'INT64',
    count: series.length,
    at: 180 * S,
  });
  const own = series.find(({ labels }) => labels['container_name'] === 'heapster');
  expect(own?.points.map(({ at }) => at)).toEqual([60 * S, 120 * S, 180 * S]);
});

it('GCM-2: says what was refused when two write the same', () => {
  const { cloud } = rowsAt(
    130,
    [
      [5, 'writer'],
      [6, 'other'],
    ],
    TYPE,
  );
  expect(cloud?.refused).toBeGreaterThan(0);
  expect(cloud?.refusal?.message).toMatch(
    /^One or more TimeSeries could not be written: Points must be written in order\./,
  );
});
