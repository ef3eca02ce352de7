// The loop of metrics-server: knows nodes and pods, scrapes every kubelet each resolution, keeps
// the points. Models metrics-server pkg/server/server.go (RunUntil, tick) and pkg/scraper.

import type { Node } from '../../../api/node.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { emptyMap, entries, forEach, get, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope, EventId, Message, NetClosed } from '../../../kernel/message.ts';
import { type Duration, milliseconds } from '../../../kernel/time.ts';
import {
  KUBELET_SERVER,
  type KubeletRequest,
  type KubeletResponse,
} from '../../protocol/kubelet-server.ts';
import type { WorkloadConfig } from '../../protocol/workload.ts';
import {
  isSynced,
  NOTHING_REFLECTED,
  reflect,
  reflected,
  startReflecting,
  type Watch,
} from '../../reflect/reflector.ts';
import { exit, klog, writeLines } from '../container-log.ts';
import { WORKLOAD_LOOP, type WorkloadState } from '../workload.ts';
import { decodeSeries, decodeSummary } from './decode.ts';
import { optionsOf } from './options.ts';
import type { Batch, MetricsServerLoop, Scrape } from './state.ts';
import { isStorageReady, NO_POINTS, stored } from './storage.ts';

const USER = 'system:serviceaccount:kube-system:metrics-server';
const WATCH: Watch = {
  userAgent: 'metrics-server',
  user: USER,
  resources: ['nodes', 'pods'],
  keep: (object) => (object.kind === 'Node' ? object : metadataOf(object)),
};
/** Making a certificate and reading how clients are told apart. */
const STARTUP = milliseconds(900);
const PANIC_CODE = 2;
const DELAY_PER_NODE_MILLIS = 8;
const MOST_DELAY_MILLIS = 4_000;

type State = WorkloadState<MetricsServerLoop, null>;

/** Of pods only the metadata is wanted. */
function metadataOf({ apiVersion, kind, metadata }: ApiObject): ApiObject {
  const { name, namespace, uid, labels, creationTimestamp } = metadata;
  const kept = { name, namespace, uid, creationTimestamp, ...(labels && { labels }) };
  return { apiVersion, kind, metadata: kept } as ApiObject;
}

/** A program that has just begun. */
export function initLoop({ argv }: WorkloadConfig, isModern: boolean, io: Io): MetricsServerLoop {
  const { options, problem } = optionsOf(argv, isModern);
  const start: Start = {
    type: 'metrics-server.start',
    ...(problem === undefined ? {} : { problem }),
  };
  const after = problem === undefined ? STARTUP : milliseconds(0);
  io.after('start', after, start, WORKLOAD_LOOP);
  return {
    options,
    reflected: NOTHING_REFLECTED,
    isServing: false,
    scrape: null,
    isTickWaiting: false,
    tickedAt: null,
    isTickOk: true,
    storage: { last: NO_POINTS, previous: NO_POINTS },
  };
}

interface Start extends Message {
  readonly type: 'metrics-server.start';
  /** Why it cannot. */
  readonly problem?: string;
}

interface Expired extends Message {
  readonly type: 'metrics-server.expired';
  readonly node: string;
}

/** Handles one message. */
export function receiveLoop(state: State, envelope: Envelope, io: Io): MetricsServerLoop {
  const { loop, config } = state;
  const { message } = envelope;
  switch (message.type) {
    case 'metrics-server.start':
      return start(loop, config, message as Start, io);
    case 'metrics-server.tick':
      io.after('tick', loop.options.resolution, message);
      return loop.scrape === null ? tick(loop, config, io) : { ...loop, isTickWaiting: true };
    case 'metrics-server.expired':
      return expired(state, (message as Expired).node, io);
    case 'kubelet.response':
      return responded(state, envelope, io);
    default:
      return told(state, envelope, io);
  }
}

function start(
  loop: MetricsServerLoop,
  config: WorkloadConfig,
  { problem }: Start,
  io: Io,
): MetricsServerLoop {
  if (problem === undefined) {
    return { ...loop, reflected: startReflecting(loop.reflected, WATCH, io) };
  }
  panic(config, problem, io);
  return loop;
}

