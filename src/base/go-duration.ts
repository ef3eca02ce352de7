// Durations as Go's time.Duration prints and reads them: 10s, 1m20s, 1.5s, 37ms, 250µs.

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 0.001],
  ['us', 1],
  ['µs', 1],
  ['μs', 1],
  ['ms', 1_000],
  ['s', 1_000_000],
  ['m', 60_000_000],
  ['h', 3_600_000_000],
]);

/** What 64 bits hold in nanoseconds. */
const MOST_MICROS = 2 ** 63 / 1_000;

/**
 * The microseconds of a duration, or what Go says of a text that is none; before Go 1.15 it did not
 * quote it. Models time.ParseDuration.
 */
export function parseGoDuration(text: string, quote: '"' | '' = '"'): number | string {
  const said = (part: string): string => quote + part + quote;
  const invalid = `time: invalid duration ${said(text)}`;
  const isNegative = text.startsWith('-');
  let rest = isNegative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') return invalid;
  let total = 0;
  while (rest !== '') {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return invalid;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? '';
    if (unit === '') return `time: missing unit in duration ${said(text)}`;
    const size = UNITS.get(unit);
    if (size === undefined) return `time: unknown unit ${said(unit)} in duration ${said(text)}`;
    total += Number(number) * size;
    if (total > MOST_MICROS) return invalid;
    rest = rest.slice(unit.length);
  }
  return Math.round(isNegative && total > 0 ? -total : total);
}

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
