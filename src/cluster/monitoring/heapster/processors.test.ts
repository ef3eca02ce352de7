// HEAP-4 to HEAP-10: each processor alone, on small batches.

import { describe, expect, it } from 'vitest';
import type { Node } from '../../../api/node.ts';
import type { Pod } from '../../../api/pod.ts';
import { emptyMap, get, keys, mapOf } from '../../../base/persistent-map.ts';
import { micros } from '../../../kernel/time.ts';
import { withClusterSums, withNamespaceSums, withNodeSums, withPodSums } from './aggregators.ts';
import { heapsterFlags, type LabelRules } from './flags.ts';
import { copiedLabels } from './labels.ts';
import type { DataBatch, MetricSet } from './metric-set.ts';
import { withNodes } from './node-enricher.ts';
import { withNamespaces, withPods } from './pod-enricher.ts';
import { withRates } from './rate-calculator.ts';

const RULES: LabelRules = { separator: ',', ignored: [], stored: [] };

function batch(at: number, sets: { readonly [key: string]: Partial<MetricSet> }): DataBatch {
  const whole = Object.entries(sets).map(
    ([key, one]) => [key, { labels: {}, values: {}, labeled: [], ...one }] as const,
  );
  return { at: micros(at * 1e6), sets: mapOf(whole) };
}

function labelsOf(type: string, pod: string, container?: string): MetricSet['labels'] {
  const own = { type, namespace_name: 'default', pod_name: pod, nodename: 'n1', hostname: 'n1' };
  return container === undefined ? own : { ...own, container_name: container };
}

const C = 'namespace:default/pod:web/container:c';

function counted(
  created: number,
  scraped: number,
  values: MetricSet['values'],
): Partial<MetricSet> {
  return { createdAt: micros(created * 1e6), scrapedAt: micros(scraped * 1e6), values };
}

describe('HEAP-4: rates', () => {
  const before = batch(60, { [C]: counted(10, 55, { 'cpu/usage': 1e9, 'network/rx': 100 }) });

  it('are made of two samples of one container', () => {
    const now = batch(120, {
      [C]: counted(10, 115, { 'cpu/usage': 7_050_000_000, 'network/rx': 400 }),
    });
    const values = get(withRates(now, before).sets, C)?.values;
    // 6.05 s of CPU time in 60 s: 100.8 millicores, cut.
    expect(values?.['cpu/usage_rate']).toBe(100);
    expect(values?.['network/rx_rate']).toBe(5);
    expect(values?.['memory/page_faults_rate']).toBeUndefined();
  });

  it('are not made in the first batch, over a restart, or of an old sample', () => {
    const restarted = batch(120, { [C]: counted(90, 115, { 'cpu/usage': 5 }) });
    const stale = batch(120, { [C]: counted(10, 55, { 'cpu/usage': 2e9 }) });
    expect(withRates(before, undefined)).toBe(before);
    expect(get(withRates(restarted, before).sets, C)?.values).toEqual({ 'cpu/usage': 5 });
    expect(get(withRates(stale, before).sets, C)?.values).toEqual({ 'cpu/usage': 2e9 });
  });

  it('of disks stand beside their counters', () => {
    const disk = (value: number): MetricSet['labeled'] => [
      { name: 'disk/io_read_bytes', labels: { resource_id: '8:0' }, value },
    ];
    const old = batch(60, { [C]: { ...counted(10, 55, {}), labeled: disk(600) } });
    const now = batch(120, { [C]: { ...counted(10, 115, {}), labeled: disk(6_600) } });
    expect(get(withRates(now, old).sets, C)?.labeled).toEqual([
      ...disk(6_600),
      { name: 'disk/io_read_bytes_rate', labels: { resource_id: '8:0' }, value: 100 },
    ]);
  });
});

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u1', labels: { tier: 'front', app: 'web' } },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'nginx:1',
        resources: { requests: { cpu: '100m' }, limits: { memory: '1Ki' } },
      },
      { name: 'd', image: 'busybox:1' },
    ],
  },
  status: { containerStatuses: [{ name: 'c', restartCount: 3 }] },
} as unknown as Pod;

