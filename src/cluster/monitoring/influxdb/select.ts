// SELECT over what is stored: one table for each group of series.
// Models influxql/select.go and emitter.go of InfluxDB v1.3.

import type { Select } from '../../../formats/influxql/ast.ts';
import { callsIn, isSelector, refsIn } from '../../../formats/influxql/validate.ts';
import type { InfluxRow, InfluxTable } from '../../protocol/influxdb.ts';
import { cellsOf, type Frame, pickedRows } from './cells.ts';
import { type Column, columnsOf, isFieldRead } from './columns.ts';
import { conditionOf, evaluate, meets } from './condition.ts';
import { asksFields, groupedTags, groupsOf, seriesOf, type Target, targetsOf } from './groups.ts';
import { intervalsOf } from './intervals.ts';
import { type Databases, forEachPoint, type Series, type Value, valueAt } from './store.ts';

/** The tables that answer a SELECT. */
export function selected(
  databases: Databases,
  database: string,
  select: Select,
  now: number,
): readonly InfluxTable[] {
  const tables = targetsOf(databases, database, select.sources).flatMap((target) =>
    tablesOf(target, select, now),
  );
  const { seriesLimit, seriesOffset } = select;
  return tables.slice(seriesOffset, seriesLimit === 0 ? undefined : seriesOffset + seriesLimit);
}

function tablesOf(
  { name, measurement }: Target,
  select: Select,
  now: number,
): readonly InfluxTable[] {
  const { range: asked, rest } = conditionOf(select.condition, now);
  const intervals = intervalsOf(select.dimensions);
  // Intervals go up to now when nothing says how far.
  const isOpen = intervals !== undefined && !Number.isFinite(asked.until);
  const until = isOpen ? now + 1 : asked.until;
  const keys = groupedTags(select.dimensions, measurement);
  const columns = columnsOf(select.fields, measurement, keys);
  if (!columns.some(({ expr }) => isFieldRead(expr, measurement))) return [];
  const isPerPoint = rest !== undefined && asksFields(rest, measurement);
  return groupsOf(seriesOf(measurement, rest), keys).flatMap(({ tags, series }) => {
    const frame: Frame = {
      series,
      measurement,
      range: { from: asked.from, until },
      intervals,
      fill: select.fill,
      ...(isPerPoint ? { filter: rest } : {}),
    };
    const rows = windowed(rowsOf(frame, columns), select);
    if (rows.length === 0) return [];
    const named = ['time', ...columns.map((column) => column.name)];
    const own = keys.length === 0 ? {} : { tags };
    return [{ name, ...own, columns: named, values: rows }];
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
  const read = new Set(
    columns.flatMap(({ expr }) => refsIn(expr)).filter((name) => Object.hasOwn(fields, name)),
  );
  const rows = frame.series.flatMap((one) => {
    const times = new Set<number>();
    for (const field of read) {
      forEachPoint(one, field, frame.range.from, frame.range.until, (at) => times.add(at));
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
