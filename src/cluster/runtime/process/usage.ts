// What a container uses over time, as counters that nothing has to tick: CPU time by rate, the
// enforcement of a quota, and what goes to disk and wire.
// Models the kernel's CFS bandwidth control (cpu.stat) and its cgroup accounting.

import type { Micros } from '../../../kernel/time.ts';
import type { CfsCounters, DiskCounters, NetworkCounters } from '../../protocol/linux-usage.ts';
import type { Container, Proc, QuotaCounter, UsageCounter } from './model.ts';
import { NO_DISK, NO_WIRE } from './nothing.ts';

/** Nobody has used any time. */
export const UNUSED: Omit<UsageCounter, 'since'> = { nanos: 0, systemNanos: 0, millis: 0 };

/** What has not been limited yet. */
const UNTHROTTLED: QuotaCounter = {
  activeMicros: 0,
  throttledMicros: 0,
  throttledNanos: 0,
  wantedMillis: 0,
  period: -1,
  usedMicros: 0,
};

/** Of what a program uses that only computes, so much is the kernel's: interrupts and faults. */
const SYSTEM_SHARE = 20;
/** Of a quota. */
export const PERIOD_MICROS = 100_000;
/** A whole core. */
export const CORE_MILLIS = 1_000;

/** What the kernel holds for a process: its stack, page tables and the like. */
const KERNEL_BYTES = 120_832;

/** What a process costs its cgroup: its own memory and the kernel's for it. */
export function chargedBytes({ rssBytes, exit }: Readonly<Proc>): number {
  return exit === undefined ? rssBytes + KERNEL_BYTES : 0;
}

/** CPU time used until now. */
export function usedNanos(usage: UsageCounter, now: Micros, factor: number): number {
  return usage.nanos + grownNanos(usage, now, factor);
}

/** That part of it which the kernel used. */
export function systemNanos(usage: UsageCounter, now: Micros, factor: number): number {
  return usage.systemNanos + Math.floor(grownNanos(usage, now, factor) / SYSTEM_SHARE);
}

function grownNanos({ since, millis }: UsageCounter, now: Micros, factor: number): number {
  return Math.floor(((now - since) * millis * factor) / 1_000);
}

/** The counter settled at this instant. */
export function settledUsage(usage: UsageCounter, now: Micros, factor: number): UsageCounter {
  return {
    nanos: usedNanos(usage, now, factor),
    systemNanos: systemNanos(usage, now, factor),
    since: now,
    millis: usage.millis,
  };
}

/** The enforcement until now; undefined where there is no limit. */
export function quotaAt(
  { quota = UNTHROTTLED, usage, spec }: Container,
  now: Micros,
): QuotaCounter | undefined {
  const limit = spec.limits.cpuMillis;
  if (limit === undefined) return undefined;
  const { wantedMillis: wanted } = quota;
  const elapsed = wanted > 0 ? now - usage.since : 0;
  if (elapsed === 0) return quota;
  const activeMicros = quota.activeMicros + elapsed;
  if (wanted <= limit) return { ...quota, activeMicros };
  // Every thread is stopped for the rest of the period once the quota is used up.
  const threads = Math.ceil(wanted / CORE_MILLIS);
  const stopped = Math.floor((elapsed * 1_000 * threads * (wanted - limit)) / wanted);
  return {
    ...quota,
    activeMicros,
    throttledMicros: quota.throttledMicros + elapsed,
    throttledNanos: quota.throttledNanos + stopped,
  };
}

/** What cpu.stat says; undefined without a limit. */
export function cfsOf(container: Container, now: Micros): CfsCounters | undefined {
  const quota = quotaAt(container, now);
  return (
    quota && {
      periods: Math.floor(quota.activeMicros / PERIOD_MICROS),
      throttledPeriods: Math.floor(quota.throttledMicros / PERIOD_MICROS),
      throttledNanos: Math.floor(quota.throttledNanos),
    }
  );
}

/** The sum of two; one of them as it is where the other is nothing. */
export function addDisk(one: DiskCounters, other: DiskCounters): DiskCounters {
  if (other === NO_DISK) return one;
  if (one === NO_DISK) return other;
  return {
    readBytes: one.readBytes + other.readBytes,
    reads: one.reads + other.reads,
    writtenBytes: one.writtenBytes + other.writtenBytes,
    writes: one.writes + other.writes,
  };
}

/** Likewise for wires. */
export function addWire(one: NetworkCounters, other: NetworkCounters): NetworkCounters {
  if (other === NO_WIRE) return one;
  if (one === NO_WIRE) return other;
  return {
    rxBytes: one.rxBytes + other.rxBytes,
    rxPackets: one.rxPackets + other.rxPackets,
    txBytes: one.txBytes + other.txBytes,
    txPackets: one.txPackets + other.txPackets,
    txDropped: one.txDropped + other.txDropped,
  };
}