/** What the API server says, and connections that break. */
function told(state: State, envelope: Envelope, io: Io): MetricsServerLoop {
  const { loop, config } = state;
  const { message } = envelope;
  const node = nodeOfRequest(loop.scrape, envelope.inReplyTo);
  if (node !== undefined) return failed(state, node, refusedText(state, node), io);
  if (message.type === 'net.closed') {
    const [kind, name = ''] = (message as NetClosed).peer.split('@');
    const isAwaited =
      kind === 'kubelet' && get(loop.scrape?.waiting ?? emptyMap(), name) !== undefined;
    if (isAwaited) return failed(state, name, 'unexpected EOF', io);
  }
  const isFirst = !loop.isServing;
  if (isFirst && message.type === 'net.refused') {
    giveUp(config, io);
    return loop;
  }
  const next = { ...loop, reflected: reflect(loop.reflected, WATCH, envelope, io) };
  if (!isFirst || !isSynced(next.reflected, WATCH)) return next;
  const place = loop.options.isModern ? 'secure_serving.go:211' : 'secure_serving.go:197';
  klog(config, io, 'I', place, `Serving securely on [::]:${loop.options.port}`);
  io.after('tick', loop.options.resolution, { type: 'metrics-server.tick' });
  return tick({ ...next, isServing: true }, config, io);
}

const AUTHENTICATION =
  'https://10.96.0.1:443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication';

/** Without the API server it does not know whom to trust, and ends. */
function giveUp(config: WorkloadConfig, io: Io): void {
  const why = 'dial tcp 10.96.0.1:443: connect: connection refused';
  const what = 'unable to load configmap based request-header-client-ca-file';
  panic(config, `${what}: Get "${AUTHENTICATION}": ${why}`, io);
}

/** Its command tells of the error, and `main` ends by a panic. */
function panic(config: WorkloadConfig, error: string, io: Io): void {
  writeLines(config, io, `Error: ${error}\npanic: ${error}\n\ngoroutine 1 [running]:\nmain.main()`);
  exit(config, io, PANIC_CODE);
}

/** A scrape begins: each kubelet is asked within a moment, not all at once. */
function tick(loop: MetricsServerLoop, config: WorkloadConfig, io: Io): MetricsServerLoop {
  const begun = { ...loop, isTickWaiting: false, tickedAt: io.now };
  const nodes = reflected(loop.reflected, 'nodes');
  const spread = Math.min(DELAY_PER_NODE_MILLIS * nodes.size, MOST_DELAY_MILLIS);
  let scrape: Scrape = { waiting: emptyMap(), batch: NO_POINTS, answered: 0, errors: [] };
  const unknown: string[] = [];
  forEach(nodes, (_, name) => {
    const delay = milliseconds(io.draw('delay').below(spread));
    const request = ask(loop, name, delay, io);
    if (request === undefined) unknown.push(name);
    const waiting = set(scrape.waiting, name, String(request ?? ''));
    scrape = { ...scrape, waiting };
    const { isModern, scrapeTimeout } = loop.options;
    const wait = isModern ? scrapeTimeout + delay : scrapeTimeout;
    const expired: Expired = { type: 'metrics-server.expired', node: name };
    io.after(`scrape/${name}`, wait as Duration, expired, WORKLOAD_LOOP);
  });
  const next = { ...begun, scrape };
  if (nodes.size === 0) return finish(next, config, io);
  return next;
}

function ask(loop: MetricsServerLoop, node: string, after: Duration, io: Io): EventId | undefined {
  const actor = io.find(`kubelet@${node}`);
  if (actor === undefined) return undefined;
  const { isModern } = loop.options;
  const request: KubeletRequest = {
    type: 'kubelet.request',
    verb: 'GET',
    path: isModern ? '/metrics/resource' : '/stats/summary',
    user: USER,
    ...(isModern ? {} : { query: { only_cpu_and_memory: 'true' } }),
  };
  return io.send({ actor, port: KUBELET_SERVER }, request, after);
}

function nodeOfRequest(scrape: Scrape | null, request: EventId | undefined): string | undefined {
  if (scrape === null || request === undefined) return undefined;
  for (const [node, id] of entries(scrape.waiting)) if (id === String(request)) return node;
  return undefined;
}

