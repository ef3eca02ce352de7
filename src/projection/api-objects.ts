// Reads API objects as clients would see them: from the API server's watch caches, and from etcd's
// keyspace while there is no API server.

import { KINDS } from '../api/kinds.ts';
import type { ApiObject } from '../apimachinery/meta.ts';
import { emptyMap, get, type PersistentMap, withPrefix } from '../base/persistent-map.ts';
import type { ApiServerState } from '../cluster/apiserver/state.ts';
import type { EtcdState } from '../cluster/etcd/etcd.ts';
import type { KeyValue } from '../cluster/protocol/etcd.ts';
import { processNamed, stateOf, type World } from '../kernel/world.ts';

/** Objects of one storage prefix; the values are read with `objectIn`. */
export type Stored = PersistentMap<ApiObject> | PersistentMap<KeyValue>;

/** The objects under `/registry/pods`, whoever has them; from etcd there may be others beside. */
export function storedUnder(world: World, prefix: string): Stored {
  const apiserver = stateOf<ApiServerState>(world, 'apiserver');
  const cache = apiserver === undefined ? undefined : get(apiserver.caches, prefix);
  if (cache?.isReady === true) return cache.objects;
  // What etcd has on its disk is there whether it runs or not.
  const etcd = processNamed(world, 'etcd')?.state as EtcdState | undefined;
  return etcd?.store.current ?? emptyMap<ApiObject>();
}

/** The object of a stored value. */
export function objectOf(value: ApiObject | KeyValue): ApiObject {
  if (!('modRevision' in value)) return value;
  const object = value.value as ApiObject;
  const metadata = { ...object.metadata, resourceVersion: String(value.modRevision) };
  return { ...object, metadata };
}

/** The object under a key, or undefined. */
export function objectIn(stored: Stored, key: string): ApiObject | undefined {
  const value = get(stored as PersistentMap<ApiObject | KeyValue>, key);
  return value === undefined ? undefined : objectOf(value);
}

/** The value under a key, to compare it by identity. */
export function valueIn(stored: Stored, key: string): unknown {
  return get(stored as PersistentMap<unknown>, key);
}

/** All objects under a prefix with their keys. */
export function* objectsUnder(
  stored: Stored,
  prefix: string,
): Generator<readonly [string, ApiObject]> {
  for (const [key, value] of withPrefix(
    stored as PersistentMap<ApiObject | KeyValue>,
    `${prefix}/`,
  )) {
    yield [key, objectOf(value)];
  }
}

/** The storage prefix of a kind, in lower case: `/registry/pods`. */
export function prefixOf(kind: string): string | undefined {
  return KINDS.find((info) => info.singular === kind)?.storagePrefix;
}

/** The storage key of an object. */
export function keyOf(kind: string, namespace: string | undefined, name: string): string {
  const scope = namespace === undefined ? '' : `${namespace}/`;
  return `${prefixOf(kind) ?? `/registry/${kind}`}/${scope}${name}`;
}
