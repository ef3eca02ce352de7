// The process `etcd`, one member. Port `requests` answers reads and sends writes through the log on
// disk; port `apply` owns the keyspace: it applies what the disk confirmed, in that order, answers,
// and tells the watchers. Models server/etcdserver (v3_server.go, apply) and api/v3rpc/watch.go.

import { unreachable } from '../../base/assert.ts';
import { type Component, type Io, port, type ReplyTo } from '../../kernel/component.ts';
import type { Envelope, Message, NetClosed } from '../../kernel/message.ts';
import { type Duration, later, type Micros, milliseconds, minutes } from '../../kernel/time.ts';
import type { EtcdError, EtcdRange, EtcdRequest, EtcdResponse } from '../protocol/etcd.ts';
import { compact } from './compaction.ts';
import { applyGrant, applyKeepAlive, applyRevoke, rearmLeases } from './leases.ts';
import { applyTxn, emptyStore, rangeOf, type Store, type StoreError } from './store.ts';
import {
  dropPeer,
  emptyHub,
  notify,
  openWatch,
  progress,
  type WatchHub,
  withoutWatch,
} from './watches.ts';

/** What an etcd is made of. */
export interface EtcdConfig {
  /** How long the disk takes to confirm a write: fastest and slowest. */
  readonly fsync: { readonly low: Duration; readonly high: Duration };
  /** How often watchers that asked for it hear the revision. */
  readonly progressInterval: Duration;
}

/** The state of the process. */
export interface EtcdState {
  readonly config: EtcdConfig;
  /** When the last write on its way will be on disk: later ones come after it. */
  readonly diskFreeAt: Micros;
  readonly store: Store;
  readonly watches: WatchHub;
}

/** A request that is on disk now, with whom to answer. */
export interface Committed extends Message {
  readonly type: 'etcd.committed';
  readonly request: EtcdRequest;
  readonly replyTo: ReplyTo;
}

/** A disk of a small machine: 2 to 6 ms, as recorded end to end. */
export const ETCD_DEFAULTS: EtcdConfig = {
  fsync: { low: milliseconds(2), high: milliseconds(6) },
  progressInterval: minutes(10),
};

type Requests = Pick<EtcdState, 'diskFreeAt'>;
type Apply = Pick<EtcdState, 'store' | 'watches'>;

/** The component. The keyspace survives a stop; watches and leases' timers do not. */
export const etcd: Component<EtcdState, EtcdConfig> = {
  kind: 'etcd',
  init(config, io, disk) {
    const store = (disk as Store | undefined) ?? emptyStore();
    io.after('progress', config.progressInterval, { type: 'etcd.tick' }, 'apply');
    rearmLeases(store, io);
    return { config, diskFreeAt: io.now, store, watches: emptyHub() };
  },
  ports: {
    requests: port<EtcdState, 'diskFreeAt'>(['diskFreeAt'], receiveRequest),
    apply: port<EtcdState, 'store' | 'watches'>(['store', 'watches'], receiveCommitted),
  },
  survives: (state) => state.store,
};

function receiveRequest(state: EtcdState, envelope: Envelope, io: Io): Requests {
  const request = envelope.message as EtcdRequest;
  const replyTo: ReplyTo = { id: envelope.id, from: envelope.from };
  const same: Requests = { diskFreeAt: state.diskFreeAt };
  switch (request.type) {
    case 'etcd.range':
      io.reply(envelope, answerRange(state.store, request));
      return same;
    case 'etcd.watch':
    case 'etcd.watch.cancel':
    case 'etcd.lease.keepalive':
      io.signal('apply', { type: 'etcd.committed', request, replyTo } as Committed);
      return same;
    case 'etcd.put':
    case 'etcd.delete':
    case 'etcd.txn':
    case 'etcd.compact':
    case 'etcd.lease.grant':
    case 'etcd.lease.revoke': {
      const { low, high } = state.config.fsync;
      const synced = later(io.now, io.draw('fsync').between(low, high));
      const diskFreeAt = Math.max(synced, state.diskFreeAt) as Micros;
      const committed: Committed = { type: 'etcd.committed', request, replyTo };
      io.signal('apply', committed, (diskFreeAt - io.now) as Duration);
      return { diskFreeAt };
    }
    default:
      return same;
  }
}

