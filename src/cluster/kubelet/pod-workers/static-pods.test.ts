// Which static pods may start, and what becomes of workers nobody needs (KUBELET-31, KUBELET-32).

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { type PersistentMap, values } from '../../../base/persistent-map.ts';
import { testEnvelope, testIo } from '../../../kernel/test-io.ts';
import type { EditionName } from '../../editions/edition.ts';
import type { UpdatePod } from '../channels.ts';
import { initialPlegState } from '../pleg/state.ts';
import type { KubeletState } from '../state.ts';
import { initialStatusManagerState } from '../status/state.ts';
import { initialSyncLoopState } from '../sync-loop/state.ts';
import { testConfig } from '../testing.ts';
import { podWorkersPort } from './pod-workers.ts';
import { fateOf } from './queries.ts';
import {
  initialPodWorkersState,
  newWorker,
  type PodWorker,
  type PodWorkersState,
} from './state.ts';

function staticPod(uid: string, name: string): Pod {
  const annotations = { 'kubernetes.io/config.source': 'file' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { uid, name, namespace: 'default', annotations },
    spec: { containers: [{ name: 'c' }] },
  };
}

/** The workers after the updates and everything that they told each other. */
function workersAfter(
  edition: EditionName,
  ...updates: readonly UpdatePod[]
): PersistentMap<PodWorker> {
  const config = testConfig(edition);
  let podWorkers: PodWorkersState = initialPodWorkersState();
  const pleg = { ...initialPlegState(), relistAt: 1 };
  const { pods } = initialPlegState();
  const statuses = initialStatusManagerState(10);
  const io = testIo({ processes: [config.apiserver, config.linux, config.engine] });
  const receive = (message: UpdatePod): void => {
    const rest = { config, pleg, podCache: pods, statuses, prober: {}, node: {} };
    const loop = { syncLoop: initialSyncLoopState(), eviction: { conditions: [] } };
    const state = { ...rest, ...loop, podWorkers } as unknown as KubeletState;
    const owned = podWorkersPort.receive(state, testEnvelope(message), io);
    podWorkers = (owned as unknown as Pick<KubeletState, 'podWorkers'>).podWorkers;
  };
  let heard = 0;
  for (const update of updates) {
    receive(update);
    for (; heard < io.effects.length; heard++) {
      const effect = io.effects[heard];
      if (effect?.do === 'signal' && effect.port === 'pod-workers')
        receive(effect.message as never);
    }
  }
  return podWorkers.workers;
}

function states(workers: PersistentMap<PodWorker>): unknown {
  return Object.fromEntries(
    [...values(workers)].map(({ uid, plan, state }) => [uid, plan?.kind ?? state]),
  );
}

function create(uid: string, name: string): UpdatePod {
  return { type: 'pod.update', updateType: 'create', pod: staticPod(uid, name) };
}

function kill(uid: string, name: string): UpdatePod {
  return { type: 'pod.update', updateType: 'kill', pod: staticPod(uid, name) };
}

describe('static pods with one full name (KUBELET-31)', () => {
  it('run one at a time in containerd', () => {
    const workers = workersAfter(
      'containerd',
      create('a', 'web'),
      create('b', 'web'),
      create('c', 'db'),
    );
    const plans = [...values(workers)].map(({ uid, plan }) => [uid, plan !== undefined]);
    expect(plans).toEqual([
      ['a', true],
      ['b', false],
      ['c', true],
    ]);
    const waiting = [...values(workers)].find(({ uid }) => uid === 'b');
    expect(waiting?.nextSyncAt).toBeGreaterThanOrEqual(10_000_000);
    expect(waiting?.nextSyncAt).toBeLessThanOrEqual(15_000_000);
  });

  it('run side by side in docker', () => {
    const workers = workersAfter('docker', create('a', 'web'), create('b', 'web'));
    expect(states(workers)).toEqual({ a: 'SyncPod', b: 'SyncPod' });
    expect([...values(workers)].every(({ plan }) => plan !== undefined)).toBe(true);
  });

  it('never start when they are to end before their turn', () => {
    const workers = workersAfter(
      'containerd',
      create('a', 'web'),
      create('b', 'web'),
      kill('b', 'web'),
    );
    expect(states(workers)).toEqual({ a: 'SyncPod', b: 'Finished' });
  });
});

describe('a worker whose pod nobody wishes for (KUBELET-32)', () => {
  const worker = newWorker('a', create('a', 'web'));
  const at = 1 as never;

  it('goes without a sync when it never started, is ended when it did, and forgotten at last', () => {
    expect(fateOf(worker, true)).toBe('forgotten');
    expect(fateOf({ ...worker, startedAt: at }, true)).toBe('ended');
    expect(fateOf({ ...worker, startedAt: at, terminatingAt: at }, true)).toBe('notified');
    expect(fateOf({ ...worker, state: 'Finished' }, true)).toBe('forgotten');
  });

  it('stays as long as somebody wishes for it, unless it is to begin anew', () => {
    expect(fateOf({ ...worker, state: 'Finished' }, false)).toBe('kept');
    const anew = { ...worker, isRestartRequested: true };
    expect(fateOf(anew, false)).toBe('kept');
    expect(fateOf({ ...anew, state: 'Finished' }, false)).toBe('forgotten');
  });
});
