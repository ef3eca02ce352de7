// List and watch of nodes, pods and namespaces at the API server.
// Models client-go/tools/cache/reflector.go as Heapster v1.5.4 uses it.

import { type ApiObject, keyOf } from '../../../apimachinery/meta.ts';
import { emptyMap, mapOf, type PersistentMap, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../../kernel/message.ts';
import {
  API_REQUESTS,
  type ApiRequest,
  type ApiResponse,
  type ApiWatch,
} from '../../protocol/apiserver.ts';
import { reflectorDelay } from '../../protocol/reflector.ts';
import type { Draft, HeapsterLoop, Reflector, WatchedKind } from './state.ts';

const KINDS: readonly WatchedKind[] = ['nodes', 'pods', 'namespaces'];

const IDLE: Reflector = { status: 'waiting', resourceVersion: '', failures: 0 };

/** Nothing seen yet. */
export const EMPTY_CACHES: Pick<HeapsterLoop, 'reflectors' | WatchedKind> = {
  reflectors: { nodes: IDLE, pods: IDLE, namespaces: IDLE },
  nodes: emptyMap(),
  pods: emptyMap(),
  namespaces: emptyMap(),
};

/** Time to list again. */
interface Relist extends Message {
  readonly type: 'heapster.relist';
  readonly kind: WatchedKind;
}

/** Lists all kinds. */
export function startReflectors(draft: Draft, io: Io): void {
  for (const kind of KINDS) list(draft, kind, io);
}

/** Takes an envelope that is about a reflector; false when it is not. */
export function receiveReflector(draft: Draft, envelope: Envelope, io: Io): boolean {
  const { message } = envelope;
  if (message.type === 'heapster.relist') {
    list(draft, (message as Relist).kind, io);
    return true;
  }
  const kind = KINDS.find(
    (one) =>
      envelope.inReplyTo !== undefined && draft.reflectors[one].request === envelope.inReplyTo,
  );
  if (kind === undefined) return false;
  switch (message.type) {
    case 'api.response':
      answered(draft, kind, message as ApiResponse, io);
      break;
    case 'api.watch':
      changed(draft, kind, message as ApiWatch, io);
      break;
    case 'api.watch.end':
      watch(draft, kind, io);
      break;
    default:
      wait(draft, kind, io);
  }
  return true;
}

/** The connection to the API server broke: what was asked will not be answered. */
export function disconnected(draft: Draft, io: Io): void {
  for (const kind of KINDS) {
    if (draft.reflectors[kind].status !== 'waiting') wait(draft, kind, io);
  }
}

function put(draft: Draft, kind: WatchedKind, next: Reflector): void {
  draft.reflectors = { ...draft.reflectors, [kind]: next };
}

function ask(
  kind: WatchedKind,
  query: { readonly [name: string]: string },
  io: Io,
): EventId | undefined {
  const actor = io.find('apiserver');
  if (actor === undefined) return undefined;
  const request: ApiRequest = {
    type: 'api.request',
    verb: 'GET',
    path: `/api/v1/${kind}`,
    query,
    userAgent: 'heapster',
    user: 'system:serviceaccount:kube-system:heapster',
  };
  return io.send({ actor, port: API_REQUESTS }, request);
}

function withRequest(reflector: Reflector, request: EventId | undefined): Reflector {
  return request === undefined ? reflector : { ...reflector, request };
}

function list(draft: Draft, kind: WatchedKind, io: Io): void {
  const { failures, resourceVersion } = draft.reflectors[kind];
  const request = ask(kind, { resourceVersion: '0' }, io);
  put(draft, kind, withRequest({ status: 'listing', resourceVersion, failures }, request));
}

function watch(draft: Draft, kind: WatchedKind, io: Io): void {
  const { resourceVersion } = draft.reflectors[kind];
  const request = ask(kind, { watch: 'true', resourceVersion }, io);
  put(draft, kind, withRequest({ status: 'watching', resourceVersion, failures: 0 }, request));
}

function wait(draft: Draft, kind: WatchedKind, io: Io): void {
  const { failures, resourceVersion } = draft.reflectors[kind];
  const delay = reflectorDelay(io.draw(`relist/${kind}`), failures);
  io.after(`relist-${kind}`, delay, { type: 'heapster.relist', kind } as Relist);
  put(draft, kind, { status: 'waiting', resourceVersion, failures: failures + 1 });
}

interface ListBody {
  readonly items?: readonly ApiObject[];
  readonly metadata?: { readonly resourceVersion?: string };
}

function answered(draft: Draft, kind: WatchedKind, response: ApiResponse, io: Io): void {
  const { status } = draft.reflectors[kind];
  if (response.code !== 200) return wait(draft, kind, io);
  if (status === 'watching') return;
  const { items = [], metadata } = (response.body ?? {}) as ListBody;
  store(draft, kind, mapOf(items.map((one) => [keyOf(one), one] as const)));
  const resourceVersion = metadata?.resourceVersion ?? '0';
  put(draft, kind, { ...draft.reflectors[kind], resourceVersion });
  watch(draft, kind, io);
}

function changed(draft: Draft, kind: WatchedKind, { events }: ApiWatch, io: Io): void {
  if (events.some(({ type }) => type === 'ERROR')) return list(draft, kind, io);
  let cache = draft[kind] as PersistentMap<ApiObject>;
  for (const { type, object } of events) {
    if (type === 'BOOKMARK' || type === 'ERROR') continue;
    const key = keyOf(object as ApiObject);
    cache = type === 'DELETED' ? remove(cache, key) : set(cache, key, object as ApiObject);
  }
  store(draft, kind, cache);
  const last = events.at(-1)?.object.metadata.resourceVersion;
  const reflector = draft.reflectors[kind];
  put(draft, kind, { ...reflector, resourceVersion: last ?? reflector.resourceVersion });
}

function store(draft: Draft, kind: WatchedKind, cache: PersistentMap<ApiObject>): void {
  switch (kind) {
    case 'nodes':
      draft.nodes = cache as unknown as Draft['nodes'];
      return;
    case 'pods':
      draft.pods = cache as unknown as Draft['pods'];
      return;
    default:
      draft.namespaces = cache;
  }
}
