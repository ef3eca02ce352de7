// Usage of cgroups, added up when somebody reads: what runs in them, what has ended, and on `/` the
// system itself. Nothing is counted while nobody looks.

import { forEach, get, values } from '../../base/persistent-map.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CgroupUsage } from '../protocol/linux.ts';
import type { CfsCounters, DiskCounters, NetworkCounters } from '../protocol/linux-usage.ts';
import type { Container } from '../runtime/process/model.ts';
import { NO_WIRE } from '../runtime/process/nothing.ts';
import { openFilesOf } from '../runtime/process/open-files.ts';
import {
  addDisk,
  addWire,
  cfsOf,
  systemNanos as systemNanosOf,
  usedNanos,
} from '../runtime/process/usage.ts';
import { cachedOf, chargedOf, PROGRAM_BYTES } from './charged.ts';
import { anyResidentsOf } from './residents.ts';
import type { Cgroup, Draft, Retired } from './state.ts';
import { type SystemUse, systemUse } from './system-use.ts';

/** How a cgroup's usage is read at this instant. */
export function usageIn(draft: Draft, now: Micros): (path: string, cgroup: Cgroup) => CgroupUsage {
  const kept = keptCache(draft);
  return (path, cgroup) => usage(draft, now, kept, path, cgroup);
}

/** The part of the page cache that the machine's memory leaves room for: 1, if all of it fits. */
function keptCache({ containers, config, heldAtMost, writtenBytes }: Draft): number {
  const memory = config.memoryBytes - config.baseMemoryBytes;
  // Mostly there is plenty, and nobody has to be looked at.
  if (writtenBytes + containers.size * PROGRAM_BYTES <= memory - heldAtMost) return 1;
  let cached = 0;
  let held = 0;
  forEach(containers, (container) => {
    if (container.end !== undefined) return;
    const charged = chargedOf(container);
    held += charged;
    cached += cachedOf(container.spec, container.layerBytes, charged);
  });
  const room = Math.max(0, memory - held);
  return cached <= room ? 1 : room / cached;
}

function usage(draft: Draft, now: Micros, kept: number, path: string, cgroup: Cgroup): CgroupUsage {
  const sums = sumsIn(draft, now, kept, path, cgroup.retired);
  const { own, cached } = sums;
  const system = systemUse(draft, path, now);
  if (system !== undefined) addSystem(sums, system);
  const limits = own?.spec.limits ?? cgroup.limits;
  const room = limits.memoryBytes === undefined ? cached : limits.memoryBytes - sums.charged;
  const open = own === undefined ? system : openFilesOf(own, now);
  // One literal: there are many of these (ADR 16).
  return {
    at: now,
    path,
    containerId: own?.id,
    createdAt: cgroup.createdAt,
    cpuNanos: sums.cpuNanos,
    systemNanos: sums.systemNanos,
    cfs: own === undefined ? cfsInside(draft, now, path, cgroup) : cfsOf(own, now),
    memoryBytes: sums.charged + Math.max(0, Math.min(cached, room)),
    workingSetBytes: sums.charged,
    rssBytes: sums.rss,
    peakBytes: sums.peak,
    mappedBytes: sums.mapped,
    pageFaults: sums.faults,
    majorPageFaults: 0,
    processes: sums.processes,
    files: open?.files ?? 0,
    sockets: open?.sockets ?? 0,
    rootfsBytes: own?.layerBytes ?? 0,
    disk: sums.disk,
    memoryFailures: own === undefined ? cgroup.failures : own.oomKills,
    oomKills: sums.oomKills,
    limits,
    network: path === '/' ? networkOfAll(draft, now) : own && networkOf(draft, own, now),
  };
}

/** Sums over what lives in a cgroup and has ended there. */
interface Sums {
  cpuNanos: number;
  systemNanos: number;
  rss: number;
  charged: number;
  cached: number;
  mapped: number;
  peak: number;
  faults: number;
  oomKills: number;
  processes: number;
  disk: DiskCounters;
  /** The container whose cgroup it is. */
  own: Container | undefined;
}

function sumsIn(draft: Draft, now: Micros, kept: number, path: string, retired: Retired): Sums {
  let { nanos: cpuNanos, systemNanos, faults, oomKills, disk } = retired;
  let rss = 0;
  let charged = 0;
  let cached = 0;
  let mapped = 0;
  let peak = 0;
  let processes = 0;
  let own: Container | undefined;
  for (const container of anyResidentsOf(draft, path)) {
    cpuNanos += usedNanos(container.usage, now, draft.cpuFactor);
    systemNanos += systemNanosOf(container.usage, now, draft.cpuFactor);
    for (const proc of container.procs) rss += proc.rssBytes;
    const held = chargedOf(container);
    const all = cachedOf(container.spec, container.layerBytes, held);
    const cache = kept === 1 ? all : Math.floor(all * kept);
    charged += held;
    cached += cache;
    mapped += Math.min(cache, PROGRAM_BYTES);
    peak += container.peakBytes;
    faults += container.pageFaults;
    oomKills += container.oomKills;
    disk = addDisk(disk, container.disk);
    processes += container.procs.length;
    if (container.spec.cgroup === path) own = container;
  }
  peak = Math.max(peak, retired.peakBytes);
  return {
    cpuNanos,
    systemNanos,
    rss,
    charged,
    cached,
    mapped,
    peak,
    faults,
    oomKills,
    processes,
    disk,
    own,
  };
}

function addSystem(sums: Sums, system: SystemUse): void {
  sums.cpuNanos += system.cpuNanos;
  sums.systemNanos += system.systemNanos;
  sums.rss += system.memoryBytes;
  sums.charged += system.memoryBytes;
  sums.peak += system.memoryBytes;
  sums.processes += system.processes;
  sums.disk = addDisk(sums.disk, system.disk);
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
