// Rates and parts of charts from samples.

import { describe, expect, it } from 'vitest';
import type { Micros } from '../../kernel/time.ts';
import type { CgroupRow } from '../../projection/metrics/rows.ts';
import {
  cpuPoints,
  diskLines,
  networkLines,
  newest,
  ratesOf,
  throttledLines,
  throttledPoints,
  wholeAndParts,
} from './usage-lines.ts';

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
    disk: { readBytes: 0, reads: 0, writtenBytes: 0, writes: 0 },
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

describe('throttling', () => {
  const limited = (at: number, periods: number, throttledPeriods: number): Sample => ({
    ...sample(at, 0),
    cfs: { periods, throttledPeriods, throttledNanos: 0 },
  });

  it('is the share of the periods between two samples', () => {
    const samples = [
      limited(0, 0, 0),
      limited(10, 100, 75),
      limited(20, 100, 75),
      limited(30, 4, 1),
    ];
    expect(throttledPoints(cgroup('a', samples))).toEqual([
      [10 * S, 0.75],
      [20 * S, 0],
    ]);
  });

  it('is drawn of those that have a limit', () => {
    const rows = [
      cgroup('free', [sample(0, 0), sample(10, 9)]),
      cgroup('held', [limited(0, 0, 0), limited(10, 100, 100)]),
    ];
    const lines = throttledLines(rows, ({ name }) => `web/${name}`);
    expect(lines.map(({ name, points }) => [name, points])).toEqual([['web/held', [[10 * S, 1]]]]);
  });
});

it('tells what was read and written apart', () => {
  const used = (at: number, readBytes: number, writtenBytes: number): Sample => ({
    ...sample(at, 0),
    disk: { readBytes, reads: 0, writtenBytes, writes: 0 },
  });
  const row = cgroup('a', [used(0, 0, 0), used(10, 500, 20_000)]);
  const lines = diskLines(row, { read: 'read', written: 'written' });
  expect(lines.map(({ name, points }) => [name, points[0]?.[1]])).toEqual([
    ['written', 2_000],
    ['read', 50],
  ]);
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
