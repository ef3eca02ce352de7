// The cells of a column with functions: a value for each interval, or along the points themselves.
// Models influxql/select.go of InfluxDB v1.3, buildExprIterator.

import type { Call, Expr, Fill } from '../../../formats/influxql/ast.ts';
import { isSelector, isTransform } from '../../../formats/influxql/validate.ts';
import type { InfluxRow } from '../../protocol/influxdb.ts';
import type { Column } from './columns.ts';
import { ALWAYS, evaluate, meets, operate, type Range, RefusedError } from './condition.ts';
import { aggregate, type Cell, type Sample, takesAnyType, transform } from './functions.ts';
import { filled, type Intervals, parted } from './intervals.ts';
import type { Value } from './points.ts';
import { forEachPoint, type Measurement, type Series, valueAt } from './store.ts';

/** What a group is made of and how it is looked at. */
export interface Frame {
  readonly series: readonly Series[];
  readonly measurement: Measurement;
  readonly range: Range;
  readonly intervals: Intervals | undefined;
  readonly fill: Fill;
  /** What every point must meet, where WHERE asks for fields. */
  readonly filter?: Expr;
}

/** The cells of an expression with functions, in order of time. */
export function cellsOf(expr: Expr, frame: Frame): readonly Cell[] {
  switch (expr.kind) {
    case 'call':
      return isTransform(expr.name) ? alongCells(expr, frame) : aggregateCells(expr, frame);
    case 'paren':
      return cellsOf(expr.inner, frame);
    case 'binary':
      return binaryCells(expr, frame);
    default:
      return [];
  }
}

/** A figure goes with every cell of the other side; two columns go together by time. */
function binaryCells(
  { op, left, right }: Extract<Expr, { kind: 'binary' }>,
  frame: Frame,
): readonly Cell[] {
  const [a, b] = [constantOf(left), constantOf(right)];
  if (a !== undefined) {
    return cellsOf(right, frame).map(({ at, value }) => ({ at, value: operate(op, a, value) }));
  }
  const cells = cellsOf(left, frame);
  if (b !== undefined) return cells.map(({ at, value }) => ({ at, value: operate(op, value, b) }));
  const others = new Map(cellsOf(right, frame).map(({ at, value }) => [at, value]));
  return cells.map(({ at, value }) => ({ at, value: operate(op, value, others.get(at)) }));
}

function constantOf(expr: Expr): Value | undefined {
  return evaluate(expr, () => undefined);
}

/**
 * How much earlier a function that goes along intervals begins, so that the first one of the answer
 * has one to be compared with.
 */
export function backBy({ name, args }: Call, intervals: Intervals | undefined): number {
  if (intervals === undefined || name === 'cumulative_sum') return 0;
  const count = name === 'moving_average' && args[1]?.kind === 'number' ? args[1].value - 1 : 1;
  return intervals.length * count;
}

function alongCells(call: Call, frame: Frame): readonly Cell[] {
  const { name, args } = call;
  const [arg, second] = args as [Expr, Expr | undefined];
  const figure =
    second?.kind === 'duration'
      ? second.micros
      : second?.kind === 'number'
        ? second.value
        : undefined;
  const { intervals, range } = frame;
  const back = backBy(call, intervals);
  const earlier = back > 0 ? { ...frame, range: { ...range, from: range.from - back } } : frame;
  const row = arg.kind === 'call' ? cellsOf(arg, earlier) : samplesOf(arg, earlier, name);
  return transform(name, row, figure, intervals?.length);
}

function aggregateCells(call: Call, frame: Frame): readonly Cell[] {
  const { name, args } = call;
  const [arg] = args as [Expr];
  const { intervals, range, fill } = frame;
  if (arg.kind === 'call') return countedDistinct(arg, frame);
  const samples = samplesOf(arg, frame, name);
  const found = [...parted(samples, intervals, range)].sort(([a], [b]) => a - b);
  if (name === 'distinct') {
    return found.flatMap(([at, own]) => distinctOf(own).map((value) => ({ at, value })));
  }
  const second = secondOf(call);
  const cells = found.map(([at, own]) => ({ at, value: aggregate(name, own, second).value }));
  const whenNone = name === 'count' ? 0 : undefined;
  return intervals === undefined ? cells : filled(cells, intervals, range, fill, whenNone);
}

function secondOf({ args }: Call): number {
  return args[1]?.kind === 'number' ? args[1].value : 0;
}

function distinctOf(samples: readonly Sample[]): readonly Value[] {
  return [...new Set(samples.map(({ value }) => value))].sort((a, b) => (a < b ? -1 : 1));
}

