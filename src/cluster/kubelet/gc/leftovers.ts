// What a pass of garbage collection finds to remove, of all that the last relist saw.

import { get, values } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { RuntimePod } from '../runtime-types.ts';
import type { KubeletState } from '../state.ts';
import {
  containersToRemove,
  type DeadOrAlive,
  type SandboxUse,
  sandboxesToRemove,
} from './evict-units.ts';
import { isPodOver } from './policy.ts';

/** The ids of the containers and sandboxes that nobody needs; with `isAll` those of ended pods. */
export function leftovers(
  state: KubeletState,
  now: Micros,
  isAll: boolean,
): { readonly containers: readonly string[]; readonly sandboxes: readonly string[] } {
  const pods = [...values(state.pleg.pods)];
  const gone = new Set(pods.filter((pod) => isGone(state, pod, isAll)).map(({ uid }) => uid));
  const areSourcesReady = state.podConfig.seen.length > 0;
  const verdicts = { areSourcesReady, isGone: (uid: string) => gone.has(uid) };
  const { config } = state;
  const policy = {
    minAge: config.minContainerAge,
    maxPerPodContainer: config.maxPerPodContainerCount,
    maxContainers: config.maxContainerCount,
  };
  const containers = containersToRemove(pods.flatMap(containersOf), policy, verdicts, now);
  const uses = pods.flatMap((pod) => sandboxesOf(pod, containers));
  return { containers, sandboxes: sandboxesToRemove(uses, verdicts.isGone) };
}

function isGone(state: KubeletState, { uid }: RuntimePod, isAll: boolean): boolean {
  const runtime = get(state.podCache, uid);
  if (runtime !== undefined && isPodOver(state, runtime)) return true;
  return isAll && get(state.podWorkers.workers, uid)?.state === 'Finished';
}

function containersOf({ uid, containers }: RuntimePod): readonly DeadOrAlive[] {
  return containers.map(({ id, metadata, createdAt, state }) => ({
    id,
    uid,
    name: metadata.name,
    createdAt,
    isRunning: state === 'CONTAINER_RUNNING',
  }));
}

/** A sandbox from which this very pass takes the last container is empty. */
function sandboxesOf(
  { uid, containers, sandboxes }: RuntimePod,
  removed: readonly string[],
): readonly SandboxUse[] {
  const inUse = new Set(
    containers.filter(({ id }) => !removed.includes(id)).map(({ podSandboxId }) => podSandboxId),
  );
  return sandboxes.map(({ id, createdAt, state }) => ({
    id,
    uid,
    createdAt,
    isActive: state === 'SANDBOX_READY' || inUse.has(id),
  }));
}