function receiveCommitted(state: EtcdState, envelope: Envelope, io: Io): Apply {
  const { message } = envelope;
  const { store, watches } = state;
  switch (message.type) {
    case 'etcd.committed':
      return applyRequest(state, message as Committed, io);
    case 'etcd.lease.expired':
      return tellWatchers(state, applyRevoke(store, (message as LeaseExpired).lease, io), io);
    case 'etcd.tick':
      progress(watches, store.revision, io);
      io.after('progress', state.config.progressInterval, { type: 'etcd.tick' });
      return { store, watches };
    case 'net.closed':
      return { store, watches: dropPeer(watches, io.find((message as NetClosed).peer)) };
    default:
      return { store, watches };
  }
}

interface LeaseExpired extends Message {
  readonly type: 'etcd.lease.expired';
  readonly lease: number;
}

function applyRequest(state: EtcdState, committed: Committed, io: Io): Apply {
  const { request, replyTo } = committed;
  const { store, watches } = state;
  switch (request.type) {
    case 'etcd.txn':
      return write(state, replyTo, request.compare, request.success, request.failure, io);
    case 'etcd.put':
      return write(state, replyTo, [], [{ ...request, op: 'put' }], [], io);
    case 'etcd.delete':
      return write(state, replyTo, [], [{ ...request, op: 'delete' }], [], io);
    case 'etcd.compact': {
      const compacted = compact(store, request.revision);
      if ('code' in compacted) return refuse(state, replyTo, compacted, io);
      io.reply(replyTo, responseOf(compacted, true, []));
      return { store: compacted, watches };
    }
    case 'etcd.watch':
      return { store, watches: openWatch(watches, store, request, replyTo, io) };
    case 'etcd.watch.cancel':
      return { store, watches: withoutWatch(watches, request.watch) };
    case 'etcd.lease.grant':
      return { store: applyGrant(store, request, replyTo, io), watches };
    case 'etcd.lease.keepalive':
      applyKeepAlive(store, request.lease, replyTo, io);
      return { store, watches };
    case 'etcd.lease.revoke':
      return tellWatchers(state, applyRevoke(store, request.lease, io, replyTo), io);
    case 'etcd.range':
      return { store, watches };
    default:
      return unreachable(request);
  }
}

function write(
  state: EtcdState,
  replyTo: ReplyTo,
  compare: Parameters<typeof applyTxn>[1],
  success: Parameters<typeof applyTxn>[2],
  failure: Parameters<typeof applyTxn>[3],
  io: Io,
): Apply {
  const applied = applyTxn(state.store, compare, success, failure);
  if ('code' in applied) return refuse(state, replyTo, applied, io);
  io.reply(replyTo, responseOf(applied.store, applied.succeeded, applied.results));
  return tellWatchers(state, applied, io);
}

function tellWatchers(
  state: EtcdState,
  applied: { readonly store: Store; readonly events: Parameters<typeof notify>[2] },
  io: Io,
): Apply {
  const { store, events } = applied;
  if (events.length > 0) notify(state.watches, store.revision, events, io);
  return { store, watches: state.watches };
}

function refuse(state: EtcdState, replyTo: ReplyTo, error: StoreError, io: Io): Apply {
  io.reply(replyTo, { type: 'etcd.error', ...error } as EtcdError);
  return { store: state.store, watches: state.watches };
}

function answerRange(store: Store, request: EtcdRange): EtcdResponse | EtcdError {
  const found = rangeOf(store, request);
  if ('code' in found) return { type: 'etcd.error', ...found };
  return responseOf(store, true, [found]);
}

function responseOf(
  store: Store,
  succeeded: boolean,
  results: EtcdResponse['results'],
): EtcdResponse {
  return { type: 'etcd.response', revision: store.revision, succeeded, results };
}
