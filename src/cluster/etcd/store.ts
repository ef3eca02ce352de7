// The keyspace: every key's newest value, its older versions until they are compacted, and one
// revision counter for all writes. Pure. Models etcd's server/storage/mvcc (kvstore.go, index.go).
// It knows neither processes nor time.

import {
  emptyMap,
  get,
  type PersistentMap,
  range,
  remove,
  set,
} from '../../base/persistent-map.ts';
import type {
  DeleteOp,
  DeleteResult,
  EtcdCompare,
  EtcdEvent,
  EtcdOp,
  EtcdOpResult,
  KeyValue,
  PutOp,
  PutResult,
  RangeOp,
  RangeResult,
} from '../protocol/etcd.ts';

/** A lease with the keys that hang on it. */
export interface StoredLease {
  readonly ttlSeconds: number;
  readonly keys: PersistentMap<true>;
}

/** The whole keyspace. */
export interface Store {
  /** Of the newest write; an empty etcd stands at 1. */
  readonly revision: number;
  /** Reads and watches below this fail. */
  readonly compacted: number;
  readonly current: PersistentMap<KeyValue>;
  /** Every version that is not compacted, by key and revision. */
  readonly history: PersistentMap<EtcdEvent>;
  /** The same events by revision, for watches that start in the past. */
  readonly log: PersistentMap<EtcdEvent>;
  readonly leases: PersistentMap<StoredLease>;
}

/** A refusal in etcd's words. */
export interface StoreError {
  readonly code: 'OutOfRange' | 'NotFound' | 'InvalidArgument' | 'FailedPrecondition';
  readonly message: string;
}

/** A read asked for a revision that was compacted. */
export const ERR_COMPACTED: StoreError = {
  code: 'OutOfRange',
  message: 'etcdserver: mvcc: required revision has been compacted',
};
/** A read asked for a revision that does not exist yet. */
export const ERR_FUTURE: StoreError = {
  code: 'OutOfRange',
  message: 'etcdserver: mvcc: required revision is a future revision',
};
/** No such lease. */
export const ERR_LEASE_NOT_FOUND: StoreError = {
  code: 'NotFound',
  message: 'etcdserver: requested lease not found',
};
/** A lease of that id exists. */
export const ERR_LEASE_EXISTS: StoreError = {
  code: 'FailedPrecondition',
  message: 'etcdserver: lease already exists',
};
const ERR_EMPTY_KEY: StoreError = {
  code: 'InvalidArgument',
  message: 'etcdserver: key is not provided',
};
const ERR_DUPLICATE_KEY: StoreError = {
  code: 'InvalidArgument',
  message: 'etcdserver: duplicate key given in txn request',
};

/** What a transaction did. */
export interface Applied {
  readonly store: Store;
  readonly succeeded: boolean;
  readonly results: readonly EtcdOpResult[];
  readonly events: readonly EtcdEvent[];
}

/** An etcd without keys. */
export function emptyStore(): Store {
  return {
    revision: 1,
    compacted: 0,
    current: emptyMap(),
    history: emptyMap(),
    log: emptyMap(),
    leases: emptyMap(),
  };
}

/** Runs a transaction: all of it as one revision, or nothing of it. */
export function applyTxn(
  store: Store,
  compare: readonly EtcdCompare[],
  success: readonly EtcdOp[],
  failure: readonly EtcdOp[],
): Applied | StoreError {
  const succeeded = compare.every((one) => holds(store, one));
  const ops = succeeded ? success : failure;
  const refusal = refusalOf(store, ops);
  if (refusal !== undefined) return refusal;
  let step: Step = { store, revision: store.revision + 1, events: [] };
  const results: EtcdOpResult[] = [];
  for (const op of ops) {
    if (op.op === 'range') {
      const found = rangeOf(step.store, op);
      if ('code' in found) return found;
      results.push(found);
      continue;
    }
    const [next, result] = op.op === 'put' ? put(step, op) : deleteRange(step, op);
    step = next;
    results.push(result);
  }
  const { events } = step;
  const done = events.length === 0 ? store : { ...step.store, revision: step.revision };
  return { store: done, succeeded, results, events };
}

/** Reads a range, now or as of an older revision. */
export function rangeOf(store: Store, op: Omit<RangeOp, 'op'>): RangeResult | StoreError {
  if (op.key === '') return ERR_EMPTY_KEY;
  const at = op.revision ?? 0;
  if (at > store.revision) return ERR_FUTURE;
  if (at > 0 && at < store.compacted) return ERR_COMPACTED;
  const isOld = at > 0 && at < store.revision;
  const limit = op.limit ?? 0;
  const kvs: KeyValue[] = [];
  let count = 0;
  for (const kv of isOld ? versionsAt(store, op, at) : newest(store, op)) {
    count++;
    if (op.isCountOnly === true || (limit > 0 && kvs.length === limit)) continue;
    kvs.push(op.isKeysOnly === true ? { ...kv, value: null } : kv);
  }
  return { op: 'range', kvs, count, more: op.isCountOnly !== true && kvs.length < count };
}

/** The events in [key, rangeEnd) from `revision` on, oldest first. */
export function eventsSince(
  store: Store,
  key: string,
  rangeEnd: string | undefined,
  revision: number,
): readonly EtcdEvent[] {
  const events: EtcdEvent[] = [];
  for (const [, event] of range(store.log, pad(revision), undefined)) {
    if (isInRange(event.kv.key, key, rangeEnd)) events.push(event);
  }
  return events;
}

