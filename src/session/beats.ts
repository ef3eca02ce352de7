// The instants worth telling: facts of the simulation become beats with a topic, a weight and a
// lane. Topics are the keys under which captions and explanations are written.

import type { ApiObject } from '../apimachinery/meta.ts';
import type { EtcdRequest } from '../cluster/protocol/etcd.ts';
import type { Message } from '../kernel/message.ts';
import type { Fact } from '../kernel/trace.ts';
import type { Beat } from './protocol.ts';

/** What a beat says besides when it was. */
export type Told = Pick<Beat, 'lane' | 'weight' | 'topic' | 'data'>;

type Data = { readonly [name: string]: unknown };
type Teller = (fact: Fact, data: Data, context: BeatContext) => Told | undefined;

/** What a teller may know besides the fact. */
export interface BeatContext {
  /** Name of the process that told it. */
  readonly process: string;
  /** Whether nobody's command began the flow. */
  readonly isOfOwnAccord: boolean;
  /** The pod before it changed, where that is known. */
  before(): ApiObject | undefined;
}

/** Beats of facts by their type; what is not here is no beat. */
const TELLERS: { readonly [type: string]: Teller } = {
  Command: (_fact, data) => told('kubectl', 3, 'Command', { text: text(data['text']) }),
  ObjectChanged: objectChanged,
  ApiRequest: apiRequest,
  EventRecorded: eventRecorded,
  Scheduled: (fact, data) =>
    told('scheduler', 3, 'Scheduled', { pod: fact.about.name, node: text(data['node']) }),
  SyncStep: syncStep,
  Transition: (fact, data) =>
    told(laneOf(fact), 2, `Transition.${text(data['machine'])}.${text(data['to'])}`, {
      pod: fact.about.name,
      from: text(data['from']),
      to: text(data['to']),
    }),
  Config: (fact, data) =>
    told('kubelet', data['op'] === 'RECONCILE' ? 1 : 2, `Config.${text(data['op'])}`, {
      pod: fact.about.name,
      source: text(data['source']),
    }),
  SourceFailed: (_fact, data) =>
    told('kubelet', data['isAgain'] === true ? 1 : 3, `SourceFailed.${text(data['source'])}`, {
      origin: text(data['origin']),
      error: text(data['error']),
      log: text(data['log']),
    }),
  SourceRead: (_fact, data) =>
    told('kubelet', 2, 'SourceRead', { origin: text(data['origin']), log: text(data['log']) }),
  PlegEvent: (fact, data) =>
    told('kubelet', 2, `PlegEvent.${text(data['event'])}`, { pod: fact.about.name }),
  StatusPatch: (fact, data) =>
    told('kubelet', 2, 'StatusPatch', { pod: fact.about.name, phase: text(data['phase']) }),
  RuntimeEvent: runtimeEvent,
  Pull: pull,
  Probe: (fact, data) => {
    const result = text(data['result']);
    const params = { pod: text(data['pod']), container: fact.about.name };
    return told(
      'kubelet',
      result === 'success' ? 1 : 2,
      `Probe.${text(data['probe'])}.${result}`,
      params,
    );
  },
  Mount: (fact, data) =>
    told('kubelet', 2, `Mount.${text(data['step'])}`, {
      pod: fact.about.name,
      volume: text(data['volume']),
    }),
  ProgramGuess: (fact, data) =>
    told('node', 2, 'ProgramGuess', { container: fact.about.name, image: text(data['image']) }),
  OomKill: (fact, data) =>
    told('node', 3, 'OomKill', { container: fact.about.name, process: text(data['process']) }),
  ServiceRules: (fact, data) =>
    told('node', 1, 'ServiceRules', {
      node: fact.about.name,
      services: Number(data['services'] ?? 0),
      endpoints: Number(data['endpoints'] ?? 0),
    }),
  MetricsScraped: (fact, data) =>
    told('node', 1, data['isOk'] === true ? 'MetricsScraped' : 'MetricsScraped.failed', {
      node: fact.about.name,
      pods: Number(data['pods'] ?? 0),
    }),
  MetricsStored: (_fact, data) =>
    told('node', 1, 'MetricsStored', {
      nodes: Number(data['nodes'] ?? 0),
      pods: Number(data['pods'] ?? 0),
    }),
  AggregatedRequest: (_fact, data) => {
    const code = Number(data['code'] ?? 0);
    const topic = code < 500 ? 'AggregatedRequest' : 'AggregatedRequest.failed';
    const params = { path: text(data['path']), address: text(data['address']), code };
    return told('apiserver', code < 500 ? 1 : 2, topic, params);
  },
  ProcessExit: (fact, data) =>
    told('node', 1, 'ProcessExit', {
      container: fact.about.name,
      exitCode: Number(data['exitCode'] ?? 0),
    }),
  LogRotated: (fact, data) =>
    told('kubelet', 2, 'LogRotated', {
      pod: text(data['pod']),
      container: fact.about.name,
      file: text(data['file']),
    }),
  Metrics: metrics,
  Relist: (_fact, data) => told('kubelet', 1, 'Relist', { pods: text(data['pods'] ?? '') }),
};

