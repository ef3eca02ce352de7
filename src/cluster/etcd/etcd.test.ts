import { describe, expect, test } from 'vitest';
import type { ActorId, Endpoint, EventId, Message } from '../../kernel/message.ts';
import { testEnvelope, testIo } from '../../kernel/test-io.ts';
import { seconds } from '../../kernel/time.ts';
import type { EtcdRequest, EtcdWatchResponse } from '../protocol/etcd.ts';
import { type Committed, ETCD_DEFAULTS, type EtcdState, etcd } from './etcd.ts';

const CLIENT: Endpoint = { actor: 3 as ActorId, port: 'client' };

function started(): EtcdState {
  return etcd.init(ETCD_DEFAULTS, testIo());
}

/** What the port `apply` makes of a request that is on disk. */
function apply(
  state: EtcdState,
  request: EtcdRequest,
  id = 1,
): { readonly state: EtcdState; readonly replies: readonly Message[] } {
  const io = testIo({ processes: ['etcd', 'a', 'b', 'client'] });
  const message: Committed = {
    type: 'etcd.committed',
    request,
    replyTo: { id: id as EventId, from: CLIENT },
  };
  const owned = etcd.ports['apply']?.receive(state, testEnvelope(message), io) as object;
  const replies = io.effects.flatMap((one) => (one.do === 'reply' ? [one.message] : []));
  return { state: { ...state, ...owned }, replies };
}

function put(key: string, value: unknown): EtcdRequest {
  return { type: 'etcd.put', key, value };
}

describe('etcd', () => {
  test('ETCD-6: writes go through the disk, in order, and are not seen before', () => {
    const io = testIo();
    const state = started();
    const request = put('/a', 1);
    const owned = etcd.ports['requests']?.receive(state, testEnvelope(request), io) as object;
    const [signal] = io.effects;
    expect(signal).toMatchObject({ do: 'signal', port: 'apply' });
    expect(signal?.do === 'signal' && (signal.after ?? 0) > 0).toBe(true);
    const range = { type: 'etcd.range', key: '/a' } as const;
    etcd.ports['requests']?.receive({ ...state, ...owned }, testEnvelope(range), io);
    expect(io.effects.at(-1)).toMatchObject({ message: { results: [{ count: 0 }] } });
  });

  test('ETCD-5: a watch tells what it missed, then what happens, and can be refused', () => {
    let { state } = apply(started(), put('/a', 1));
    ({ state } = apply(state, put('/a', 2)));
    const opened = apply(state, { type: 'etcd.watch', key: '/a', startRevision: 2 }, 7);
    const [created, missed] = opened.replies as EtcdWatchResponse[];
    expect(created?.isCreated).toBe(true);
    expect(missed?.events.map((event) => event.kv.value)).toEqual([1, 2]);
    const told = apply(opened.state, put('/a', 3));
    expect(told.replies[1]).toMatchObject({ revision: 4, events: [{ prevKv: { value: 2 } }] });
    const compacted = apply(told.state, { type: 'etcd.compact', revision: 4 });
    const late = apply(compacted.state, { type: 'etcd.watch', key: '/a', startRevision: 2 });
    expect(late.replies).toMatchObject([
      { isCanceled: true, compactRevision: 4, cancelReason: expect.stringContaining('compacted') },
    ]);
    const gone = testEnvelope({ type: 'net.closed', peer: 'client' } as Message);
    const io = testIo({ processes: ['etcd', 'a', 'b', 'client'] });
    const owned = etcd.ports['apply']?.receive(told.state, gone, io) as object;
    const after = apply({ ...told.state, ...owned }, put('/a', 4));
    expect(after.replies.map((reply) => reply.type)).toEqual(['etcd.response']);
  });

  test('ETCD-4: a transaction does one branch or the other', () => {
    const compare = [{ key: '/a', target: 'mod', result: 'equal', value: 0 }] as const;
    const txn: EtcdRequest = {
      type: 'etcd.txn',
      compare,
      success: [{ op: 'put', key: '/a', value: 'first' }],
      failure: [{ op: 'range', key: '/a' }],
    };
    const once = apply(started(), txn);
    expect(once.replies).toMatchObject([{ succeeded: true, revision: 2 }]);
    const twice = apply(once.state, txn);
    expect(twice.replies).toMatchObject([
      { succeeded: false, revision: 2, results: [{ kvs: [{ value: 'first' }] }] },
    ]);
  });

  test('ETCD-7: a lease takes its keys with it', () => {
    let { state } = apply(started(), { type: 'etcd.lease.grant', ttlSeconds: 5, lease: 9 });
    ({ state } = apply(state, { type: 'etcd.put', key: '/e', value: 1, lease: 9 }));
    const unknown = apply(state, { type: 'etcd.put', key: '/e', value: 1, lease: 8 });
    expect(unknown.replies).toMatchObject([{ message: 'etcdserver: requested lease not found' }]);
    const io = testIo();
    const expired = testEnvelope({ type: 'etcd.lease.expired', lease: 9 } as Message);
    const owned = etcd.ports['apply']?.receive(state, expired, io) as Pick<EtcdState, 'store'>;
    expect(owned.store.current.size).toBe(0);
    expect(owned.store.revision).toBe(3);
  });

  test('ETCD-8: the keyspace survives a stop, watches do not', () => {
    let { state } = apply(started(), put('/a', 1));
    ({ state } = apply(state, { type: 'etcd.watch', key: '/a' }));
    ({ state } = apply(state, { type: 'etcd.lease.grant', ttlSeconds: 5, lease: 9 }));
    const io = testIo();
    const again = etcd.init(ETCD_DEFAULTS, io, etcd.survives?.(state));
    expect(again.store).toBe(state.store);
    expect(again.watches.size).toBe(0);
    expect(io.effects).toContainEqual(
      expect.objectContaining({ timer: 'lease/9', delay: seconds(5) }),
    );
  });
});
