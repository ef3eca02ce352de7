// What a SELECT may not say although each of its parts is well formed.
// Models influxql/ast.go of InfluxDB v1.3, SelectStatement.validate and what it calls.

import type { Call, Expr, Select } from './ast.ts';

/** How many arguments a function takes, and what it is. */
interface Signature {
  readonly least: number;
  readonly most: number;
  /** Takes another function's result, or a field as it is. */
  readonly isTransform?: boolean;
  /** Picks one of the points instead of making a new one. */
  readonly isSelector?: boolean;
}

const ONE: Signature = { least: 1, most: 1 };
const RANKS: Signature = { least: 2, most: Number.MAX_SAFE_INTEGER, isSelector: true };
const PICKS: Signature = { ...ONE, isSelector: true };

const FUNCTIONS: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ...['count', 'mean', 'sum', 'median', 'mode', 'spread', 'stddev', 'distinct'].map(
    (name) => [name, ONE] as const,
  ),
  ...['min', 'max', 'first', 'last'].map((name) => [name, PICKS] as const),
  ...['top', 'bottom'].map((name) => [name, RANKS] as const),
  ['percentile', { least: 2, most: 2, isSelector: true }],
  ['derivative', { least: 1, most: 2, isTransform: true }],
  ['non_negative_derivative', { least: 1, most: 2, isTransform: true }],
  ['difference', { ...ONE, isTransform: true }],
  ['cumulative_sum', { ...ONE, isTransform: true }],
  ['elapsed', { least: 1, most: 2, isTransform: true }],
  ['moving_average', { least: 2, most: 2, isTransform: true }],
]);

/** Whether a function works on a row of values, one after the other. */
export function isTransform(name: string): boolean {
  return FUNCTIONS.get(name)?.isTransform === true;
}

/** Whether a function picks one of the points. */
export function isSelector(name: string): boolean {
  return FUNCTIONS.get(name)?.isSelector === true;
}

/** Whether a function picks several of the points: the highest or the lowest. */
export function isRanking(name: string): boolean {
  return FUNCTIONS.get(name) === RANKS;
}

/** All calls in an expression that do not stand within another call. */
export function callsIn(expr: Expr): readonly Call[] {
  if (expr.kind === 'call') return [expr];
  if (expr.kind === 'paren') return callsIn(expr.inner);
  return expr.kind === 'binary' ? [...callsIn(expr.left), ...callsIn(expr.right)] : [];
}

/** All names in an expression that do not stand within a call. */
export function refsIn(expr: Expr): readonly string[] {
  if (expr.kind === 'ref') return [expr.name];
  if (expr.kind === 'paren') return refsIn(expr.inner);
  return expr.kind === 'binary' ? [...refsIn(expr.left), ...refsIn(expr.right)] : [];
}

/** The statements that stand behind FROM. */
export function subqueriesOf({ sources }: Select): readonly Select[] {
  return sources.flatMap((source) => ('select' in source ? [source.select] : []));
}

/** What is wrong with a statement, in InfluxDB's words; an inner one may leave times to others. */
export function validate(select: Select, hasFill: boolean, isInner: boolean): string | undefined {
  const calls = callsOf(select);
  const problem =
    dimensionProblem(select) ??
    first(calls, (one) => callProblem(one, select)) ??
    mixProblem(select, calls) ??
    (isInner ? undefined : (timeProblem(select) ?? intervalProblem(select)));
  return problem ?? fillProblem(select, calls, hasFill);
}

function callsOf({ fields }: Select): readonly Call[] {
  return fields.flatMap(({ expr }) => callsIn(expr));
}

/** Intervals need a stretch of time, said by the statement or by one around it. */
function timeProblem(select: Select): string | undefined {
  const { condition } = select;
  const names = condition === undefined ? [] : refsIn(condition);
  if (names.some((name) => name.toLowerCase() === 'time')) return undefined;
  if (hasInterval(select) && callsOf(select).length > 0) {
    return 'aggregate functions with GROUP BY time require a WHERE time clause';
  }
  return first(subqueriesOf(select), timeProblem);
}

/** What goes along the results of another function needs intervals, whoever says them. */
function intervalProblem(select: Select): string | undefined {
  if (hasInterval(select)) return undefined;
  const lacking = callsOf(select).find(
    ({ name, args }) => isTransform(name) && args[0]?.kind === 'call',
  );
  if (lacking !== undefined) return `${lacking.name} aggregate requires a GROUP BY interval`;
  return first(subqueriesOf(select), intervalProblem);
}

