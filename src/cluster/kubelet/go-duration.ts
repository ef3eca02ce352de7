// Durations as Go's time.Duration prints and reads them: 10s, 1m20s, 1.5s, 37ms, 250µs.

import type { Duration } from '../../kernel/time.ts';

/** The text of a duration given in microseconds. */
export function goDurationText(micros: number): string {
  if (micros === 0) return '0s';
  if (micros < 0) return `-${goDurationText(-micros)}`;
  if (micros < 1_000) return `${micros}µs`;
  if (micros < 1_000_000) return `${decimal(micros, 1_000)}ms`;
  const hours = Math.floor(micros / 3_600_000_000);
  const minutes = Math.floor(micros / 60_000_000) % 60;
  const rest = `${decimal(micros % 60_000_000, 1_000_000)}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

function decimal(amount: number, unit: number): string {
  const whole = Math.floor(amount / unit);
  const width = String(unit).length - 1;
  const rest = String(amount % unit)
    .padStart(width, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole}.${rest}`;
}

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
