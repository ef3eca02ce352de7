// Exponential back-off per key. Models client-go/util/flowcontrol/backoff.go, Backoff.

import { emptyMap, get, type PersistentMap, set } from '../../../base/persistent-map.ts';
import { type Duration, elapsed, later, type Micros } from '../../../kernel/time.ts';

/** One key's present delay and when it was last raised. */
export interface BackoffEntry {
  readonly delay: Duration;
  readonly updatedAt: Micros;
}

/** Entries by key. */
export type Backoff = PersistentMap<BackoffEntry>;

/** The first delay and the longest. */
export interface BackoffLimits {
  readonly initial: Duration;
  readonly max: Duration;
}

/** No key waits. */
export function emptyBackoff(): Backoff {
  return emptyMap();
}

/** The back-off after one more failure that happened at `eventAt`. */
export function nextBackoff(
  backoff: Backoff,
  limits: BackoffLimits,
  key: string,
  eventAt: Micros,
  now: Micros,
): Backoff {
  const entry = get(backoff, key);
  const isFresh = entry === undefined || hasExpired(entry, limits, eventAt);
  const delay = isFresh ? limits.initial : Math.min(entry.delay * 2, limits.max);
  return set(backoff, key, { delay: delay as Duration, updatedAt: now });
}

/** When the wait after an event at `eventAt` ends; undefined when there is none (any more). */
export function backoffUntil(
  backoff: Backoff,
  limits: BackoffLimits,
  key: string,
  eventAt: Micros,
  now: Micros,
): Micros | undefined {
  const entry = get(backoff, key);
  if (entry === undefined || hasExpired(entry, limits, eventAt)) return undefined;
  const until = later(eventAt, entry.delay);
  return now < until ? until : undefined;
}

/** The same, counted from the last failure instead of an event. */
export function backoffUntilSinceUpdate(
  backoff: Backoff,
  limits: BackoffLimits,
  key: string,
  now: Micros,
): Micros | undefined {
  const entry = get(backoff, key);
  if (entry === undefined || hasExpired(entry, limits, now)) return undefined;
  const until = later(entry.updatedAt, entry.delay);
  return now < until ? until : undefined;
}

/** The present delay of a key; zero when it has none. */
export function delayOf(backoff: Backoff, key: string): Duration {
  return get(backoff, key)?.delay ?? (0 as Duration);
}

/** A key is forgotten when nothing happened for twice the longest delay. */
function hasExpired(entry: BackoffEntry, limits: BackoffLimits, eventAt: Micros): boolean {
  return elapsed(entry.updatedAt, eventAt) > limits.max * 2;
}
