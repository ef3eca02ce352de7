// How long a client waits before it lists or watches again after a failure: every client of the API
// server does the same. Models client-go/tools/cache/reflector.go, its back-off manager.

import type { Draw } from '../../kernel/random.ts';
import type { Duration } from '../../kernel/time.ts';

const FIRST_MICROS = 800_000;
const LONGEST_MICROS = 30_000_000;
const MOST_DOUBLINGS = 6;

/** 0.8 s, doubled with each failure in a row up to 30 s, times 1 to 2. */
export function reflectorDelay(draw: Draw, failures: number): Duration {
  const doubled = FIRST_MICROS * 2 ** Math.min(failures, MOST_DOUBLINGS);
  const base = Math.min(LONGEST_MICROS, doubled) as Duration;
  return draw.between(base, (base * 2) as Duration);
}
