// Durations as Go's time.Duration reads them: 10s, 1m20s, 1.5s, 37ms, 250µs.

import type { Duration } from '../../kernel/time.ts';

const UNITS: { readonly [unit: string]: number } = {
  ns: 0.001,
  us: 1,
  µs: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

/** Reads `1m30s`, `-30s`, `0`; undefined when it is no duration. Models time.ParseDuration. */
export function parseGoDuration(text: string): Duration | undefined {
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+|0)$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', parts = ''] = match;
  let total = 0;
  for (const [, amount = '', unit = ''] of parts.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(amount) * (UNITS[unit] ?? 0);
  }
  return Math.round(sign === '-' ? -total : total) as Duration;
}
