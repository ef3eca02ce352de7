// A token bucket in whole microseconds: how a client limits its requests.
// Models client-go's flowcontrol.NewTokenBucketRateLimiter (golang.org/x/time/rate).

import type { Duration, Micros } from '../../kernel/time.ts';

/** The bucket: how many micro-tokens it held at an instant. */
export interface TokenBucket {
  readonly microTokens: number;
  readonly at: Micros;
}

/** What taking a token needs. */
export interface Taken {
  readonly bucket: TokenBucket;
  /** How long to wait until the token is there; 0 when it is. */
  readonly wait: Duration;
}

const ONE = 1_000_000;

/** A bucket with `burst` tokens. */
export function fullBucket(burst: number): TokenBucket {
  return { microTokens: burst * ONE, at: 0 as Micros };
}

/** The bucket as of `now`, refilled by `qps` tokens a second up to `burst`. */
export function refilled(
  bucket: TokenBucket,
  now: Micros,
  qps: number,
  burst: number,
): TokenBucket {
  // A full bucket that was never asked stands at time zero, which may lie ahead.
  const gained = Math.floor(Math.max(0, now - bucket.at) * qps);
  return { microTokens: Math.min(burst * ONE, bucket.microTokens + gained), at: now };
}

/** Takes a token, into debt when there is none: the taker waits until it is paid. */
export function takeToken(bucket: TokenBucket, now: Micros, qps: number, burst: number): Taken {
  if (qps <= 0) return { bucket, wait: 0 as Duration };
  const filled = refilled(bucket, now, qps, burst);
  const left = filled.microTokens - ONE;
  const wait = left >= 0 ? 0 : Math.ceil(-left / qps);
  return { bucket: { microTokens: left, at: now }, wait: wait as Duration };
}

/** Takes a token if there is one; undefined when there is none. */
export function tryTakeToken(
  bucket: TokenBucket,
  now: Micros,
  qps: number,
  burst: number,
): TokenBucket | undefined {
  const filled = refilled(bucket, now, qps, burst);
  if (filled.microTokens < ONE) return undefined;
  return { microTokens: filled.microTokens - ONE, at: now };
}
