import { describe, expect, it, test } from 'vitest';
import { mapOf } from '../../../base/persistent-map.ts';
import { testEnvelope, testIo } from '../../../kernel/test-io.ts';
import { type Micros, micros, seconds } from '../../../kernel/time.ts';
import type { WorkloadConfig } from '../../protocol/workload.ts';
import { decodeSeries, decodeSummary } from './decode.ts';
import { metricsServer } from './metrics-server.ts';
import { optionsOf } from './options.ts';
import type { Batch, Point, Storage } from './state.ts';
import { isStorageReady, NO_POINTS, nodeUsage, podUsage, stored } from './storage.ts';

const EPOCH = 1_767_225_600;
const { options: OPTIONS } = optionsOf(['/metrics-server', '--metric-resolution=15s'], true);
const { options: OLD } = optionsOf(['/metrics-server'], false);
const CONFIG: WorkloadConfig = {
  node: 'n1',
  linux: 'linux@n1',
  podUid: 'u',
  podName: 'metrics-server',
  namespace: 'kube-system',
  podIp: '10.1.0.2',
  netns: 'ns',
  containerId: 'c',
  image: 'metrics-server:v0.8.0',
  argv: [],
  env: [],
};
const EMPTY: Storage = { last: NO_POINTS, previous: NO_POINTS };

function at(second: number): Micros {
  return micros(seconds(second));
}

function point(second: number, cpuSeconds: number, startedAt = -100): Point {
  return {
    startedAt: at(startedAt),
    at: at(second),
    cpuNanos: cpuSeconds * 1e9,
    nanoCores: 0,
    memoryBytes: 4_096,
  };
}

function batch(one: Point): Batch {
  return {
    nodes: mapOf([['node-1', one]]),
    pods: mapOf([['default/web', [{ name: 'c', point: one }]]]),
  };
}

function afterScrapes(...points: readonly Point[]): Storage {
  return points.reduce((storage, one) => stored(storage, batch(one), OPTIONS), EMPTY);
}

describe('points', () => {
  it('MS-4: a rate is that between the last two', () => {
    expect(nodeUsage(afterScrapes(point(0, 5)), 'node-1', OPTIONS)).toBeUndefined();
    const storage = afterScrapes(point(0, 5), point(10, 7));
    expect(nodeUsage(storage, 'node-1', OPTIONS)).toEqual({
      at: at(10),
      window: seconds(10),
      nanoCores: 200_000_000,
      memoryBytes: 4_096,
    });
    expect(isStorageReady(storage)).toBe(true);
  });

  it('MS-4: the same point again keeps what it was compared with', () => {
    const storage = afterScrapes(point(0, 5), point(10, 7), point(10, 7));
    expect(nodeUsage(storage, 'node-1', OPTIONS)?.window).toBe(seconds(10));
    const once = afterScrapes(point(10, 7), point(10, 7));
    expect(nodeUsage(once, 'node-1', OPTIONS)).toBeUndefined();
  });

  it('MS-4: a container that started again begins anew', () => {
    const storage = afterScrapes(point(0, 50), point(20, 1, 5));
    expect(podUsage(storage, 'default/web', OPTIONS)).toBeUndefined();
    const later = stored(storage, batch(point(35, 4, 5)), OPTIONS);
    expect(podUsage(later, 'default/web', OPTIONS)?.[0]?.[1].nanoCores).toBe(200_000_000);
  });

  it('MS-6: a young container is compared with its start, a very young one not', () => {
    const young = afterScrapes(point(12, 6, 0));
    expect(podUsage(young, 'default/web', OPTIONS)?.[0]?.[1]).toMatchObject({
      window: seconds(12),
      nanoCores: 500_000_000,
    });
    expect(podUsage(afterScrapes(point(9, 6, 0)), 'default/web', OPTIONS)).toBeUndefined();
    expect(podUsage(afterScrapes(point(15, 6, 0)), 'default/web', OPTIONS)).toBeUndefined();
  });

  it('MS-5: a batch takes the place of the last as a whole', () => {
    const storage = stored(afterScrapes(point(0, 5), point(10, 7)), NO_POINTS, OPTIONS);
    expect(nodeUsage(storage, 'node-1', OPTIONS)).toBeUndefined();
    expect(isStorageReady(storage)).toBe(false);
  });

  it('MS-7: v0.4 passes on what the kubelet says', () => {
    const one = { ...point(7, 5), nanoCores: 123 };
    const storage = stored(EMPTY, batch(one), OLD);
    expect(nodeUsage(storage, 'node-1', OLD)).toMatchObject({
      window: seconds(30),
      nanoCores: 123,
    });
  });
});

