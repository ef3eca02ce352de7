// Lines of charts from what cAdvisor keeps: rates are the difference of two neighbouring samples
// over the time between them, as its own page makes them.

import type { CgroupRow } from '../../projection/metrics/rows.ts';
import type { ChartLine, Point } from '../charts/chart-model.ts';

type Sample = CgroupRow['samples'][number];

/** A counter's rate between each two samples, per second; a counter that fell began anew. */
export function ratesOf(
  samples: readonly Sample[],
  counter: (sample: Sample) => number | undefined,
): readonly Point[] {
  const points: Point[] = [];
  for (let i = 1; i < samples.length; i += 1) {
    const [before, after] = [samples[i - 1], samples[i]] as [Sample, Sample];
    const [from, to] = [counter(before), counter(after)];
    const elapsed = after.at - before.at;
    if (from === undefined || to === undefined || to < from || elapsed <= 0) continue;
    points.push([after.at, ((to - from) * 1e6) / elapsed]);
  }
  return points;
}

/** Values as they were sampled. */
export function valuesOf(
  samples: readonly Sample[],
  value: (sample: Sample) => number | undefined,
): readonly Point[] {
  return samples.flatMap((sample) => {
    const found = value(sample);
    return found === undefined ? [] : [[sample.at, found] as const];
  });
}

/** CPU in thousandths of a core: nanoseconds of CPU time per second, a millionth of that. */
export function cpuPoints({ samples }: CgroupRow): readonly Point[] {
  return ratesOf(samples, ({ cpuNanos }) => cpuNanos / 1e6);
}

/** The working set: what an eviction or `kubectl top` looks at. */
export function memoryPoints({ samples }: CgroupRow): readonly Point[] {
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
  const all = parts.map((row) => ({ row, points: points(row) }));
  const drawn =
    all.length <= MOST
      ? all
      : [...all]
          .sort((a, b) => topOf(b.points) - topOf(a.points) || (a.row.path < b.row.path ? -1 : 1))
          .slice(0, MOST);
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

function topOf(points: readonly Point[]): number {
  return points.reduce((top, [, value]) => Math.max(top, value), 0);
}

/** What arrived and what was sent, bytes per second; counted where the network belongs to. */
export function networkLines(row: CgroupRow): readonly ChartLine[] {
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
  { samples }: CgroupRow,
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
