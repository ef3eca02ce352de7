// The topics `metrics-<edition>-series`: what a real kubelet's figures made of a known load,
// against what the simulated ones make of it. Each law of each source is a case; luck decides when
// a sample falls, so the laws are compared, not the samples.

import { basename } from 'node:path';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import type { Failure, TopicResult } from '../topics.ts';
import { type Measured, measured, samplesOf } from './measures.ts';
import { type Load, type Row, readSeries } from './rows.ts';
import { simulate } from './simulate.ts';

/** How the simulation compares with a file of readings. */
export function runMetrics(file: string, seed: number = 1): TopicResult {
  const edition = basename(file).replace(/-series\.json$/, '') as EditionName;
  const cases = readSeries(file).flatMap(({ name, rows, load }) => {
    const seconds = Math.max(...rows.map(({ t }) => t));
    const simulated = simulate(edition, load, seconds, seed);
    const compared = compareRows(rows, simulated, load);
    return compared.map((one) => ({ ...one, id: `${name} ${one.id}` }));
  });
  const failures = cases.flatMap(({ id, isKept, expected, got }): readonly Failure[] =>
    isKept ? [] : [{ id, expected, got }],
  );
  const passed = cases.length - failures.length;
  const topic = `metrics-${edition}-series`;
  return { topic, total: cases.length, passed, isMissing: false, failures };
}

interface Case {
  readonly id: string;
  readonly isKept: boolean;
  readonly expected: unknown;
  readonly got: unknown;
}

/** All laws of all sources. */
export function compareRows(
  recorded: readonly Row[],
  simulated: readonly Row[],
  load: Load,
): readonly Case[] {
  const of = (rows: readonly Row[], source: string): readonly Row[] =>
    rows.filter((row) => row.source === source);
  const sources = [...new Set(recorded.map(({ source }) => source))].toSorted();
  // A figure that was written down of no source was not looked at.
  const isWritten = recorded.some(({ rxBytes }) => rxBytes !== null);
  const seen = isWritten ? simulated : simulated.map((row) => ({ ...row, rxBytes: null }));
  return [
    ...sources.flatMap((source) => {
      const [real, made] = [of(recorded, source), of(seen, source)];
      const [expected, got] = [measured(real, load), measured(made, load)];
      return lawsOf(source, real).map(({ law, pick, isKept }) => ({
        id: `${source} ${law}`,
        isKept: made.length > 0 && isKept(got, expected),
        expected: pick(expected),
        got: pick(got),
      }));
    }),
    ...samePlaces(recorded, simulated),
  ];
}

interface Law {
  readonly law: string;
  readonly pick: (of: Measured) => unknown;
  readonly isKept: (got: Measured, recorded: Measured) => boolean;
}

/** An interval of 10 to 15 s, times 1 to 2, whatever the luck. */
const LOOP = { min: 10, max: 30 } as const;
/** The summary cuts its times to whole seconds. */
const CUT = 1.05;

function near(got: number, recorded: number, by: number): boolean {
  return Math.abs(got - recorded) <= by;
}

/** The laws that hold for a source, by how it is sampled. */
function lawsOf(source: string, recorded: readonly Row[]): readonly Law[] {
  const samples = samplesOf(recorded);
  const isEachSecond = samples.length > recorded.length / 2;
  const isNode = source.endsWith('/node');
  const isPause = /POD|sandbox/.test(source);
  const isWhole = samples.some(({ sampleTime }) => sampleTime > 40 && sampleTime < 60);
  const laws: Law[] = [
    { law: 'has figures', pick: (m) => m.fields, isKept: hasSameFields },
    { law: 'repeats its samples', pick: (m) => m.isStable, isKept: (m) => m.isStable },
  ];
  if (isEachSecond) laws.push(...EACH_SECOND);
  else if (isNode) laws.push(...EVERY_TEN);
  else laws.push(...LOOPED);
  if (isNode || isPause || !isWhole) return laws;
  laws.push(...LOADED);
  if (!isEachSecond && samples.some(({ sampleTime }) => sampleTime < 5)) laws.push(FLAT);
  if (source.endsWith('pod') && samples.some(({ sampleTime }) => sampleTime < 5)) laws.push(LATE);
  return laws;
}

