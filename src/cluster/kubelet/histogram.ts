// Durations counted into buckets, as the kubelet's series show them.
// Models prometheus/client_golang, histogram.go, with its default buckets.

/** Upper bounds of the buckets, in seconds. */
export const BOUNDS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How many there were, their sum in seconds, and how many were not longer than each bound. */
export interface Histogram {
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly number[];
}

/** Nothing seen yet. */
export const NO_DURATIONS: Histogram = { count: 0, sum: 0, buckets: BOUNDS.map(() => 0) };

/** With one duration more, in microseconds. */
export function observed(histogram: Histogram, micros: number): Histogram {
  const seconds = micros / 1_000_000;
  const buckets = histogram.buckets.slice();
  for (let i = BOUNDS.length - 1; i >= 0 && seconds <= (BOUNDS[i] as number); i--) {
    buckets[i] = (buckets[i] as number) + 1;
  }
  return { count: histogram.count + 1, sum: histogram.sum + seconds, buckets };
}
