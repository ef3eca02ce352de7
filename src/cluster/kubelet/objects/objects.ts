// The port `objects`: Secrets, ConfigMaps and Services for everyone in the kubelet.
// Models pkg/kubelet/secret and pkg/kubelet/configmap.

import type { ConfigMap, Secret } from '../../../api/config.ts';
import { emptyMap, entries, get, remove, set, values } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port, type ReplyTo } from '../../../kernel/component.ts';
import type { Envelope, Message } from '../../../kernel/message.ts';
import { milliseconds, seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ApiResponse, ApiWatch, ApiWatchEnd } from '../../protocol/apiserver.ts';
import { callApi, callKey, corePath } from '../api-client.ts';
import type { GetObjects, ObjectKey, ObjectsResult, RegisterPod } from '../channels.ts';
import type { KubeletConfig } from '../config.ts';
import type { KubeletState } from '../state.ts';
import {
  list,
  listed,
  refer,
  register,
  retryLater,
  unregister,
  watchEnded,
  watched,
} from './cache.ts';
import { objectId } from './references.ts';
import {
  listServices,
  listServicesLater,
  SERVICES_TIMER,
  servicesListed,
  servicesWatched,
} from './services.ts';
import type { FetchedObject, ObjectsCall, ObjectsState, ObjectsWaiter } from './state.ts';

/** How long a read waits for the first list of an object. */
const SYNC_TIMEOUT = seconds(1);
const WAITER_TIMER = 'objects.wait/';
const RETRY_TIMER = 'objects.retry/';

type ObjectsMessage =
  | RegisterPod
  | GetObjects
  | ApiResponse
  | ApiWatch
  | ApiWatchEnd
  | (Message & { readonly type: 'tick' | 'net.refused' | 'net.closed' });

/** The port `objects`. */
export const objectsPort: PortHandler<KubeletState, never> = port<KubeletState, 'objects'>(
  ['objects'],
  (kubelet, envelope, io) => ({ objects: take(kubelet, envelope, io) }),
);

/** Lists services as soon as the kubelet runs. */
export function startObjects(io: Io): void {
  io.after(SERVICES_TIMER, milliseconds(1), { type: 'tick' }, 'objects');
}

function take(kubelet: KubeletState, envelope: Envelope, io: Io): ObjectsState {
  const state = kubelet.objects;
  const message = envelope.message as ObjectsMessage;
  switch (message.type) {
    case 'objects.register':
      if (isFetching(kubelet.config)) return state;
      return register(kubelet, state, io, message.pod);
    case 'objects.unregister':
      return unregister(kubelet, state, io, message.pod);
    case 'objects.get':
      return read(kubelet, envelope as Envelope<GetObjects>, io);
    case 'tick':
      return tick(kubelet, state, io, envelope.timer ?? '');
    case 'net.closed':
      return disconnected(state, io);
    default:
      return answered(kubelet, envelope, io);
  }
}

function isFetching(config: KubeletConfig): boolean {
  return kubeletBehaviour(config.edition).areObjectsFetched;
}

/** Goes on with an answer, a change on a watch, or its end. */
function answered(kubelet: KubeletState, envelope: Envelope, io: Io): ObjectsState {
  if (envelope.inReplyTo === undefined) return kubelet.objects;
  const key = callKey(envelope.inReplyTo);
  const call = get(kubelet.objects.calls, key);
  if (call === undefined) return kubelet.objects;
  const message = envelope.message as ObjectsMessage;
  const state = kubelet.objects;
  if (message.type === 'api.watch') {
    return call.what === 'watch'
      ? watched(state, call.id, message)
      : servicesWatched(state, message);
  }
  const isOpen = message.type === 'api.response' && message.code < 300;
  if (isOpen && (call.what === 'watch' || call.what === 'services-watch')) return state;
  const answer = message.type === 'api.response' ? message : undefined;
  const closed = { ...state, calls: remove(state.calls, key) };
  return settle(ended(kubelet, closed, io, call, answer), io);
}

function ended(
  kubelet: KubeletState,
  state: ObjectsState,
  io: Io,
  call: ObjectsCall,
  answer: ApiResponse | undefined,
): ObjectsState {
  switch (call.what) {
    case 'list':
      return listed(kubelet, state, io, call.id, answer);
    case 'get':
      return fetched(state, call, answer);
    case 'services':
      return servicesListed(kubelet.config, state, io, answer);
    case 'services-watch':
      return listServicesLater(state, io);
    case 'watch': {
      const entry = get(state.cached, call.id);
      if (entry === undefined) return state;
      return answer === undefined
        ? watchEnded(kubelet, state, io, call.id)
        : retryLater(state, io, { ...entry, resourceVersion: '' });
    }
  }
}

/** The API server is gone: what is cached stays, and is followed again later. */
function disconnected(state: ObjectsState, io: Io): ObjectsState {
  let next: ObjectsState = { ...state, calls: emptyMap() };
  for (const call of values(state.calls)) {
    if (call.what === 'get') next = fetched(next, call, undefined);
  }
  for (const entry of values(state.cached)) next = retryLater(next, io, entry);
  return listServicesLater(settle(next, io), io);
}

