import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EtcdOp, KeyValue } from '../protocol/etcd.ts';
import { compact } from './compaction.ts';
import { applyTxn, emptyStore, eventsSince, rangeOf, type Store } from './store.ts';

// The naive model: a whole copy of the keyspace per revision.
interface Model {
  readonly snapshots: Map<number, Map<string, KeyValue>>;
  revision: number;
  compacted: number;
}

const KEYS = ['/a', '/a/x', '/a/y', '/b', '/b/x', '/c'];
const key = fc.constantFrom(...KEYS);
const command = fc.oneof(
  fc.record({ do: fc.constant('put' as const), key, value: fc.integer() }),
  fc.record({ do: fc.constant('delete' as const), key, end: fc.option(key, { nil: undefined }) }),
  fc.record({ do: fc.constant('cas' as const), key, value: fc.integer(), isRight: fc.boolean() }),
  fc.record({ do: fc.constant('compact' as const), back: fc.integer({ min: 0, max: 4 }) }),
);

function write(model: Model, ops: readonly EtcdOp[]): void {
  const before = model.snapshots.get(model.revision) as Map<string, KeyValue>;
  const after = new Map(before);
  const revision = model.revision + 1;
  let isChanged = false;
  for (const op of ops) {
    if (op.op === 'put') {
      const old = after.get(op.key);
      const createRevision = old?.createRevision ?? revision;
      const version = (old?.version ?? 0) + 1;
      const { key: name, value } = op;
      after.set(name, {
        key: name,
        value,
        createRevision,
        modRevision: revision,
        version,
        lease: 0,
      });
      isChanged = true;
    } else {
      for (const name of [...after.keys()]) {
        const end = op.rangeEnd;
        if (end === undefined ? name === op.key : name >= op.key && name < end) {
          after.delete(name);
          isChanged = true;
        }
      }
    }
  }
  if (!isChanged) return;
  model.revision = revision;
  model.snapshots.set(revision, after);
}

function check(store: Store, model: Model): void {
  expect(store.revision).toBe(model.revision);
  for (const [revision, snapshot] of model.snapshots) {
    const read = rangeOf(store, { key: '/', rangeEnd: '0', revision });
    if (revision < model.compacted) {
      expect(read).toMatchObject({ message: expect.stringContaining('has been compacted') });
      continue;
    }
    const wanted = [...snapshot.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    expect('kvs' in read && read.kvs).toEqual(wanted);
    const single = rangeOf(store, { key: '/a', revision });
    expect('kvs' in single && single.kvs).toEqual(wanted.filter((kv) => kv.key === '/a'));
  }
}

test('ETCD-1 ETCD-2 ETCD-3 ETCD-4: the store answers as a copy per revision would', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      let store = emptyStore();
      const model: Model = { snapshots: new Map([[1, new Map()]]), revision: 1, compacted: 0 };
      for (const one of commands) {
        if (one.do === 'compact') {
          const at = Math.max(1, model.revision - one.back);
          const done = compact(store, at);
          expect('code' in done).toBe(at <= model.compacted);
          if (!('code' in done)) {
            store = done;
            model.compacted = at;
          }
        } else {
          const current = model.snapshots.get(model.revision)?.get(one.key)?.modRevision ?? 0;
          const ops: EtcdOp[] =
            one.do === 'delete'
              ? [{ op: 'delete', key: one.key, ...(one.end ? { rangeEnd: one.end } : {}) }]
              : [{ op: 'put', key: one.key, value: one.value }];
          const isHeld = one.do !== 'cas' || one.isRight;
          const value = isHeld ? current : current + 1;
          const compare = { key: one.key, target: 'mod', result: 'equal', value } as const;
          const applied = applyTxn(store, one.do === 'cas' ? [compare] : [], ops, []);
          if ('code' in applied) throw new Error(applied.message);
          expect(applied.succeeded).toBe(isHeld);
          if (isHeld) write(model, ops);
          store = applied.store;
        }
        check(store, model);
      }
    }),
    { numRuns: 150 },
  );
});

test('ETCD-5: replaying the events since a revision gives the newest keyspace', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), fc.nat(30), (commands, from) => {
      let store = emptyStore();
      const states = new Map<number, Map<string, unknown>>([[1, new Map()]]);
      for (const one of commands) {
        if (one.do === 'compact' || one.do === 'cas') continue;
        const op: EtcdOp =
          one.do === 'put'
            ? { op: 'put', key: one.key, value: one.value }
            : { op: 'delete', key: one.key };
        const applied = applyTxn(store, [], [op], []);
        if ('code' in applied) throw new Error(applied.message);
        store = applied.store;
        const found = rangeOf(store, { key: '/', rangeEnd: '0' });
        const kvs = 'kvs' in found ? found.kvs : [];
        states.set(store.revision, new Map(kvs.map((kv) => [kv.key, kv.value])));
      }
      const start = Math.min(store.revision, from + 1);
      const replayed = new Map(states.get(start));
      for (const event of eventsSince(store, '/', '0', start + 1)) {
        if (event.type === 'PUT') replayed.set(event.kv.key, event.kv.value);
        else replayed.delete(event.kv.key);
      }
      expect(replayed).toEqual(states.get(store.revision));
    }),
  );
});
