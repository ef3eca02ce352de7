// The kubelet's books in whole clusters: `/metrics` against what the trace has.

import { describe, expect, it } from 'vitest';
import { parseSeries } from '../../conformance/endpoints/series.ts';
import { type PersistentMap, values } from '../base/persistent-map.ts';
import type { Envelope } from '../kernel/message.ts';
import { stateOf } from '../kernel/world.ts';
import { defaultNode } from '../scenario/defaults.ts';
import { printedText } from '../shell/print/print.ts';
import { operationName } from './kubelet/metrics/operations.ts';
import type { TranscriptEntry } from './protocol/transcript.ts';
import { instant, testCluster, type } from './test-cluster.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  nodeName: node-1
  volumes: [{name: d, emptyDir: {}}]
  initContainers:
  - {name: i, image: 'busybox:1.36', command: [sleep, '2']}
  containers:
  - name: c
    image: busybox:1.36
    command: [sleep, '3']
    volumeMounts: [{name: d, mountPath: /d}]
  - {name: bad, image: 'registry.example/gone:1', command: [sleep, '3']}
`;

const GONE = {
  image: 'registry.example/gone:1',
  isPresent: false,
  rule: { image: 'registry.example/gone:1', answer: '404' as const },
};

const METRICS = 'curl -sk https://localhost:10250/metrics';

interface Run {
  /** A series of the page read at that second. */
  readonly value: (at: number, name: string, labels?: { [label: string]: string }) => number;
  readonly names: (at: number) => ReadonlySet<string>;
  /** How many calls of each operation were answered before that second. */
  readonly answered: (at: number, kind: 'cri' | 'docker') => { [operation: string]: number };
  readonly totals: (at: number, name: string) => { [operation: string]: number };
}

const STEPS: { readonly [method: string]: string } = {
  'GET /containers/json': 'list_containers',
  'GET /version': 'version',
};

function run(edition: 'docker' | 'containerd', reads: readonly number[]): Run {
  const timeline = testCluster(edition, { nodes: [defaultNode('node-1')], images: [GONE] });
  const sent = new Map<number, Envelope['message']>();
  const answers = new Map<number, number>();
  timeline.setSink({
    delivered(envelope) {
      const { id, inReplyTo, message } = envelope;
      if (/^(cri|docker)\.request$/.test(message.type)) sent.set(id, message);
      if (inReplyTo !== undefined && !answers.has(inReplyTo)) {
        answers.set(inReplyTo, envelope.deliverAt);
      }
    },
  });
  type(timeline, 20, 'kubectl create -f pod.yaml', { 'pod.yaml': POD });
  const lines = [
    ...reads.map((at) => ({ at, line: METRICS })),
    { at: 61, line: 'systemctl stop kubelet' },
    { at: 65, line: 'systemctl start kubelet' },
  ];
  // A line typed into the past would make another branch.
  for (const { at, line } of lines.toSorted((a, b) => a.at - b.at)) type(timeline, at, line);
  timeline.advance(instant(Math.max(...reads) + 5));
  const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(timeline.world, 'user');
  const pages = [...values(user?.transcript as PersistentMap<TranscriptEntry>)]
    .filter(({ text }) => text === METRICS)
    .map((entry) => parseSeries(printedText(entry, false)));
  const page = (at: number) => pages[reads.indexOf(at)] as (typeof pages)[number];
  const samples = (at: number, name: string) =>
    [...page(at).values()].flatMap((family) => family.samples).filter((one) => one.name === name);
  return {
    value(at, name, labels = {}) {
      const found = samples(at, name).find((one) =>
        Object.entries(labels).every(([label, value]) => one.labels[label] === value),
      );
      return found?.value ?? Number.NaN;
    },
    names: (at) => new Set(page(at).keys()),
    totals: (at, name) =>
      Object.fromEntries(samples(at, name).map((one) => [one.labels['operation_type'], one.value])),
    answered(at, kind) {
      const counts: { [operation: string]: number } = {};
      for (const [id, message] of sent) {
        const answer = answers.get(id);
        if (message.type !== `${kind}.request` || answer === undefined) continue;
        if (answer >= instant(at)) continue;
        const { method, path } = message as unknown as { method: string; path?: string };
        const operation = kind === 'cri' ? operationName(method) : STEPS[`${method} ${path}`];
        if (operation !== undefined) counts[operation] = (counts[operation] ?? 0) + 1;
      }
      return counts;
    },
  };
}

describe('KSRV-20: the kubelet counts', () => {
  it('each call to its runtime once, as the trace has them', () => {
    const { answered, totals } = run('containerd', [50.5, 60]);
    for (const at of [50.5, 60]) {
      expect(totals(at, 'kubelet_runtime_operations_total')).toEqual(answered(at, 'cri'));
    }
  });

  it('in docker the calls to Docker as well', () => {
    const { answered, totals } = run('docker', [60]);
    expect(totals(60, 'kubelet_runtime_operations_total')).toEqual(answered(60, 'cri'));
    const { list_containers, version } = totals(60, 'kubelet_docker_operations_total');
    expect({ list_containers, version }).toEqual(answered(60, 'docker'));
  });

  it('what it started and what ended, and how long that took', () => {
    const { value, names } = run('containerd', [60]);
    const of = (name: string, labels = {}) => value(60, `kubelet_${name}`, labels);
    expect(of('started_pods_total')).toBe(1);
    expect(of('started_containers_total', { container_type: 'init_container' })).toBe(1);
    expect(of('containers_per_pod_count_sum')).toBe(2);
    expect(of('started_containers_errors_total', { code: 'ErrImagePull' })).toBeGreaterThan(0);
    const ended = { container_type: 'container', exit_code: '0', reason: 'Completed' };
    expect(of('terminated_containers_total', ended)).toBeGreaterThan(0);
    expect(of('pod_worker_duration_seconds_count', { operation_type: 'create' })).toBe(1);
    expect(of('pod_worker_start_duration_seconds_count')).toBe(1);
    expect(of('pod_start_duration_seconds_count')).toBeGreaterThan(0);
    expect(of('pod_status_sync_duration_seconds_count')).toBeGreaterThan(2);
    expect(of('run_podsandbox_duration_seconds_count', { runtime_handler: '' })).toBe(1);
    const mount = { operation_name: 'volume_mount', status: 'success' };
    expect(value(60, 'storage_operation_duration_seconds_count', mount)).toBe(1);
    expect(
      value(60, 'rest_client_requests_total', { code: '201', method: 'POST' }),
    ).toBeGreaterThan(2);
    // The pod never ran as a whole: one of its containers has no image.
    expect(names(60).has('kubelet_pod_start_sli_duration_seconds')).toBe(false);
  });

  it('the request for the page itself, and one that goes on', () => {
    const { value } = run('containerd', [50, 60]);
    const labels = { path: 'metrics', server_type: 'readwrite' };
    expect(value(50, 'kubelet_http_requests_total', labels)).toBe(1);
    expect(value(50, 'kubelet_http_inflight_requests', labels)).toBe(1);
    expect(value(60, 'kubelet_http_requests_total', labels)).toBe(2);
    expect(value(60, 'kubelet_http_inflight_requests', labels)).toBe(1);
    expect(value(60, 'kubelet_http_requests_duration_seconds_count', labels)).toBe(1);
  });

  it.each(['docker', 'containerd'] as const)('anew when it starts anew, in %s', (edition) => {
    const { value } = run(edition, [60, 70, 80]);
    const lists = (at: number) =>
      value(at, 'kubelet_runtime_operations_total', { operation_type: 'list_podsandbox' });
    expect(lists(60)).toBeGreaterThan(50);
    expect(lists(70)).toBeLessThan(7);
    expect(lists(80)).toBeGreaterThan(lists(70) + 8);
  });
});
