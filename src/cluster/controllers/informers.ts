// The port `informers`: lists and watches what the controllers read, and tells them what changed.
// Models client-go/tools/cache (reflector.go, shared_informer.go).

import type { Pod } from '../../api/pod.ts';
import type { ApiList, ApiObject } from '../../apimachinery/meta.ts';
import { keyOf } from '../../apimachinery/meta.ts';
import {
  emptyMap,
  entries,
  get,
  has,
  type PersistentMap,
  remove,
  set,
} from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope, Message } from '../../kernel/message.ts';
import type { ApiResponse, ApiWatch } from '../protocol/apiserver.ts';
import { reflectorDelay } from '../protocol/reflector.ts';
import { request } from './client.ts';
import { type ControllerManagerState, runs, type Watched } from './state.ts';
import { claimsOf } from './storage-protection.ts';
import { noExecuteTaints } from './taints.ts';

/** The slices that the port owns. */
export type InformerSlices = Pick<
  ControllerManagerState,
  Watched | 'reflectors' | 'revisions' | 'failures' | 'hasServices'
>;

/** Tells a controller that an object changed. */
export interface Changed extends Message {
  readonly type: 'object.changed';
  readonly key: string;
}

/** Tells the binder that a volume or a claim changed. */
export interface StorageChanged extends Message {
  readonly type: 'storage.changed';
  readonly resource: 'persistentvolumes' | 'persistentvolumeclaims';
  readonly key: string;
}

/** Tells the endpoint controller that a service, or the Endpoints of one, changed. */
export interface ServiceChanged extends Message {
  readonly type: 'service.changed' | 'endpoints.changed';
  readonly key: string;
}

/** Tells the endpoint controller that a pod changed, and how it was before. */
export interface PodChanged extends Message {
  readonly type: 'pod.changed';
  readonly key: string;
  readonly before?: Pod;
}

const PATHS: { readonly [resource in Watched]: string } = {
  nodes: '/api/v1/nodes',
  pods: '/api/v1/pods',
  leases: '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases',
  namespaces: '/api/v1/namespaces',
  persistentvolumes: '/api/v1/persistentvolumes',
  persistentvolumeclaims: '/api/v1/persistentvolumeclaims',
  services: '/api/v1/services',
  endpoints: '/api/v1/endpoints',
};
const ALWAYS: readonly Watched[] = ['nodes', 'pods', 'leases', 'namespaces'];
const SERVING: readonly Watched[] = ['services', 'endpoints'];
const SERVED: readonly Watched[] = [...SERVING, 'pods'];
const STORAGE: readonly Watched[] = ['persistentvolumes', 'persistentvolumeclaims'];

/** What is watched in every cluster; services only once there are some. */
function watchedBy(state: ControllerManagerState): readonly Watched[] {
  return runs(state, 'persistentvolume-binder') ? [...ALWAYS, ...STORAGE] : ALWAYS;
}

/** A watch is opened anew after this many seconds at the latest, up to twice. */
const WATCH_SECONDS = 300;

interface Retry extends Message {
  readonly type: 'informers.retry';
  readonly resource: Watched;
}

/** Handles one message. */
export function receiveInformers(
  state: ControllerManagerState,
  envelope: Envelope,
  io: Io,
): InformerSlices {
  const { message } = envelope;
  const same = pick(state);
  const id = String(envelope.inReplyTo);
  const reflector = get(state.reflectors, id);
  switch (message.type) {
    case 'informers.start':
      return [...watchedBy(state), ...(state.hasServices ? SERVING : [])].reduce(
        (slices, resource) => list(slices, resource, io),
        same,
      );
    case 'services.wanted':
      return state.hasServices ? same : serve(same, io);
    case 'informers.retry':
      return watch(same, (message as Retry).resource, io);
    case 'net.closed':
      return retryAll(same, io);
    default:
  }
  if (reflector === undefined) return same;
  const { resource } = reflector;
  const ended = { ...same, reflectors: remove(same.reflectors, id) };
  switch (message.type) {
    case 'api.response': {
      const response = message as ApiResponse;
      if (response.code >= 300) return retryLater(ended, resource, io);
      if (reflector.is === 'watch') {
        return { ...same, failures: remove(same.failures, resource) };
      }
      return listed(ended, resource, response.body as ApiList, state, io);
    }
    case 'api.watch':
      return watched(same, id, resource, message as ApiWatch, state, io);
    case 'api.watch.end':
      return watch(ended, resource, io);
    case 'net.refused':
      return retryLater(ended, resource, io);
    default:
      return same;
  }
}

