// The watch cache of one storage prefix: the objects as of its revision, and the window of events
// that led there. Pure. Models apiserver/pkg/storage/cacher (cacher.go, watch_cache.go).

import type { ApiObject } from '../../apimachinery/meta.ts';
import {
  emptyMap,
  first,
  get,
  type PersistentMap,
  range,
  remove,
  set,
  withPrefix,
} from '../../base/persistent-map.ts';
import type { Micros } from '../../kernel/time.ts';
import type { EtcdEvent, KeyValue } from '../protocol/etcd.ts';

/** One change, as the cache keeps it. */
export interface CacheEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  readonly at: Micros;
  /** The object after the change; for DELETED as it was last, with the deletion's revision. */
  readonly object: ApiObject;
  readonly previous?: ApiObject;
}

/** The cache of one storage prefix. */
export interface ResourceCache {
  /** `/registry/pods` */
  readonly prefix: string;
  /** Filled by its first list, and its watch is open. */
  readonly isReady: boolean;
  /** A watch from here or later misses nothing: its first list, or the last event it dropped. */
  readonly oldest: number;
  /** Of the newest event it has seen. */
  readonly revision: number;
  readonly objects: PersistentMap<ApiObject>;
  readonly window: PersistentMap<CacheEvent>;
}

/** Events younger than this stay, however many they are. */
const FRESH_MICROS = 75_000_000;

/** A cache before its first list. */
export function newCache(prefix: string): ResourceCache {
  return {
    prefix,
    isReady: false,
    oldest: 0,
    revision: 0,
    objects: emptyMap(),
    window: emptyMap(),
  };
}

/** The cache as its first list fills it. */
export function filled(prefix: string, kvs: readonly KeyValue[], revision: number): ResourceCache {
  let objects = emptyMap<ApiObject>();
  for (const kv of kvs) objects = set(objects, kv.key, decoded(kv));
  const window = emptyMap<CacheEvent>();
  return { prefix, isReady: true, oldest: revision, revision, objects, window };
}

/** The object of a stored value: with the revision that wrote it. */
export function decoded(kv: KeyValue): ApiObject {
  return withRevision(kv.value as ApiObject, kv.modRevision);
}

/** The object with that resourceVersion. */
export function withRevision(object: ApiObject, revision: number): ApiObject {
  const metadata = { ...object.metadata, resourceVersion: String(revision) };
  return { ...object, metadata };
}

/** Takes in what etcd said; the events come back with their objects decoded, once for everybody. */
export function advanced(
  cache: ResourceCache,
  events: readonly EtcdEvent[],
  revision: number,
  at: Micros,
  size: number,
): { readonly cache: ResourceCache; readonly events: readonly CacheEvent[] } {
  let { objects, window } = cache;
  const seen: CacheEvent[] = [];
  for (const event of events) {
    const { key, modRevision } = event.kv;
    const previous = get(objects, key);
    if (event.type === 'DELETE' && previous === undefined) continue;
    const object =
      event.type === 'PUT' ? decoded(event.kv) : withRevision(previous as ApiObject, modRevision);
    const type =
      event.type === 'DELETE' ? 'DELETED' : previous === undefined ? 'ADDED' : 'MODIFIED';
    const one: CacheEvent = {
      type,
      revision: modRevision,
      at,
      object,
      ...(previous === undefined ? {} : { previous }),
    };
    objects = event.type === 'PUT' ? set(objects, key, object) : remove(objects, key);
    window = set(window, `${pad(modRevision)}.${pad(seen.length)}`, one);
    seen.push(one);
  }
  const next = trimmed({ ...cache, objects, window, revision }, at, size);
  return { cache: next, events: seen };
}

/** The events after `revision`, oldest first. */
export function eventsAfter(cache: ResourceCache, revision: number): readonly CacheEvent[] {
  const events: CacheEvent[] = [];
  for (const [, event] of range(cache.window, pad(revision + 1), undefined)) events.push(event);
  return events;
}

/** The objects under `/registry/pods/` or `/registry/pods/<namespace>/`, in key order. */
export function* objectsIn(
  cache: ResourceCache,
  namespace: string | undefined,
): Generator<ApiObject> {
  const scope = namespace === undefined ? '' : `${namespace}/`;
  for (const [, object] of withPrefix(cache.objects, `${cache.prefix}/${scope}`)) yield object;
}

function trimmed(cache: ResourceCache, now: Micros, size: number): ResourceCache {
  let { window, oldest } = cache;
  while (window.size > size) {
    const dropped = first(window);
    if (dropped === undefined || now - dropped[1].at < FRESH_MICROS) break;
    window = remove(window, dropped[0]);
    oldest = dropped[1].revision;
  }
  return window === cache.window ? cache : { ...cache, window, oldest };
}

function pad(value: number): string {
  return String(value).padStart(16, '0');
}
