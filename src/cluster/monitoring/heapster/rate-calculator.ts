// Processor 1: makes rates of what counts up, from this round and the one before. What began anew
// in between, or was not sampled since, gets none.
// Models metrics/processors/rate_calculator.go of Heapster v1.5.4.

import { entries, get, set } from '../../../base/persistent-map.ts';
import type { DataBatch, LabeledValue, MetricSet } from './metric-set.ts';
import { LABELED_RATES, RATES } from './metrics.ts';

const NANOS = 1_000_000_000;
const NANOS_PER_MICRO = 1_000;

/** The batch with its rates; without an earlier batch there are none. */
export function withRates(batch: DataBatch, previous: DataBatch | undefined): DataBatch {
  if (previous === undefined || batch.at <= previous.at) return batch;
  let { sets } = batch;
  for (const [key, now] of entries(batch.sets)) {
    const before = get(previous.sets, key);
    if (before === undefined || !isComparable(before, now)) continue;
    sets = set(sets, key, ratesOf(before, now));
  }
  return { ...batch, sets };
}

/** Sampled anew, of the very same thing. */
function isComparable(before: MetricSet, now: MetricSet): boolean {
  if (now.scrapedAt === undefined || before.scrapedAt === undefined) return false;
  return now.scrapedAt > before.scrapedAt && now.createdAt === before.createdAt;
}

function ratesOf(before: MetricSet, now: MetricSet): MetricSet {
  const nanos = ((now.scrapedAt ?? 0) - (before.scrapedAt ?? 0)) * NANOS_PER_MICRO;
  const values: { [metric: string]: number } = { ...now.values };
  for (const [counter, rate] of RATES) {
    const [from, to] = [before.values[counter], now.values[counter]];
    if (from === undefined || to === undefined) continue;
    // Millicores are whole numbers, cut; everything else is per second.
    values[rate] =
      counter === 'cpu/usage'
        ? Math.trunc((1_000 * (to - from)) / nanos)
        : (NANOS * (to - from)) / nanos;
  }
  const labeled = [...now.labeled, ...deviceRates(before.labeled, now.labeled, nanos)];
  return { ...now, values, labeled };
}

/** This version compares with the first device of the earlier round, whichever it is. */
function deviceRates(
  before: readonly LabeledValue[],
  now: readonly LabeledValue[],
  nanos: number,
): readonly LabeledValue[] {
  return now.flatMap(({ name, labels, value }) => {
    const rate = LABELED_RATES.get(name);
    const old = rate === undefined ? undefined : before.find((one) => one.name === name);
    if (rate === undefined || old === undefined) return [];
    return [{ name: rate, labels, value: (NANOS * (value - old.value)) / nanos }];
  });
}
