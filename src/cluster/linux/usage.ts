// Usage of cgroups, added up when somebody reads: what runs in them, what has ended, and on `/` the
// system itself. Nothing is counted while nobody looks.

import { get, keys, values } from '../../base/persistent-map.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CgroupUsage } from '../protocol/linux.ts';
import { usedNanos } from '../runtime/process/machine.ts';
import type { Container } from '../runtime/process/model.ts';
import { residentsOf, rssOf } from './residents.ts';
import type { Cgroup, Draft } from './state.ts';

/** Kernel memory and page cache of a small container that nobody reads any more. */
const CACHE_BYTES = 32_768;

/** Usage of the given cgroups, or of all, sorted by path. */
export function usageOf(
  draft: Draft,
  now: Micros,
  paths: readonly string[] | undefined,
): readonly CgroupUsage[] {
  const wanted = paths === undefined ? [...keys(draft.cgroups)] : [...paths].sort();
  const usages: CgroupUsage[] = [];
  for (const path of wanted) {
    const cgroup = get(draft.cgroups, path);
    if (cgroup !== undefined) usages.push(one(draft, now, path, cgroup));
  }
  return usages;
}

function one(draft: Draft, now: Micros, path: string, cgroup: Cgroup): CgroupUsage {
  let cpuNanos = cgroup.retiredNanos;
  let rss = 0;
  let faults = cgroup.retiredFaults;
  let layer = 0;
  let processes = 0;
  let own: Container | undefined;
  let count = 0;
  for (const container of residentsOf(draft, path)) {
    cpuNanos += usedNanos(container.usage, now, draft.cpuFactor);
    rss += rssOf(container);
    faults += container.pageFaults;
    layer += container.layerBytes;
    processes += container.procs.length;
    count++;
    if (container.spec.cgroup === path) own = container;
  }
  const isRoot = path === '/';
  if (isRoot) {
    cpuNanos += (now - draft.bootAt) * draft.config.baseCpuMillis;
    rss += draft.config.baseMemoryBytes;
  }
  // One literal: there are many of these (ADR 16).
  return {
    path,
    containerId: own?.id,
    createdAt: cgroup.createdAt,
    cpuNanos,
    memoryBytes: rss + layer + count * CACHE_BYTES * 2,
    workingSetBytes: rss + count * CACHE_BYTES,
    rssBytes: rss,
    pageFaults: faults,
    majorPageFaults: 0,
    processes,
    rootfsBytes: own?.layerBytes ?? 0,
    limits: own?.spec.limits ?? cgroup.limits,
    network: isRoot ? networkOfAll(draft) : own && networkOf(draft, own),
  };
}

type Network = NonNullable<CgroupUsage['network']>;

function networkOfAll(draft: Draft): Network {
  return sumOf([...values(draft.containers)]);
}

/** Of the container that came first into its network namespace. */
function networkOf(draft: Draft, own: Container): Network | undefined {
  const netns = get(draft.netns, own.spec.netns);
  if (netns === undefined || netns.containers[0] !== own.id) return undefined;
  return sumOf(netns.containers.flatMap((id) => get(draft.containers, id) ?? []));
}

function sumOf(members: readonly Container[]): Network {
  let rxBytes = 1_000;
  let txBytes = 600;
  for (const each of members) {
    rxBytes += each.rxBytes;
    txBytes += each.txBytes;
  }
  return { rxBytes, txBytes };
}
