// When a sync may begin: the runtime was looked at after the one before (KUBELET-7).

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { emptyMap, mapOf } from '../../../base/persistent-map.ts';
import { testIo } from '../../../kernel/test-io.ts';
import { micros } from '../../../kernel/time.ts';
import type { UpdatePod } from '../channels.ts';
import { initialPlegState, type PlegState } from '../pleg/state.ts';
import type { KubeletState } from '../state.ts';
import { initialStatusManagerState } from '../status/state.ts';
import { initialSyncLoopState } from '../sync-loop/state.ts';
import { makeTurn } from '../sync-pod/turn.ts';
import { testConfig } from '../testing.ts';
import { startIfReady } from './start-sync.ts';
import { initialPodWorkersState, newWorker, type PodWorker } from './state.ts';

const POD: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { uid: 'u', name: 'web', namespace: 'default' },
  spec: { containers: [{ name: 'c' }] },
};
const UPDATE: UpdatePod = { type: 'pod.update', updateType: 'sync', pod: POD };

/** A worker whose last sync ended at 10 after its next start, by what PLEG has seen. */
function started(
  seen: Partial<PlegState>,
  isLookAsked = false,
): { worker: PodWorker; io: ReturnType<typeof testIo> } {
  const config = testConfig('containerd');
  const state = {
    config,
    pleg: { ...initialPlegState(), ...seen },
    podCache: emptyMap(),
    podManager: { pods: emptyMap(), mirrors: emptyMap() },
    statuses: initialStatusManagerState(10),
    syncLoop: initialSyncLoopState(),
    podWorkers: initialPodWorkersState(),
    prober: { readiness: emptyMap(), startup: emptyMap(), liveness: emptyMap() },
    eviction: { conditions: [] },
    node: {},
  } as unknown as KubeletState;
  const io = testIo({ processes: [config.apiserver, config.linux, config.engine] });
  const worker = {
    ...newWorker('u', UPDATE),
    startedAt: micros(1),
    lastSyncAt: micros(10),
    isLookAsked,
  };
  return { worker: startIfReady(makeTurn(state, io), { ...worker, pending: UPDATE }), io };
}

function waits(seen: Partial<PlegState>, isLookAsked = false): boolean {
  return started(seen, isLookAsked).worker.isWaitingForCache;
}

function readingOf(uid: string, more: object = {}): PlegState['reading'] {
  return mapOf([['read-1', { uid, isOfRelist: false, ...more } as never]]);
}

describe('KUBELET-7: the next sync of a pod', () => {
  it('waits for a look that is newer than the sync before', () => {
    expect(waits({ relistAt: micros(9) })).toBe(true);
    expect(waits({ relistAt: micros(11) })).toBe(false);
    expect(waits({ relistAt: micros(9), reads: mapOf([['u', micros(11)]]) })).toBe(false);
  });

  it('takes a look of the same instant for newer only if the sync asked for it', () => {
    const seen = { relistAt: micros(9), reads: mapOf([['u', micros(10)]] as const) };
    expect(waits(seen, true)).toBe(false);
    expect(waits(seen, false)).toBe(true);
  });

  it('is not begun by a relist while the pod itself is still being read', () => {
    const relistAt = micros(11);
    expect(waits({ relistAt, reading: readingOf('u') })).toBe(true);
    expect(waits({ relistAt, reading: readingOf('other') })).toBe(false);
    const asked = { replyTo: { id: 1, from: { actor: 0, port: 'x' } } };
    expect(waits({ relistAt, reading: readingOf('u', asked) })).toBe(false);
  });
});

describe('KUBELET-43: a pod that could not be read', () => {
  const reads = mapOf([['u', micros(11)]]);
  const error = 'rpc error: code = Unavailable desc = error reading from server: EOF';

  it('is not synced: what runs is not known', () => {
    const { worker, io } = started({ reads, readErrors: mapOf([['u', error]]) });
    expect(worker).toMatchObject({
      lastSyncAt: 10,
      lastError: `error determining status: ${error}`,
    });
    expect(worker.plan).toBeUndefined();
    expect((worker.nextSyncAt ?? 0) > 0).toBe(true);
    const told = io.effects.flatMap((effect) => (effect.do === 'signal' ? [effect.message] : []));
    expect(told).toMatchObject([
      { type: 'event.record', reason: 'FailedSync', message: `error determining status: ${error}` },
    ]);
  });

  it('is synced again once it was', () => {
    const readErrors = mapOf([['other', error]]);
    expect(started({ reads, readErrors }).worker.plan).toBeDefined();
  });
});
