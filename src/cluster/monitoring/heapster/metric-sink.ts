// The sink that is always there: the last batches in memory, for Heapster's own API. Everything for
// 140 s, two metrics for 15 minutes. Models metrics/sinks/metric/metric_sink.go of v1.5.4.

import { entries, get, mapOf, type PersistentMap } from '../../../base/persistent-map.ts';
import { type Duration, type Micros, minutes, seconds } from '../../../kernel/time.ts';
import type { DataBatch, Labels, MetricSet } from './metric-set.ts';

/** The values of a few metrics only, by the key of their set. */
export interface LongBatch {
  readonly at: Micros;
  readonly values: { readonly [metric: string]: PersistentMap<number> };
}

/** What is kept, oldest first. */
export interface MetricStore {
  readonly short: readonly DataBatch[];
  readonly long: readonly LongBatch[];
}

/** Nothing yet. */
export const EMPTY_STORE: MetricStore = { short: [], long: [] };

const SHORT: Duration = seconds(140);
const LONG: Duration = minutes(15);
const LONG_METRICS: readonly string[] = ['cpu/usage_rate', 'memory/usage'];

/** The store with one batch more, and without what is too old by now. */
export function stored({ short, long }: MetricStore, batch: DataBatch, now: Micros): MetricStore {
  const values = LONG_METRICS.map((metric) => {
    const found: (readonly [string, number])[] = [];
    for (const [key, one] of entries(batch.sets)) {
      const value = one.values[metric];
      if (value !== undefined) found.push([key, value]);
    }
    return [metric, mapOf(found)] as const;
  });
  return {
    short: [...short.filter(({ at }) => at > now - SHORT), batch],
    long: [
      ...long.filter(({ at }) => at > now - LONG),
      { at: batch.at, values: Object.fromEntries(values) },
    ],
  };
}

/** The newest batch. */
export function latest({ short }: MetricStore): DataBatch | undefined {
  return short.at(-1);
}

/** A value and the batch it comes from. */
export interface Timed {
  readonly at: Micros;
  readonly value: number;
}

/** The values of a metric of one set between two instants, both included. */
export function valuesOf(
  { short, long }: MetricStore,
  metric: string,
  key: string,
  from: Micros,
  until: Micros,
): readonly Timed[] {
  const isWithin = ({ at }: { readonly at: Micros }): boolean => at >= from && at <= until;
  const found = LONG_METRICS.includes(metric)
    ? long.filter(isWithin).map(({ at, values }) => ({
        at,
        value: get(values[metric] as PersistentMap<number>, key),
      }))
    : short.filter(isWithin).map(({ at, sets }) => ({ at, value: get(sets, key)?.values[metric] }));
  return found.flatMap(({ at, value }) => (value === undefined ? [] : [{ at, value }]));
}

/** The same of a metric of one device, which its labels tell. */
export function labeledValuesOf(
  { short }: MetricStore,
  metric: string,
  labels: Labels,
  key: string,
  from: Micros,
  until: Micros,
): readonly Timed[] {
  const isMeant = (one: MetricSet['labeled'][number]): boolean =>
    one.name === metric &&
    Object.entries(labels).every(([name, value]) => one.labels[name] === value);
  return short
    .filter(({ at }) => at >= from && at <= until)
    .flatMap(({ at, sets }) =>
      (get(sets, key)?.labeled ?? []).filter(isMeant).map(({ value }) => ({ at, value })),
    );
}
