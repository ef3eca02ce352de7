// The functions of InfluxQL: those that make one value of many, and those that go along a row.
// Models influxql/functions.go and call_iterator.go of InfluxDB v1.3.

import type { Value } from './points.ts';

/** A value at an instant; undefined where there is none. */
export interface Cell {
  readonly at: number;
  readonly value: Value | undefined;
}

/** A point of a group, and where among its series it comes from. */
export interface Sample {
  readonly at: number;
  readonly value: Value;
  readonly series: number;
}

/** What a function makes of the points of an interval, which are at least one. */
export interface Made {
  readonly value: Value;
  /** The point it picked, if it picks. */
  readonly of?: Sample;
}

/** Whether a function takes texts and truths, too. */
export function takesAnyType(name: string): boolean {
  return ['count', 'first', 'last', 'distinct', 'mode'].includes(name);
}

/** One value of many; `second` is the second argument of percentile. */
export function aggregate(name: string, samples: readonly Sample[], second: number): Made {
  switch (name) {
    case 'count':
      return { value: samples.length };
    case 'first':
      return pick(samples, (best, one) => one.at < best.at);
    case 'last':
      return pick(samples, (best, one) => one.at > best.at);
    case 'min':
      return pick(samples, (best, one) => one.value < best.value);
    case 'max':
      return pick(samples, (best, one) => one.value > best.value);
    case 'percentile': {
      const sorted = samples.toSorted(byValue);
      const rank = Math.floor((sorted.length * second) / 100 + 0.5) - 1;
      const found = sorted[Math.max(0, Math.min(rank, sorted.length - 1))] as Sample;
      return { value: found.value, of: found };
    }
    case 'mode':
      return { value: mode(samples) };
    default:
      return {
        value: ofNumbers(
          name,
          samples.map(({ value }) => Number(value)),
        ),
      };
  }
}

function pick(samples: readonly Sample[], isBetter: (best: Sample, one: Sample) => boolean): Made {
  const best = samples.reduce((found, one) => (isBetter(found, one) ? one : found));
  return { value: best.value, of: best };
}

function byValue(a: Sample, b: Sample): number {
  return Number(a.value) - Number(b.value) || a.at - b.at;
}

/** The most frequent value; of several the one that was there first. */
function mode(samples: readonly Sample[]): Value {
  const counts = new Map<Value, number>();
  for (const { value } of samples) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? 0;
}

function ofNumbers(name: string, numbers: readonly number[]): number {
  const sum = numbers.reduce((total, one) => total + one, 0);
  const mean = sum / numbers.length;
  switch (name) {
    case 'mean':
      return mean;
    case 'median': {
      const sorted = numbers.toSorted((a, b) => a - b);
      const middle = Math.floor(sorted.length / 2);
      const high = sorted[middle] as number;
      return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] as number) + high) / 2;
    }
    case 'spread':
      return Math.max(...numbers) - Math.min(...numbers);
    case 'stddev': {
      const squares = numbers.reduce((total, one) => total + (one - mean) * (one - mean), 0);
      return numbers.length < 2 ? 0 : squareRoot(squares / (numbers.length - 1));
    }
    default:
      return sum;
  }
}

/** By Newton's method: the same on every machine. */
function squareRoot(square: number): number {
  if (square <= 0) return 0;
  let root = Math.max(square, 1);
  for (let i = 0; i < MOST_STEPS; i++) {
    const next = (root + square / root) / 2;
    if (next >= root) return root;
    root = next;
  }
  return root;
}

const MOST_STEPS = 1_100;

const SECOND = 1_000_000;

/** What a function makes of a row; `second` is its second argument, `interval` that of the row. */
export function transform(
  name: string,
  row: readonly Cell[],
  second: number | undefined,
  interval: number | undefined,
): readonly Cell[] {
  const there = row.flatMap(({ at, value }) => (typeof value === 'number' ? [{ at, value }] : []));
  switch (name) {
    case 'cumulative_sum': {
      let total = 0;
      return there.map(({ at, value }) => {
        total += value;
        return { at, value: total };
      });
    }
    case 'moving_average': {
      const count = second ?? 2;
      return there.slice(count - 1).map(({ at }, i) => {
        const window = there.slice(i, i + count);
        return { at, value: window.reduce((sum, { value }) => sum + value, 0) / count };
      });
    }
    default:
      return there.slice(1).flatMap((now, i) => {
        const made = change(name, there[i] as Dot, now, second, interval);
        return made === undefined ? [] : [{ at: now.at, value: made }];
      });
  }
}

interface Dot {
  readonly at: number;
  readonly value: number;
}

function change(
  name: string,
  before: Dot,
  now: Dot,
  second: number | undefined,
  interval: number | undefined,
): number | undefined {
  const elapsed = Math.abs(now.at - before.at);
  const difference = now.at < before.at ? before.value - now.value : now.value - before.value;
  if (name === 'difference') return difference;
  // Elapsed time is counted in nanoseconds unless a unit is given.
  if (name === 'elapsed') return Math.floor(elapsed / (second ?? 0.001));
  if (elapsed === 0) return undefined;
  const rate = difference / (elapsed / (second ?? interval ?? SECOND));
  return name === 'non_negative_derivative' && rate < 0 ? undefined : rate;
}
