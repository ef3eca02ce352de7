// HEAP-15 to HEAP-18: flags, sinks and pages, each alone.

import { describe, expect, it, test } from 'vitest';
import { mapOf } from '../../../base/persistent-map.ts';
import { type Effect, testEnvelope, testIo } from '../../../kernel/test-io.ts';
import { micros, seconds } from '../../../kernel/time.ts';
import type { NetAnswer, NetCall, NetResult } from '../../protocol/linux-network.ts';
import type { WorkloadConfig, WorkloadOutput } from '../../protocol/workload.ts';
import type { WorkloadState } from '../workload.ts';
import { heapsterFlags } from './flags.ts';
import { gcmRequests } from './gcm-sink.ts';
import { heapster } from './heapster.ts';
import { answerPath } from './http.ts';
import { batchText } from './log-sink.ts';
import type { DataBatch, MetricSet } from './metric-set.ts';
import { EMPTY_STORE, stored } from './metric-sink.ts';
import type { HeapsterLoop } from './state.ts';

const SOURCE = '--source=kubernetes:https://kubernetes.default';

function config(...flags: readonly string[]): WorkloadConfig {
  return {
    node: 'n1',
    linux: 'linux@n1',
    podUid: 'u',
    podName: 'heapster',
    namespace: 'kube-system',
    podIp: '10.1.0.2',
    netns: 'ns',
    containerId: 'c',
    image: 'heapster-amd64:v1.5.4',
    argv: ['/heapster', ...flags],
    env: [],
  };
}

/** What the program has done after its first event, and the state it is in. */
function begun(whole: WorkloadConfig): { loop: HeapsterLoop; effects: readonly Effect[] } {
  const io = testIo({ processes: ['linux@n1', 'apiserver'] });
  const { loop, http } = heapster.init(whole, io, undefined);
  const state: WorkloadState<HeapsterLoop, null> = { config: whole, loop, http };
  return {
    loop: heapster.loop(state, testEnvelope({ type: 'heapster.begin' }), io),
    effects: io.effects,
  };
}

function linesOf(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((one) =>
    one.do === 'send' && one.message.type === 'linux.workloadOutput'
      ? (one.message as WorkloadOutput).lines.map((line) => line.replace(/^(.).*?\d\] /, '$1 '))
      : [],
  );
}

function exitOf(effects: readonly Effect[]): number | undefined {
  const found = effects.find(
    (one) => 'message' in one && one.message.type === 'linux.workloadExit',
  );
  return found === undefined
    ? undefined
    : (found as never as { message: { exitCode: number } }).message.exitCode;
}

describe('HEAP-15: the command line', () => {
  it('says where from, where to and how often', () => {
    expect(
      heapsterFlags([
        '/heapster',
        '--source=kubernetes.summary_api:?kubeletPort=10250&kubeletHttps=true',
        '--sink=influxdb:http://db:8086?withfields=true',
        '--sink',
        'log',
        '--metric_resolution=1m30s',
      ]),
    ).toMatchObject({
      sources: [{ key: 'kubernetes.summary_api', options: { kubeletPort: '10250' } }],
      sinks: [
        { key: 'influxdb', host: 'db:8086', options: { withfields: 'true' } },
        { key: 'log' },
      ],
      resolution: seconds(90),
      port: 8_082,
    });
  });

  test.each([
    [[], 255, 'F Failed to get kubernetes address: No kubernetes source found.'],
    [[SOURCE, SOURCE], 255, 'F Wrong number of sources specified'],
    [
      [SOURCE, '--metric_resolution=4s'],
      255,
      'F metric resolution should not be less than 5 seconds - 4000000000',
    ],
    [['--bogus'], 2, 'unknown flag: --bogus'],
    [['--source'], 2, 'flag needs an argument: --source'],
    [
      ['--metric_resolution=90'],
      2,
      'invalid argument "90" for --metric_resolution=90: time: missing unit in duration 90',
    ],
    [
      ['--sink_export_data_timeout', '1d'],
      2,
      'invalid argument "1d" for --sink_export_data_timeout: time: unknown unit d in duration 1d',
    ],
    [
      ['--heapster-port=web'],
      2,
      'invalid argument "web" for --heapster-port=web: strconv.ParseInt: parsing "web": invalid syntax',
    ],
    [
      ['--disable_export=yes'],
      2,
      'invalid argument "yes" for --disable_export=yes: strconv.ParseBool: parsing "yes": invalid syntax',
    ],
    [[SOURCE, '--sink=gcm'], 2, '[signal SIGSEGV: segmentation violation]'],
  ])('%s ends the program', (flags, code, line) => {
    const { effects } = begun(config(...flags));
    expect(exitOf(effects)).toBe(code);
    expect(linesOf(effects).at(-1)).toBe(line);
  });
});

