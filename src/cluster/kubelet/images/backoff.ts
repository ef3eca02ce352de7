// An exponential back-off by key. Models client-go/util/flowcontrol/backoff.go, Backoff.
// Pure: the caller keeps the entry and says what time it is.

import type { Duration, Micros } from '../../../kernel/time.ts';

/** The back-off of one key. */
export interface BackoffEntry {
  readonly delay: Duration;
  readonly lastUpdate: Micros;
}

/** First delay and longest delay. */
export interface BackoffLimits {
  readonly base: Duration;
  readonly max: Duration;
}

/** Whether the entry is so old that the next failure starts anew. Models hasExpired. */
export function isBackoffExpired(entry: BackoffEntry, now: Micros, limits: BackoffLimits): boolean {
  return now - entry.lastUpdate > limits.max * 2;
}

/** The entry after one more failure. Models Backoff.Next. */
export function nextBackoff(
  entry: BackoffEntry | undefined,
  now: Micros,
  limits: BackoffLimits,
): BackoffEntry {
  if (entry === undefined || isBackoffExpired(entry, now, limits)) {
    return { delay: limits.base, lastUpdate: now };
  }
  const delay = Math.min(entry.delay * 2, limits.max) as Duration;
  return { delay, lastUpdate: now };
}

/** Whether an event at `eventTime` lies within the back-off. Models IsInBackOffSince. */
export function isInBackoffSince(
  entry: BackoffEntry | undefined,
  eventTime: Micros,
  now: Micros,
  limits: BackoffLimits,
): boolean {
  if (entry === undefined || isBackoffExpired(entry, now, limits)) return false;
  return now - eventTime < entry.delay;
}

/** Whether the latest failure is less than its delay ago. Models IsInBackOffSinceUpdate. */
export function isInBackoffSinceUpdate(
  entry: BackoffEntry | undefined,
  now: Micros,
  limits: BackoffLimits,
): boolean {
  if (entry === undefined || isBackoffExpired(entry, now, limits)) return false;
  return now - entry.lastUpdate < entry.delay;
}
