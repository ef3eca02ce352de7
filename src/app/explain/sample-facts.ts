// One fact of each kind that has words of its own, as the simulation tells it: for the tests
// beside.

import type { Subject } from '../../kernel/message.ts';
import { MACHINES } from '../../machines/catalog.ts';

/** Type, subject, data; for a changed object what it was before. */
export type SampleFact = readonly [string, Subject, object, (object | undefined)?];

const POD: Subject = { kind: 'pod', name: 'web', namespace: 'default', uid: 'u' };
const CONTAINER: Subject = { ...POD, kind: 'container', name: 'nginx' };
const NODE: Subject = { kind: 'node', name: 'node-1', node: 'node-1' };
const IMAGE: Subject = { kind: 'image', name: 'nginx:1.25' };

function pod(spec: object, status: object, metadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', ...metadata }, spec, status };
}

const UNBOUND = {};
const BOUND = { nodeName: 'node-1' };
const READY = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };

function change(now: object, before?: object): SampleFact {
  const data = { event: before === undefined ? 'ADDED' : 'MODIFIED', object: now };
  return ['ObjectChanged', POD, { ...data, resourceVersion: '7' }, before];
}

function each<T>(list: readonly T[], fact: (one: T) => SampleFact): readonly SampleFact[] {
  return list.map(fact);
}

/** All of them, with an event of each of these reasons. */
export function sampleFacts(reasons: readonly string[]): readonly SampleFact[] {
  return [...apiFacts(), ...kubeletFacts(), ...runtimeFacts(), ...nodeFacts(reasons)];
}

function apiFacts(): readonly SampleFact[] {
  return [
    ['Command', { kind: 'command', name: '1' }, { text: 'kubectl get pods' }],
    change(pod(UNBOUND, {})),
    change(pod(BOUND, {}), pod(UNBOUND, {})),
    change(pod(BOUND, {}, { deletionTimestamp: 'now' }), pod(BOUND, {})),
    change(pod(BOUND, READY), pod(BOUND, { phase: 'Pending' })),
    change(pod(BOUND, { phase: 'Running' }), pod(BOUND, READY)),
    change(pod(BOUND, {}, { labels: {} }), pod({ ...BOUND }, {})),
    ...['Pending', 'Running', 'Succeeded', 'Failed'].map((phase) =>
      change(pod(BOUND, { phase }), pod(BOUND, { phase: 'Unknown' })),
    ),
    ['ObjectChanged', POD, { event: 'DELETED', object: pod(BOUND, {}), resourceVersion: '8' }],
    ...each(['node', 'lease', 'event', 'secret', 'configmap', 'service', 'csinode'], (kind) => [
      'ObjectChanged',
      { kind, name: 'a', namespace: 'default' },
      { event: 'ADDED', object: {}, resourceVersion: '7' },
    ]),
    ...each([201, 400, 401, 403, 404, 405, 409, 410, 415, 422, 429, 500, 503, 504], (code) => [
      'ApiRequest',
      POD,
      { by: 'kubectl', verb: 'CREATE', path: 'pods/web', code },
    ]),
    ...each(['CREATE', 'UPDATE', 'PATCH', 'DELETE'], (verb) => [
      'ApiRequest',
      { kind: 'node', name: 'node-1' },
      { by: 'kubelet', verb, path: 'nodes/node-1', code: 200 },
    ]),
  ];
}