const SET: MetricSet = {
  createdAt: micros(10_000_000),
  scrapedAt: micros(55_000_000),
  labels: { type: 'node', nodename: 'n1', hostname: 'n1', host_id: 'h', labels: '' },
  values: {
    'cpu/usage': 7,
    'cpu/usage_rate': 3,
    'memory/working_set': 2_048,
    'cpu/node_capacity': 4,
  },
  labeled: [{ name: 'filesystem/usage', labels: { resource_id: '/dev/sda' }, value: 9 }],
};
const BATCH: DataBatch = { at: micros(60_000_000), sets: mapOf([['node:n1', SET]]) };

describe('HEAP-16: sinks', () => {
  const answer = (state: HeapsterLoop, one: NetAnswer, call: number): HeapsterLoop => {
    const io = testIo({ processes: ['linux@n1', 'apiserver'] });
    const message: NetResult = { type: 'linux.callDone', answer: one, took: seconds(0) };
    const envelope = testEnvelope(message, { inReplyTo: call as never });
    return heapster.loop({ config: config(), loop: state, http: null }, envelope, io);
  };

  it('look for InfluxDB before the manager begins', () => {
    const { loop, effects } = begun(config(SOURCE, '--sink=influxdb:http://db:8086'));
    const calls = effects.filter((one) => 'message' in one && one.message.type === 'linux.call');
    const [call] = calls as unknown as { message: NetCall }[];
    expect(call?.message).toMatchObject({
      ip: 'db',
      port: 8_086,
      payload: { path: '/ping' },
      fromNetns: 'ns',
    });
    expect(loop.isManaging).toBe(false);
    const id = loop.influxdb[0]?.work?.call ?? 0;
    const refused = answer(loop, { kind: 'failed', error: 'refused' }, id);
    expect([refused.isManaging, refused.influxdb[0]?.hasClient]).toEqual([true, false]);
    const found = answer(loop, { kind: 'http', status: 204, headers: [], body: '' }, id);
    expect([found.isManaging, found.influxdb[0]?.hasClient]).toEqual([true, true]);
  });

  it('HEAP-17: tell a log what a batch holds', () => {
    expect(batchText(BATCH, 1_767_225_600).split('\n').slice(0, 6)).toEqual([
      'DataBatch     Timestamp: 2026-01-01 00:01:00 +0000 UTC',
      '',
      'MetricSet: node:n1',
      '   Scrape time: 2026-01-01 00:00:55 +0000 UTC 1767225655000000000',
      '   Create time: 2026-01-01 00:00:10 +0000 UTC 1767225610000000000',
      '   Labels:',
    ]);
  });

  it('HEAP-18: make time series for Google Cloud Monitoring', () => {
    const [request] = gcmRequests(BATCH, 1_767_225_600, 'all');
    const type = 'custom.googleapis.com/kubernetes.io/';
    expect(request?.timeSeries.map(({ metric }) => metric.type)).toEqual(
      [...Object.keys(SET.values), 'filesystem/usage'].map((name) => type + name),
    );
    expect(request?.timeSeries[0]).toEqual({
      metric: { type: `${type}cpu/usage`, labels: { type: 'node', hostname: 'n1', host_id: 'h' } },
      valueType: 'INT64',
      points: [
        {
          interval: { startTime: '2026-01-01T00:00:10Z', endTime: '2026-01-01T00:01:00Z' },
          value: { int64Value: '7' },
        },
      ],
    });
    expect(request?.timeSeries[3]?.metric.labels).toEqual({
      hostname: 'n1',
      resource_id: 'h',
      resource_type: 'instance',
    });
    const many = Array.from({ length: 101 }, (_, i) => [`node:${i}`, SET] as const);
    const sizes = gcmRequests({ ...BATCH, sets: mapOf(many) }, 0, 'all').map(
      (one) => one.timeSeries.length,
    );
    expect(sizes).toEqual([200, 200, 105]);
    const scaling = gcmRequests(BATCH, 0, 'autoscaling')[0]?.timeSeries;
    expect(scaling?.map(({ metric }) => metric.type)).toEqual([`${type}cpu/node_capacity`]);
  });
});