describe('HEAP-5: what is known of pods', () => {
  const pods = mapOf([['default/web', POD]]);

  it('is put on a container, its pod, and the containers that were not sampled', () => {
    const scraped = batch(60, { [C]: { labels: labelsOf('pod_container', 'web', 'c') } });
    const { sets } = withPods(scraped, pods, RULES);
    expect([...keys(sets)]).toEqual([
      'namespace:default/pod:web',
      C,
      'namespace:default/pod:web/container:d',
    ]);
    expect(get(sets, C)).toMatchObject({
      labels: { pod_id: 'u1', labels: 'app:web,tier:front', container_base_image: 'nginx:1' },
      values: {
        'cpu/request': 100,
        'cpu/limit': 0,
        'memory/request': 0,
        'memory/limit': 1_024,
        restart_count: 3,
      },
    });
    expect(get(sets, 'namespace:default/pod:web/container:d')?.labels).toMatchObject({
      type: 'pod_container',
      nodename: 'n1',
      container_base_image: 'busybox:1',
    });
  });

  it('is not made up for pods that the API server does not have', () => {
    const scraped = batch(60, { [C]: { labels: labelsOf('pod_container', 'gone', 'c') } });
    expect(withPods(scraped, pods, RULES).sets).toEqual(scraped.sets);
  });

  it('has labels stored under names of their own where that is asked for', () => {
    const flags = heapsterFlags(['/heapster', '--store_label=layer=tier', '--ignore_label=app']);
    const { labels: rules } = flags as Exclude<typeof flags, string>;
    expect(copiedLabels(POD, rules)).toEqual({ layer: 'front', labels: 'tier:front' });
  });

  it('HEAP-6: names the namespace by its uid', () => {
    const namespace = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'default', uid: 'ns-1' },
    };
    const scraped = batch(60, {
      [C]: { labels: labelsOf('pod_container', 'web', 'c') },
      cluster: {},
    });
    const { sets } = withNamespaces(scraped, mapOf([['default', namespace]]));
    expect(get(sets, C)?.labels.namespace_id).toBe('ns-1');
    expect(get(sets, 'cluster')?.labels).toEqual({});
  });
});

describe('sums', () => {
  const two = batch(60, {
    [C]: {
      labels: labelsOf('pod_container', 'web', 'c'),
      values: { 'cpu/usage_rate': 7, 'memory/usage': 10, 'cpu/usage': 99, 'cpu/request': 100 },
      labeled: [{ name: 'filesystem/usage', labels: {}, value: 1 }],
    },
    'namespace:default/pod:web/container:d': {
      labels: labelsOf('pod_container', 'web', 'd'),
      values: { 'cpu/usage_rate': 3, 'memory/usage': 5, 'cpu/usage': 1 },
    },
    'node:n1': { labels: { type: 'node', nodename: 'n1' }, values: { 'memory/usage': 1_000 } },
  });
  const withPod = {
    ...withPodSums(two),
    sets: withPodSums(two).sets,
  };

  it('HEAP-7: of gauges make a pod', () => {
    expect(get(withPod.sets, 'namespace:default/pod:web')).toEqual({
      labels: { type: 'pod', namespace_name: 'default', pod_name: 'web', hostname: 'n1' },
      values: { 'cpu/usage_rate': 10, 'memory/usage': 15, 'cpu/request': 100 },
      labeled: [],
    });
  });

  it('HEAP-8: of pods make namespaces, and of those the cluster', () => {
    const all = withClusterSums(withNamespaceSums(withPod));
    const sum = { 'cpu/usage_rate': 10, 'memory/usage': 15, 'cpu/request': 100 };
    expect(get(all.sets, 'namespace:default')?.values).toEqual(sum);
    expect(get(all.sets, 'cluster')).toEqual({
      labels: { type: 'cluster' },
      values: sum,
      labeled: [],
    });
  });

  it('HEAP-9: of requests are put on a node that is there', () => {
    const pod = {
      labels: labelsOf('pod', 'web'),
      values: { 'memory/usage': 15, 'cpu/request': 100 },
    };
    const other = { ...pod, labels: { ...pod.labels, nodename: 'away' } };
    const node = { labels: { type: 'node' }, values: { 'memory/usage': 1_000 } };
    const { sets } = withNodeSums(batch(60, { a: pod, b: other, 'node:n1': node }));
    expect(get(sets, 'node:n1')?.values).toEqual({ 'memory/usage': 1_000, 'cpu/request': 100 });
    expect(get(sets, 'node:away')).toBeUndefined();
  });

  it('HEAP-10: are shares of what a node can give', () => {
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n1', labels: { zone: 'a' } },
      status: { capacity: { cpu: '4', memory: '1Ki' }, allocatable: { cpu: '2', memory: '512' } },
    } as unknown as Node;
    const used = { 'cpu/usage_rate': 500, 'memory/usage': 128, 'cpu/request': 1_000 };
    const one = batch(60, { 'node:n1': { labels: { type: 'node' }, values: used } });
    expect(get(withNodes(one, mapOf([['n1', node]]), RULES).sets, 'node:n1')).toMatchObject({
      labels: { labels: 'zone:a' },
      values: {
        'cpu/node_capacity': 4_000,
        'cpu/node_allocatable': 2_000,
        'cpu/node_utilization': 0.25,
        'cpu/node_reservation': 0.5,
        'memory/node_capacity': 1_024,
        'memory/node_utilization': 0.25,
        'memory/node_reservation': 0,
      },
    });
    expect(withNodes(one, emptyMap(), RULES).sets).toEqual(one.sets);
  });
});
