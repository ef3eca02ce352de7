// HEAP-1 to HEAP-3: which nodes are scraped, and how both kinds of answers are read.

import { describe, expect, it } from 'vitest';
import type { Node } from '../../../api/node.ts';
import { micros } from '../../../kernel/time.ts';
import { setsOfContainers } from './cadvisor-source.ts';
import { nodeInfoOf } from './node-info.ts';
import { setsOfSummary } from './summary-source.ts';

const EPOCH = 1_767_225_600;
const INFO = { name: 'n1', ip: '10.0.0.11', hostname: 'n1.lab', hostId: '', isSchedulable: true };

function node(ready: string, addresses: readonly { type: string; address: string }[]): Node {
  const status = { conditions: [{ type: 'Ready', status: ready }], addresses };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, status } as unknown as Node;
}

describe('HEAP-1: a node', () => {
  it('is scraped at its inner address', () => {
    const addresses = [
      { type: 'LegacyHostIP', address: '10.9.9.9' },
      { type: 'InternalIP', address: '10.0.0.11' },
      { type: 'Hostname', address: 'n1.lab' },
    ];
    expect(nodeInfoOf(node('True', addresses))).toEqual(INFO);
    expect(nodeInfoOf(node('True', addresses.slice(0, 1)))).toMatchObject({ ip: '10.9.9.9' });
  });

  it('is passed over when it is not ready or has no address', () => {
    const address = { type: 'InternalIP', address: '10.0.0.11' };
    expect(nodeInfoOf(node('Unknown', [address]))).toBe('node n1 is not ready');
    expect(nodeInfoOf(node('True', []))).toBe(
      'node n1 has no valid hostname and/or IP address: n1 ',
    );
  });
});

const TIME = { creation_time: '2026-01-01T00:00:10Z' };
const STATS = [
  { timestamp: '2026-01-01T00:00:40Z', cpu: { usage: { total: 1 } } },
  {
    timestamp: '2026-01-01T00:00:50.5Z',
    cpu: { usage: { total: 2_000 } },
    memory: { usage: 30, working_set: 20, rss: 10, cache: 5, container_data: { pgfault: 4 } },
    network: { interfaces: [{ rx_bytes: 1, tx_bytes: 2 }, { rx_bytes: 10 }] },
    filesystem: [{ device: '/dev/sda1', capacity: 100, usage: 40, available: 60 }],
    diskio: { io_service_bytes: [{ major: 8, minor: 0, stats: { Read: 7, Write: 9 } }] },
  },
];