const NODES = mapOf(
  ['n1', 'n2'].map((name) => {
    const metadata = { name, labels: { zone: name === 'n1' ? 'a' : 'b' } };
    return [name, { apiVersion: 'v1', kind: 'Node', metadata }] as const;
  }),
);

describe('HEAP-19: pages', () => {
  const base = begun(config(SOURCE)).loop;
  const loop: HeapsterLoop = {
    ...base,
    store: stored(EMPTY_STORE, BATCH, micros(65_000_000)),
    reflected: { ...base.reflected, objects: mapOf([['nodes', NODES] as const]) },
    scrapedAt: mapOf([['kubelet:10.0.0.1:10255', micros(65_500_000)] as const]),
  };
  const page = (path: string, at = 65, state = loop) =>
    answerPath(
      state,
      { type: 'workload.http', method: 'GET', path, headers: [], port: 8_082 },
      testIo({ now: micros(at * 1e6) }),
    );
  const json = (path: string): unknown => JSON.parse(page(path).body);

  it('tell its health for three minutes after a batch', () => {
    expect(page('/healthz', 65, base)).toMatchObject({ status: 500 });
    expect(page('/healthz', 240)).toMatchObject({ status: 200, body: 'ok' });
    expect(page('/healthz', 241)).toMatchObject({ status: 500 });
  });

  it('have the model', () => {
    expect(json('/api/v1/model/nodes/')).toEqual(['n1']);
    expect(json('/api/v1/model/nodes/n1/metrics')).toEqual(Object.keys(SET.values).sort());
    expect(json('/api/v1/model/nodes/n1/metrics/cpu/usage_rate')).toMatchObject({
      metrics: [{ value: 3 }],
    });
    expect(
      json('/api/v1/model/nodes/n1/metrics/filesystem/usage?labels=resource_id:/dev/sda'),
    ).toMatchObject({
      metrics: [{ value: 9 }],
    });
    expect(json('/api/v1/model/debug/allkeys')).toEqual(['node:n1']);
    expect(page('/api/v1/model/nodes/n1/metrics/cpu/usage?start=noon')).toMatchObject({
      status: 400,
    });
    expect(page('/api/v1/model/nothing')).toMatchObject({ status: 404 });
  });

  it('list what labels select', () => {
    const list = '/apis/metrics/v1alpha1/nodes?labelSelector=';
    const n1 = { metadata: { name: 'n1' } };
    expect(json(`${list}zone%3Da`)).toMatchObject({ items: [n1] });
    expect(json(`${list}zone%3Db`)).toMatchObject({ items: null });
    expect(json(list)).toMatchObject({ items: [n1] });
    expect(page(`${list}zone%3D%3D%3D`)).toMatchObject({
      status: 400,
      body: expect.stringMatching(/^Error while parsing selector zone===: ./),
    });
  });

  it('say when each source was asked last', () => {
    expect(page('/metrics').body).toContain(
      '\nheapster_scraper_last_time_seconds{source="kubelet:10.0.0.1:10255"} 1.700000065e+09\n',
    );
    expect(page('/metrics', 65, base).body).toBe('');
  });

  it('have what autoscalers ask for, and everything of the last batch', () => {
    expect(json('/apis/metrics/v1alpha1/nodes/n1')).toMatchObject({
      metadata: { name: 'n1' },
      window: '1m0s',
      usage: { cpu: '3m', memory: '2Ki' },
    });
    expect(json('/apis/metrics/v1alpha1/pods')).toEqual({ metadata: {}, items: null });
    expect(page('/apis/metrics/v1alpha1/nodes/n9')).toMatchObject({ status: 404 });
    expect(page('/apis/metrics/v1alpha1/namespaces/a/pods/b')).toMatchObject({
      status: 500,
      body: 'Error while getting pod b: pod "b" not found',
    });
    expect(json('/api/v1/metric-export')).toMatchObject([
      {
        labels: { nodename: 'n1', container_name: 'machine' },
        metrics: { 'cpu/usage': [{ value: 7 }] },
      },
    ]);
  });
});