function hasSameFields(got: Measured, recorded: Measured): boolean {
  return got.fields.join() === recorded.fields.join();
}

const EACH_SECOND: readonly Law[] = [
  {
    law: 'is as of now',
    pick: (m) => [m.gaps, m.oldest],
    isKept: (m) => near(m.gaps.median, 1, 0.2) && m.oldest < 1.3,
  },
  {
    law: 'shows the long spin whole',
    pick: (m) => m.longSpin.peak,
    isKept: (m) => m.longSpin.peak > 0.95 && m.longSpin.peak < 1.05,
  },
];

const EVERY_TEN: readonly Law[] = [
  {
    law: 'is sampled every 10 s',
    pick: (m) => m.gaps,
    isKept: ({ gaps }) => [gaps.min, gaps.median, gaps.max].every((gap) => near(gap, 10, CUT)),
  },
  { law: 'is at most 10 s old', pick: (m) => m.oldest, isKept: (m) => m.oldest < 10 + CUT },
];

const LOOPED: readonly Law[] = [
  {
    law: 'is sampled on a loop of its own',
    pick: (m) => m.gaps,
    isKept: ({ gaps }, recorded) =>
      gaps.min >= LOOP.min - CUT &&
      gaps.max <= LOOP.max + CUT &&
      near(gaps.median, recorded.gaps.median, 4),
  },
  {
    law: 'grows as old as its longest interval',
    pick: (m) => m.oldest,
    isKept: (m) => m.oldest > 8 && m.oldest <= m.gaps.max + CUT,
  },
];

const LOADED: readonly Law[] = [
  {
    law: 'counts the CPU time of both spins',
    pick: (m) => [m.shortSpin.seconds, m.longSpin.seconds],
    isKept: (m, recorded) =>
      near(m.shortSpin.seconds, recorded.shortSpin.seconds, 0.6) &&
      near(m.longSpin.seconds, recorded.longSpin.seconds, 1.5),
  },
  { law: 'shows a long spin', pick: (m) => m.longSpin.peak, isKept: (m) => m.longSpin.peak > 0.55 },
  { law: 'is 0 while it waits', pick: (m) => m.idleCores, isKept: (m) => m.idleCores === 0 },
  {
    law: 'grows with what is held',
    pick: (m) => m.leakRate,
    isKept: (m, recorded) => near(m.leakRate / recorded.leakRate, 1, 0.2),
  },
];

/** The same CPU time, spread over an interval: in one sample, or in two on whose edge it fell. */
const FLAT: Law = {
  law: 'flattens the short spin',
  pick: (m) => m.shortSpin,
  isKept: ({ shortSpin }) =>
    shortSpin.samples >= 1 &&
    shortSpin.samples <= 2 &&
    shortSpin.peak < 0.32 &&
    shortSpin.peak * shortSpin.gap <= 3.3 &&
    (shortSpin.samples === 2 || near(shortSpin.peak * shortSpin.gap, shortSpin.seconds, 0.35)),
};

const LATE: Law = {
  law: 'is 0 for the first interval',
  pick: (m) => m.firstUse,
  isKept: (m) => m.firstUse > 9 && m.firstUse < 22,
};

/** Both pages of one kubelet give the same numbers of the same sample. */
function samePlaces(recorded: readonly Row[], simulated: readonly Row[]): readonly Case[] {
  const twins = [['summary/container', 'cadvisor/sh']] as const;
  return twins.flatMap(([one, other]) => {
    if (!recorded.some(({ source }) => source === other)) return [];
    const [expected, got] = [recorded, simulated].map((rows) => {
      const values = new Set(
        rows.filter(({ source }) => source === other).map((row) => row.cpuCoreNanoSeconds),
      );
      const ones = rows.filter(({ source }) => source === one);
      return ones.every((row) => values.has(row.cpuCoreNanoSeconds));
    });
    return [{ id: `${one} agrees with ${other}`, isKept: got === expected, expected, got }];
  });
}
