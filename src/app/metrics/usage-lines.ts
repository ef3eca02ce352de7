// Lines of charts from what cAdvisor keeps: rates are the difference of two neighbouring samples
// over the time between them, as its own page makes them.

import type { CgroupRow } from '../../projection/metrics/rows.ts';
import type { ChartLine, Point } from '../charts/chart-model.ts';

/** What the charts need of a sample, whoever says it. */
export type DrawnSample = Pick<
  CgroupRow['samples'][number],
  'at' | 'cpuNanos' | 'memoryBytes' | 'workingSetBytes' | 'rssBytes' | 'network'
>;

/** Samples of one cgroup, oldest first. */
export interface Drawn {
  readonly samples: readonly DrawnSample[];
}

/** A counter's rate between each two samples, per second; a counter that fell began anew. */
export function ratesOf<S extends { readonly at: number }>(
  samples: readonly S[],
  counter: (sample: S) => number | undefined,
): readonly Point[] {
  return between(samples, (before, after) => {
    const [from, to] = [counter(before), counter(after)];
    const elapsed = after.at - before.at;
    if (from === undefined || to === undefined || to < from || elapsed <= 0) return undefined;
    return ((to - from) * 1e6) / elapsed;
  });
}

/** What each two neighbouring samples say together, at the instant of the second. */
function between<S extends { readonly at: number }>(
  samples: readonly S[],
  said: (before: S, after: S) => number | undefined,
): readonly Point[] {
  return samples.flatMap((after, i): readonly Point[] => {
    const before = samples[i - 1];
    const value = before === undefined ? undefined : said(before, after);
    return value === undefined ? [] : [[after.at, value]];
  });
}

/** The share of its periods in which a limit of CPU time stopped a cgroup. */
export function throttledPoints({ samples }: CgroupRow): readonly Point[] {
  return between(samples, ({ cfs: from }, { cfs: to }) => {
    if (from === undefined || to === undefined || to.periods < from.periods) return undefined;
    const periods = to.periods - from.periods;
    return periods === 0 ? 0 : (to.throttledPeriods - from.throttledPeriods) / periods;
  });
}

/** Throttling of those that have a limit; of many the most throttled. */
export function throttledLines(
  rows: readonly CgroupRow[],
  nameOf: (row: CgroupRow) => string,
): readonly ChartLine[] {
  const limited = rows.map((row) => ({ row, points: throttledPoints(row) }));
  return busiest(limited.filter(({ points }) => points.length > 0)).map(({ row, points }, i) => ({
    id: row.path,
    name: nameOf(row),
    look: i,
    points,
  }));
}

/** What was read from the disk and written to it, bytes per second. */
export function diskLines(
  { samples }: CgroupRow,
  names: { readonly read: string; readonly written: string },
): readonly ChartLine[] {
  return [
    {
      id: 'written',
      name: names.written,
      look: 0,
      isArea: true,
      points: ratesOf(samples, ({ disk }) => disk.writtenBytes),
    },
    {
      id: 'read',
      name: names.read,
      look: 1,
      points: ratesOf(samples, ({ disk }) => disk.readBytes),
    },
  ];
}

/** Values as they were sampled. */
export function valuesOf<S extends { readonly at: number }>(
  samples: readonly S[],
  value: (sample: S) => number | undefined,
): readonly Point[] {
  return samples.flatMap((sample) => {
    const found = value(sample);
    return found === undefined ? [] : [[sample.at, found] as const];
  });
}

/** CPU in thousandths of a core: nanoseconds of CPU time per second, a millionth of that. */
export function cpuPoints({ samples }: Drawn): readonly Point[] {
  return ratesOf(samples, ({ cpuNanos }) => cpuNanos / 1e6);
}

/** The working set: what an eviction or `kubectl top` looks at. */
export function memoryPoints({ samples }: Drawn): readonly Point[] {
  return valuesOf(samples, ({ workingSetBytes }) => workingSetBytes);
}

/** The newest CPU and memory of a cgroup. */
export function newest(row: CgroupRow): {
  readonly cpu: Point | undefined;
  readonly memory: Point | undefined;
} {
  const last = row.samples.slice(-2);
  return {
    cpu: cpuPoints({ ...row, samples: last }).at(-1),
    memory: memoryPoints({ ...row, samples: last }).at(-1),
  };
}

/** How many lines one chart bears. */
const MOST = 6;

/** One whole and its parts in their order; of many only the busiest, and the rest is not drawn. */
export function wholeAndParts(
  whole: CgroupRow,
  parts: readonly CgroupRow[],
  points: (row: CgroupRow) => readonly Point[],
): readonly ChartLine[] {
  const drawn = busiest(parts.map((row) => ({ row, points: points(row) })));
  return [
    { id: whole.path, name: whole.name, points: points(whole), look: 0, isArea: true },
    ...drawn.map(({ row, points: own }, i) => ({
      id: row.path,
      name: row.name,
      points: own,
      look: i + 1,
    })),
  ];
}

interface Pointed {
  readonly row: CgroupRow;
  readonly points: readonly Point[];
}

/** A few as they are; of many those whose highest point is highest. */
function busiest(all: readonly Pointed[]): readonly Pointed[] {
  if (all.length <= MOST) return all;
  return [...all]
    .sort((a, b) => topOf(b.points) - topOf(a.points) || (a.row.path < b.row.path ? -1 : 1))
    .slice(0, MOST);
}

function topOf(points: readonly Point[]): number {
  return points.reduce((top, [, value]) => Math.max(top, value), 0);
}

/** What arrived and what was sent, bytes per second; counted where the network belongs to. */
export function networkLines(row: Drawn): readonly ChartLine[] {
  return [
    {
      id: 'rx',
      name: 'rx',
      look: 0,
      points: ratesOf(row.samples, ({ network }) => network?.rxBytes),
    },
    {
      id: 'tx',
      name: 'tx',
      look: 1,
      points: ratesOf(row.samples, ({ network }) => network?.txBytes),
    },
  ];
}

/** Memory by what it is: all of it, what is used of late, what belongs to processes. */
export function memoryLines(
  { samples }: Drawn,
  names: { readonly usage: string; readonly workingSet: string; readonly rss: string },
): readonly ChartLine[] {
  return [
    {
      id: 'working-set',
      name: names.workingSet,
      look: 0,
      isArea: true,
      isStep: true,
      points: valuesOf(samples, ({ workingSetBytes }) => workingSetBytes),
    },
    {
      id: 'usage',
      name: names.usage,
      look: 1,
      isStep: true,
      points: valuesOf(samples, ({ memoryBytes }) => memoryBytes),
    },
    {
      id: 'rss',
      name: names.rss,
      look: 2,
      isStep: true,
      points: valuesOf(samples, ({ rssBytes }) => rssBytes),
    },
  ];
}