describe('HEAP-2: what cAdvisor says', () => {
  const labels = {
    'io.kubernetes.pod.namespace': 'default',
    'io.kubernetes.pod.name': 'web',
    'io.kubernetes.pod.uid': 'u1',
  };
  const spec = { ...TIME, has_cpu: true, has_memory: true, labels };
  const named = (container: string) => ({
    ...spec,
    image: 'nginx:1',
    labels: { ...labels, 'io.kubernetes.container.name': container },
  });
  const read = (containers: Parameters<typeof setsOfContainers>[0]) =>
    new Map(setsOfContainers(containers, INFO, EPOCH, micros(60_000_000)));

  it('of a container, of its pod, of the node and of the system', () => {
    const sets = read({
      '/': { name: '/', spec: { ...TIME, has_cpu: true, has_filesystem: true }, stats: STATS },
      a: { name: '/docker/aa', aliases: ['k8s_c.1_web'], spec: named('c'), stats: STATS },
      b: {
        name: '/docker/bb',
        spec: { ...named('POD'), has_network: true },
        stats: STATS,
      },
      d: { name: '/docker-daemon', spec: { ...TIME, has_cpu: true }, stats: STATS },
      e: { name: '/empty', spec: TIME, stats: [] },
    });
    expect([...sets.keys()]).toEqual([
      'node:n1',
      'namespace:default/pod:web/container:c',
      'namespace:default/pod:web',
      'node:n1/container:docker-daemon',
    ]);
    expect(sets.get('namespace:default/pod:web/container:c')).toEqual({
      createdAt: 10_000_000,
      scrapedAt: 50_500_000,
      labels: {
        nodename: 'n1',
        hostname: 'n1.lab',
        host_id: '',
        type: 'pod_container',
        container_name: 'c',
        container_base_image: 'nginx:1',
        pod_id: 'u1',
        pod_name: 'web',
        namespace_name: 'default',
      },
      values: {
        uptime: 50_000,
        'cpu/usage': 2_000,
        'memory/usage': 30,
        'memory/working_set': 20,
        'memory/rss': 10,
        'memory/cache': 5,
        'memory/page_faults': 4,
        'memory/major_page_faults': 0,
      },
      labeled: [],
    });
    expect(sets.get('namespace:default/pod:web')?.values).toMatchObject({
      'network/rx': 11,
      'network/tx': 2,
    });
    expect(sets.get('node:n1')?.labels).toMatchObject({ type: 'node', schedulable: 'true' });
    expect(sets.get('node:n1')?.labeled.map(({ name, value }) => [name, value])).toEqual([
      ['filesystem/usage', 40],
      ['filesystem/limit', 100],
      ['filesystem/available', 60],
    ]);
  });

  it('of Kubernetes v1.0 and v1.1, whose labels say less', () => {
    const old = { ...TIME, labels: { 'io.kubernetes.pod.name': 'default/web' } };
    const sets = read({
      a: { name: '/docker/aa', aliases: ['k8s_c.7f9b_web_default_u_1'], spec: old, stats: STATS },
    });
    expect([...sets.keys()]).toEqual(['namespace:default/pod:web/container:c']);
  });

  it('of disks, device by device', () => {
    const one = { name: '/', spec: { ...TIME, has_diskio: true }, stats: STATS };
    expect(read({ '/': one }).get('node:n1')?.labeled).toEqual([
      { name: 'disk/io_read_bytes', labels: { resource_id: '8:0' }, value: 7 },
      { name: 'disk/io_write_bytes', labels: { resource_id: '8:0' }, value: 9 },
    ]);
  });
});

it('HEAP-3: what the summary says', () => {
  const cpu = { time: '2026-01-01T00:00:50Z', usageCoreNanoSeconds: 5 };
  const startTime = '2026-01-01T00:00:10Z';
  const container = { name: 'c', startTime, cpu, rootfs: { usedBytes: 1 }, logs: { usedBytes: 2 } };
  const sets = new Map(
    setsOfSummary(
      {
        node: {
          nodeName: 'n1',
          startTime,
          cpu,
          fs: { usedBytes: 3, capacityBytes: 9 },
          systemContainers: [{ name: 'runtime', startTime, cpu }],
        },
        pods: [
          {
            podRef: { name: 'web', namespace: 'default', uid: 'u1' },
            startTime,
            network: { time: '2026-01-01T00:00:51Z', rxBytes: 8 },
            containers: [{ ...container, startTime: '2026-01-01T00:00:05Z' }, container, container],
            volume: [{ name: 'data', usedBytes: 4 }],
          },
        ],
      },
      { node: INFO, epochSeconds: EPOCH, now: micros(60_000_000) },
    ),
  );
  expect([...sets.keys()]).toEqual([
    'node:n1',
    'node:n1/container:docker-daemon',
    'namespace:default/pod:web',
    'namespace:default/pod:web/container:c',
  ]);
  const pod = sets.get('namespace:default/pod:web');
  expect(pod).toMatchObject({ scrapedAt: 51_000_000, values: { uptime: 50_000, 'network/rx': 8 } });
  expect(pod?.labeled).toEqual([
    { name: 'filesystem/usage', labels: { resource_id: 'Volume:data' }, value: 4 },
  ]);
  const one = sets.get('namespace:default/pod:web/container:c');
  expect(one?.createdAt).toBe(10_000_000);
  expect(one?.labeled.map(({ labels, value }) => [labels.resource_id, value])).toEqual([
    ['/', 1],
    ['logs', 2],
  ]);
});
