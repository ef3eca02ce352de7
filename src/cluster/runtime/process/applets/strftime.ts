// What `date +FORMAT` prints, in UTC.

import { type CivilTime, civilOfUnix, weekday } from '../../../../base/calendar.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** An instant while it is printed. */
interface Moment {
  readonly civil: CivilTime;
  readonly seconds: number;
  readonly micros: number;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

const LETTERS: { readonly [letter: string]: (moment: Moment) => string } = {
  Y: ({ civil }) => String(civil.year),
  y: ({ civil }) => two(civil.year % 100),
  m: ({ civil }) => two(civil.month),
  d: ({ civil }) => two(civil.day),
  e: ({ civil }) => String(civil.day).padStart(2),
  H: ({ civil }) => two(civil.hour),
  I: ({ civil }) => two(civil.hour % 12 === 0 ? 12 : civil.hour % 12),
  M: ({ civil }) => two(civil.minute),
  S: ({ civil }) => two(civil.second),
  s: ({ seconds }) => String(seconds),
  N: ({ micros }) => `${String(micros).padStart(6, '0')}000`,
  a: ({ seconds }) => (DAYS[weekday(seconds)] ?? '').slice(0, 3),
  A: ({ seconds }) => DAYS[weekday(seconds)] ?? '',
  b: ({ civil }) => (MONTHS[civil.month - 1] ?? '').slice(0, 3),
  h: ({ civil }) => (MONTHS[civil.month - 1] ?? '').slice(0, 3),
  B: ({ civil }) => MONTHS[civil.month - 1] ?? '',
  u: ({ seconds }) => String(weekday(seconds) === 0 ? 7 : weekday(seconds)),
  w: ({ seconds }) => String(weekday(seconds)),
  p: ({ civil }) => (civil.hour < 12 ? 'AM' : 'PM'),
  Z: () => 'UTC',
  z: () => '+0000',
  F: ({ civil }) => `${civil.year}-${two(civil.month)}-${two(civil.day)}`,
  T: ({ civil }) => `${two(civil.hour)}:${two(civil.minute)}:${two(civil.second)}`,
  R: ({ civil }) => `${two(civil.hour)}:${two(civil.minute)}`,
  D: ({ civil }) => `${two(civil.month)}/${two(civil.day)}/${two(civil.year % 100)}`,
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};

/** The instant (seconds since 1970 and microseconds) in this format. */
export function strftime(format: string, seconds: number, micros: number): string {
  const moment = { civil: civilOfUnix(seconds), seconds, micros };
  return format.replace(/%(.)/g, (_, letter: string) => LETTERS[letter]?.(moment) ?? '');
}
