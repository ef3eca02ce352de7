// Rates and parts of charts from samples.

import { describe, expect, it } from 'vitest';
import type { Micros } from '../../kernel/time.ts';
import type { CgroupRow } from '../../projection/metrics/rows.ts';
import { cpuPoints, networkLines, newest, ratesOf, wholeAndParts } from './usage-lines.ts';

const S = 1_000_000;
type Sample = CgroupRow['samples'][number];

function sample(at: number, cpuNanos: number, rxBytes?: number): Sample {
  return {
    at: (at * S) as Micros,
    cpuNanos,
    memoryBytes: 10,
    workingSetBytes: 8,
    rssBytes: 6,
    pageFaults: 0,
    majorPageFaults: 0,
    processes: 1,
    rootfsBytes: 0,
    ...(rxBytes === undefined ? {} : { network: { rxBytes, txBytes: 0 } }),
  } as Sample;
}

function cgroup(name: string, samples: readonly Sample[]): CgroupRow {
  return {
    row: 'cgroup',
    path: `/${name}`,
    kind: 'container',
    name,
    createdAt: 0 as Micros,
    limits: {},
    samples,
    dueAt: 0 as Micros,
  };
}

describe('rates', () => {
  it('are the difference of two samples over the time between them', () => {
    // A quarter of a core for ten seconds.
    const row = cgroup('a', [sample(0, 0), sample(10, 2_500_000_000)]);
    expect(cpuPoints(row)).toEqual([[10 * S, 250]]);
    expect(newest(row)).toEqual({ cpu: [10 * S, 250], memory: [10 * S, 8] });
  });

  it('are not made over a counter that began anew', () => {
    const samples = [sample(0, 500), sample(10, 900), sample(20, 100), sample(30, 300)];
    expect(ratesOf(samples, ({ cpuNanos }) => cpuNanos).map(([at]) => at / S)).toEqual([10, 30]);
  });

  it('leave out what was not counted', () => {
    const [rx] = networkLines(cgroup('a', [sample(0, 0, 0), sample(10, 0, 5_000), sample(20, 0)]));
    expect(rx?.points).toEqual([[10 * S, 500]]);
  });
});

it('draws the whole first and then its busiest parts', () => {
  const busy = (name: string, nanos: number): CgroupRow =>
    cgroup(name, [sample(0, 0), sample(10, nanos)]);
  const parts = Array.from({ length: 9 }, (_, i) => busy(`p${i}`, i * 1e9));
  const lines = wholeAndParts(busy('node', 40e9), parts, cpuPoints);
  expect(lines.map(({ name }) => name)).toEqual(['node', 'p8', 'p7', 'p6', 'p5', 'p4', 'p3']);
  expect(new Set(lines.map(({ look }) => look)).size).toBe(lines.length);
  // A few keep their places, so that a line's look does not change with its value.
  const few = wholeAndParts(busy('node', 40e9), parts.slice(0, 3), cpuPoints);
  expect(few.map(({ name }) => name)).toEqual(['node', 'p0', 'p1', 'p2']);
});
