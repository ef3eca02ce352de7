import { describe, expect, test } from 'vitest';
import { kindOfResource } from '../../../api/kinds.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { testCluster } from '../test-cluster.ts';
import { humanDuration, type Now } from './column.ts';
import { tableOf } from './table.ts';

const NOW: Now = { epochSeconds: 1_800_000_000, at: 0 as never, isModern: true };
const AGO_90 = '2027-01-15T07:58:30Z';

interface Table {
  readonly columnDefinitions: readonly { readonly name: string }[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

function cells(resource: string, object: unknown, now: Now = NOW): readonly unknown[] {
  const info = kindOfResource('', resource);
  if (info === undefined) throw new Error(resource);
  const table = tableOf(info, [object as ApiObject], {}, 'None', now) as unknown as Table;
  expect(table.rows[0]?.cells.length).toBe(table.columnDefinitions.length);
  return table.rows[0]?.cells ?? [];
}

const crashed = {
  kind: 'Pod',
  metadata: { name: 'web', creationTimestamp: AGO_90 },
  spec: { nodeName: 'node-1', containers: [{ name: 'a' }, { name: 'b' }] },
  status: {
    phase: 'Running',
    podIP: '10.0.0.1',
    containerStatuses: [
      { name: 'a', ready: true, restartCount: 0, state: { running: {} } },
      {
        name: 'b',
        ready: false,
        restartCount: 2,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1, finishedAt: '2027-01-15T07:59:50Z' } },
      },
    ],
  },
};

describe('API-29: rows', () => {
  test('of pods, in both editions', () => {
    const wide = ['10.0.0.1', 'node-1', '<none>', '<none>'];
    expect(cells('pods', crashed)).toEqual([
      'web',
      '1/2',
      'CrashLoopBackOff',
      '2 (10s ago)',
      '90s',
      ...wide,
    ]);
    expect(cells('pods', crashed, { ...NOW, isModern: false })[3]).toBe('2');
  });

  test('of pods that go, finished ones say so in the later edition', () => {
    const metadata = { ...crashed.metadata, deletionTimestamp: AGO_90 };
    expect(cells('pods', { ...crashed, metadata })[2]).toBe('Terminating');
    const finished = { ...crashed, metadata, status: { phase: 'Succeeded' } };
    expect(cells('pods', finished)[2]).toBe('Succeeded');
    expect(cells('pods', finished, { ...NOW, isModern: false })[2]).toBe('Terminating');
  });

  test('of nodes, services, secrets and events', () => {
    const metadata = { name: 'x', creationTimestamp: AGO_90 };
    const conditions = [{ type: 'Ready', status: 'True' }];
    const node = { kind: 'Node', metadata, spec: { unschedulable: true }, status: { conditions } };
    expect(cells('nodes', node).slice(0, 4)).toEqual([
      'x',
      'Ready,SchedulingDisabled',
      '<none>',
      '90s',
    ]);
    const spec = { clusterIP: '10.96.0.9', ports: [{ port: 80, protocol: 'TCP' }] };
    expect(cells('services', { kind: 'Service', metadata, spec })).toEqual([
      'x',
      'ClusterIP',
      '10.96.0.9',
      '<none>',
      '80/TCP',
      '90s',
      '<none>',
    ]);
    const secret = { kind: 'Secret', metadata, type: 'Opaque', data: { a: '', b: '' } };
    expect(cells('secrets', secret)).toEqual(['x', 'Opaque', 2, '90s']);
    const event = {
      kind: 'Event',
      metadata,
      type: 'Normal',
      reason: 'Started',
      message: 'Container started',
      involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{a}' },
      source: { component: 'kubelet', host: 'node-1' },
      firstTimestamp: AGO_90,
      lastTimestamp: AGO_90,
      count: 3,
    };
    expect(cells('events', event).slice(0, 7)).toEqual([
      '90s',
      'Normal',
      'Started',
      'pod/web',
      'spec.containers{a}',
      'kubelet, node-1',
      'Container started',
    ]);
  });
});

test('ages are said in at most two units', () => {
  const said = [0, 119, 120, 601, 10_800, 29_000, 180_000, 700_000, 64_000_000].map(humanDuration);
  expect(said).toEqual(['0s', '119s', '2m', '10m', '3h', '8h', '2d2h', '8d', '2y10d']);
});

test('a Table is answered to whoever accepts one', () => {
  const cluster = testCluster();
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
  const { body } = cluster.ask({ verb: 'GET', path: '/api/v1/namespaces', accept });
  expect((body as unknown as Table).rows.map((row) => row.cells.slice(0, 2))).toEqual([
    ['default', 'Active'],
    ['kube-node-lease', 'Active'],
    ['kube-public', 'Active'],
    ['kube-system', 'Active'],
  ]);
});
