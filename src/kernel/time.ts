// Simulated time: whole microseconds, so that sums are exact on every engine.

import type { Brand } from '../base/brand.ts';

/** An instant: whole microseconds since the scenario's epoch. */
export type Micros = Brand<number, 'Micros'>;

/** A length of time in whole microseconds. */
export type Duration = Brand<number, 'Duration'>;

/** The scenario's epoch. */
export const ZERO: Micros = 0 as Micros;

/** Before every instant; a clock may start before zero, so no small negative number will do. */
export const NEVER: Micros = Number.MIN_SAFE_INTEGER as Micros;

/** An instant from whole microseconds. */
export function micros(value: number): Micros {
  return Math.round(value) as Micros;
}

/** A duration from microseconds. */
export function microseconds(value: number): Duration {
  return Math.round(value) as Duration;
}

/** A duration from milliseconds. */
export function milliseconds(value: number): Duration {
  return Math.round(value * 1_000) as Duration;
}

/** A duration from seconds; parts of a second are kept to the microsecond. */
export function seconds(value: number): Duration {
  return Math.round(value * 1_000_000) as Duration;
}

/** A duration from minutes. */
export function minutes(value: number): Duration {
  return seconds(value * 60);
}

/** The instant `by` after `at`. */
export function later(at: Micros, by: Duration): Micros {
  return (at + by) as Micros;
}

/** How long `to` lies after `from`; negative when it lies before. */
export function elapsed(from: Micros, to: Micros): Duration {
  return (to - from) as Duration;
}

/** The duration in seconds, for arithmetic that Kubernetes does in seconds. */
export function inSeconds(duration: Duration | Micros): number {
  return duration / 1_000_000;
}

/** Seconds with three decimals, as traces and the page print an instant. */
export function formatSeconds(at: Micros | Duration): string {
  const sign = at < 0 ? '-' : '';
  const ms = Math.round(Math.abs(at) / 1_000);
  return `${sign}${Math.floor(ms / 1_000)}.${String(ms % 1_000).padStart(3, '0')}`;
}