/** A kubelet answered. */
function responded(state: State, envelope: Envelope, io: Io): MetricsServerLoop {
  const { loop } = state;
  const { scrape, options } = loop;
  const node = nodeOfRequest(scrape, envelope.inReplyTo);
  if (node === undefined || scrape === null) return loop;
  const { code, body } = envelope.message as KubeletResponse;
  if (code !== 200) return failed(state, node, `request failed, status: "${code}"`, io);
  const batch = options.isModern
    ? decodeSeries(String(body), node, io.epochSeconds)
    : decodeSummary(body, node, io.epochSeconds);
  io.cancel(`scrape/${node}`);
  io.fact(
    'MetricsScraped',
    { kind: 'node', name: node, node },
    { by: 'metrics-server', pods: batch.pods.size, isOk: true },
  );
  return without(
    {
      ...loop,
      scrape: { ...scrape, batch: merged(scrape.batch, batch), answered: scrape.answered + 1 },
    },
    state.config,
    node,
    io,
  );
}

function merged(batch: Batch, more: Batch): Batch {
  let { nodes, pods } = batch;
  forEach(more.nodes, (point, name) => {
    nodes = set(nodes, name, point);
  });
  forEach(more.pods, (points, key) => {
    pods = set(pods, key, points);
  });
  return { nodes, pods };
}

/** A kubelet did not answer, or not well. */
function failed(state: State, node: string, why: string, io: Io): MetricsServerLoop {
  const { loop, config } = state;
  if (loop.scrape === null || get(loop.scrape.waiting, node) === undefined) return loop;
  io.cancel(`scrape/${node}`);
  io.fact(
    'MetricsScraped',
    { kind: 'node', name: node, node },
    { by: 'metrics-server', pods: 0, isOk: false, error: why },
  );
  if (loop.options.isModern) {
    const text = `"Failed to scrape node" err=${JSON.stringify(why)} node="${node}"`;
    klog(config, io, 'E', 'scraper.go:149', text);
  }
  const error = `unable to fully scrape metrics from node ${node}: unable to fetch metrics from node ${node}: ${why}`;
  const scrape = { ...loop.scrape, errors: [...loop.scrape.errors, error] };
  return without({ ...loop, scrape }, config, node, io);
}

function without(
  loop: MetricsServerLoop,
  config: WorkloadConfig,
  node: string,
  io: Io,
): MetricsServerLoop {
  if (loop.scrape === null) return loop;
  const scrape = { ...loop.scrape, waiting: remove(loop.scrape.waiting, node) };
  const next = { ...loop, scrape };
  return scrape.waiting.size === 0 ? finish(next, config, io) : next;
}

/** Every node has answered or will not: the points are kept. */
function finish(loop: MetricsServerLoop, config: WorkloadConfig, io: Io): MetricsServerLoop {
  const { scrape, options } = loop;
  if (scrape === null) return loop;
  const storage = stored(loop.storage, scrape.batch, options);
  const isFailing = scrape.errors.length > 0;
  if (isFailing && !options.isModern) {
    const [only = '', ...more] = scrape.errors;
    const text = more.length === 0 ? only : `[${scrape.errors.join(', ')}]`;
    klog(config, io, 'E', 'server.go:132', `unable to fully scrape metrics: ${text}`);
  }
  const shown = options.isModern ? storage.previous : storage.last;
  io.fact(
    'MetricsStored',
    { kind: 'pod', name: config.podName, namespace: config.namespace, uid: config.podUid },
    { nodes: shown.nodes.size, pods: shown.pods.size, isReady: isStorageReady(storage) },
  );
  const isTickOk = !isFailing || scrape.answered > 0;
  const next = { ...loop, storage, scrape: null, isTickOk };
  return loop.isTickWaiting ? tick(next, config, io) : next;
}

function urlOf({ loop }: State, node: string): string {
  const found = get(reflected(loop.reflected, 'nodes'), node) as Node | undefined;
  const address =
    found?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? node;
  const path = loop.options.isModern
    ? '/metrics/resource'
    : '/stats/summary?only_cpu_and_memory=true';
  return `https://${address}:10250${path}`;
}

function expired(state: State, node: string, io: Io): MetricsServerLoop {
  return failed(state, node, timeoutText(state, node), io);
}

function refusedText(state: State, node: string): string {
  const url = urlOf(state, node);
  const host = url.slice('https://'.length).split('/')[0] ?? '';
  return `Get "${url}": dial tcp ${host}: connect: connection refused`;
}

function timeoutText(state: State, node: string): string {
  return `Get "${urlOf(state, node)}": context deadline exceeded`;
}
