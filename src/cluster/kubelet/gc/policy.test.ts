// Which dead containers go (KUBELET-17).

import { describe, expect, it } from 'vitest';
import { emptyMap, mapOf } from '../../../base/persistent-map.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import type { KubeletState } from '../state.ts';
import { deadContainers, isPodOver } from './policy.ts';

/** Containers newest first, as `name state`. */
function runtime(...containers: readonly string[]): RuntimePodStatus {
  const list = containers.map((text, index) => {
    const [name, state] = text.split(' ') as [string, string];
    return { id: `${name}-${index}`, metadata: { name }, state: `CONTAINER_${state}` };
  });
  return { uid: 'u', containers: list, sandboxes: [] } as unknown as RuntimePodStatus;
}

function state(
  pod: object | undefined,
  worker: object | undefined,
  hasCleanedUp: boolean = true,
): KubeletState {
  return {
    syncLoop: { hasCleanedUp },
    statuses: { statuses: emptyMap() },
    podManager: { pods: pod === undefined ? emptyMap() : mapOf([['u', pod]]) },
    podWorkers: { workers: worker === undefined ? emptyMap() : mapOf([['u', worker]]) },
  } as unknown as KubeletState;
}

describe('dead containers (KUBELET-17)', () => {
  it('are kept one for each name, the newest', () => {
    const pod = runtime('a RUNNING', 'a EXITED', 'b EXITED', 'a EXITED', 'b EXITED');
    expect(deadContainers(pod, false).map(({ id }) => id)).toEqual(['a-3', 'b-4']);
  });

  it('go all when the pod is over', () => {
    const pod = runtime('a EXITED', 'a EXITED', 'b EXITED');
    expect(deadContainers(pod, true)).toHaveLength(3);
  });

  it('are not touched while one of a deleted pod still runs, or its worker has not read them', () => {
    const deleted = { metadata: { deletionTimestamp: 'now' } };
    const busy = { state: 'TerminatingPod', plan: {} };
    const done = { state: 'TerminatingPod' };
    expect(isPodOver(state(deleted, done), runtime('a RUNNING'))).toBe(false);
    expect(isPodOver(state(deleted, busy), runtime('a EXITED'))).toBe(false);
    expect(isPodOver(state(deleted, done), runtime('a EXITED'))).toBe(true);
    expect(isPodOver(state(undefined, undefined), runtime('a EXITED'))).toBe(true);
    expect(isPodOver(state({ metadata: {} }, {}), runtime('a EXITED'))).toBe(false);
  });

  it('go when a pod that had ended by itself is deleted', () => {
    const ended = { metadata: { deletionTimestamp: 'now' }, status: { phase: 'Succeeded' } };
    const unsure = { ...ended, status: { phase: 'Running' } };
    expect(isPodOver(state(ended, { state: 'SyncPod' }), runtime('a EXITED'))).toBe(true);
    expect(isPodOver(state(ended, { state: 'SyncPod', plan: {} }), runtime('a EXITED'))).toBe(
      false,
    );
    expect(isPodOver(state(unsure, { state: 'SyncPod' }), runtime('a EXITED'))).toBe(false);
  });

  it('are kept by a kubelet that has just begun and has not heard of their pod', () => {
    expect(isPodOver(state(undefined, undefined, false), runtime('a EXITED'))).toBe(false);
  });
});
