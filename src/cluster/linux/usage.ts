// Usage of cgroups, added up when somebody reads: what runs in them, what has ended, and on `/` the
// system itself. Nothing is counted while nobody looks.

import { forEach, get, values } from '../../base/persistent-map.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CgroupUsage } from '../protocol/linux.ts';
import type { CfsCounters, NetworkCounters } from '../protocol/linux-usage.ts';
import type { Container } from '../runtime/process/model.ts';
import { NO_WIRE } from '../runtime/process/nothing.ts';
import {
  addDisk,
  addWire,
  cfsOf,
  systemNanos as systemNanosOf,
  usedNanos,
} from '../runtime/process/usage.ts';
import { chargedOf } from './charged.ts';
import { anyResidentsOf } from './residents.ts';
import type { Cgroup, Draft } from './state.ts';
import { systemUse } from './system-use.ts';

/** Page cache of a small container that nobody reads any more. */
const CACHE_BYTES = 32_768;

/** How a cgroup's usage is read at this instant. */
export function usageIn(draft: Draft, now: Micros): (path: string, cgroup: Cgroup) => CgroupUsage {
  const kept = keptCache(draft);
  return (path, cgroup) => usage(draft, now, kept, path, cgroup);
}

/** The part of the page cache that the machine's memory leaves room for: 1, if all of it fits. */
function keptCache({ containers, config }: Draft): number {
  let cached = 0;
  let held = 0;
  forEach(containers, (container) => {
    if (container.end !== undefined) return;
    const charged = chargedOf(container);
    held += charged;
    cached += cachedOf(container, charged, 1);
  });
  const room = Math.max(0, config.memoryBytes - config.baseMemoryBytes - held);
  return cached <= room ? 1 : room / cached;
}

function usage(draft: Draft, now: Micros, kept: number, path: string, cgroup: Cgroup): CgroupUsage {
  const { retired } = cgroup;
  let { nanos: cpuNanos, systemNanos, faults, oomKills, disk } = retired;
  let rss = 0;
  let charged = 0;
  let cached = 0;
  let processes = 0;
  let own: Container | undefined;
  for (const container of anyResidentsOf(draft, path)) {
    cpuNanos += usedNanos(container.usage, now, draft.cpuFactor);
    systemNanos += systemNanosOf(container.usage, now, draft.cpuFactor);
    for (const proc of container.procs) rss += proc.rssBytes;
    const held = chargedOf(container);
    charged += held;
    cached += cachedOf(container, held, kept);
    faults += container.pageFaults;
    oomKills += container.oomKills;
    disk = addDisk(disk, container.disk);
    processes += container.procs.length;
    if (container.spec.cgroup === path) own = container;
  }
  const isRoot = path === '/';
  const system = systemUse(draft, path, now);
  if (system !== undefined) {
    cpuNanos += system.cpuNanos;
    systemNanos += system.systemNanos;
    rss += system.memoryBytes;
    charged += system.memoryBytes;
    processes += system.processes;
    disk = addDisk(disk, system.disk);
  }
  const limits = own?.spec.limits ?? cgroup.limits;
  const room = limits.memoryBytes === undefined ? cached : limits.memoryBytes - charged;
  // One literal: there are many of these (ADR 16).
  return {
    at: now,
    path,
    containerId: own?.id,
    createdAt: cgroup.createdAt,
    cpuNanos,
    systemNanos,
    cfs: own === undefined ? cfsInside(draft, now, path, cgroup) : cfsOf(own, now),
    memoryBytes: charged + Math.max(0, Math.min(cached, room)),
    workingSetBytes: charged,
    rssBytes: rss,
    pageFaults: faults,
    majorPageFaults: 0,
    processes,
    rootfsBytes: own?.layerBytes ?? 0,
    disk,
    memoryFailures: own === undefined ? cgroup.failures : own.oomKills,
    oomKills,
    limits,
    network: isRoot ? networkOfAll(draft, now) : own && networkOf(draft, own, now),
  };
}

/** What a container has read and written stays in memory, as far as there is room for it. */
function cachedOf({ layerBytes, spec }: Container, held: number, kept: number): number {
  const all = layerBytes + CACHE_BYTES;
  const limit = spec.limits.memoryBytes;
  const cached = limit === undefined ? all : Math.max(0, Math.min(all, limit - held));
  return kept === 1 ? cached : Math.floor(cached * kept);
}

/** A pod's quota is the sum of its containers' quotas: they are stopped before it is. */
function cfsInside(
  draft: Draft,
  now: Micros,
  path: string,
  { limits }: Cgroup,
): CfsCounters | undefined {
  if (limits.cpuMillis === undefined) return undefined;
  let periods = 0;
  for (const container of anyResidentsOf(draft, path)) {
    periods = Math.max(periods, cfsOf(container, now)?.periods ?? 0);
  }
  return { periods, throttledPeriods: 0, throttledNanos: 0 };
}

/** When a new interface asks for routers, in seconds of its age: each time twice as long after. */
const SOLICITED = [0, 1, 2, 4, 8, 16, 32, 64, 112] as const;
const SOLICIT_BYTES = 70;

/** What an interface has seen that nobody used: the neighbours' and its own first questions. */
const ATTENTION: readonly NetworkCounters[] = SOLICITED.map((_, i) => ({
  rxBytes: 90 + i * SOLICIT_BYTES,
  rxPackets: 1 + i,
  txBytes: 90 + i * SOLICIT_BYTES,
  txPackets: 1 + i,
  txDropped: 0,
}));

function attentionAt(age: number): NetworkCounters {
  let i = SOLICITED.length - 1;
  while (i > 0 && age < (SOLICITED[i] as number) * 1_000_000) i--;
  return ATTENTION[i] as NetworkCounters;
}

/** The machine's own card carries what leaves or enters any of the namespaces. */
function networkOfAll(draft: Draft, now: Micros): NetworkCounters {
  let sum = systemUse(draft, '/', now)?.wire ?? NO_WIRE;
  for (const { gone } of values(draft.netns)) sum = addWire(sum, gone);
  for (const { wire } of values(draft.containers)) sum = addWire(sum, wire);
  return sum;
}

/** Of the container that came first into its network namespace. */
function networkOf(draft: Draft, own: Container, now: Micros): NetworkCounters | undefined {
  const netns = get(draft.netns, own.spec.netns);
  if (netns === undefined || netns.containers[0] !== own.id) return undefined;
  let sum = netns.gone;
  for (const id of netns.containers) sum = addWire(sum, get(draft.containers, id)?.wire ?? NO_WIRE);
  return addWire(attentionAt(now - netns.createdAt), sum);
}
