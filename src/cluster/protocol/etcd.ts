// What etcd understands and answers: the v3 API as plain messages. All requests go to its port
// `requests`; every answer carries the header's revision, the store's newest at that moment.
// Models api/etcdserverpb/rpc.proto.

import type { EventId, Message } from '../../kernel/message.ts';

/** The port of the process `etcd` that takes requests (2379 on a real machine). */
export const ETCD_REQUESTS = 'requests' as const;

/** One key with its history in numbers. The value is any JSON value, shared by reference. */
export interface KeyValue {
  readonly key: string;
  readonly value: unknown;
  readonly createRevision: number;
  readonly modRevision: number;
  /** How often it was written since it was created; 1 at first. */
  readonly version: number;
  /** The lease it hangs on; 0 is none. */
  readonly lease: number;
}

/** Reads [key, rangeEnd); without rangeEnd exactly the key; rangeEnd '\0' is "all from key on". */
export interface RangeOp {
  readonly op: 'range';
  readonly key: string;
  readonly rangeEnd?: string;
  /** Read as of this revision; absent or 0 is now. */
  readonly revision?: number;
  /** At most so many; absent or 0 is all. */
  readonly limit?: number;
  readonly isCountOnly?: boolean;
  readonly isKeysOnly?: boolean;
}

/** Writes one key. */
export interface PutOp {
  readonly op: 'put';
  readonly key: string;
  readonly value: unknown;
  readonly lease?: number;
}

/** Deletes [key, rangeEnd), or exactly the key. */
export interface DeleteOp {
  readonly op: 'delete';
  readonly key: string;
  readonly rangeEnd?: string;
}

/** One operation inside a transaction. */
export type EtcdOp = RangeOp | PutOp | DeleteOp;

/** A condition of a transaction on one key. A missing key has 0 for every number. */
export interface EtcdCompare {
  readonly key: string;
  readonly target: 'mod' | 'create' | 'version' | 'lease';
  readonly result: 'equal' | 'greater' | 'less' | 'not_equal';
  readonly value: number;
}

/** `etcdctl get`, or the API server's reads. */
export interface EtcdRange extends Omit<RangeOp, 'op'>, Message {
  readonly type: 'etcd.range';
}

/** `etcdctl put`. */
export interface EtcdPut extends Omit<PutOp, 'op'>, Message {
  readonly type: 'etcd.put';
}

/** `etcdctl del`. */
export interface EtcdDelete extends Omit<DeleteOp, 'op'>, Message {
  readonly type: 'etcd.delete';
}

/** If all compares hold the success operations, else the failure operations, as one revision. */
export interface EtcdTxn extends Message {
  readonly type: 'etcd.txn';
  readonly compare: readonly EtcdCompare[];
  readonly success: readonly EtcdOp[];
  readonly failure: readonly EtcdOp[];
}

/** Forgets what lies before this revision, but for the newest value of each key. */
export interface EtcdCompact extends Message {
  readonly type: 'etcd.compact';
  readonly revision: number;
}

/**
 * Streams changes of [key, rangeEnd) from startRevision on (absent: from now). The request's id is
 * the watch's.
 */
export interface EtcdWatch extends Message {
  readonly type: 'etcd.watch';
  readonly key: string;
  readonly rangeEnd?: string;
  readonly startRevision?: number;
  /** Say the revision when nothing happened for a while. */
  readonly isProgressNotified?: boolean;
}

/** Ends a watch. */
export interface EtcdWatchCancel extends Message {
  readonly type: 'etcd.watch.cancel';
  readonly watch: EventId;
}

/** Makes a lease; keys put with it vanish when it ends. Id 0 or absent lets etcd choose. */
export interface EtcdLeaseGrant extends Message {
  readonly type: 'etcd.lease.grant';
  readonly ttlSeconds: number;
  readonly lease?: number;
}

/** Starts the lease's time anew. */
export interface EtcdLeaseKeepAlive extends Message {
  readonly type: 'etcd.lease.keepalive';
  readonly lease: number;
}

/** Ends the lease now and deletes its keys. */
export interface EtcdLeaseRevoke extends Message {
  readonly type: 'etcd.lease.revoke';
  readonly lease: number;
}

/** Everything a client may send. */
export type EtcdRequest =
  | EtcdRange
  | EtcdPut
  | EtcdDelete
  | EtcdTxn
  | EtcdCompact
  | EtcdWatch
  | EtcdWatchCancel
  | EtcdLeaseGrant
  | EtcdLeaseKeepAlive
  | EtcdLeaseRevoke;

/** What a range found. */
export interface RangeResult {
  readonly op: 'range';
  readonly kvs: readonly KeyValue[];
  /** How many keys lie in the range, whatever the limit. */
  readonly count: number;
  readonly more: boolean;
}

/** What a put replaced. */
export interface PutResult {
  readonly op: 'put';
  readonly prevKv?: KeyValue;
}

/** What a delete removed. */
export interface DeleteResult {
  readonly op: 'delete';
  readonly deleted: number;
  readonly prevKvs: readonly KeyValue[];
}

/** The answer to one operation. */
export type EtcdOpResult = RangeResult | PutResult | DeleteResult;

/**
 * Answers range, put, delete, txn and compact; put and delete count as transactions of one
 * operation.
 */
export interface EtcdResponse extends Message {
  readonly type: 'etcd.response';
  readonly revision: number;
  /** False when a compare failed and the failure branch ran. */
  readonly succeeded: boolean;
  readonly results: readonly EtcdOpResult[];
}

/** Answers the lease requests; a keepalive of an unknown lease says TTL 0. */
export interface EtcdLeaseResponse extends Message {
  readonly type: 'etcd.lease.response';
  readonly revision: number;
  readonly lease: number;
  readonly ttlSeconds: number;
}

/** One change as watchers see it. */
export interface EtcdEvent {
  readonly type: 'PUT' | 'DELETE';
  /** A deleted key has the deleting revision as modRevision and no value. */
  readonly kv: KeyValue;
  readonly prevKv?: KeyValue;
}

/**
 * Part of a watch's stream: created, then events (or none: progress), or its end with the reason.
 */
export interface EtcdWatchResponse extends Message {
  readonly type: 'etcd.watch.response';
  readonly revision: number;
  readonly isCreated: boolean;
  readonly isCanceled: boolean;
  /** Set when the start lies before the compaction. */
  readonly compactRevision?: number;
  readonly cancelReason?: string;
  readonly events: readonly EtcdEvent[];
}

/** A refusal: gRPC code and etcd's text. */
export interface EtcdError extends Message {
  readonly type: 'etcd.error';
  readonly code: 'OutOfRange' | 'NotFound' | 'InvalidArgument' | 'FailedPrecondition';
  readonly message: string;
}

/** Everything etcd may answer. */
export type EtcdReply = EtcdResponse | EtcdLeaseResponse | EtcdWatchResponse | EtcdError;
