// What a run of readings shows, as numbers: how often a source is sampled, how old its samples are,
// what it makes of each load. The same is measured of recorded and of simulated rows.

import type { Load, Row, Span } from './rows.ts';

/** Measured values by name, of one source. */
export interface Measured {
  /** Seconds from each sample to the next. */
  readonly gaps: { readonly min: number; readonly median: number; readonly max: number };
  /** Seconds a sample was old when it was read, at most. */
  readonly oldest: number;
  /** Which figures it has at all, sorted. */
  readonly fields: readonly string[];
  /** Every sample said the same each time it was read. */
  readonly isStable: boolean;
  /** When it first showed any CPU time. */
  readonly firstUse: number;
  readonly shortSpin: Spin;
  readonly longSpin: Spin;
  /** Cores used in the samples that saw nothing but waiting, at most. */
  readonly idleCores: number;
  /** Bytes a second while processes were added. */
  readonly leakRate: number;
  /** Bytes from one sample to the next while they were added, at most and at least. */
  readonly leakStep: readonly [number, number];
}

/** A spin as the samples show it. */
interface Spin {
  /** Core-seconds used from the last sample before it to the first after. */
  readonly seconds: number;
  /** The highest rate between two samples, in cores. */
  readonly peak: number;
  /** How many samples show it. */
  readonly samples: number;
  /** Between the samples that saw it at its highest, in seconds. */
  readonly gap: number;
}

/** A sample, its first reading only. */
export interface Sample extends Row {
  readonly sampleTime: number;
}

/** The samples among the readings of a source, in order. */
export function samplesOf(rows: readonly Row[]): readonly Sample[] {
  const samples = new Map<number, Sample>();
  for (const row of rows) {
    if (row.sampleTime !== null && !samples.has(row.sampleTime)) {
      samples.set(row.sampleTime, row as Sample);
    }
  }
  return [...samples.values()];
}

/** The measured values of one source. */
export function measured(rows: readonly Row[], load: Load): Measured {
  const timed = rows.filter((row): row is Sample => row.sampleTime !== null);
  const samples = samplesOf(rows);
  const pairs = pairsOf(samples);
  const gaps = pairs.map(({ gap }) => gap).toSorted((a, b) => a - b);
  const steps = pairs
    .filter(({ to }) => isIn(to.sampleTime, load.leak))
    .map(({ from, to }) => (to.workingSet ?? 0) - (from.workingSet ?? 0))
    .slice(1);
  return {
    gaps: {
      min: gaps[0] ?? 0,
      median: gaps[Math.floor(gaps.length / 2)] ?? 0,
      max: gaps.at(-1) ?? 0,
    },
    oldest: Math.max(...timed.map(({ t, sampleTime }) => t - sampleTime)),
    fields: FIELDS.filter((field) => rows.some((row) => row[field] !== null)),
    isStable: isStable(timed),
    firstUse: timed.find((row) => (row.cpuCoreNanoSeconds ?? 0) > 0)?.t ?? 0,
    shortSpin: spinOf(pairs, load.shortSpin),
    longSpin: spinOf(pairs, load.longSpin),
    idleCores: Math.max(0, ...pairs.filter((one) => isIdle(one, load)).map(({ cores }) => cores)),
    leakRate: slope(samples.filter(({ sampleTime }) => isIn(sampleTime, load.leak))),
    leakStep: [Math.max(...steps), Math.min(...steps)],
  };
}

const FIELDS = ['cpuNanoCores', 'cpuCoreNanoSeconds', 'workingSet', 'rss', 'rxBytes'] as const;

interface Pair {
  readonly from: Sample;
  readonly to: Sample;
  readonly gap: number;
  readonly cores: number;
  readonly used: number;
}

function pairsOf(samples: readonly Sample[]): readonly Pair[] {
  return samples.slice(1).map((to, i) => {
    const from = samples[i] as Sample;
    const gap = to.sampleTime - from.sampleTime;
    const used = ((to.cpuCoreNanoSeconds ?? 0) - (from.cpuCoreNanoSeconds ?? 0)) / 1e9;
    const told = to.cpuNanoCores;
    return { from, to, gap, used, cores: told === null ? used / gap : told / 1e9 };
  });
}

function isIn(at: number, { from, until }: Span): boolean {
  return at >= from && at <= until;
}

/** The commands took up to a second to come through. */
const LATE = 1.5;

function touches({ from, to }: Pair, span: Span): boolean {
  return from.sampleTime <= span.until + LATE && to.sampleTime >= span.from - LATE;
}

/** Nothing but waiting, and not the start. */
function isIdle(pair: Pair, { shortSpin, longSpin, leak }: Load): boolean {
  if (pair.from.sampleTime < 5 || pair.to.sampleTime > leak.from) return false;
  return !touches(pair, shortSpin) && !touches(pair, longSpin);
}

const SEEN_CORES = 0.02;

function spinOf(pairs: readonly Pair[], span: Span): Spin {
  const touched = pairs.filter((pair) => touches(pair, span));
  const seen = touched.filter(({ used, gap }) => used / gap > SEEN_CORES);
  const highest = seen.reduce<Pair | undefined>(
    (best, one) => (best === undefined || one.cores > best.cores ? one : best),
    undefined,
  );
  return {
    seconds: seen.reduce((sum, { used }) => sum + used, 0),
    peak: highest?.cores ?? 0,
    samples: seen.length,
    gap: highest?.gap ?? 0,
  };
}

function isStable(rows: readonly Sample[]): boolean {
  const first = new Map<number, Sample>();
  return rows.every((row) => {
    const known = first.get(row.sampleTime) ?? row;
    first.set(row.sampleTime, known);
    return (
      known.cpuCoreNanoSeconds === row.cpuCoreNanoSeconds &&
      known.workingSet === row.workingSet &&
      known.rss === row.rss
    );
  });
}

function slope(samples: readonly Sample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || first === last) return 0;
  const grown = (last.workingSet ?? 0) - (first.workingSet ?? 0);
  return grown / (last.sampleTime - first.sampleTime);
}
