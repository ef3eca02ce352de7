// Usage of cgroups, added up when somebody reads: what runs in them, what has ended, and on `/` the
// system itself. Nothing is counted while nobody looks.

import { entries, get, values } from '../../base/persistent-map.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CgroupUsage } from '../protocol/linux.ts';
import type { Container } from '../runtime/process/model.ts';
import { isBelow } from '../runtime/process/paths.ts';
import { rssOf } from './container.ts';
import type { Cgroup, Draft } from './state.ts';

/** Kernel memory and page cache of a small container that nobody reads any more. */
const CACHE_BYTES = 32_768;

/** Usage of the given cgroups, or of all, sorted by path. */
export function usageOf(
  draft: Draft,
  now: Micros,
  paths: readonly string[] | undefined,
): readonly CgroupUsage[] {
  const alive = [...values(draft.containers)].filter((each) => each.end === undefined);
  const factor = saturation(draft, alive);
  if (paths !== undefined) {
    return [...paths].sort(order).flatMap((path) => {
      const cgroup = get(draft.cgroups, path);
      return cgroup === undefined ? [] : [one(draft, now, path, cgroup, alive, factor)];
    });
  }
  return [...entries(draft.cgroups)].map(([path, cgroup]) =>
    one(draft, now, path, cgroup, alive, factor),
  );
}

function systemCpu(draft: Draft): number {
  return draft.config.baseCpuMillis;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Thousandths by which everybody is slowed when more is wanted than the machine has. */
function saturation(draft: Draft, alive: readonly Container[]): number {
  const wanted = alive.reduce((sum, each) => sum + each.usage.millis, systemCpu(draft));
  const there = draft.config.cpus * 1_000;
  return wanted <= there ? 1_000 : Math.floor((there * 1_000) / wanted);
}

function one(
  draft: Draft,
  now: Micros,
  path: string,
  cgroup: Cgroup,
  alive: readonly Container[],
  factor: number,
): CgroupUsage {
  let cpuNanos = cgroup.retiredNanos;
  let rss = 0;
  let faults = cgroup.retiredFaults;
  let layer = 0;
  let processes = 0;
  let own: Container | undefined;
  let count = 0;
  for (const container of alive) {
    if (!isBelow(container.spec.cgroup, path)) continue;
    const { nanos, since, millis } = container.usage;
    cpuNanos += nanos + Math.floor(((now - since) * millis * factor) / 1_000);
    rss += rssOf(container);
    faults += container.pageFaults;
    layer += container.layerBytes;
    processes += container.procs.length;
    count++;
    if (container.spec.cgroup === path) own = container;
  }
  const isRoot = path === '/';
  if (isRoot) {
    cpuNanos += (now - draft.bootAt) * systemCpu(draft);
    rss += draft.config.baseMemoryBytes;
  }
  return {
    path,
    ...(own === undefined ? {} : { containerId: own.id }),
    createdAt: cgroup.createdAt,
    cpuNanos,
    memoryBytes: rss + layer + count * CACHE_BYTES * 2,
    workingSetBytes: rss + count * CACHE_BYTES,
    rssBytes: rss,
    pageFaults: faults,
    majorPageFaults: 0,
    processes,
    rootfsBytes: own?.layerBytes ?? 0,
    ...networkOf(draft, own, isRoot),
    limits: own?.spec.limits ?? cgroup.limits,
  };
}

function networkOf(
  draft: Draft,
  own: Container | undefined,
  isRoot: boolean,
): { readonly network?: { readonly rxBytes: number; readonly txBytes: number } } {
  const all = [...(isRoot ? values(draft.containers) : [])];
  const netns = own === undefined ? undefined : get(draft.netns, own.spec.netns);
  if (!isRoot && (own === undefined || netns === undefined || netns.containers[0] !== own.id))
    return {};
  const members = isRoot
    ? all
    : (netns?.containers ?? []).flatMap((id) => get(draft.containers, id) ?? []);
  const rxBytes = members.reduce((sum, each) => sum + each.rxBytes, 1_000);
  const txBytes = members.reduce((sum, each) => sum + each.txBytes, 600);
  return { network: { rxBytes, txBytes } };
}
