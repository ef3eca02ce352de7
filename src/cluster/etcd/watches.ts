// Watchers of the keyspace: who hears which keys, from which revision on.
// Models server/storage/mvcc/watchable_store.go. It knows nothing of the disk.

import {
  emptyMap,
  entries,
  type PersistentMap,
  remove,
  set,
  values,
} from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import type { ActorId, EventId } from '../../kernel/message.ts';
import type { EtcdEvent, EtcdWatch, EtcdWatchResponse } from '../protocol/etcd.ts';
import { ERR_COMPACTED, eventsSince, isInRange, pad, type Store } from './store.ts';

/** One open watch. */
export interface Watcher {
  readonly replyTo: ReplyTo;
  readonly key: string;
  readonly rangeEnd?: string;
  readonly startRevision: number;
  readonly isProgressNotified: boolean;
}

/** All open watches by the id of their request. */
export type WatchHub = PersistentMap<Watcher>;

/** No watch is open. */
export function emptyHub(): WatchHub {
  return emptyMap();
}

/** Opens a watch: says so, then sends what happened since its start. */
export function openWatch(
  hub: WatchHub,
  store: Store,
  request: EtcdWatch,
  replyTo: ReplyTo,
  io: Io,
): WatchHub {
  const start = request.startRevision ?? 0;
  if (start > 0 && start < store.compacted) {
    io.reply(replyTo, {
      ...responseOf(store.revision, []),
      isCreated: true,
      isCanceled: true,
      compactRevision: store.compacted,
      cancelReason: ERR_COMPACTED.message,
    } as EtcdWatchResponse);
    return hub;
  }
  io.reply(replyTo, { ...responseOf(store.revision, []), isCreated: true } as EtcdWatchResponse);
  if (start > 0 && start <= store.revision) {
    const missed = eventsSince(store, request.key, request.rangeEnd, start);
    if (missed.length > 0) io.reply(replyTo, responseOf(store.revision, missed));
  }
  const { key, rangeEnd } = request;
  return set(hub, pad(replyTo.id), {
    replyTo,
    key,
    ...(rangeEnd === undefined ? {} : { rangeEnd }),
    startRevision: start,
    isProgressNotified: request.isProgressNotified === true,
  });
}

/** Closes a watch. */
export function withoutWatch(hub: WatchHub, watch: EventId): WatchHub {
  return remove(hub, pad(watch));
}

/** Closes the watches of a process that is gone. */
export function dropPeer(hub: WatchHub, peer: ActorId | undefined): WatchHub {
  let left = hub;
  for (const [id, watcher] of entries(hub)) {
    if (watcher.replyTo.from.actor === peer) left = remove(left, id);
  }
  return left;
}

/** Sends the events of one revision to everyone who watches their keys. */
export function notify(
  hub: WatchHub,
  revision: number,
  events: readonly EtcdEvent[],
  io: Io,
): void {
  for (const { key, rangeEnd, replyTo, startRevision } of values(hub)) {
    if (revision < startRevision) continue;
    const seen = events.filter((event) => isInRange(event.kv.key, key, rangeEnd));
    if (seen.length > 0) io.reply(replyTo, responseOf(revision, seen));
  }
}

/** Tells the revision to those who asked for it. */
export function progress(hub: WatchHub, revision: number, io: Io): void {
  for (const { isProgressNotified, replyTo } of values(hub)) {
    if (isProgressNotified) io.reply(replyTo, responseOf(revision, []));
  }
}

function responseOf(revision: number, events: readonly EtcdEvent[]): EtcdWatchResponse {
  return { type: 'etcd.watch.response', revision, isCreated: false, isCanceled: false, events };
}
