// Civil dates and unix seconds without the platform's clock or calendar: integer arithmetic only.
// Prints and reads RFC 3339 the way API objects carry it (metav1.Time and metav1.MicroTime).

/** A date and time of day, UTC. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** An instant split at the whole second since 1970. */
export interface UnixTime {
  readonly seconds: number;
  readonly micros: number;
}

/** Short names, as RFC 1123 and `date` print them; Sunday is the first day. */
export const WEEKDAYS: readonly string[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Likewise; January has index 0. */
export const MONTHS: readonly string[] = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

const DAY_SECONDS = 86_400;
const ERA_DAYS = 146_097;
const MILLION = 1_000_000;

/** Days since 1970-01-01 of a civil date; years are counted from March so leap days come last. */
export function daysOfCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * ERA_DAYS + yearOfEra * 365 + leaps + dayOfYear - 719_468;
}

/** The civil date and time of unix seconds. */
export function civilOfUnix(unixSeconds: number): CivilTime {
  const days = Math.floor(unixSeconds / DAY_SECONDS);
  const ofDay = unixSeconds - days * DAY_SECONDS;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
    hour: Math.floor(ofDay / 3_600),
    minute: Math.floor(ofDay / 60) % 60,
    second: ofDay % 60,
  };
}

/** Unix seconds of a civil date and time. */
export function unixOfCivil(time: CivilTime): number {
  const days = daysOfCivil(time.year, time.month, time.day);
  return days * DAY_SECONDS + time.hour * 3_600 + time.minute * 60 + time.second;
}

/** Day of the week of unix seconds, 0 is Sunday. */
export function weekday(unixSeconds: number): number {
  const days = Math.floor(unixSeconds / DAY_SECONDS) + 4;
  return days - Math.floor(days / 7) * 7;
}

/** `2026-01-02T03:04:05Z` of the instant `micros` after `epochSeconds`; parts of a second cut. */
export function rfc3339(epochSeconds: number, micros: number): string {
  return `${wholeSeconds(epochSeconds + Math.floor(micros / MILLION))}Z`;
}

/** `2026-01-02T03:04:05.678901Z` of the instant `micros` after `epochSeconds`. */
export function rfc3339Micro(epochSeconds: number, micros: number): string {
  const seconds = Math.floor(micros / MILLION);
  const rest = micros - seconds * MILLION;
  return `${wholeSeconds(epochSeconds + seconds)}.${pad(rest, 6)}Z`;
}

/** `2026-01-02T03:04:05.6789Z` as Go's RFC3339Nano prints: trailing zeros of the fraction cut. */
export function rfc3339Nano(epochSeconds: number, micros: number, nanos: number = 0): string {
  const seconds = Math.floor(micros / MILLION);
  const rest = (micros - seconds * MILLION) * 1_000 + nanos;
  const fraction = pad(rest, 9).replace(/0+$/, '');
  return `${wholeSeconds(epochSeconds + seconds)}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** The instant an RFC 3339 text names, with any offset; undefined when it names none. */
export function parseRfc3339(text: string): UnixTime | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/i.exec(
    text,
  );
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = unixOfCivil({ year, month, day, hour, minute, second });
  const micros = Number(`${match[7] ?? ''}000000`.slice(0, 6));
  return { seconds: seconds - offsetSeconds(match[8] ?? 'Z'), micros };
}

/** Microseconds from `epochSeconds` to the instant `text` names; undefined when it names none. */
export function microsSince(epochSeconds: number, text: string): number | undefined {
  const time = parseRfc3339(text);
  return time && (time.seconds - epochSeconds) * MILLION + time.micros;
}

function daysIn(year: number, month: number): number {
  const next = month === 12 ? daysOfCivil(year + 1, 1, 1) : daysOfCivil(year, month + 1, 1);
  return next - daysOfCivil(year, month, 1);
}

function offsetSeconds(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const size = Number(zone.slice(1, 3)) * 3_600 + Number(zone.slice(4, 6)) * 60;
  return zone.startsWith('-') ? -size : size;
}

function wholeSeconds(unixSeconds: number): string {
  const t = civilOfUnix(unixSeconds);
  const date = `${pad(t.year, 4)}-${pad(t.month, 2)}-${pad(t.day, 2)}`;
  return `${date}T${pad(t.hour, 2)}:${pad(t.minute, 2)}:${pad(t.second, 2)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
