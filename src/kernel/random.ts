// Keyed draws: luck is a hash of (seed, process, stream, how many so far), not the next number of a
// shared sequence, so a change in one place does not shift the luck of every other place.

import { assert } from '../base/assert.ts';
import { hashNumber, hashText, mix32 } from '../base/hash.ts';
import type { Duration } from './time.ts';

/** Ascending values at equal steps of probability, for long tails without logarithms. */
export type QuantileTable = readonly Duration[];

/** One draw; asking it again gives the same answer. */
export interface Draw {
  /** A uniform integer in [0, n). */
  below(n: number): number;
  /** A uniform duration in [low, high]. */
  between(low: Duration, high: Duration): Duration;
  /** True in `perMille` of 1,000 cases. */
  chance(perMille: number): boolean;
  /** A duration by linear interpolation in `table`. */
  from(table: QuantileTable): Duration;
}

/** The key of a stream. */
export function streamKey(seed: number, process: string, stream: string): number {
  return hashText(stream, hashText(process, mix32(seed)));
}

/** The draw of a stream after so many. */
export function drawFrom(stream: number, count: number): Draw {
  const key = hashNumber(count, stream);
  const high = mix32(key ^ 0x68bc21eb) * 0x20_0000;
  return new UnitDraw((high + (mix32(key ^ 0x02e5be93) >>> 11)) / 0x20_0000_0000_0000);
}

/** A number in [0, 1) and what can be made of it; it never lives longer than its handler. */
class UnitDraw implements Draw {
  readonly unit: number;

  constructor(unit: number) {
    this.unit = unit;
  }

  below(n: number): number {
    return Math.min(n - 1, Math.floor(this.unit * n));
  }

  between(low: Duration, high: Duration): Duration {
    return (low + Math.floor(this.unit * (high - low + 1))) as Duration;
  }

  chance(perMille: number): boolean {
    return Math.floor(this.unit * 1_000) < perMille;
  }

  from(table: QuantileTable): Duration {
    assert(table.length > 1, 'a quantile table has at least two values');
    const place = this.unit * (table.length - 1);
    const index = Math.floor(place);
    const low = table[index] as number;
    const high = table[index + 1] ?? low;
    return Math.round(low + (high - low) * (place - index)) as Duration;
  }
}