/** The beat of a fact; undefined for facts that are not told. */
export function beatOf(fact: Fact, context: BeatContext): Told | undefined {
  const data = (fact.data ?? {}) as Data;
  return TELLERS[fact.type]?.(fact, data, context);
}

function told(lane: Beat['lane'], weight: Beat['weight'], topic: string, data: Beat['data']): Told {
  return { lane, weight, topic, data };
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

function laneOf(fact: Fact): Beat['lane'] {
  return fact.about.kind === 'node' ? 'node' : 'kubelet';
}

/** How much the change of an object matters that is no pod. */
const QUIET_KINDS: readonly string[] = ['event', 'lease'];

function objectChanged(fact: Fact, data: Data, context: BeatContext): Told {
  const { kind, name, namespace = '' } = fact.about;
  const event = text(data['event']);
  const params = { name, namespace, resourceVersion: text(data['resourceVersion']) };
  if (kind !== 'pod') {
    const weight = QUIET_KINDS.includes(kind) || event === 'MODIFIED' ? 1 : 2;
    return told('apiserver', weight, `ObjectChanged.${kind}.${event}`, params);
  }
  const object = data['object'] as ApiObject;
  const change = event === 'MODIFIED' ? podChange(context.before(), object) : event;
  const weight = change === 'status' || change === 'MODIFIED' ? 2 : 3;
  const node = (object as PodLike).spec?.nodeName;
  return told('apiserver', weight, `ObjectChanged.pod.${change}`, {
    ...params,
    ...(node === undefined ? {} : { node }),
  });
}

interface PodLike {
  readonly metadata: { readonly deletionTimestamp?: string };
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** What a change of a pod was: bound, deleting, ready, notready, a phase, status, or the rest. */
function podChange(before: ApiObject | undefined, after: ApiObject): string {
  if (before === undefined) return 'MODIFIED';
  const [old, now] = [before as unknown as PodLike, after as unknown as PodLike];
  if (old.spec?.nodeName === undefined && now.spec?.nodeName !== undefined) return 'bound';
  const isDeleting = now.metadata.deletionTimestamp !== undefined;
  if (old.metadata.deletionTimestamp === undefined && isDeleting) return 'deleting';
  if (isReady(old) !== isReady(now)) return isReady(now) ? 'ready' : 'notready';
  const phase = now.status?.phase ?? '';
  if (old.status?.phase !== phase) return phase;
  return old.spec === now.spec ? 'status' : 'MODIFIED';
}

function isReady({ status }: PodLike): boolean {
  return status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
}

function apiRequest(fact: Fact, data: Data): Told | undefined {
  const code = Number(data['code'] ?? 0);
  const by = text(data['by']);
  const params = { by, verb: text(data['verb']), path: text(data['path']), code };
  if (code >= 400) return told('apiserver', by === 'kubectl' ? 3 : 1, `ApiRequest.${code}`, params);
  return told('apiserver', 1, `ApiRequest.${text(data['verb'])}.${fact.about.kind}`, params);
}

/** Events that end or threaten something. */
const GRAVE: readonly string[] = [
  'Killing',
  'FailedScheduling',
  'FailedMount',
  'Failed',
  'Evicted',
  'FailedCreatePodSandBox',
  'SandboxChanged',
  'NodeNotReady',
  'OOMKilling',
  'SystemOOM',
];

function eventRecorded(fact: Fact, data: Data, context: BeatContext): Told {
  const reason = text(data['reason']);
  const lane = context.process.startsWith('kubelet')
    ? fact.about.kind === 'node'
      ? 'node'
      : 'kubelet'
    : context.process === 'scheduler'
      ? 'scheduler'
      : 'node';
  const weight = GRAVE.includes(reason) ? 3 : fact.about.kind === 'node' ? 1 : 2;
  return told(lane, weight, `EventRecorded.${reason}`, {
    reason,
    message: text(data['message']),
    type: text(data['eventType']),
    object: fact.about.name,
    ...(data['container'] === undefined ? {} : { container: text(data['container']) }),
  });
}

/** Steps of the way that figures go which lose some, and those that only go on. */
const LOSING_STEPS: readonly string[] = [
  'scrape-failed',
  'batch-incomplete',
  'lost',
  'lost-cloud',
  'dropped',
];
const SMALL_STEPS: readonly string[] = ['scraped', 'written'];

/** A figure's way from the kubelets through Heapster into its store. */
function metrics(fact: Fact, data: Data): Told {
  const step = text(data['step']);
  const weight = LOSING_STEPS.includes(step) ? 3 : SMALL_STEPS.includes(step) ? 1 : 2;
  const params: { [name: string]: string | number } = { object: fact.about.name };
  for (const name of ['sets', 'nodes', 'missing', 'points', 'sink', 'message']) {
    const value = data[name];
    if (typeof value === 'string' || typeof value === 'number') params[name] = value;
  }
  return told('node', weight, `Metrics.${step}`, params);
}

/** A sync that nobody's command led to looks around; only what it then does is news. */
function syncStep(fact: Fact, data: Data, context: BeatContext): Told {
  const step = Number(data['step']);
  const isAction = data['detail'] !== undefined;
  const isNews = isAction || !context.isOfOwnAccord;
  const weight = isNews ? (step === 6 && isAction ? 3 : 2) : 1;
  const topic = step === 6 && !isAction ? 'SyncStep.6.kept' : `SyncStep.${step}`;
  return told('kubelet', weight, topic, {
    pod: fact.about.name,
    step,
    name: text(data['name']),
    ...(isAction ? { detail: text(data['detail']) } : {}),
  });
}

const LOUD_OPS: readonly string[] = ['start', 'die', 'oom'];

function runtimeEvent(fact: Fact, data: Data): Told {
  const op = text(data['op']);
  const what = fact.about.name === 'POD' ? 'POD' : 'container';
  const weight = LOUD_OPS.includes(op) ? 3 : op === 'exec' ? 1 : 2;
  const params: { [name: string]: string | number } = {
    container: fact.about.name,
    pod: text(data['pod']),
  };
  for (const name of ['attempt', 'signal', 'exitCode', 'grace']) {
    const value = data[name];
    if (typeof value === 'number') params[name] = value;
  }
  return told('runtime', weight, `RuntimeEvent.${op}.${what}`, params);
}

/** The kubelet says that it wants an image and got it; the engine says how it comes. */
function pull(fact: Fact, data: Data): Told {
  const step = data['step'];
  if (step !== undefined) {
    const params = { image: text(data['image']), pod: fact.about.name };
    return told('kubelet', step === 'start' ? 2 : 3, `Pull.${text(step)}`, params);
  }
  const phase = text(data['phase']);
  const isFirst = Number(data['layer'] ?? 0) <= 1;
  const isNews = phase === 'resolving' || (phase === 'downloading' && isFirst);
  return told('runtime', isNews ? 2 : 1, `Pull.${phase}`, {
    image: fact.about.name,
    layer: Number(data['layer'] ?? 0),
    layers: Number(data['layers'] ?? 0),
    bytes: Number(data['bytes'] ?? 0),
    totalBytes: Number(data['totalBytes'] ?? 0),
  });
}

/** The beat of a write that etcd has on its disk now. */
export function storedBeat(
  message: Message,
): (Told & { readonly key: string; readonly uid: string | undefined }) | undefined {
  if (message.type !== 'etcd.committed') return undefined;
  const { request } = message as unknown as { readonly request: EtcdRequest };
  const op = request.type === 'etcd.txn' ? request.success[0] : undefined;
  if (op === undefined || op.op === 'range') return undefined;
  const { key } = op;
  const weight = key.startsWith('/registry/pods/') ? 2 : 1;
  const value = op.op === 'put' ? (op.value as ApiObject | null) : null;
  return { ...told('etcd', weight, `Stored.${op.op}`, { key }), key, uid: value?.metadata?.uid };
}
