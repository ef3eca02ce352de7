// Ages and instants in the words of kubectl and docker.

import { civilOfUnix, MONTHS, parseRfc3339, WEEKDAYS, weekday } from '../../base/calendar.ts';

/** The instant something is printed at. */
export interface Moment {
  readonly epochSeconds: number;
  /** Microseconds since the epoch. */
  readonly at: number;
}

/** How long ago `timestamp` was, as kubectl's tables say it. */
export function ageOf(timestamp: string | undefined | null, now: Moment): string {
  if (timestamp === undefined || timestamp === null || timestamp === '') return '<unknown>';
  const seconds = secondsSince(timestamp, now);
  return seconds === undefined ? '<unknown>' : humanDuration(seconds);
}

/** Seconds between `timestamp` and now, with their fraction. */
export function secondsSince(timestamp: string, now: Moment): number | undefined {
  const time = parseRfc3339(timestamp);
  if (time === undefined) return undefined;
  return now.epochSeconds + now.at / 1_000_000 - time.seconds - time.micros / 1_000_000;
}

/** `90s`, `5m3s`, `3h`, `2d4h`. Models apimachinery's duration.HumanDuration. */
export function humanDuration(duration: number): string {
  const seconds = Math.trunc(duration);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(duration / 60);
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(duration / 3_600);
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (hours < 192) return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
  const days = Math.floor(hours / 24);
  if (hours < 24 * 365 * 2) return `${days}d`;
  if (hours < 24 * 365 * 8) return two(Math.floor(days / 365), 'y', days % 365, 'd');
  return `${Math.floor(days / 365)}y`;
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** `About a minute`, `3 hours`. Models docker/go-units HumanDuration. */
export function dockerDuration(micros: number): string {
  const seconds = Math.trunc(micros / 1_000_000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(minutes / 60 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(hours / 24 / 365)} years`;
}

/** `Mon, 23 Nov 2026 08:16:45 +0000`, as Go's RFC1123Z. */
export function longTime(timestamp: string | undefined | null): string {
  const time = parseRfc3339(timestamp ?? '1970-01-01T00:00:00Z');
  if (time === undefined) return timestamp ?? '';
  const { year, month, day, hour, minute, second } = civilOfUnix(time.seconds);
  const date = `${WEEKDAYS[weekday(time.seconds)]}, ${pad(day)} ${MONTHS[month - 1]} ${year}`;
  return `${date} ${pad(hour)}:${pad(minute)}:${pad(second)} +0000`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
