// Durations as Go's time.Duration prints them: 10s, 1m20s, 1.5s, 37ms, 250µs.

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
