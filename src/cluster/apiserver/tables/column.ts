// Columns, cells and ages of tables. Models apimachinery/pkg/util/duration/duration.go.

import type { ApiObject } from '../../../apimachinery/meta.ts';
import { microsSince } from '../../../base/calendar.ts';
import type { Micros } from '../../../kernel/time.ts';

/** One column; those of priority 1 are printed with `-o wide` only. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer';
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** The moment of printing, and whether the server is of the later edition. */
export interface Now {
  readonly epochSeconds: number;
  readonly at: Micros;
  readonly isModern: boolean;
}

/** One cell. */
export type Cell = string | number;

/** Prints one object as cells. */
export type RowPrinter = (object: ApiObject, now: Now) => readonly Cell[];

/** A column of texts. */
export function column(name: string, priority: 0 | 1 = 0, type: Column['type'] = 'string'): Column {
  const format = name === 'Name' ? 'name' : '';
  return { name, type, format, description: '', priority };
}

/** How long ago a timestamp is, as kubectl says it; `<unknown>` when there is none. */
export function ageOf(timestamp: string | null | undefined, now: Now): string {
  if (timestamp === undefined || timestamp === null || timestamp === '') return '<unknown>';
  const at = microsSince(now.epochSeconds, timestamp);
  return at === undefined ? '<invalid>' : humanDuration(Math.floor((now.at - at) / 1_000_000));
}

/** A length of time in at most two units. */
export function humanDuration(seconds: number): string {
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return two(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? two(years, 'y', days % 365, 'd') : `${years}y`;
}

function two(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`;
}
