// GROUP BY time: the intervals of an answer, what falls into each, and what stands in empty ones.
// Models influxql/iterator.go of InfluxDB v1.3, Window and the fill iterators.

import type { Expr, Fill } from '../../../formats/influxql/ast.ts';
import { type Range, RefusedError } from './condition.ts';
import type { Cell, Sample } from './functions.ts';

/** How time is cut. */
export interface Intervals {
  readonly length: number;
  readonly offset: number;
}

/** How many intervals an answer may have. */
const MOST = 100_000;

/** What GROUP BY says of time. */
export function intervalsOf(dimensions: readonly Expr[]): Intervals | undefined {
  const call = dimensions.find((one) => one.kind === 'call');
  if (call === undefined || call.kind !== 'call') return undefined;
  const [length, offset] = call.args;
  if (length?.kind !== 'duration') return undefined;
  return { length: length.micros, offset: offset?.kind === 'duration' ? offset.micros : 0 };
}

/** Where the interval of an instant begins. */
export function startOf({ length, offset }: Intervals, at: number): number {
  return Math.floor((at - offset) / length) * length + offset;
}

/** Points by the interval they fall into; without intervals all are in one. */
export function parted(
  samples: readonly Sample[],
  intervals: Intervals | undefined,
  range: Range,
): ReadonlyMap<number, readonly Sample[]> {
  const found = new Map<number, Sample[]>();
  const only = Number.isFinite(range.from) ? range.from : 0;
  for (const one of samples) {
    const start = intervals === undefined ? only : startOf(intervals, one.at);
    const own = found.get(start);
    if (own === undefined) found.set(start, [one]);
    else own.push(one);
  }
  return found;
}

/** A row with a cell for every interval; `whenNone` is what an empty one has with `fill(null)`. */
export function filled(
  cells: readonly Cell[],
  intervals: Intervals,
  range: Range,
  fill: Fill,
  whenNone: number | undefined,
): readonly Cell[] {
  const [first] = cells;
  if (first === undefined || fill.mode === 'none') return cells;
  const from = Number.isFinite(range.from) ? startOf(intervals, range.from) : first.at;
  const count = Math.ceil((range.until - from) / intervals.length);
  if (count > MOST) {
    throw new RefusedError(`max-select-buckets limit exceeded: (${count}/${MOST})`);
  }
  const byStart = new Map(cells.map((one) => [one.at, one.value]));
  const row: Cell[] = [];
  for (let at = from; at < range.until; at += intervals.length) {
    row.push({ at, value: byStart.get(at) ?? filling(fill, row.at(-1)?.value, whenNone) });
  }
  return fill.mode === 'linear' ? interpolated(row) : row;
}

function filling(fill: Fill, before: Cell['value'], whenNone: number | undefined): Cell['value'] {
  if (fill.mode === 'number') return fill.value;
  if (fill.mode === 'previous') return before;
  return fill.mode === 'null' ? whenNone : undefined;
}

function interpolated(row: readonly Cell[]): readonly Cell[] {
  let before = -1;
  return row.map((cell, i) => {
    if (cell.value !== undefined) {
      before = i;
      return cell;
    }
    const after = row.findIndex(({ value }, j) => j > i && value !== undefined);
    const [low, high] = [row[before]?.value, row[after]?.value];
    if (typeof low !== 'number' || typeof high !== 'number') return cell;
    return { ...cell, value: low + ((high - low) * (i - before)) / (after - before) };
  });
}
