// The informers: list and watch of pods and nodes, a cache of what came, and word of each change
// to the scheduling loop. Models client-go/tools/cache/reflector.go.

import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import type { PersistentMap } from '../../base/persistent-map.ts';
import { emptyMap, get, has, keys, remove, set } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope, Message } from '../../kernel/message.ts';
import { type Duration, milliseconds, seconds } from '../../kernel/time.ts';
import type { ApiRequest, ApiResponse, ApiWatch } from '../protocol/apiserver.ts';
import { API_REQUESTS } from '../protocol/apiserver.ts';
import { podInfo } from './node-info.ts';
import type {
  CacheChange,
  CacheChanged,
  InformerKind,
  Reflector,
  SchedulerState,
} from './state.ts';
import { podKey } from './state.ts';

/** The slices the informers own. */
export type InformerSlices = Pick<SchedulerState, 'reflectors' | InformerKind>;

const FIRST_RETRY: Duration = milliseconds(800);
const LONGEST_RETRY: Duration = seconds(30);
const KINDS: readonly InformerKind[] = [
  'pods',
  'nodes',
  'persistentvolumes',
  'persistentvolumeclaims',
];

/** A reflector that has not begun. */
export const IDLE: Reflector = { status: 'waiting', resourceVersion: '', retry: FIRST_RETRY };

interface Retry extends Message {
  readonly type: 'scheduler.relist';
  readonly kind: InformerKind;
}

/** Arms the first lists; the process begins when its init does. */
export function startInformers(io: Io): void {
  for (const kind of KINDS) {
    const message: Retry = { type: 'scheduler.relist', kind };
    io.signal('informers', message);
  }
}

/** The port `informers`. */
export function receiveInformers(
  state: SchedulerState,
  envelope: Envelope,
  io: Io,
): InformerSlices {
  const slices: InformerSlices = {
    reflectors: state.reflectors,
    pods: state.pods,
    nodes: state.nodes,
    persistentvolumes: state.persistentvolumes,
    persistentvolumeclaims: state.persistentvolumeclaims,
  };
  const { message } = envelope;
  if (message.type === 'scheduler.relist') return list(slices, state, (message as Retry).kind, io);
  if (message.type === 'net.closed') return disconnected(slices, io);
  const kind = KINDS.find((one) => state.reflectors[one].request === envelope.inReplyTo);
  if (kind === undefined || envelope.inReplyTo === undefined) return slices;
  switch (message.type) {
    case 'api.response':
      return answered(slices, state, kind, message as ApiResponse, io);
    case 'api.watch':
      return changed(slices, state, kind, message as ApiWatch, io);
    case 'api.watch.end':
      return watch(slices, state, kind, io);
    default:
      return waited(slices, kind, io);
  }
}

function withReflector(
  slices: InformerSlices,
  kind: InformerKind,
  next: Reflector,
): InformerSlices {
  return { ...slices, reflectors: { ...slices.reflectors, [kind]: next } };
}

