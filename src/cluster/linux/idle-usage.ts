// Usage of cgroups on a machine where nothing has run in a container yet: only the system itself.
// What adds up containers comes later (ADR 15).

import { get, keys } from '../../base/persistent-map.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CgroupUsage } from '../protocol/linux.ts';
import { NO_DISK } from '../runtime/process/nothing.ts';
import { containerRequests } from './late.ts';
import { type Cgroup, type Draft, NONE_RETIRED } from './state.ts';
import { systemUse } from './system-use.ts';

/** Usage of the given cgroups, or of all, sorted by path. */
export function usageOf(
  draft: Draft,
  now: Micros,
  paths: readonly string[] | undefined,
): readonly CgroupUsage[] {
  const wanted = paths === undefined ? [...keys(draft.cgroups)] : [...paths].sort();
  const isIdle = draft.containers.size === 0 && get(draft.cgroups, '/')?.retired === NONE_RETIRED;
  const one = isIdle ? idleIn(draft, now) : containerRequests.get().usageIn(draft, now);
  const usages: CgroupUsage[] = [];
  for (const path of wanted) {
    const cgroup = get(draft.cgroups, path);
    if (cgroup !== undefined) usages.push(one(path, cgroup));
  }
  return usages;
}

function idleIn(draft: Draft, now: Micros) {
  return (path: string, cgroup: Cgroup): CgroupUsage => idle(draft, now, path, cgroup);
}

function idle(draft: Draft, now: Micros, path: string, cgroup: Cgroup): CgroupUsage {
  const system = systemUse(draft, path, now);
  const memory = system?.memoryBytes ?? 0;
  return {
    at: now,
    path,
    containerId: undefined,
    createdAt: cgroup.createdAt,
    cpuNanos: system?.cpuNanos ?? 0,
    systemNanos: system?.systemNanos ?? 0,
    cfs: undefined,
    memoryBytes: memory,
    workingSetBytes: memory,
    rssBytes: memory,
    peakBytes: memory,
    mappedBytes: 0,
    pageFaults: 0,
    majorPageFaults: 0,
    processes: system?.processes ?? 0,
    files: system?.files ?? 0,
    sockets: system?.sockets ?? 0,
    rootfsBytes: 0,
    disk: system?.disk ?? NO_DISK,
    memoryFailures: cgroup.failures,
    oomKills: 0,
    limits: cgroup.limits,
    network: path === '/' ? system?.wire : undefined,
  };
}