function first<T>(all: readonly T[], find: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function dimensionProblem({ dimensions }: Select): string | undefined {
  const times = dimensions.filter((one) => one.kind === 'call');
  return first(dimensions, (one) => {
    if (one.kind === 'ref' && one.name.toLowerCase() === 'time') {
      return 'time() is a function and expects at least one argument';
    }
    if (one.kind === 'ref' || one.kind === 'wildcard' || one.kind === 'regex') return undefined;
    if (one.kind !== 'call') return 'only time and tag dimensions allowed';
    if (one.name !== 'time') return 'only time() calls allowed in dimensions';
    if (one.args.length < 1 || one.args.length > 2) {
      return 'time dimension expected 1 or 2 arguments';
    }
    if (one.args[0]?.kind !== 'duration') return 'time dimension must have duration argument';
    return times.length > 1 ? 'multiple time dimensions not allowed' : undefined;
  });
}

function callProblem(call: Call, select: Select): string | undefined {
  const signature = FUNCTIONS.get(call.name);
  if (signature === undefined) return `undefined function ${call.name}()`;
  const { least, most } = signature;
  const got = call.args.length;
  if (got < least || got > most) {
    if (isRanking(call.name)) {
      return `invalid number of arguments for ${call.name}, expected at least 2, got ${got}`;
    }
    const wanted =
      least === most ? `expected ${least}` : `expected at least ${least} but no more than ${most}`;
    return `invalid number of arguments for ${call.name}, ${wanted}, got ${got}`;
  }
  if (isRanking(call.name)) return rankingProblem(call, select);
  const [arg] = call.args as [Expr];
  if (arg.kind === 'call') {
    const inner = callProblem(arg, select);
    if (inner !== undefined) return inner;
    if (!signature.isTransform && !(call.name === 'count' && arg.name === 'distinct')) {
      return `expected field argument in ${call.name}()`;
    }
    return undefined;
  }
  if (arg.kind !== 'ref' && arg.kind !== 'wildcard' && arg.kind !== 'regex') {
    return `expected field argument in ${call.name}()`;
  }
  if (signature.isTransform && hasInterval(select)) {
    return `aggregate function required inside the call to ${call.name}`;
  }
  return secondProblem(call);
}

/** A field, tags beside it, and at last how many. */
function rankingProblem({ name, args }: Call, select: Select): string | undefined {
  const count = args.at(-1);
  if (count?.kind !== 'number' || !count.isInteger) {
    return `expected integer as last argument in ${name}(), found ${textOf(count)}`;
  }
  const other = args.slice(0, -1).find(({ kind }) => kind !== 'ref');
  if (other !== undefined) {
    return `only fields or tags are allowed in ${name}(), found ${textOf(other)}`;
  }
  if (count.value < 1) return `limit (${count.value}) in ${name} function must be at least 1`;
  if (select.limit > 0 && count.value > select.limit) {
    return `limit (${count.value}) in ${name} function can not be larger than the LIMIT (${select.limit}) in the select statement`;
  }
  return callsOf(select).length > 1
    ? `selector function ${name}() cannot be combined with other functions`
    : undefined;
}

function textOf(expr: Expr | undefined): string {
  if (expr?.kind === 'ref' || expr?.kind === 'call') return expr.name;
  return expr?.kind === 'number' || expr?.kind === 'string' ? String(expr.value) : '';
}

function secondProblem({ name, args }: Call): string | undefined {
  const second = args[1];
  if (second === undefined) return undefined;
  if (name === 'percentile' && second.kind !== 'number') {
    return 'expected float argument in percentile()';
  }
  if (name === 'moving_average') {
    const isWhole = second.kind === 'number' && second.isInteger;
    if (!isWhole)
      return 'second argument for moving_average must be an integer, got a different type';
    return second.value > 1 ? undefined : 'moving_average window must be greater than 1, got 1';
  }
  const isLength = name === 'percentile' || (second.kind === 'duration' && second.micros > 0);
  return isLength
    ? undefined
    : `second argument to ${name} must be a duration, got a different type`;
}

function hasInterval({ dimensions }: Select): boolean {
  return dimensions.some(({ kind }) => kind === 'call');
}

function mixProblem(select: Select, calls: readonly Call[]): string | undefined {
  const aggregates = calls.filter(({ name }) => !isSelector(name));
  const bare = select.fields.flatMap(({ expr }) => refsIn(expr));
  const isAll = select.fields.some(({ expr }) => expr.kind === 'wildcard' || expr.kind === 'regex');
  if (calls.length > 0 && (bare.length > 0 || isAll)) {
    const isOnePick = calls.length === 1 && aggregates.length === 0;
    if (!isOnePick) return 'mixing aggregate and non-aggregate queries is not supported';
  }
  if (calls.length === 0 && !isAll && bare.length > 0 && bare.every((name) => name === 'time')) {
    return 'at least 1 non-time field must be queried';
  }
  if (calls.length === 0 && hasInterval(select)) {
    return 'GROUP BY requires at least one aggregate function';
  }
  return undefined;
}

function fillProblem(
  { fill }: Select,
  calls: readonly Call[],
  hasFill: boolean,
): string | undefined {
  if (!hasFill || calls.length > 0 || fill.mode === 'null') return undefined;
  const isNamed = fill.mode === 'none' || fill.mode === 'linear';
  return isNamed ? `fill(${fill.mode}) must be used with a function` : undefined;
}
