// Figures of one cgroup in the words of the stats summary.
// Models pkg/kubelet/stats/helper.go and staging kubelet/pkg/apis/stats/v1alpha1/types.go.

import type { Micros } from '../../../kernel/time.ts';
import type { CgroupCounters } from '../../protocol/linux.ts';
import type { ContainerInfo, ContainerSample } from '../../protocol/stats.ts';

/** What one cgroup uses, as of one instant. */
export interface Figures extends CgroupCounters {
  readonly at: Micros;
  readonly createdAt: Micros;
  /** Billionths of a core, between the two newest samples. */
  readonly nanoCores: number;
  readonly memoryLimit?: number;
}

type Time = (at: Micros) => string;

/** The newest sample of a cgroup; undefined before the first. */
export function figuresOf(info: ContainerInfo | undefined): Figures | undefined {
  const last = info?.samples.at(-1);
  if (info === undefined || last === undefined) return undefined;
  const { memoryBytes: memoryLimit } = info.limits;
  const { createdAt } = info;
  const nanoCores = rate(info.samples.at(-2), last);
  return { ...last, createdAt, nanoCores, ...(memoryLimit === undefined ? {} : { memoryLimit }) };
}

type Point = Pick<ContainerSample, 'at' | 'cpuNanos'>;

/** Billionths of a core between two readings of a counter. */
export function rate(before: Point | undefined, last: Point): number {
  if (before === undefined || last.at <= before.at) return 0;
  return Math.floor(((last.cpuNanos - before.cpuNanos) * 1_000_000) / (last.at - before.at));
}

/** No process of the simulated machine ever waits for another: the pressure is none. */
const NO_PRESSURE = { total: 0, avg10: 0, avg60: 0, avg300: 0 } as const;
const PRESSURE = { psi: { full: NO_PRESSURE, some: NO_PRESSURE } } as const;

/** `cpu`. */
export function cpuStats(figures: Figures, time: Time, hasPressure: boolean): object {
  return {
    time: time(figures.at),
    usageNanoCores: figures.nanoCores,
    usageCoreNanoSeconds: Math.floor(figures.cpuNanos),
    ...(hasPressure ? PRESSURE : {}),
  };
}

/** `memory`; a runtime behind CRI says 0 is available where there is no limit. */
export function memoryStats(
  figures: Figures,
  time: Time,
  hasPressure: boolean,
  isZeroUnlimited: boolean = false,
): object {
  const { memoryLimit } = figures;
  const available =
    memoryLimit === undefined
      ? isZeroUnlimited
        ? { availableBytes: 0 }
        : {}
      : { availableBytes: Math.max(0, memoryLimit - figures.workingSetBytes) };
  return {
    time: time(figures.at),
    ...available,
    usageBytes: figures.memoryBytes,
    workingSetBytes: figures.workingSetBytes,
    rssBytes: figures.rssBytes,
    pageFaults: figures.pageFaults,
    majorPageFaults: figures.majorPageFaults,
    ...(hasPressure ? PRESSURE : {}),
  };
}

/** `io`. */
export function ioStats(figures: Figures, time: Time, hasPressure: boolean): object {
  return { time: time(figures.at), ...(hasPressure ? PRESSURE : {}) };
}

/** `swap`: the simulated machine has none. */
export function swapStats(figures: Figures, time: Time, hasLimit: boolean): object {
  return {
    time: time(figures.at),
    ...(hasLimit ? { swapAvailableBytes: 0 } : {}),
    swapUsageBytes: 0,
  };
}

/** `network`; undefined where the cgroup has none of its own. */
export function network(figures: Figures | undefined, time: Time): object | undefined {
  if (figures?.network === undefined) return undefined;
  const { rxBytes, txBytes } = figures.network;
  const wire = { name: 'eth0', rxBytes, rxErrors: 0, txBytes, txErrors: 0 };
  return { time: time(figures.at), ...wire, interfaces: [wire] };
}
