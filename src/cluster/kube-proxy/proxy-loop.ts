// kube-proxy's work: lists and watches services and Endpoints, and writes the machine's rules when
// both are known and something changed, at most once a second.
// Models pkg/proxy/iptables/proxier.go (syncProxyRules) with its bounded-frequency runner.

import type { ApiList, ApiObject } from '../../apimachinery/meta.ts';
import { keyOf } from '../../apimachinery/meta.ts';
import {
  emptyMap,
  get,
  type PersistentMap,
  remove,
  set,
  values,
} from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope, Message, NetClosed } from '../../kernel/message.ts';
import { later, type Micros, microseconds, milliseconds, seconds } from '../../kernel/time.ts';
import {
  API_REQUESTS,
  type ApiRequest,
  type ApiResponse,
  type ApiWatch,
} from '../protocol/apiserver.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import { reflectorDelay } from '../protocol/reflector.ts';
import type { SetServiceRules } from '../protocol/services.ts';
import type { KubeProxyConfig, KubeProxyState, Proxied } from './kube-proxy.ts';
import { PROXY_PORT } from './late.ts';
import { rulesOf } from './rules.ts';

const MIN_SYNC_PERIOD = seconds(1);
const WATCH_SECONDS = 300;
const RESOURCES: readonly Proxied[] = ['services', 'endpoints'];

interface Retry extends Message {
  readonly type: 'proxy.retry';
  readonly resource: Proxied;
}

const STARTUP = milliseconds(100);

/** It has just started. */
export function startProxy(config: KubeProxyConfig, io: Io): KubeProxyState {
  io.after('start', STARTUP, { type: 'proxy.start' }, PROXY_PORT);
  return {
    config,
    services: emptyMap(),
    endpoints: emptyMap(),
    calls: emptyMap(),
    revisions: emptyMap(),
    failures: emptyMap(),
    syncedAt: undefined,
    isSyncDue: false,
  };
}

/** Handles one message. */
export function receiveProxy(state: KubeProxyState, envelope: Envelope, io: Io): KubeProxyState {
  const { message } = envelope;
  switch (message.type) {
    case 'proxy.start':
      return RESOURCES.reduce((next, resource) => list(next, resource, io), state);
    case 'proxy.retry':
      return watch(state, (message as Retry).resource, io);
    case 'proxy.sync':
      return writeRules(state, io);
    case 'net.closed':
      return (message as NetClosed).peer === 'apiserver' ? retryAll(state, io) : state;
    default:
      return answered(state, envelope, io);
  }
}

function answered(state: KubeProxyState, envelope: Envelope, io: Io): KubeProxyState {
  const { message } = envelope;
  const id = String(envelope.inReplyTo);
  const call = get(state.calls, id);
  if (call === undefined) return state;
  const { resource } = call;
  const ended = { ...state, calls: remove(state.calls, id) };
  switch (message.type) {
    case 'api.response': {
      const { code, body } = message as ApiResponse;
      if (code >= 300) return retryLater(ended, resource, io);
      if (call.is === 'watch') return { ...state, failures: remove(state.failures, resource) };
      return listed(ended, resource, body as ApiList, io);
    }
    case 'api.watch':
      return watched(state, id, resource, message as ApiWatch, io);
    case 'api.watch.end':
      return watch(ended, resource, io);
    case 'net.refused':
      return retryLater(ended, resource, io);
    default:
      return state;
  }
}

function ask(
  state: KubeProxyState,
  resource: Proxied,
  is: 'list' | 'watch',
  query: NonNullable<ApiRequest['query']>,
  io: Io,
): KubeProxyState {
  const actor = io.find('apiserver');
  if (actor === undefined) return state;
  const request: ApiRequest = {
    type: 'api.request',
    verb: 'GET',
    path: `/api/v1/${resource}`,
    query,
    userAgent: 'kube-proxy',
  };
  const id = io.send({ actor, port: API_REQUESTS }, request);
  return { ...state, calls: set(state.calls, String(id), { resource, is }) };
}

