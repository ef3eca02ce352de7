// How long an engine works at something: a span of time as data, and a keyed draw from it.

import type { Io } from '../../kernel/component.ts';
import { type Duration, milliseconds } from '../../kernel/time.ts';

/** From the shortest to the longest time an operation takes. */
export interface Span {
  readonly low: Duration;
  readonly high: Duration;
}

/** A span from milliseconds. */
export function span(low: number, high: number): Span {
  return { low: milliseconds(low), high: milliseconds(high) };
}

/** How long it takes this time. */
export function spend(io: Io, operation: string, { low, high }: Span): Duration {
  return low === high ? low : io.draw(`latency/${operation}`).between(low, high);
}