function tick(kubelet: KubeletState, state: ObjectsState, io: Io, timer: string): ObjectsState {
  if (timer === SERVICES_TIMER) return listServices(kubelet.config, state, io);
  if (timer.startsWith(WAITER_TIMER)) return giveUp(state, io, timer.slice(WAITER_TIMER.length));
  const entry = get(state.cached, timer.slice(RETRY_TIMER.length));
  return entry === undefined ? state : list(kubelet, state, io, entry);
}

/** Answers at once what is known; else waits for lists, or asks for each object. */
function read(kubelet: KubeletState, envelope: Envelope<GetObjects>, io: Io): ObjectsState {
  const { keys } = envelope.message;
  const to = { id: envelope.id, from: envelope.from };
  const state = kubelet.objects;
  const number = String(state.nextWaiter).padStart(12, '0');
  const waiter: ObjectsWaiter = { to, keys, fetched: emptyMap() };
  let next: ObjectsState = {
    ...state,
    nextWaiter: state.nextWaiter + 1,
    waiters: set(state.waiters, number, waiter),
  };
  if (isFetching(kubelet.config)) {
    for (const key of keys) next = fetchOne(kubelet.config, next, io, number, key);
    return settle(next, io);
  }
  for (const key of keys) {
    if (get(next.cached, objectId(key)) === undefined) next = refer(kubelet, next, io, key, 0);
  }
  const settled = settle(next, io);
  const isWaiting = get(settled.waiters, number) !== undefined;
  if (isWaiting) io.after(`${WAITER_TIMER}${number}`, SYNC_TIMEOUT, { type: 'tick' });
  return settled;
}

function fetchOne(
  config: KubeletConfig,
  state: ObjectsState,
  io: Io,
  waiter: string,
  key: ObjectKey,
): ObjectsState {
  const resource = key.kind === 'Secret' ? 'secrets' : 'configmaps';
  const path = corePath(key.namespace, resource, key.name);
  const id = callApi(config, io, { verb: 'GET', path });
  const call: ObjectsCall = { what: 'get', id: objectId(key), waiter };
  return { ...state, calls: set(state.calls, callKey(id), call) };
}

function fetched(
  state: ObjectsState,
  call: ObjectsCall,
  answer: ApiResponse | undefined,
): ObjectsState {
  const waiter = get(state.waiters, call.waiter ?? '');
  if (waiter === undefined) return state;
  const isThere = answer !== undefined && answer.code < 300;
  const status = answer?.body as { readonly message?: string } | undefined;
  const found: FetchedObject = isThere
    ? { object: answer.body as Secret | ConfigMap, error: '', isNotFound: false }
    : { error: status?.message ?? 'connection refused', isNotFound: answer?.code === 404 };
  const next = { ...waiter, fetched: set(waiter.fetched, call.id, found) };
  return { ...state, waiters: set(state.waiters, call.waiter ?? '', next) };
}

/** Answers everyone whose objects are all known. */
function settle(state: ObjectsState, io: Io): ObjectsState {
  let { waiters } = state;
  for (const [number, waiter] of entries(state.waiters)) {
    const found = waiter.keys.map((key) => find(state, waiter, key));
    if (found.some((one) => one === undefined)) continue;
    reply(io, waiter.to, found as ObjectsResult['objects']);
    io.cancel(`${WAITER_TIMER}${number}`);
    waiters = remove(waiters, number);
  }
  return waiters === state.waiters ? state : { ...state, waiters };
}

type Found = ObjectsResult['objects'][number];

function find(state: ObjectsState, waiter: ObjectsWaiter, key: ObjectKey): Found | undefined {
  const id = objectId(key);
  const answer = get(waiter.fetched, id);
  if (answer?.object !== undefined) return { key, object: answer.object };
  if (answer !== undefined) return { key, error: answer.error, isNotFound: answer.isNotFound };
  const entry = get(state.cached, id);
  if (entry === undefined || !entry.isSynced) return undefined;
  if (entry.object !== undefined) return { key, object: entry.object };
  const error = `${key.kind.toLowerCase()} "${key.name}" not found`;
  return { key, error, isNotFound: true };
}

function giveUp(state: ObjectsState, io: Io, number: string): ObjectsState {
  const waiter = get(state.waiters, number);
  if (waiter === undefined) return state;
  const found = waiter.keys.map((key): Found => {
    const error = `failed to sync ${key.kind.toLowerCase()} cache: timed out waiting for the condition`;
    return find(state, waiter, key) ?? { key, error, isNotFound: false };
  });
  reply(io, waiter.to, found);
  return { ...state, waiters: remove(state.waiters, number) };
}

function reply(io: Io, to: ReplyTo, objects: ObjectsResult['objects']): void {
  const result: ObjectsResult = { type: 'objects.result', objects };
  io.reply(to, result);
}