function query(kind: InformerKind): { readonly [name: string]: string } {
  if (kind !== 'pods') return {};
  return { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' };
}

function ask(
  state: SchedulerState,
  kind: InformerKind,
  more: { readonly [name: string]: string },
  io: Io,
): Pick<Reflector, 'request'> {
  const actor = io.find(state.config.apiserver ?? 'apiserver');
  if (actor === undefined) return {};
  const request: ApiRequest = {
    type: 'api.request',
    verb: 'GET',
    path: `/api/v1/${kind}`,
    query: { ...query(kind), ...more },
    userAgent: 'kube-scheduler',
    user: 'system:kube-scheduler',
  };
  return { request: io.send({ actor, port: API_REQUESTS }, request) };
}

function list(
  slices: InformerSlices,
  state: SchedulerState,
  kind: InformerKind,
  io: Io,
): InformerSlices {
  const { retry, resourceVersion } = slices.reflectors[kind];
  const asked = ask(state, kind, { limit: '500', resourceVersion: '0' }, io);
  return withReflector(slices, kind, { status: 'listing', retry, resourceVersion, ...asked });
}

function watch(
  slices: InformerSlices,
  state: SchedulerState,
  kind: InformerKind,
  io: Io,
): InformerSlices {
  const { resourceVersion } = slices.reflectors[kind];
  const more = { watch: 'true', allowWatchBookmarks: 'true', resourceVersion };
  const asked = ask(state, kind, more, io);
  const next: Reflector = { status: 'watching', resourceVersion, retry: FIRST_RETRY, ...asked };
  return withReflector(slices, kind, next);
}

/** The connection broke: whatever was asked will not be answered. */
function disconnected(slices: InformerSlices, io: Io): InformerSlices {
  return KINDS.filter((kind) => slices.reflectors[kind].status !== 'waiting').reduce(
    (current, kind) => waited(current, kind, io),
    slices,
  );
}

function waited(slices: InformerSlices, kind: InformerKind, io: Io): InformerSlices {
  const { retry, resourceVersion } = slices.reflectors[kind];
  const message: Retry = { type: 'scheduler.relist', kind };
  io.after(`relist-${kind}`, retry, message);
  const longer = Math.min(retry * 2, LONGEST_RETRY) as Duration;
  return withReflector(slices, kind, { status: 'waiting', resourceVersion, retry: longer });
}

interface ListBody {
  readonly items?: readonly ApiObject[];
  readonly metadata?: { readonly resourceVersion?: string };
}

function answered(
  slices: InformerSlices,
  state: SchedulerState,
  kind: InformerKind,
  response: ApiResponse,
  io: Io,
): InformerSlices {
  if (response.code !== 200) return waited(slices, kind, io);
  if (slices.reflectors[kind].status === 'watching') return slices;
  const { items = [], metadata } = (response.body ?? {}) as ListBody;
  const found = new Set(items.map((item) => keyOf(kind, item)));
  const gone = [...keys<unknown>(slices[kind])].filter((key) => !found.has(key));
  const events = [
    ...gone.map((key) => ({ key, object: undefined })),
    ...items.map((object) => ({ key: keyOf(kind, object), object })),
  ];
  const applied = apply(slices, kind, events, io);
  const resourceVersion = metadata?.resourceVersion ?? '0';
  const listed = withReflector(applied, kind, { ...applied.reflectors[kind], resourceVersion });
  return watch(listed, state, kind, io);
}

function changed(
  slices: InformerSlices,
  state: SchedulerState,
  kind: InformerKind,
  message: ApiWatch,
  io: Io,
): InformerSlices {
  const { events } = message;
  if (events.some((event) => event.type === 'ERROR')) return list(slices, state, kind, io);
  const last = events.at(-1)?.object.metadata.resourceVersion;
  const changes = events
    .filter((event) => event.type !== 'BOOKMARK' && event.type !== 'ERROR')
    .map(({ type, object }) => {
      const seen = object as ApiObject;
      return { key: keyOf(kind, seen), object: type === 'DELETED' ? undefined : seen };
    });
  const applied = apply(slices, kind, changes, io);
  const reflector = applied.reflectors[kind];
  const resourceVersion = last ?? reflector.resourceVersion;
  return withReflector(applied, kind, { ...reflector, resourceVersion });
}

interface Seen {
  readonly key: string;
  readonly object: ApiObject | undefined;
}

function apply(
  slices: InformerSlices,
  kind: InformerKind,
  seen: readonly Seen[],
  io: Io,
): InformerSlices {
  const changes: CacheChange[] = [];
  let { pods, nodes } = slices;
  let stored: Pick<InformerSlices, 'persistentvolumes' | 'persistentvolumeclaims'> = slices;
  for (const { key, object } of seen) {
    if (kind === 'pods') {
      const before = get(pods, key);
      const after = object === undefined ? undefined : podInfo(object as unknown as Pod);
      if (isSame(before?.pod, after?.pod)) continue;
      pods = put(pods, key, after);
      changes.push({ kind: 'pod', key, ...(before && { before }), ...(after && { after }) });
    } else if (kind !== 'nodes') {
      const cache = stored[kind] as PersistentMap<ApiObject>;
      if (isSame(get(cache, key), object)) continue;
      stored = { ...stored, [kind]: put(cache, key, object) };
      changes.push({ kind: 'storage', key });
    } else {
      const before = get(nodes, key);
      const after = object as unknown as Node | undefined;
      if (isSame(before, after)) continue;
      nodes = put(nodes, key, after);
      changes.push({ kind: 'node', key, ...(before && { before }), ...(after && { after }) });
    }
  }
  const word: CacheChanged = { type: 'scheduler.cache-changed', changes };
  if (changes.length > 0) io.signal('scheduling', word);
  const { persistentvolumes, persistentvolumeclaims } = stored;
  return { ...slices, pods, nodes, persistentvolumes, persistentvolumeclaims };
}

function put<V>(map: PersistentMap<V>, key: string, value: V | undefined): PersistentMap<V> {
  if (value !== undefined) return set(map, key, value);
  return has(map, key) ? remove(map, key) : map;
}

function isSame(before: ApiObject | undefined, after: ApiObject | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  const version = before.metadata?.resourceVersion;
  return version !== undefined && version === after.metadata?.resourceVersion;
}

function keyOf(kind: InformerKind, object: ApiObject): string {
  const meta = { metadata: object.metadata ?? {} };
  const isNamespaced = kind === 'pods' || kind === 'persistentvolumeclaims';
  return isNamespaced ? podKey(meta) : (object.metadata?.name ?? '');
}

/** Empty caches, nothing asked yet. */
export const EMPTY_INFORMERS: InformerSlices = {
  reflectors: {
    pods: IDLE,
    nodes: IDLE,
    persistentvolumes: IDLE,
    persistentvolumeclaims: IDLE,
  },
  pods: emptyMap(),
  nodes: emptyMap(),
  persistentvolumes: emptyMap(),
  persistentvolumeclaims: emptyMap(),
};