function list(state: KubeProxyState, resource: Proxied, io: Io): KubeProxyState {
  return ask(state, resource, 'list', { resourceVersion: '0' }, io);
}

function watch(state: KubeProxyState, resource: Proxied, io: Io): KubeProxyState {
  const resourceVersion = get(state.revisions, resource);
  if (resourceVersion === undefined) return list(state, resource, io);
  const timeoutSeconds = String(WATCH_SECONDS + io.draw('watch').below(WATCH_SECONDS));
  const query = { watch: 'true', allowWatchBookmarks: 'true', resourceVersion, timeoutSeconds };
  return ask(state, resource, 'watch', query, io);
}

function listed(state: KubeProxyState, resource: Proxied, body: ApiList, io: Io): KubeProxyState {
  let store = emptyMap<ApiObject>();
  for (const object of body.items) store = set(store, keyOf(object), object);
  const revisions = set(state.revisions, resource, body.metadata.resourceVersion ?? '');
  return watch(syncSoon({ ...state, [resource]: store, revisions }, io), resource, io);
}

function watched(
  state: KubeProxyState,
  id: string,
  resource: Proxied,
  { events }: ApiWatch,
  io: Io,
): KubeProxyState {
  let store = state[resource] as PersistentMap<ApiObject>;
  let { revisions } = state;
  let isChanged = false;
  for (const event of events) {
    if (event.type === 'ERROR') {
      return list({ ...state, calls: remove(state.calls, id) }, resource, io);
    }
    const { object } = event;
    revisions = set(revisions, resource, object.metadata.resourceVersion ?? '');
    if (event.type === 'BOOKMARK') continue;
    isChanged = true;
    const key = keyOf(object);
    store = event.type === 'DELETED' ? remove(store, key) : set(store, key, object);
  }
  const next = { ...state, [resource]: store, revisions };
  return isChanged ? syncSoon(next, io) : next;
}

function retryLater(state: KubeProxyState, resource: Proxied, io: Io): KubeProxyState {
  const failures = get(state.failures, resource) ?? 0;
  const delay = reflectorDelay(io.draw('retry'), failures);
  io.after(`retry/${resource}`, delay, { type: 'proxy.retry', resource } as Retry);
  return { ...state, failures: set(state.failures, resource, failures + 1) };
}

function retryAll(state: KubeProxyState, io: Io): KubeProxyState {
  let next: KubeProxyState = { ...state, calls: emptyMap() };
  for (const { resource } of values(state.calls)) next = retryLater(next, resource, io);
  return next;
}

/** As soon as both are known, and a second after the last time. */
function syncSoon(state: KubeProxyState, io: Io): KubeProxyState {
  if (state.isSyncDue || state.revisions.size < RESOURCES.length) return state;
  const { syncedAt } = state;
  const due = syncedAt === undefined ? io.now : later(syncedAt, MIN_SYNC_PERIOD);
  const wait = microseconds(Math.max(0, due - io.now));
  io.after('sync', wait, { type: 'proxy.sync' });
  return { ...state, isSyncDue: true };
}

function writeRules(state: KubeProxyState, io: Io): KubeProxyState {
  const rules = rulesOf(state.services, state.endpoints);
  const actor = io.find(state.config.linux);
  const message: SetServiceRules = { type: 'linux.serviceRules', rules };
  if (actor !== undefined) io.send({ actor, port: LINUX_PORT }, message);
  const count = rules.reduce((sum, { ports }) => sum + ports.length, 0);
  io.fact(
    'ServiceRules',
    { kind: 'node', name: state.config.node, node: state.config.node },
    {
      services: rules.length,
      ports: count,
      endpoints: rules.reduce(
        (sum, { ports }) => sum + ports.reduce((n, { endpoints }) => n + endpoints.length, 0),
        0,
      ),
    },
  );
  return { ...state, isSyncDue: false, syncedAt: io.now as Micros };
}