/** Whether a key lies in [key, rangeEnd); without an end only the key itself. */
export function isInRange(candidate: string, key: string, rangeEnd: string | undefined): boolean {
  if (rangeEnd === undefined) return candidate === key;
  return candidate >= key && (rangeEnd === '\0' || candidate < rangeEnd);
}

interface Step {
  readonly store: Store;
  readonly revision: number;
  readonly events: readonly EtcdEvent[];
}

function put(step: Step, op: PutOp): [Step, PutResult] {
  const prevKv = get(step.store.current, op.key);
  const kv: KeyValue = {
    key: op.key,
    value: op.value,
    createRevision: prevKv?.createRevision ?? step.revision,
    modRevision: step.revision,
    version: (prevKv?.version ?? 0) + 1,
    lease: op.lease ?? 0,
  };
  const event: EtcdEvent = { type: 'PUT', kv, ...(prevKv === undefined ? {} : { prevKv }) };
  const current = set(step.store.current, op.key, kv);
  const next = recorded(step, event, { ...step.store, current });
  return [next, { op: 'put', ...(prevKv === undefined ? {} : { prevKv }) }];
}

function deleteRange(step: Step, op: DeleteOp): [Step, DeleteResult] {
  const prevKvs = [...newest(step.store, op)];
  let next = step;
  for (const prevKv of prevKvs) {
    const kv: KeyValue = {
      key: prevKv.key,
      value: null,
      createRevision: 0,
      modRevision: step.revision,
      version: 0,
      lease: 0,
    };
    const current = remove(next.store.current, prevKv.key);
    next = recorded(next, { type: 'DELETE', kv, prevKv }, { ...next.store, current });
  }
  return [next, { op: 'delete', deleted: prevKvs.length, prevKvs }];
}

function recorded(step: Step, event: EtcdEvent, store: Store): Step {
  const { key, modRevision, lease } = event.kv;
  const before = event.prevKv?.lease ?? 0;
  let leases = store.leases;
  if (before !== lease) {
    leases = withKey(withKey(leases, before, key, false), lease, key, true);
  }
  return {
    revision: step.revision,
    events: [...step.events, event],
    store: {
      ...store,
      leases,
      history: set(store.history, versionKey(key, modRevision), event),
      log: set(store.log, `${pad(modRevision)}.${pad(step.events.length)}`, event),
    },
  };
}

function withKey(
  leases: PersistentMap<StoredLease>,
  lease: number,
  key: string,
  isAttached: boolean,
): PersistentMap<StoredLease> {
  const held = get(leases, pad(lease));
  if (held === undefined) return leases;
  const keys = isAttached ? set(held.keys, key, true) : remove(held.keys, key);
  return set(leases, pad(lease), { ...held, keys });
}

function refusalOf(store: Store, ops: readonly EtcdOp[]): StoreError | undefined {
  const written = new Set<string>();
  for (const op of ops) {
    if (op.key === '') return ERR_EMPTY_KEY;
    if (op.op !== 'put') continue;
    if (written.has(op.key)) return ERR_DUPLICATE_KEY;
    written.add(op.key);
    const lease = op.lease ?? 0;
    if (lease !== 0 && get(store.leases, pad(lease)) === undefined) return ERR_LEASE_NOT_FOUND;
  }
  return undefined;
}

function holds(store: Store, compare: EtcdCompare): boolean {
  const kv = get(store.current, compare.key);
  const actual = kv === undefined ? 0 : numberOf(kv, compare.target);
  if (compare.result === 'equal') return actual === compare.value;
  if (compare.result === 'not_equal') return actual !== compare.value;
  return compare.result === 'greater' ? actual > compare.value : actual < compare.value;
}

function numberOf(kv: KeyValue, target: EtcdCompare['target']): number {
  if (target === 'mod') return kv.modRevision;
  if (target === 'create') return kv.createRevision;
  return target === 'version' ? kv.version : kv.lease;
}

function* newest(
  store: Store,
  op: { readonly key: string; readonly rangeEnd?: string },
): Generator<KeyValue> {
  if (op.rangeEnd === undefined) {
    const kv = get(store.current, op.key);
    if (kv !== undefined) yield kv;
    return;
  }
  for (const [, kv] of range(store.current, op.key, upper(op.rangeEnd))) yield kv;
}

function* versionsAt(
  store: Store,
  op: { readonly key: string; readonly rangeEnd?: string },
  at: number,
): Generator<KeyValue> {
  let candidate: EtcdEvent | undefined;
  const last = op.rangeEnd === undefined ? op.key : upper(op.rangeEnd);
  const end = last === undefined ? undefined : `${last}\x01`;
  for (const [, event] of range(store.history, op.key, end)) {
    if (!isInRange(event.kv.key, op.key, op.rangeEnd)) continue;
    if (candidate !== undefined && candidate.kv.key !== event.kv.key) {
      if (candidate.type === 'PUT') yield candidate.kv;
      candidate = undefined;
    }
    if (event.kv.modRevision <= at) candidate = event;
  }
  if (candidate?.type === 'PUT') yield candidate.kv;
}

function upper(rangeEnd: string): string | undefined {
  return rangeEnd === '\0' ? undefined : rangeEnd;
}

/** Where the history keeps a version. */
export function versionKey(key: string, revision: number): string {
  return `${key}\0${pad(revision)}`;
}

/** Numbers as texts of one length, so that their order is that of the numbers. */
export function pad(value: number): string {
  return String(value).padStart(16, '0');
}
