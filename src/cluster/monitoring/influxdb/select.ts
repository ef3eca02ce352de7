// SELECT over what is stored: one table for each group of series.
// Models influxql/select.go and emitter.go of InfluxDB v1.3.

import type { Expr, Fill, Select } from '../../../formats/influxql/ast.ts';
import {
  callsIn,
  isRanking,
  isSelector,
  isTransform,
  refsIn,
  subqueriesOf,
} from '../../../formats/influxql/validate.ts';
import type { InfluxRow, InfluxTable } from '../../protocol/influxdb.ts';
import { backBy, cellsOf, type Frame, pickedRows, rankedRows, spanOf } from './cells.ts';
import { type Column, columnsOf } from './columns.ts';
import { common, conditionOf, evaluate, meets, type Range } from './condition.ts';
import { derivedTargets } from './derived.ts';
import { groupedTags, groupsOf, isFieldRead, seriesOf, type Target, targetsOf } from './groups.ts';
import { type Intervals, intervalsOf } from './intervals.ts';
import type { Value } from './points.ts';
import { type Databases, forEachPoint, type Series, valueAt } from './store.ts';

/** Where a SELECT looks, and when. */
interface Place {
  readonly databases: Databases;
  readonly database: string;
  readonly now: number;
}

/** What holds for all measurements of a statement. */
interface Scope {
  readonly range: Range;
  readonly rest: Expr | undefined;
  readonly intervals: Intervals | undefined;
  readonly fill: Fill;
  /** Tags by which statements around it group. */
  readonly grouped: readonly string[];
  readonly seriesLimit: number;
  readonly seriesOffset: number;
}

/** The tables that answer a SELECT. */
export function selected(
  databases: Databases,
  database: string,
  select: Select,
  now: number,
): readonly InfluxTable[] {
  return answered({ databases, database, now }, select, scopeOf(select, now));
}

function answered(place: Place, select: Select, scope: Scope): readonly InfluxTable[] {
  const { seriesLimit, seriesOffset } = scope;
  const tables = targetsIn(place, select, scope).flatMap((target) =>
    tablesOf(target, select, scope),
  );
  return tables.slice(seriesOffset, seriesLimit === 0 ? undefined : seriesOffset + seriesLimit);
}

/** What a statement says of itself, within what those around it say. */
function scopeOf(
  select: Select,
  now: number,
  around?: Scope,
  grouped: readonly string[] = [],
): Scope {
  const { range, rest } = conditionOf(select.condition, now);
  const { from, until } = around === undefined ? range : common(range, around.range);
  const intervals = intervalsOf(select.dimensions) ?? around?.intervals;
  // Intervals go up to now when nothing says how far.
  const isOpen = intervals !== undefined && !Number.isFinite(until);
  // Whoever reads the answer passes over what is not there.
  const isBare = around !== undefined && select.fill.mode === 'null';
  return {
    range: { from, until: isOpen ? now + 1 : until },
    rest,
    intervals,
    fill: isBare ? { mode: 'none' } : select.fill,
    grouped,
    seriesLimit: select.seriesLimit + (around?.seriesLimit ?? 0),
    seriesOffset: select.seriesOffset + (around?.seriesOffset ?? 0),
  };
}

/** The measurements behind FROM, and what other statements there answer. */
function targetsIn(place: Place, select: Select, scope: Scope): readonly Target[] {
  const { databases, database, now } = place;
  const stored = select.sources.flatMap((source) => ('select' in source ? [] : [source]));
  const names = select.dimensions.flatMap((one) => (one.kind === 'ref' ? [one.name] : []));
  const grouped = [...scope.grouped, ...names];
  const wider = {
    ...scope,
    range: { ...scope.range, from: scope.range.from - lead(select, scope) },
  };
  const answers = subqueriesOf(select).flatMap((inner) =>
    derivedTargets(answered(place, inner, scopeOf(inner, now, wider, grouped))),
  );
  return [...targetsOf(databases, database, stored), ...answers];
}

/** How much earlier an answer begins whose intervals something goes along: one or more before. */
function lead({ fields }: Select, { intervals }: Scope): number {
  const calls = fields.flatMap(({ expr }) => callsIn(expr));
  const isAlong = calls.every(({ name, args }) => isTransform(name) && args[0]?.kind === 'call');
  return isAlong ? Math.max(0, ...calls.map((call) => backBy(call, intervals))) : 0;
}

