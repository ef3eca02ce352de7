// The recorded figures of a known load against the simulated ones, and what the comparison sees.

import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { readSeries } from './rows.ts';
import { compareRows, runMetrics } from './run.ts';

const ROOT = join(import.meta.dirname, '../recordings/metrics');

function failed(cases: ReturnType<typeof compareRows>): readonly string[] {
  return cases.flatMap(({ id, isKept }) => (isKept ? [] : [id]));
}

describe('PROG-50, LOAD-7: a known load is sampled as it really was', () => {
  test.each([
    ['docker', 1],
    ['docker', 7],
    ['containerd', 1],
    ['containerd', 7],
  ] as const)('%s, seed %i', (edition, seed) => {
    const { failures, total } = runMetrics(join(ROOT, `${edition}-series.json`), seed);
    expect(failures).toEqual([]);
    expect(total).toBeGreaterThan(30);
  });
});

describe('the comparison', () => {
  const [series] = readSeries(join(ROOT, 'docker-series.json'));
  if (series === undefined) throw new Error('the recording is empty');
  const { rows, load } = series;
  const against = (change: (row: (typeof rows)[number]) => object): readonly string[] =>
    failed(
      compareRows(
        rows,
        rows.map((row) => ({ ...row, ...change(row) })),
        load,
      ),
    );

  it('finds a recording equal to itself', () => {
    expect(failed(compareRows(rows, rows, load))).toEqual([]);
  });

  it('sees samples that are made for each question', () => {
    const fresh = against(({ t }) => ({ sampleTime: t }));
    expect(fresh).toContain('cadvisor/sh is sampled on a loop of its own');
    expect(fresh).toContain('summary/node is sampled every 10 s');
  });

  it('sees a spin that nobody used time for, and memory that does not grow', () => {
    const idle = against(() => ({ cpuCoreNanoSeconds: 1, cpuNanoCores: 0, workingSet: 1 }));
    expect(idle).toContain('summary/container counts the CPU time of both spins');
    expect(idle).toContain('summary/pod flattens the short spin');
    expect(idle).toContain('cadvisor/sh grows with what is held');
  });

  it('sees a figure that is missing or invented', () => {
    expect(against(() => ({ rss: null }))).toContain('summary/node has figures');
    const invented = against((row) => ({ rxBytes: row.rxBytes ?? 1 }));
    expect(invented).toContain('summary/container has figures');
  });

  it('sees a source that is not there', () => {
    const without = rows.filter(({ source }) => source !== 'cadvisor/POD');
    expect(failed(compareRows(rows, without, load))).toContain('cadvisor/POD has figures');
  });
});
