// Following single objects: a list and a watch for each that registered pods refer to.
// Models pkg/kubelet/util/manager/watch_based_manager.go.

import type { ConfigMap, Secret } from '../../../api/config.ts';
import type { Pod } from '../../../api/pod.ts';
import { present } from '../../../base/assert.ts';
import { get, remove, set, update } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { API_REQUESTS, type ApiResponse, type ApiWatch } from '../../protocol/apiserver.ts';
import { reflectorDelay } from '../../protocol/reflector.ts';
import { callApi, callKey } from '../api-client.ts';
import type { ObjectKey } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import { objectId, podReferences } from './references.ts';
import type { CachedObject, ObjectsCall, ObjectsState } from './state.ts';

/** Registers a pod, or the new version of one. */
export function register(
  kubelet: KubeletState,
  state: ObjectsState,
  io: Io,
  pod: Pod,
): ObjectsState {
  const uid = pod.metadata.uid ?? '';
  const before = get(state.registered, uid);
  if (before?.spec === pod.spec) return state;
  let next: ObjectsState = { ...state, registered: set(state.registered, uid, pod) };
  for (const key of podReferences(pod)) next = refer(kubelet, next, io, key, 1);
  if (before === undefined) return next;
  for (const key of podReferences(before)) next = release(kubelet, next, io, key);
  return next;
}

/** Unregisters a pod; objects nobody refers to any more are forgotten. */
export function unregister(
  kubelet: KubeletState,
  state: ObjectsState,
  io: Io,
  pod: Pod,
): ObjectsState {
  const uid = pod.metadata.uid ?? '';
  const before = get(state.registered, uid);
  if (before === undefined) return state;
  let next: ObjectsState = { ...state, registered: remove(state.registered, uid) };
  for (const key of podReferences(before)) next = release(kubelet, next, io, key);
  return next;
}

/** Counts a reference; an object that is new is listed. */
export function refer(
  kubelet: KubeletState,
  state: ObjectsState,
  io: Io,
  key: ObjectKey,
  by: number,
): ObjectsState {
  const id = objectId(key);
  const known = get(state.cached, id);
  if (known !== undefined) {
    const entry = { ...known, references: known.references + by };
    return { ...state, cached: set(state.cached, id, entry) };
  }
  const entry: CachedObject = {
    key,
    references: by,
    isSynced: false,
    resourceVersion: '',
    failures: 0,
  };
  return list(kubelet, { ...state, cached: set(state.cached, id, entry) }, io, entry);
}

function release(kubelet: KubeletState, state: ObjectsState, io: Io, key: ObjectKey): ObjectsState {
  const id = objectId(key);
  const known = get(state.cached, id);
  if (known === undefined) return state;
  if (known.references > 1) {
    const entry = { ...known, references: known.references - 1 };
    return { ...state, cached: set(state.cached, id, entry) };
  }
  const cached = remove(state.cached, id);
  if (known.watch === undefined) return { ...state, cached };
  const actor = present(io.find(kubelet.config.apiserver), 'no API server');
  const cancel = { type: 'api.watch.cancel', watch: known.watch };
  io.send({ actor, port: API_REQUESTS }, cancel);
  return { ...state, cached, calls: remove(state.calls, callKey(known.watch)) };
}

function collection(key: ObjectKey): string {
  const resource = key.kind === 'Secret' ? 'secrets' : 'configmaps';
  return `/api/v1/namespaces/${key.namespace}/${resource}`;
}

/** Lists one object. */
export function list(
  kubelet: KubeletState,
  state: ObjectsState,
  io: Io,
  entry: CachedObject,
): ObjectsState {
  const query = { fieldSelector: `metadata.name=${entry.key.name}` };
  const id = callApi(kubelet.config, io, { verb: 'GET', path: collection(entry.key), query });
  const call: ObjectsCall = { what: 'list', id: objectId(entry.key) };
  return { ...state, calls: set(state.calls, callKey(id), call) };
}

function watch(
  kubelet: KubeletState,
  state: ObjectsState,
  io: Io,
  entry: CachedObject,
): ObjectsState {
  const { resourceVersion } = entry;
  const fieldSelector = `metadata.name=${entry.key.name}`;
  const query = { fieldSelector, watch: 'true', resourceVersion };
  const request = callApi(kubelet.config, io, { verb: 'GET', path: collection(entry.key), query });
  const id = objectId(entry.key);
  const call: ObjectsCall = { what: 'watch', id };
  return {
    ...state,
    calls: set(state.calls, callKey(request), call),
    cached: set(state.cached, id, { ...entry, watch: request }),
  };
}

/** A list arrived, or failed. */
export function listed(
  kubelet: KubeletState,
  state: ObjectsState,
  io: Io,
  id: string,
  answer: ApiResponse | undefined,
): ObjectsState {
  const entry = get(state.cached, id);
  if (entry === undefined) return state;
  if (answer === undefined || answer.code >= 300) return retryLater(state, io, entry);
  const body = answer.body as {
    readonly items?: readonly (Secret | ConfigMap)[];
    readonly metadata?: { readonly resourceVersion?: string };
  };
  const { object: _old, ...rest } = entry;
  const object = body.items?.[0];
  const fresh: CachedObject = {
    ...rest,
    isSynced: true,
    failures: 0,
    resourceVersion: body.metadata?.resourceVersion ?? '',
    ...(object === undefined ? {} : { object: withKind(object, entry.key) }),
  };
  return watch(kubelet, state, io, fresh);
}

/** Items of a list have no kind of their own. */
function withKind(object: Secret | ConfigMap, key: ObjectKey): Secret | ConfigMap {
  return object.kind === undefined ? ({ ...(object as object), kind: key.kind } as Secret) : object;
}

/** Changes arrived on a watch. */
export function watched(state: ObjectsState, id: string, message: ApiWatch): ObjectsState {
  const cached = update(state.cached, id, (entry) => {
    if (entry === undefined) return undefined;
    let next: CachedObject = entry;
    for (const event of message.events) {
      const resourceVersion = event.object.metadata?.resourceVersion ?? next.resourceVersion;
      const { object: _old, ...rest } = next;
      if (event.type === 'DELETED') next = { ...rest, resourceVersion };
      else if (event.type === 'ADDED' || event.type === 'MODIFIED') {
        next = { ...next, resourceVersion, object: event.object as Secret | ConfigMap };
      } else if (event.type === 'BOOKMARK') next = { ...next, resourceVersion };
      else next = { ...next, resourceVersion: '' };
    }
    return next;
  });
  return { ...state, cached };
}

/** A watch ended: it goes on where it was, or begins with a list. */
export function watchEnded(
  kubelet: KubeletState,
  state: ObjectsState,
  io: Io,
  id: string,
): ObjectsState {
  const entry = get(state.cached, id);
  if (entry === undefined) return state;
  const { watch: _ended, ...rest } = entry;
  return entry.resourceVersion === ''
    ? list(kubelet, { ...state, cached: set(state.cached, id, rest) }, io, rest)
    : watch(kubelet, state, io, rest);
}

/** The connection broke: every watch begins anew, after a while. */
export function retryLater(state: ObjectsState, io: Io, entry: CachedObject): ObjectsState {
  const id = objectId(entry.key);
  const { watch: _broken, ...rest } = entry;
  const delay = reflectorDelay(io.draw('objects.retry'), entry.failures);
  io.after(`objects.retry/${id}`, delay, { type: 'tick' }, 'objects');
  const next = { ...rest, failures: entry.failures + 1 };
  return { ...state, cached: set(state.cached, id, next) };
}
