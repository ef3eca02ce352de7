// May memory limits be lowered in place? Not below what is used: that would be an OOM kill at once.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, validateMemoryResizeAction.

import type { Pod } from '../../../api/pod.ts';
import type { ContainerInfo } from '../../protocol/stats.ts';
import { podCgroupLimits, podCgroupPath } from '../cgroups.ts';
import type { UpdateDecision } from '../kuberuntime/resize-action.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import { aggregate } from './sync-errors.ts';

/** The containers whose memory limit is lowered, or new. */
export function lowered(
  updates: readonly UpdateDecision[],
  runtime: RuntimePodStatus | undefined,
): readonly UpdateDecision[] {
  return updates.filter(({ id, resources }) => {
    const found = runtime?.containers.find((one) => one.id === id);
    return isLower(resources.memoryLimitInBytes, found?.resources?.memoryLimitInBytes);
  });
}

/** No limit, or 0, is no limit: every limit is lower. */
function isLower(wished: number | undefined, now: number | undefined): boolean {
  if (!wished) return false;
  return !now || wished < now;
}

/** Why the limits stay as they are; undefined when nothing speaks against it. */
export function memoryRefusal(
  pod: Pod,
  containers: readonly UpdateDecision[],
  found: readonly ContainerInfo[],
): string | undefined {
  const path = podCgroupPath(pod);
  const own = found.find(({ name }) => name === path);
  const used = own?.samples.at(-1)?.memoryBytes;
  const errors: string[] = [];
  const limit = podCgroupLimits(pod).memoryBytes;
  if (limit !== undefined && isLower(limit, own?.limits.memoryBytes)) {
    if (used === undefined) errors.push('missing pod memory usage');
    else if (used >= limit) errors.push(tooLow('pod', limit, used));
  }
  for (const { id, name, resources } of containers) {
    const stats = found.find((one) => one.name === `${path}/${id}`);
    if (stats === undefined) continue;
    const wished = resources.memoryLimitInBytes ?? 0;
    const now = stats.samples.at(-1)?.memoryBytes;
    if (now === undefined) errors.push(`missing container "${name}" memory usage`);
    // Upstream, too, names the usage of the whole pod here.
    else if (now >= wished) errors.push(tooLow(`container "${name}"`, wished, used ?? 0));
  }
  return errors.length === 0 ? undefined : `cannot decrease memory limits: ${aggregate(errors)}`;
}

function tooLow(what: string, limit: number, used: number): string {
  return `attempting to set ${what} memory limit (${limit}) below current usage (${used})`;
}