function countedDistinct(distinct: Call, frame: Frame): readonly Cell[] {
  const { intervals, range, fill } = frame;
  const samples = samplesOf(distinct.args[0] as Expr, frame, 'distinct');
  const cells = [...parted(samples, intervals, range)]
    .sort(([a], [b]) => a - b)
    .map(([at, own]) => ({ at, value: distinctOf(own).length }));
  return intervals === undefined ? cells : filled(cells, intervals, range, fill, 0);
}

/** Which points are looked at; those of another statement were chosen by that one. */
export function spanOf({ measurement, range }: Frame): Range {
  return measurement.isDerived === true ? ALWAYS : range;
}

/** The points of a field of the group, in order of time. */
function samplesOf(expr: Expr, frame: Frame, name: string): readonly Sample[] {
  if (expr.kind !== 'ref') return [];
  const { measurement, filter } = frame;
  const { from, until } = spanOf(frame);
  const type = measurement.fields[expr.name];
  if (type === undefined) return [];
  if (type !== 'integer' && type !== 'float' && !takesAnyType(name)) {
    throw new RefusedError(`unsupported ${name} iterator type: *influxql.${type}Iterator`);
  }
  const samples: Sample[] = [];
  frame.series.forEach((one, series) => {
    forEachPoint(one, expr.name, from, until, (at, value) => {
      if (filter !== undefined && !meets(filter, lookupOf(frame, one, at))) return;
      samples.push({ at, value, series });
    });
  });
  return samples.sort((a, b) => a.at - b.at || a.series - b.series);
}

function lookupOf({ measurement }: Frame, one: Series, at: number) {
  return (name: string): Value | undefined =>
    Object.hasOwn(measurement.fields, name) ? valueAt(one, name, at) : (one.tags[name] ?? '');
}

/** A function that picks a point is asked with others: their values are those of that point. */
export function pickedRows(
  frame: Frame,
  columns: readonly Column[],
  call: Call,
): readonly InfluxRow[] {
  const samples = samplesOf(call.args[0] as Expr, frame, call.name);
  const found = [...parted(samples, frame.intervals, frame.range)].sort(([a], [b]) => a - b);
  return found.map(([start, own]) => {
    const { value, of } = aggregate(call.name, own, secondOf(call));
    const at = of?.at ?? start;
    const one = frame.series[of?.series ?? 0] as Series;
    const lookup = lookupOf(frame, one, at);
    const cells = columns.map(({ expr }) => evaluate(withValue(expr, value), lookup) ?? null);
    return [frame.intervals === undefined ? at : start, ...cells];
  });
}

/**
 * The highest or lowest points of each interval, at their own instants; with tags only the best of
 * each of their values. Of equal ones the earlier goes first.
 */
export function rankedRows(
  frame: Frame,
  columns: readonly Column[],
  { name, args }: Call,
): readonly InfluxRow[] {
  const [arg, ...more] = args as [Expr, ...Expr[]];
  const last = more.pop();
  const count = last?.kind === 'number' ? last.value : 0;
  const tags = more.flatMap((one) => (one.kind === 'ref' ? [one.name] : []));
  const sign = name === 'top' ? -1 : 1;
  const samples = samplesOf(arg, frame, name);
  const found = [...parted(samples, frame.intervals, frame.range)].sort(([a], [b]) => a - b);
  return found.flatMap(([, own]) => {
    const taken = new Set<string>();
    return own
      .toSorted((a, b) => sign * (Number(a.value) - Number(b.value)) || a.at - b.at)
      .filter(({ series }) => tags.length === 0 || isFirst(taken, frame.series[series], tags))
      .slice(0, count)
      .sort((a, b) => a.at - b.at || a.series - b.series)
      .map(({ at, value, series }): InfluxRow => {
        const lookup = lookupOf(frame, frame.series[series] as Series, at);
        const cells = columns.map(({ expr }) => evaluate(withValue(expr, value), lookup) ?? null);
        return [at, ...cells];
      });
  });
}

function isFirst(taken: Set<string>, one: Series | undefined, tags: readonly string[]): boolean {
  const whose = JSON.stringify(tags.map((tag) => one?.tags[tag] ?? ''));
  if (taken.has(whose)) return false;
  taken.add(whose);
  return true;
}

/** The expression with its only call answered. */
function withValue(expr: Expr, value: Value): Expr {
  switch (expr.kind) {
    case 'call':
      return isSelector(expr.name) ? literal(value) : expr;
    case 'paren':
      return { ...expr, inner: withValue(expr.inner, value) };
    case 'binary':
      return { ...expr, left: withValue(expr.left, value), right: withValue(expr.right, value) };
    default:
      return expr;
  }
}

function literal(value: Value): Expr {
  if (typeof value === 'number') return { kind: 'number', value, isInteger: false };
  return typeof value === 'string' ? { kind: 'string', value } : { kind: 'boolean', value };
}
