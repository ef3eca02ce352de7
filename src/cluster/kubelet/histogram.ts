// Values counted into buckets, as the kubelet's series show them.
// Models prometheus/client_golang, histogram.go, with its default buckets.

/** Upper bounds of the default buckets, in seconds. */
export const BOUNDS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How many there were, their sum, and how many were not greater than each bound. */
export interface Histogram {
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly number[];
}

/** Nothing seen yet. */
export function noValues(bounds: readonly number[] = BOUNDS): Histogram {
  return { count: 0, sum: 0, buckets: bounds.map(() => 0) };
}

/** With one value more. */
export function observed(
  histogram: Histogram | undefined,
  value: number,
  bounds: readonly number[] = BOUNDS,
): Histogram {
  const { count, sum, buckets: before } = histogram ?? noValues(bounds);
  const buckets = before.slice();
  for (let i = bounds.length - 1; i >= 0 && value <= (bounds[i] as number); i--) {
    buckets[i] = (buckets[i] as number) + 1;
  }
  return { count: count + 1, sum: sum + value, buckets };
}