function pick(state: ControllerManagerState): InformerSlices {
  const { nodes, pods, leases, namespaces, reflectors, revisions, failures } = state;
  const { persistentvolumes, persistentvolumeclaims } = state;
  const { services, endpoints, hasServices } = state;
  const storage = { persistentvolumes, persistentvolumeclaims };
  const serving = { services, endpoints, hasServices };
  const objects = { nodes, pods, leases, namespaces, ...storage, ...serving };
  return { ...objects, reflectors, revisions, failures };
}

/** There is a service with a selector: from now on they are watched. */
function serve(slices: InformerSlices, io: Io): InformerSlices {
  const begun = { ...slices, hasServices: true };
  return SERVING.reduce((next, resource) => list(next, resource, io), begun);
}

function list(slices: InformerSlices, resource: Watched, io: Io): InformerSlices {
  const query = { resourceVersion: '0' };
  const id = request(io, { verb: 'GET', path: PATHS[resource], query });
  if (id === undefined) return slices;
  return { ...slices, reflectors: set(slices.reflectors, String(id), { resource, is: 'list' }) };
}

function watch(slices: InformerSlices, resource: Watched, io: Io): InformerSlices {
  const resourceVersion = get(slices.revisions, resource);
  if (resourceVersion === undefined) return list(slices, resource, io);
  const lasting = WATCH_SECONDS + io.draw('watch').below(WATCH_SECONDS);
  const query = {
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion,
    timeoutSeconds: String(lasting),
  };
  const id = request(io, { verb: 'GET', path: PATHS[resource], query });
  if (id === undefined) return slices;
  return { ...slices, reflectors: set(slices.reflectors, String(id), { resource, is: 'watch' }) };
}

function listed(
  slices: InformerSlices,
  resource: Watched,
  body: ApiList,
  state: ControllerManagerState,
  io: Io,
): InformerSlices {
  let store = emptyMap<ApiObject>();
  for (const object of body.items) store = set(store, keyOf(object), object);
  const revision = body.metadata.resourceVersion ?? '';
  const filled: InformerSlices = {
    ...slices,
    [resource]: store,
    revisions: set(slices.revisions, resource, revision),
  };
  for (const [key] of entries(store)) tell(state, filled, resource, key, io);
  const all = watchedBy(state);
  if (areListed(all, filled) && !areListed(all, state)) synced(state, io);
  if (areListed(SERVED, filled) && !areListed(SERVED, state)) {
    io.signal('endpoint', { type: 'endpoints.synced' });
  }
  return watch(filled, resource, io);
}

function areListed(
  resources: readonly Watched[],
  { revisions }: Pick<InformerSlices, 'revisions'>,
): boolean {
  return resources.every((resource) => has(revisions, resource));
}

/** Everything was listed once: the controllers' clocks start. */
function synced(state: ControllerManagerState, io: Io): void {
  if (runs(state, 'node-lifecycle')) io.signal('node-lifecycle', { type: 'node-lifecycle.tick' });
  if (runs(state, 'pod-garbage-collector')) io.signal('pod-gc', { type: 'pod-gc.tick' });
}

