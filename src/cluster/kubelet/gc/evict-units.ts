// Which dead containers, sandboxes and log directories a pass of garbage collection removes. Pure
// rules. Models pkg/kubelet/kuberuntime/kuberuntime_gc.go.

import type { Duration, Micros } from '../../../kernel/time.ts';

/** How many dead containers are kept; a negative number is no limit. */
export interface ContainerGcPolicy {
  readonly minAge: Duration;
  readonly maxPerPodContainer: number;
  readonly maxContainers: number;
}

/** A container as the pass sees it. */
export interface DeadOrAlive {
  readonly id: string;
  readonly uid: string;
  readonly name: string;
  readonly createdAt: Micros;
  readonly isRunning: boolean;
}

/** A sandbox as the pass sees it. */
export interface SandboxUse {
  readonly id: string;
  readonly uid: string;
  readonly createdAt: Micros;
  /** Ready, or one of the containers is in it. */
  readonly isActive: boolean;
}

/** What the pass knows of the kubelet's pods. */
export interface PodVerdicts {
  /** Before every source has spoken nobody knows which pods are gone. */
  readonly areSourcesReady: boolean;
  /** Nothing of the pod is needed any more. */
  isGone(uid: string): boolean;
}

/** The ids of the containers to remove. */
export function containersToRemove(
  containers: readonly DeadOrAlive[],
  policy: ContainerGcPolicy,
  pods: PodVerdicts,
  now: Micros,
): readonly string[] {
  const removed: DeadOrAlive[] = [];
  let units = unitsOf(containers.filter((one) => isEvictable(one, policy, now)));
  if (pods.areSourcesReady) {
    removed.push(...units.filter(([first]) => pods.isGone(first?.uid ?? '')).flat());
    units = units.filter(([first]) => !pods.isGone(first?.uid ?? ''));
  }
  const keep = (count: number): void => {
    removed.push(...units.flatMap((unit) => unit.slice(count)));
    units = units.map((unit) => unit.slice(0, count));
  };
  if (policy.maxPerPodContainer >= 0) keep(policy.maxPerPodContainer);
  const { maxContainers } = policy;
  if (maxContainers >= 0 && units.flat().length > maxContainers) {
    keep(Math.max(1, Math.floor(maxContainers / units.length)));
    removed.push(...newestFirst(units.flat()).slice(maxContainers));
  }
  return removed.map(({ id }) => id);
}

function isEvictable(one: DeadOrAlive, { minAge }: ContainerGcPolicy, now: Micros): boolean {
  return !one.isRunning && now - one.createdAt >= minAge;
}

/** By pod and container name, each with the newest first. */
function unitsOf(containers: readonly DeadOrAlive[]): readonly (readonly DeadOrAlive[])[] {
  const units = new Map<string, DeadOrAlive[]>();
  for (const container of newestFirst(containers)) {
    const key = `${container.uid}/${container.name}`;
    const unit = units.get(key);
    if (unit === undefined) units.set(key, [container]);
    else unit.push(container);
  }
  return [...units.values()];
}

/** The ids of the sandboxes to remove: of a pod that stays the newest is kept in any case. */
export function sandboxesToRemove(
  sandboxes: readonly SandboxUse[],
  isGone: (uid: string) => boolean,
): readonly string[] {
  const seen = new Set<string>();
  return newestFirst(sandboxes).flatMap(({ id, uid, isActive }) => {
    const isNewest = !seen.has(uid);
    seen.add(uid);
    return isActive || (isNewest && !isGone(uid)) ? [] : [id];
  });
}

function newestFirst<T extends { readonly createdAt: Micros }>(all: readonly T[]): readonly T[] {
  return all.toSorted((a, b) => b.createdAt - a.createdAt);
}

/** The log directories of pods that are gone: `<namespace>_<name>_<uid>`, once only `<uid>`. */
export function logDirectoriesToRemove(
  names: readonly string[],
  pods: PodVerdicts,
): readonly string[] {
  if (!pods.areSourcesReady) return [];
  return names.filter((name) => pods.isGone(name.slice(name.lastIndexOf('_') + 1)));
}
