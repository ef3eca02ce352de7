// From observed signals to decisions: which thresholds are met, for how long, and what that says of
// the node. Pure rules; the eviction manager keeps what they need from one look to the next.
// Models pkg/kubelet/eviction/helpers.go.

import type { Duration, Micros } from '../../../kernel/time.ts';
import { meaningOf, type PressureCondition } from './signals.ts';
import { amountOfValue, type Threshold } from './thresholds.ts';

/** What was seen of one signal. */
export interface Observation {
  readonly available: number;
  readonly capacity: number;
  /** When the measurement was made; absent when nobody says. */
  readonly at?: Micros;
}

/** Observations by signal. */
export interface Observations {
  readonly [signal: string]: Observation;
}

/** A threshold, and since when it has been met. */
export interface MetThreshold {
  readonly threshold: Threshold;
  readonly since: Micros;
}

/** The thresholds that are met; with `isReclaimEnforced` only the minimum reclaim ends them. */
export function thresholdsMet<T extends Threshold>(
  thresholds: readonly T[],
  observations: Observations,
  isReclaimEnforced: boolean,
): readonly T[] {
  return thresholds.filter((threshold) => {
    const observed = observations[threshold.signal];
    if (observed === undefined || threshold.operator !== 'LessThan') return false;
    const { value, minReclaim } = threshold;
    const limit = amountOfValue(value, observed.capacity);
    const more =
      isReclaimEnforced && minReclaim !== undefined
        ? amountOfValue(minReclaim, observed.capacity)
        : 0;
    return observed.available < limit + more;
  });
}

/** Those whose measurement is newer than the one of the look before. */
export function thresholdsUpdated<T extends Pick<Threshold, 'signal'>>(
  thresholds: readonly T[],
  observations: Observations,
  last: Observations,
): readonly T[] {
  return thresholds.filter(({ signal }) => {
    const observed = observations[signal];
    if (observed === undefined) return false;
    const before = last[signal];
    if (before === undefined || observed.at === undefined) return true;
    return before.at === undefined || observed.at > before.at;
  });
}

/** When each of the thresholds was first met without a break. */
export function firstObserved(
  thresholds: readonly Threshold[],
  before: readonly MetThreshold[],
  now: Micros,
): readonly MetThreshold[] {
  return thresholds.map((threshold) => {
    const known = before.find((one) => isSameThreshold(one.threshold, threshold));
    return { threshold, since: known?.since ?? now };
  });
}

/** Those that have been met for their grace period. */
export function graceOver<T extends Threshold>(
  met: readonly { readonly threshold: T; readonly since: Micros }[],
  now: Micros,
): readonly T[] {
  return met
    .filter(({ threshold, since }) => now - since >= threshold.gracePeriod)
    .map(({ threshold }) => threshold);
}

/** Both lists, without saying anything twice. */
export function mergeThresholds(
  a: readonly Threshold[],
  b: readonly Threshold[],
): readonly Threshold[] {
  return [...a, ...b.filter((one) => !a.some((other) => isSameThreshold(one, other)))];
}

function isSameThreshold(a: Threshold, b: Threshold): boolean {
  return (
    a.signal === b.signal &&
    a.operator === b.operator &&
    a.gracePeriod === b.gracePeriod &&
    ('quantity' in a.value
      ? 'quantity' in b.value && a.value.quantity === b.value.quantity
      : 'percentage' in b.value && a.value.percentage === b.value.percentage)
  );
}

/** The conditions that these thresholds raise, each once. */
export function conditionsOf(
  thresholds: readonly Pick<Threshold, 'signal'>[],
): readonly PressureCondition[] {
  const conditions = thresholds.flatMap(({ signal }) => meaningOf(signal)?.condition ?? []);
  return [...new Set(conditions)];
}

/** When each condition was last seen. */
export type ConditionTimes = { readonly [condition in PressureCondition]?: Micros };

/** The times with what is seen now. */
export function lastObserved(
  conditions: readonly PressureCondition[],
  before: ConditionTimes,
  now: Micros,
): ConditionTimes {
  const seen: { [condition in PressureCondition]?: Micros } = { ...before };
  for (const condition of conditions) seen[condition] = now;
  return seen;
}

/** Conditions that were seen within the transition period: they still stand. */
export function observedSince(
  times: ConditionTimes,
  period: Duration,
  now: Micros,
): readonly PressureCondition[] {
  const all: readonly PressureCondition[] = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];
  return all.filter((condition) => {
    const at = times[condition];
    return at !== undefined && now - at < period;
  });
}
