// Luck for the swarm: named streams of draws from one seed, so that what one part draws does not
// shift the luck of the others.

import { drawFrom, streamKey } from '../../kernel/random.ts';

/** A stream of draws. */
export interface Chance {
  /** A whole number in [0, n). */
  below(n: number): number;
  /** A whole number in [low, high]. */
  between(low: number, high: number): number;
  /** True in `perCent` of 100 cases. */
  maybe(perCent: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of several, each as likely as its weight says. */
  weighted<T>(list: readonly (readonly [weight: number, value: T])[]): T;
}

/** The stream of that name. */
export function chanceOf(seed: number, stream: string): Chance {
  const key = streamKey(seed, 'swarm', stream);
  let count = 0;
  const below = (n: number): number => drawFrom(key, count++).below(n);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    maybe: (perCent) => below(100) < perCent,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    weighted(list) {
      let left = below(list.reduce((sum, [weight]) => sum + weight, 0));
      for (const [weight, value] of list) {
        left -= weight;
        if (left < 0) return value;
      }
      return list[0]?.[1] as (typeof list)[number][1];
    },
  };
}