describe('pages of a kubelet', () => {
  const series = (memory: number): string =>
    [
      '# TYPE node_cpu_usage_seconds_total counter',
      'node_cpu_usage_seconds_total 12.5 1767225603000',
      'node_memory_working_set_bytes 4096 1767225603000',
      'container_cpu_usage_seconds_total{container="c",namespace="default",pod="web"} 0.25 1767225602500',
      `container_memory_working_set_bytes{container="c",namespace="default",pod="web"} ${memory} 1767225602500`,
      'container_start_time_seconds{container="c",namespace="default",pod="web"} 1.767225601e+09',
      '',
    ].join('\n');

  it('MS-3: series become points', () => {
    const { nodes, pods } = decodeSeries(series(8_192), 'node-1', EPOCH);
    expect(nodeUsage({ last: { nodes, pods }, previous: NO_POINTS }, 'node-1', OLD)).toMatchObject({
      at: at(3),
      memoryBytes: 4_096,
    });
    expect(podUsage({ last: { nodes, pods }, previous: NO_POINTS }, 'default/web', OLD)).toEqual([
      ['c', { at: at(2.5), window: seconds(30), nanoCores: 0, memoryBytes: 8_192 }],
    ]);
  });

  it('MS-3: a container without memory takes its pod out', () => {
    expect(decodeSeries(series(0), 'node-1', EPOCH).pods.size).toBe(0);
    const stats = { time: '2026-01-01T00:00:05Z', usageNanoCores: 7 };
    const memory = { time: '2026-01-01T00:00:06Z', workingSetBytes: 9 };
    const whole = { name: 'c', cpu: stats, memory };
    const summary = (containers: readonly object[]): object => ({
      node: { cpu: stats, memory },
      pods: [{ podRef: { name: 'web', namespace: 'default' }, containers }],
    });
    expect(decodeSummary(summary([whole]), 'node-1', EPOCH).pods.size).toBe(1);
    const silent = {
      ...summary([whole]),
      pods: [{ podRef: { name: 'a', namespace: 'b' }, containers: null }],
    };
    expect(decodeSummary(silent, 'node-1', EPOCH).pods.size).toBe(0);
    const { nodes, pods } = decodeSummary(summary([whole, { name: 'd', memory }]), 'node-1', EPOCH);
    expect([nodes.size, pods.size]).toEqual([1, 0]);
  });
});

describe('options', () => {
  it('MS-1, MS-2: what is said, and what is meant when nothing is', () => {
    expect(OPTIONS).toMatchObject({
      resolution: seconds(15),
      scrapeTimeout: seconds(10),
      port: 443,
    });
    expect(OLD).toMatchObject({ resolution: seconds(60), scrapeTimeout: seconds(54) });
    const argv = ['/metrics-server', '--metric-resolution', '1m30s', '--secure-port=4443'];
    const said = { resolution: seconds(90), port: 4443 };
    expect(optionsOf(argv, true)).toMatchObject({ options: said });
  });

  test.each([
    ['--metric-resolution=15s', undefined],
    [
      '--metric-resolution=15',
      'invalid argument "15" for "--metric-resolution" flag: time: missing unit in duration "15"',
    ],
    [
      '--metric-resolution=9s',
      'metric-resolution should be a time duration at least 10s, but value 9s provided',
    ],
    [
      '--kubelet-request-timeout=1m',
      'metric-resolution should be larger than kubelet-request-timeout, but metric-resolution value 1m0s kubelet-request-timeout value 1m0s provided',
    ],
  ])('MS-14: refuses to begin: %s', (flag, problem) => {
    expect(optionsOf(['/metrics-server', flag], true).problem).toBe(problem);
    const io = testIo({ processes: ['linux@n1', 'apiserver'] });
    const config = { ...CONFIG, argv: ['/metrics-server', flag] };
    const { loop, http } = metricsServer.init(config, io, undefined);
    for (const one of [...io.effects]) {
      if (one.do !== 'after') continue;
      metricsServer.loop({ config, loop, http }, testEnvelope(one.message), io);
    }
    const exits = io.effects.filter(
      (one) => one.do === 'send' && one.message.type === 'linux.workloadExit',
    );
    expect(exits).toMatchObject(problem === undefined ? [] : [{ message: { exitCode: 2 } }]);
  });
});
