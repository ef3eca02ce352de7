// Lists and watches of clients that keep what they know of the core group's resources up to date
// through the API server. Models client-go/tools/cache/reflector.go.

import type { ApiList, ApiObject } from '../../apimachinery/meta.ts';
import { keyOf } from '../../apimachinery/meta.ts';
import {
  emptyMap,
  get,
  has,
  type PersistentMap,
  remove,
  set,
  values,
} from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope, Message, NetClosed } from '../../kernel/message.ts';
import {
  API_REQUESTS,
  type ApiRequest,
  type ApiResponse,
  type ApiWatch,
} from '../protocol/apiserver.ts';
import { reflectorDelay } from '../protocol/reflector.ts';

const WATCH_SECONDS = 300;

/** What is watched, and by whom. */
export interface Watch {
  readonly userAgent: string;
  /** Absent: the client of the node's own components. */
  readonly user?: string;
  /** Resources of the core group: `nodes`, `pods`. */
  readonly resources: readonly string[];
  /** What of an object is kept. */
  readonly keep: (object: ApiObject) => ApiObject;
}

/** What is known. */
export interface Reflected {
  /** By resource, then by key. */
  readonly objects: PersistentMap<PersistentMap<ApiObject>>;
  readonly calls: PersistentMap<{ readonly resource: string; readonly is: 'list' | 'watch' }>;
  readonly revisions: PersistentMap<string>;
  readonly failures: PersistentMap<number>;
}

/** Nothing yet. */
export const NOTHING_REFLECTED: Reflected = {
  objects: emptyMap(),
  calls: emptyMap(),
  revisions: emptyMap(),
  failures: emptyMap(),
};

interface Retry extends Message {
  readonly type: 'reflector.retry';
  readonly resource: string;
}

/** The objects of a resource. */
export function reflected(state: Reflected, resource: string): PersistentMap<ApiObject> {
  return get(state.objects, resource) ?? emptyMap();
}

/** Whether everything was listed once. */
export function isSynced(state: Reflected, { resources }: Watch): boolean {
  return resources.every((resource) => has(state.revisions, resource));
}

/** Lists everything. */
export function startReflecting(state: Reflected, watch: Watch, io: Io): Reflected {
  return watch.resources.reduce((next, resource) => list(next, watch, resource, io), state);
}

/** What the API server says changes what is known; any other message changes nothing. */
export function reflect(state: Reflected, watch: Watch, envelope: Envelope, io: Io): Reflected {
  const { message } = envelope;
  if (message.type === 'reflector.retry') {
    return follow(state, watch, (message as Retry).resource, io);
  }
  if (message.type === 'net.closed') {
    return (message as NetClosed).peer === 'apiserver' ? retryAll(state, io) : state;
  }
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
      return listed(ended, watch, resource, body as ApiList, io);
    }
    case 'api.watch':
      return watched(state, watch, id, resource, message as ApiWatch, io);
    case 'api.watch.end':
      return follow(ended, watch, resource, io);
    case 'net.refused':
      return retryLater(ended, resource, io);
    default:
      return state;
  }
}

function ask(
  state: Reflected,
  { userAgent, user }: Watch,
  resource: string,
  is: 'list' | 'watch',
  query: NonNullable<ApiRequest['query']>,
  io: Io,
): Reflected {
  const actor = io.find('apiserver');
  if (actor === undefined) return state;
  const request: ApiRequest = {
    type: 'api.request',
    verb: 'GET',
    path: `/api/v1/${resource}`,
    query,
    userAgent,
    ...(user === undefined ? {} : { user }),
  };
  const id = io.send({ actor, port: API_REQUESTS }, request);
  return { ...state, calls: set(state.calls, String(id), { resource, is }) };
}

function list(state: Reflected, watch: Watch, resource: string, io: Io): Reflected {
  return ask(state, watch, resource, 'list', { resourceVersion: '0' }, io);
}

function follow(state: Reflected, watch: Watch, resource: string, io: Io): Reflected {
  const resourceVersion = get(state.revisions, resource);
  if (resourceVersion === undefined) return list(state, watch, resource, io);
  const timeoutSeconds = String(WATCH_SECONDS + io.draw('watch').below(WATCH_SECONDS));
  const query = { watch: 'true', allowWatchBookmarks: 'true', resourceVersion, timeoutSeconds };
  return ask(state, watch, resource, 'watch', query, io);
}

function listed(
  state: Reflected,
  watch: Watch,
  resource: string,
  body: ApiList,
  io: Io,
): Reflected {
  let store = emptyMap<ApiObject>();
  for (const object of body.items) store = set(store, keyOf(object), watch.keep(object));
  const objects = set(state.objects, resource, store);
  const revisions = set(state.revisions, resource, body.metadata.resourceVersion ?? '');
  return follow({ ...state, objects, revisions }, watch, resource, io);
}

function watched(
  state: Reflected,
  watch: Watch,
  id: string,
  resource: string,
  { events }: ApiWatch,
  io: Io,
): Reflected {
  let store = reflected(state, resource);
  let { revisions } = state;
  for (const event of events) {
    if (event.type === 'ERROR') {
      return list({ ...state, calls: remove(state.calls, id) }, watch, resource, io);
    }
    const { object, type } = event;
    revisions = set(revisions, resource, object.metadata.resourceVersion ?? '');
    if (type === 'BOOKMARK') continue;
    const key = keyOf(object);
    store = type === 'DELETED' ? remove(store, key) : set(store, key, watch.keep(object));
  }
  return { ...state, objects: set(state.objects, resource, store), revisions };
}

function retryLater(state: Reflected, resource: string, io: Io): Reflected {
  const failures = get(state.failures, resource) ?? 0;
  const delay = reflectorDelay(io.draw('retry'), failures);
  io.after(`retry/${resource}`, delay, { type: 'reflector.retry', resource } as Retry);
  return { ...state, failures: set(state.failures, resource, failures + 1) };
}

function retryAll(state: Reflected, io: Io): Reflected {
  let next: Reflected = { ...state, calls: emptyMap() };
  for (const { resource } of values(state.calls)) next = retryLater(next, resource, io);
  return next;
}
