// What an update does to a worker (KUBELET-15, KUBELET-16, KUBELET-33).

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { emptyMap } from '../../../base/persistent-map.ts';
import { testEnvelope, testIo } from '../../../kernel/test-io.ts';
import type { EditionName } from '../../editions/edition.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import type { UpdatePod } from '../channels.ts';
import { emptyBackoff } from '../kuberuntime/backoff.ts';
import type { KubeletState } from '../state.ts';
import { FRESH_CONTEXT } from '../sync-pod/plan.ts';
import type { Turn } from '../sync-pod/turn.ts';
import { newWorker, type PodWorker } from './state.ts';
import { noStaticPods } from './static-pods.ts';
import { takeUpdate } from './update-pod.ts';

function pod(graceSeconds?: number): Pod {
  const deletion =
    graceSeconds === undefined
      ? {}
      : {
          deletionTimestamp: '2026-01-01T00:01:00Z',
          deletionGracePeriodSeconds: graceSeconds,
        };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { uid: 'u', name: 'web', namespace: 'default', ...deletion },
    spec: { containers: [{ name: 'c', image: 'nginx' }], terminationGracePeriodSeconds: 30 },
  };
}

function turnOf(edition: EditionName): Turn {
  return {
    state: { podCache: emptyMap(), config: { edition } } as unknown as KubeletState,
    io: testIo(),
    lifecycle: podLifecycle(edition),
    calls: [],
    crashBackoff: emptyBackoff(),
    statics: noStaticPods(),
  };
}

type Step = readonly [UpdatePod['updateType'], Pod, UpdatePod['kill']?];

/** The worker after the updates; none of them was taken up meanwhile. */
function worker(edition: EditionName, ...steps: readonly Step[]): PodWorker | undefined {
  const turn = turnOf(edition);
  let known: PodWorker | undefined;
  for (const [updateType, wanted, kill] of steps) {
    const update: UpdatePod = {
      type: 'pod.update',
      updateType,
      pod: wanted,
      ...(kill === undefined ? {} : { kill }),
    };
    known = takeUpdate(turn, known, update, testEnvelope(update));
  }
  return known;
}

describe('a worker that is told to end (KUBELET-15)', () => {
  it('ends for a deletion, with the grace that the API server gave', () => {
    expect(worker('containerd', ['create', pod()])?.terminatingAt).toBeUndefined();
    const ending = worker('containerd', ['create', pod()], ['update', pod(12)]);
    expect(ending).toMatchObject({ isDeleted: true, graceSeconds: 12 });
    expect(ending?.terminatingAt).toBeDefined();
  });

  it('takes the grace of the spec, or what overrides it, never less than a second', () => {
    const killed = (kill: UpdatePod['kill']): number | undefined =>
      worker('containerd', ['create', pod()], ['kill', pod(), kill])?.graceSeconds;
    expect(killed(undefined)).toBe(30);
    expect(killed({ isEvict: true, graceOverrideSeconds: 5 })).toBe(5);
    expect(killed({ isEvict: false, graceOverrideSeconds: 0 })).toBe(1);
  });

  it('hears of a shorter grace in containerd only', () => {
    const steps: readonly Step[] = [
      ['create', pod()],
      ['update', pod(30)],
      ['update', pod(2)],
    ];
    expect(worker('containerd', ...steps)?.graceSeconds).toBe(2);
    expect(worker('docker', ...steps)?.graceSeconds).toBe(30);
  });

  it('is begun anew only when it is over', () => {
    const again = worker('containerd', ['create', pod()], ['update', pod(5)], ['create', pod()]);
    expect(again).toMatchObject({ isRestartRequested: true, isDeleted: true });
  });
});

describe('updates that wait (KUBELET-16)', () => {
  it('become one, the newest pod with the kill that was asked for', () => {
    const kill = { isEvict: true, graceOverrideSeconds: 3 };
    const waiting = worker(
      'containerd',
      ['create', pod()],
      ['kill', pod(), kill],
      ['sync', pod(9)],
    );
    expect(waiting?.pending).toMatchObject({ updateType: 'create', kill });
    expect(waiting?.pending?.pod.metadata.deletionGracePeriodSeconds).toBe(9);
    expect(waiting?.isEvicted).toBe(true);
  });
});

describe('a pod that is to end (KUBELET-33)', () => {
  const plan = {
    kind: 'SyncPod',
    steps: [{ do: 'volumes' }],
    cursor: 0,
    startedAt: 0 as never,
    context: FRESH_CONTEXT,
  } as const;

  /** The deleted pod's worker, whose sync stood at that step. */
  function deleted(edition: EditionName, step: 'volumes' | 'compute'): PodWorker | undefined {
    const busy = { ...newWorker('u', { type: 'pod.update', updateType: 'create', pod: pod() }) };
    const update: UpdatePod = { type: 'pod.update', updateType: 'update', pod: pod(5) };
    const known = { ...busy, plan: { ...plan, steps: [{ do: step }] } } as PodWorker;
    return takeUpdate(turnOf(edition), known, update, testEnvelope(update));
  }

  it.each(['docker', 'containerd'] as const)('gives up a wait for volumes: %s', (edition) => {
    expect(deleted(edition, 'volumes')).not.toHaveProperty('plan');
    expect(deleted(edition, 'compute')).toHaveProperty('plan');
  });
});

describe('what the runtime alone knows (KUBELET-32)', () => {
  const orphan = { type: 'pod.update', isOrphan: true, pod: pod() } as const;

  it('can be killed only', () => {
    const turn = turnOf('containerd');
    const sync: UpdatePod = { ...orphan, updateType: 'sync' };
    expect(takeUpdate(turn, undefined, sync, testEnvelope(sync))).toBeUndefined();
    const kill: UpdatePod = { ...orphan, updateType: 'kill' };
    const killed = takeUpdate(turn, undefined, kill, testEnvelope(kill));
    expect(killed).toMatchObject({ isOrphan: true, isDeleted: true });
  });

  it('ends the pod as it was wished for, if it was', () => {
    const known = newWorker('u', { type: 'pod.update', updateType: 'create', pod: pod() });
    const kill: UpdatePod = {
      ...orphan,
      updateType: 'kill',
      pod: { ...pod(), spec: { containers: [] } },
    };
    const killed = takeUpdate(turnOf('containerd'), known, kill, testEnvelope(kill));
    expect(killed).toMatchObject({ isOrphan: false, pending: { pod: pod() } });
  });
});
