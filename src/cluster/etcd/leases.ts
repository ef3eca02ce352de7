// Leases: granted, kept alive, revoked; when one ends its keys are deleted as one revision.
// Models server/lease/lessor.go. The time left lives in the process's timers.

import { emptyMap, entries, get, keys, remove, set } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import { seconds } from '../../kernel/time.ts';
import type {
  EtcdError,
  EtcdEvent,
  EtcdLeaseGrant,
  EtcdLeaseResponse,
  EtcdOp,
} from '../protocol/etcd.ts';
import { applyTxn, ERR_LEASE_EXISTS, ERR_LEASE_NOT_FOUND, pad, type Store } from './store.ts';

/** What the end of a lease changed. */
export interface Revoked {
  readonly store: Store;
  readonly events: readonly EtcdEvent[];
}

/** Makes a lease and starts its time. */
export function applyGrant(store: Store, request: EtcdLeaseGrant, replyTo: ReplyTo, io: Io): Store {
  const asked = request.lease ?? 0;
  const lease = asked === 0 ? unusedId(store) : asked;
  if (get(store.leases, pad(lease)) !== undefined) {
    io.reply(replyTo, { type: 'etcd.error', ...ERR_LEASE_EXISTS } as EtcdError);
    return store;
  }
  const { ttlSeconds } = request;
  startTime(lease, ttlSeconds, io);
  io.reply(replyTo, responseOf(store, lease, ttlSeconds));
  return { ...store, leases: set(store.leases, pad(lease), { ttlSeconds, keys: emptyMap() }) };
}

/** Starts the time of a lease anew; TTL 0 is the answer when it is gone. */
export function applyKeepAlive(store: Store, lease: number, replyTo: ReplyTo, io: Io): void {
  const held = get(store.leases, pad(lease));
  if (held !== undefined) startTime(lease, held.ttlSeconds, io);
  io.reply(replyTo, responseOf(store, lease, held?.ttlSeconds ?? 0));
}

/** Ends a lease: its keys go with it. Without `replyTo` its time ran out. */
export function applyRevoke(store: Store, lease: number, io: Io, replyTo?: ReplyTo): Revoked {
  const held = get(store.leases, pad(lease));
  if (held === undefined) {
    if (replyTo !== undefined) {
      io.reply(replyTo, { type: 'etcd.error', ...ERR_LEASE_NOT_FOUND } as EtcdError);
    }
    return { store, events: [] };
  }
  io.cancel(timerOf(lease));
  const deletes: EtcdOp[] = [...keys(held.keys)].map((key) => ({ op: 'delete', key }));
  const applied = applyTxn(store, [], deletes, []);
  const after = 'code' in applied ? store : applied.store;
  if (replyTo !== undefined) io.reply(replyTo, responseOf(after, lease, 0));
  const ended = { ...after, leases: remove(after.leases, pad(lease)) };
  return { store: ended, events: 'code' in applied ? [] : applied.events };
}

/** After a start every lease gets its whole time again. */
export function rearmLeases(store: Store, io: Io): void {
  for (const [id, held] of entries(store.leases)) startTime(Number(id), held.ttlSeconds, io);
}

function startTime(lease: number, ttlSeconds: number, io: Io): void {
  const message = { type: 'etcd.lease.expired', lease };
  io.after(timerOf(lease), seconds(ttlSeconds), message, 'apply');
}

function timerOf(lease: number): string {
  return `lease/${lease}`;
}

function unusedId(store: Store): number {
  let id = store.revision * 1_000;
  while (get(store.leases, pad(id)) !== undefined) id++;
  return id;
}

function responseOf(store: Store, lease: number, ttlSeconds: number): EtcdLeaseResponse {
  return { type: 'etcd.lease.response', revision: store.revision, lease, ttlSeconds };
}