function watched(
  slices: InformerSlices,
  id: string,
  resource: Watched,
  message: ApiWatch,
  state: ControllerManagerState,
  io: Io,
): InformerSlices {
  let store = slices[resource] as PersistentMap<ApiObject>;
  let { revisions } = slices;
  const keys: string[] = [];
  for (const event of message.events) {
    if (event.type === 'ERROR') {
      // Too old: everything is listed again.
      const reflectors = remove(slices.reflectors, id);
      return list({ ...slices, reflectors }, resource, io);
    }
    revisions = set(revisions, resource, event.object.metadata.resourceVersion ?? '');
    if (event.type === 'BOOKMARK') continue;
    const key = keyOf(event.object);
    store = event.type === 'DELETED' ? remove(store, key) : set(store, key, event.object);
    keys.push(key);
  }
  const next = { ...slices, [resource]: store, revisions };
  for (const key of keys) tell(state, next, resource, key, io);
  return next;
}

/** Tells the controllers whom a change may concern. */
function tell(
  state: ControllerManagerState,
  slices: InformerSlices,
  resource: Watched,
  key: string,
  io: Io,
): void {
  const message: Changed = { type: 'object.changed', key };
  if (resource === 'nodes') {
    if (runs(state, 'node-lifecycle')) io.signal('node-lifecycle', message);
    if (runs(state, 'taint-eviction'))
      io.signal('taint-eviction', { ...message, type: 'node.changed' });
  } else if (resource === 'services' || resource === 'endpoints') {
    const type = resource === 'services' ? 'service.changed' : 'endpoints.changed';
    io.signal('endpoint', { type, key } as ServiceChanged);
  } else if (resource === 'pods') {
    tellPod(state, slices, key, io);
  } else if (resource === 'persistentvolumes' || resource === 'persistentvolumeclaims') {
    const changed: StorageChanged = { type: 'storage.changed', resource, key };
    io.signal('persistentvolume-binder', changed);
  } else if (resource === 'namespaces' && runs(state, 'namespace')) {
    const isEnding = get(slices.namespaces, key)?.metadata.deletionTimestamp !== undefined;
    if (isEnding) io.signal('namespaces', message);
  }
}

/** A claim that waits for a pod to be gone is looked at again. */
function tellClaims(
  state: ControllerManagerState,
  slices: InformerSlices,
  key: string,
  io: Io,
): void {
  if (slices.persistentvolumeclaims.size === 0) return;
  const pod = get(state.pods, key) ?? get(slices.pods, key);
  for (const claim of pod === undefined ? [] : claimsOf(pod)) {
    const found = get(slices.persistentvolumeclaims, claim);
    if (found?.metadata.deletionTimestamp === undefined) continue;
    const resource = 'persistentvolumeclaims';
    const changed: StorageChanged = { type: 'storage.changed', resource, key: claim };
    io.signal('persistentvolume-binder', changed);
  }
}

function tellPod(state: ControllerManagerState, slices: InformerSlices, key: string, io: Io): void {
  if (slices.services.size > 0) {
    const before = get(state.pods, key);
    const changed: PodChanged = { type: 'pod.changed', key, ...(before && { before }) };
    io.signal('endpoint', changed);
  }
  tellClaims(state, slices, key, io);
  if (runs(state, 'taint-eviction')) {
    const message: Changed = { type: 'object.changed', key };
    const pod: Pod | undefined = get(slices.pods, key);
    const node = get(slices.nodes, pod?.spec.nodeName ?? '');
    const isTainted = node !== undefined && noExecuteTaints(node).length > 0;
    if (isTainted || get(state.evictions, key) !== undefined) io.signal('taint-eviction', message);
  }
}

function retryLater(slices: InformerSlices, resource: Watched, io: Io): InformerSlices {
  const failures = get(slices.failures, resource) ?? 0;
  const delay = reflectorDelay(io.draw('retry'), failures);
  io.after(`retry/${resource}`, delay, { type: 'informers.retry', resource } as Retry);
  return { ...slices, failures: set(slices.failures, resource, failures + 1) };
}

function retryAll(slices: InformerSlices, io: Io): InformerSlices {
  let next: InformerSlices = { ...slices, reflectors: emptyMap() };
  for (const [, { resource }] of entries(slices.reflectors)) next = retryLater(next, resource, io);
  return next;
}