function tablesOf(
  { name, measurement }: Target,
  select: Select,
  scope: Scope,
): readonly InfluxTable[] {
  const { range, rest, intervals, fill } = scope;
  const own = groupedTags(select.dimensions, measurement);
  const columns = columnsOf(select.fields, measurement, own);
  if (!columns.some(({ expr }) => isFieldRead(expr, measurement))) return [];
  const keys = [...new Set([...own, ...scope.grouped])].sort();
  const isPerPoint = rest !== undefined && isFieldRead(rest, measurement);
  return groupsOf(seriesOf(measurement, rest), keys).flatMap(({ tags, series }) => {
    const frame: Frame = {
      series,
      measurement,
      range,
      intervals,
      fill,
      ...(isPerPoint ? { filter: rest } : {}),
    };
    const rows = windowed(rowsOf(frame, columns), select);
    if (rows.length === 0) return [];
    const named = ['time', ...columns.map((column) => column.name)];
    const grouping = keys.length === 0 ? {} : { tags };
    return [{ name, ...grouping, columns: named, values: rows }];
  });
}

function windowed(
  rows: readonly InfluxRow[],
  { isDescending, limit, offset }: Select,
): readonly InfluxRow[] {
  const ordered = isDescending ? rows.toReversed() : rows;
  return ordered.slice(offset, limit === 0 ? undefined : offset + limit);
}

function rowsOf(frame: Frame, columns: readonly Column[]): readonly InfluxRow[] {
  const calls = columns.flatMap(({ expr }) => callsIn(expr));
  if (calls.length === 0) return rawRows(frame, columns);
  const [only] = calls;
  const hasNames = columns.some(({ expr }) => refsIn(expr).length > 0);
  if (only !== undefined && isRanking(only.name)) return rankedRows(frame, columns, only);
  const picks = only !== undefined && calls.length === 1 && isSelector(only.name);
  if (picks && only !== undefined && (hasNames || frame.intervals === undefined)) {
    return pickedRows(frame, columns, only);
  }
  return joined(frame, columns);
}

/** One row for each instant at which a column has a cell. */
function joined(frame: Frame, columns: readonly Column[]): readonly InfluxRow[] {
  const rows = columns.map(({ expr }) => cellsOf(expr, frame));
  const [first] = rows;
  if (rows.length === 1 && first !== undefined) {
    return first.map(({ at, value }) => [at, value ?? null]);
  }
  const times = new Set(rows.flatMap((cells) => cells.map(({ at }) => at)));
  const byTime = rows.map((cells) => new Map(cells.map(({ at, value }) => [at, value])));
  return [...times]
    .sort((a, b) => a - b)
    .map((at) => [at, ...byTime.map((column) => column.get(at) ?? null)]);
}

/** Points as they are: those of each series by themselves, then all in order of time. */
function rawRows(frame: Frame, columns: readonly Column[]): readonly InfluxRow[] {
  const { fields } = frame.measurement;
  const { from, until } = spanOf(frame);
  const read = new Set(
    columns.flatMap(({ expr }) => refsIn(expr)).filter((name) => Object.hasOwn(fields, name)),
  );
  const rows = frame.series.flatMap((one) => {
    const times = new Set<number>();
    for (const field of read) {
      forEachPoint(one, field, from, until, (at) => times.add(at));
    }
    return [...times].sort((a, b) => a - b).flatMap((at) => rawRow(frame, columns, one, at));
  });
  return rows.sort((a, b) => Number(a[0]) - Number(b[0]));
}

function rawRow(
  { measurement, filter }: Frame,
  columns: readonly Column[],
  one: Series,
  at: number,
): readonly InfluxRow[] {
  const isField = (name: string): boolean => Object.hasOwn(measurement.fields, name);
  const lookup = (name: string): Value | undefined =>
    isField(name) ? valueAt(one, name, at) : one.tags[name];
  const asked = (name: string): Value | undefined =>
    lookup(name) ?? (isField(name) ? undefined : '');
  if (filter !== undefined && !meets(filter, asked)) return [];
  const cells = columns.map(({ expr }) => evaluate(expr, lookup) ?? null);
  const hasField = columns.some(
    ({ expr }, i) => isFieldRead(expr, measurement) && cells[i] !== null,
  );
  return hasField ? [[at, ...cells]] : [];
}