function kubeletFacts(): readonly SampleFact[] {
  return [
    ['Scheduled', POD, { node: 'node-1' }],
    ...each([1, 2, 3, 4, 5, 6, 7], (step) => ['SyncStep', POD, { step, name: 'dir' }]),
    ['SyncStep', POD, { step: 6, name: 'pause', detail: 'RunPodSandbox' }],
    ...each(['ADD', 'UPDATE', 'DELETE', 'REMOVE', 'RECONCILE'], (op) => [
      'Config',
      POD,
      { op, source: 'api' },
    ]),
    ...each(['ContainerStarted', 'ContainerDied', 'ContainerRemoved', 'PodSync'], (event) => [
      'PlegEvent',
      POD,
      { event },
    ]),
    ['StatusPatch', POD, { phase: 'Running' }],
    ...each(['file', 'http', 'api'], (source) => [
      'SourceFailed',
      NODE,
      { source, origin: '/m/web.yaml', error: 'no pod', log: "Can't process" },
    ]),
    ['SourceRead', NODE, { source: 'http', origin: 'http://x/', error: '', log: 'Successfully' }],
  ];
}

function runtimeFacts(): readonly SampleFact[] {
  return [
    ...['create', 'start', 'kill', 'die', 'stop', 'destroy', 'exec', 'oom'].flatMap((op) =>
      each(['POD', 'nginx'], (name) => [
        'RuntimeEvent',
        { ...CONTAINER, name },
        { op, pod: 'web', attempt: 0, signal: 15, exitCode: 0, grace: 30 },
      ]),
    ),
    ...each(['start', 'done', 'failed'], (step) => ['Pull', POD, { step, image: 'nginx:1.25' }]),
    ...each(['resolving', 'downloading', 'extracting', 'done', 'failed'], (phase) => [
      'Pull',
      IMAGE,
      { phase, layer: 1, layers: 2, bytes: 1, totalBytes: 2 },
    ]),
    ...['liveness', 'readiness', 'startup'].flatMap((probe) =>
      each(['success', 'failure', 'unknown', 'warning'], (result) => [
        'Probe',
        CONTAINER,
        { probe, result, pod: 'web' },
      ]),
    ),
    ...each(['mounted', 'failed', 'unmounted'], (step) => ['Mount', POD, { volume: 'v', step }]),
  ];
}

function nodeFacts(reasons: readonly string[]): readonly SampleFact[] {
  return [
    ['ProgramGuess', CONTAINER, { image: 'me/mine' }],
    ['OomKill', CONTAINER, { process: 'sh' }],
    ['ServiceRules', NODE, { services: 1, ports: 1, endpoints: 2 }],
    ...each([true, false], (isOk) => [
      'MetricsScraped',
      NODE,
      { by: 'metrics-server', pods: 3, isOk },
    ]),
    ['MetricsStored', POD, { nodes: 2, pods: 5, isReady: true }],
    ...each([200, 503], (code) => [
      'AggregatedRequest',
      { kind: 'apiservice', name: 'v1beta1.metrics.k8s.io' },
      {
        path: '/apis/metrics.k8s.io/v1beta1/nodes',
        code,
        by: 'kubectl',
        address: '10.244.1.5:443',
      },
    ]),
    ['ProcessExit', CONTAINER, { exitCode: 1 }],
    ['Relist', POD, { pods: 3 }],
    ['Metrics', NODE, { step: 'scraped', sets: 9 }],
    ['Metrics', NODE, { step: 'scrape-failed', message: 'connection refused' }],
    ...each(['batch', 'batch-incomplete'], (step) => [
      'Metrics',
      POD,
      { step, sets: 30, nodes: 1, missing: 1 },
    ]),
    ...each(['pushed', 'pushed-cloud', 'lost', 'lost-cloud', 'dropped', 'written'], (step) => [
      'Metrics',
      POD,
      { step, sink: 'InfluxDB Sink', points: 500, message: 'connection refused' },
    ]),
    ['LogRotated', CONTAINER, { pod: 'web', file: '0.log.20260101-000130' }],
    ...Object.entries(MACHINES).flatMap(([machine, { definition }]) =>
      each(Object.keys(definition.states), (to) => ['Transition', POD, { machine, from: 'x', to }]),
    ),
    ...each(reasons, (reason) => [
      'EventRecorded',
      POD,
      { reason, message: 'said so', eventType: 'Normal', container: 'nginx' },
    ]),
  ];
}
