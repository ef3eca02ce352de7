// The lines that every description shares: indentation, maps over several lines, events.
// Models kubectl/pkg/describe/describe.go.

import type { Event } from '../../api/config.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { ageOf, type Moment } from './ages.ts';
import { firstSeen, lastSeen } from './rows.ts';

/** A line at a level of two blanks each; columns are separated by tabs. */
export function at(level: number, text: string): string {
  return `${'  '.repeat(level)}${text}`;
}

/** `Labels:` with one pair a line, or `<none>`. */
export function labelLines(
  title: string,
  labels: { readonly [key: string]: string } | undefined,
): readonly string[] {
  const pairs = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (pairs.length === 0) return [`${title}:\t<none>`];
  return pairs.map(([key, value], i) => `${i === 0 ? `${title}:` : ''}\t${key}=${value}`);
}

/** Longest annotation that stays on its line. */
const LONGEST = 140;
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** `Annotations:`; what apply left for itself is not shown. */
export function annotationLines(
  annotations: { readonly [key: string]: string } | undefined,
): readonly string[] {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== LAST_APPLIED)
    .sort();
  if (keys.length === 0) return ['Annotations:\t<none>'];
  return keys.flatMap((key, i) => {
    const value = (annotations?.[key] ?? '').replace(/\n$/, '');
    const title = i === 0 ? 'Annotations:' : '';
    const isLong = value.length + key.length + 2 > LONGEST || value.includes('\n');
    if (!isLong) return [`${title}\t${key}: ${value}`];
    const lines = value.split('\n').map((line) => `\t  ${shorten(line)}`);
    return [`${title}\t${key}:`, ...lines];
  });
}

function shorten(text: string): string {
  return text.length > LONGEST - 2 ? `${text.slice(0, LONGEST - 2)}...` : text;
}

/** The table of events at the end of a description. */
export function eventLines(events: readonly ApiObject[], now: Moment): readonly string[] {
  if (events.length === 0) return ['Events:\t<none>'];
  const sorted = events
    .map((event, i) => ({ event: event as Event, i, key: (event as Event).lastTimestamp ?? '' }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.i - b.i));
  return [
    'Events:',
    at(1, 'Type\tReason\tAge\tFrom\tMessage'),
    at(1, '----\t------\t----\t----\t-------'),
    ...sorted.map(({ event }) => at(1, eventLine(event, now))),
  ];
}

function eventLine(event: Event, now: Moment): string {
  const component = event.source?.component || event.reportingComponent || '';
  const message = (event.message ?? '').trim();
  return [event.type, event.reason, interval(event, now), component, message].join('\t');
}

function interval(event: Event, now: Moment): string {
  const first = ageOf(firstSeen(event), now);
  const series = (event as { readonly series?: { readonly count?: number } }).series;
  const times = series?.count ?? event.count ?? 1;
  if (times <= 1 && series === undefined) return first;
  return `${ageOf(lastSeen(event), now)} (x${times} over ${first})`;
}
