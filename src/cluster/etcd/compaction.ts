// Compaction: older versions are forgotten, the newest of each key stays. Pure.
// Models etcd's server/storage/mvcc, treeIndex.Compact.

import { range, remove } from '../../base/persistent-map.ts';
import type { EtcdEvent } from '../protocol/etcd.ts';
import {
  ERR_COMPACTED,
  ERR_FUTURE,
  pad,
  type Store,
  type StoreError,
  versionKey,
} from './store.ts';

/** Forgets every version that was replaced or deleted by `revision`. */
export function compact(store: Store, revision: number): Store | StoreError {
  if (revision <= store.compacted) return ERR_COMPACTED;
  if (revision > store.revision) return ERR_FUTURE;
  let { log } = store;
  for (const [at] of range(store.log, undefined, pad(revision))) log = remove(log, at);
  let { history } = store;
  let newest: EtcdEvent | undefined;
  for (const [, event] of range(store.history, undefined, undefined)) {
    if (event.kv.modRevision > revision) continue;
    const isReplaced = newest !== undefined && newest.kv.key === event.kv.key;
    if (newest !== undefined && (isReplaced || newest.type === 'DELETE')) {
      history = remove(history, versionKey(newest.kv.key, newest.kv.modRevision));
    }
    newest = event;
  }
  if (newest?.type === 'DELETE') {
    history = remove(history, versionKey(newest.kv.key, newest.kv.modRevision));
  }
  return { ...store, history, log, compacted: revision };
}
