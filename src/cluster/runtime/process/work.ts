// What a step of work adds to a container's counters: CPU time under a quota, writes and reads.
// Models the kernel's CFS bandwidth control.

import type { Micros } from '../../../kernel/time.ts';
import type { DiskCounters } from '../../protocol/linux-usage.ts';
import type { Run } from './machine.ts';
import type { Proc, QuotaCounter, UsageCounter } from './model.ts';
import { CORE_MILLIS, PERIOD_MICROS, systemNanos, usedNanos } from './usage.ts';

/** The kernel hands the disk at most so much at a time. */
const WRITE_BYTES = 131_072;

/**
 * A step of work under a quota: gives when it is over, and what it adds to what is used. Once a
 * period's quota is used up, the rest waits for the next ones. Of a quota that others use up whole
 * the step takes a part of theirs.
 */
export function throttled(
  run: Run,
  quota: QuotaCounter,
  from: Micros,
  micros: number,
): { readonly until: Micros; readonly addedMicros: number } {
  const limit = run.container.spec.limits.cpuMillis ?? CORE_MILLIS;
  const left = limit - quota.wantedMillis;
  const given = Math.max(1, (left > 0 ? left : limit) * (PERIOD_MICROS / CORE_MILLIS));
  const period = Math.floor(from / PERIOD_MICROS);
  const isNew = period > quota.period;
  const wanted = (isNew ? 0 : quota.usedMicros) + micros;
  const more = Math.max(0, Math.ceil(wanted / given) - 1);
  const begun = Math.max(period, quota.period);
  const usedMicros = wanted - more * given;
  run.quota = {
    ...quota,
    activeMicros: quota.activeMicros + ((isNew ? 1 : 0) + more) * PERIOD_MICROS,
    throttledMicros: quota.throttledMicros + more * PERIOD_MICROS,
    throttledNanos: quota.throttledNanos + more * Math.max(0, PERIOD_MICROS - given) * 1_000,
    period: begun + more,
    usedMicros,
  };
  const resumed = more === 0 ? from + micros : (begun + more) * PERIOD_MICROS + usedMicros;
  const until = Math.max(from + micros, Math.ceil(resumed)) as Micros;
  return { until, addedMicros: left > 0 ? micros : 0 };
}

/** The counter after a wake: what is wanted runs on, up to the limit. */
export function usageAfter({ container, now, outside, ...run }: Run, wanted: number): UsageCounter {
  const limit = container.spec.limits.cpuMillis ?? Number.MAX_SAFE_INTEGER;
  const { usage } = container;
  return {
    nanos: usedNanos(usage, now, outside.cpuFactor) + run.cpuNanos,
    systemNanos: systemNanos(usage, now, outside.cpuFactor) + run.systemNanos,
    since: now,
    millis: Math.min(wanted, limit, outside.cpus * CORE_MILLIS),
  };
}

/** Thousandths of a core that processes want. */
export function wantedMillis(procs: readonly Proc[]): number {
  let wanted = 0;
  for (const proc of procs) if (proc.exit === undefined) wanted += proc.cpuMillis;
  return wanted;
}

/** The counters after so many bytes were written at once. */
export function written(disk: DiskCounters, bytes: number): DiskCounters {
  if (bytes <= 0) return disk;
  const writes = disk.writes + Math.ceil(bytes / WRITE_BYTES);
  return { ...disk, writtenBytes: disk.writtenBytes + bytes, writes };
}

/** The counters after a line was printed: it goes to a file at once. */
export function printed(disk: DiskCounters, bytes: number): DiskCounters {
  return { ...disk, writtenBytes: disk.writtenBytes + bytes, writes: disk.writes + 1 };
}

/** The counters after so many bytes were read for the first time. */
export function readOnce(disk: DiskCounters, bytes: number): DiskCounters {
  if (bytes <= 0) return disk;
  const reads = disk.reads + Math.ceil(bytes / WRITE_BYTES);
  return { ...disk, readBytes: disk.readBytes + bytes, reads };
}
