// WHERE: the stretch of time it leaves, and whether a point's tags and fields meet the rest.
// Models influxql/ast.go of InfluxDB v1.3, TimeRange, Reduce and Eval.

import { parseRfc3339 } from '../../../base/calendar.ts';
import type { Expr, Operator } from '../../../formats/influxql/ast.ts';
import type { Value } from './points.ts';

/** From an instant on, up to another which is not within. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

/** What WHERE asks for. */
export interface Condition {
  readonly range: Range;
  /** What is asked of tags and fields. */
  readonly rest?: Expr;
}

/** Something InfluxDB refuses while it works on a statement. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}

/** All of it. */
export const ALWAYS: Range = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** Takes a condition apart. */
export function conditionOf(expr: Expr | undefined, now: number): Condition {
  if (expr === undefined) return { range: ALWAYS };
  if (expr.kind === 'paren') return conditionOf(expr.inner, now);
  if (expr.kind === 'binary' && expr.op === 'AND') {
    return both(conditionOf(expr.left, now), conditionOf(expr.right, now));
  }
  return timeCondition(expr, now) ?? { range: ALWAYS, rest: expr };
}

/** The stretch that two have in common. */
export function common(a: Range, b: Range): Range {
  return { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
}

function both(a: Condition, b: Condition): Condition {
  const range = common(a.range, b.range);
  if (a.rest === undefined || b.rest === undefined) {
    const rest = a.rest ?? b.rest;
    return rest === undefined ? { range } : { range, rest };
  }
  return { range, rest: { kind: 'binary', op: 'AND', left: a.rest, right: b.rest } };
}

const TURNED: { readonly [op: string]: Operator } = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function timeCondition(expr: Expr, now: number): Condition | undefined {
  if (expr.kind !== 'binary') return undefined;
  const isRight = isTime(expr.right);
  if (!isRight && !isTime(expr.left)) return undefined;
  const at = instantOf(isRight ? expr.left : expr.right, now);
  const op = isRight ? (TURNED[expr.op] ?? expr.op) : expr.op;
  const range = rangeOf(op, at);
  return range === undefined ? undefined : { range };
}

function rangeOf(op: Operator, at: number): Range | undefined {
  switch (op) {
    case '>':
      return { ...ALWAYS, from: at + 1 };
    case '>=':
      return { ...ALWAYS, from: at };
    case '<':
      return { ...ALWAYS, until: at };
    case '<=':
      return { ...ALWAYS, until: at + 1 };
    case '=':
      return { from: at, until: at + 1 };
    default:
      return undefined;
  }
}

function isTime(expr: Expr): boolean {
  return expr.kind === 'ref' && expr.name.toLowerCase() === 'time';
}

const NANOS_PER_MICRO = 1_000;

/** The instant an expression names, in microseconds since 1970. */
function instantOf(expr: Expr, now: number): number {
  switch (expr.kind) {
    case 'paren':
      return instantOf(expr.inner, now);
    case 'number':
      return Math.round(expr.value / NANOS_PER_MICRO);
    case 'duration':
      return expr.micros;
    case 'string':
      return instantOfText(expr.value);
    case 'binary':
      if (expr.op === '+') return instantOf(expr.left, now) + instantOf(expr.right, now);
      if (expr.op === '-') return instantOf(expr.left, now) - instantOf(expr.right, now);
      break;
    case 'call':
      if (expr.name === 'now' && expr.args.length === 0) return now;
      break;
    default:
  }
  throw new RefusedError('invalid operation: time and expression are not compatible');
}

/** `2026-01-01`, `2026-01-01 00:00:00.5`, or RFC 3339. */
function instantOfText(text: string): number {
  const plain = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d(?:\.\d+)?))?$/.exec(text);
  const full = plain === null ? text : `${plain[1]}T${plain[2] ?? '00:00:00'}Z`;
  const time = parseRfc3339(full);
  if (time === undefined) {
    throw new RefusedError(
      'invalid operation: time and *influxql.StringLiteral are not compatible',
    );
  }
  return time.seconds * 1_000_000 + time.micros;
}

/** What a name stands for; undefined when a point has nothing of that name. */
export type Lookup = (name: string) => Value | undefined;

/** Whether a point meets a condition. */
export function meets(expr: Expr, lookup: Lookup): boolean {
  return evaluate(expr, lookup) === true;
}

/** The value of an expression over one point. */
export function evaluate(expr: Expr, lookup: Lookup): Value | undefined {
  switch (expr.kind) {
    case 'ref':
      return lookup(expr.name);
    case 'paren':
      return evaluate(expr.inner, lookup);
    case 'number':
    case 'string':
    case 'boolean':
      return expr.value;
    case 'binary': {
      if (expr.op === 'AND') return meets(expr.left, lookup) && meets(expr.right, lookup);
      if (expr.op === 'OR') return meets(expr.left, lookup) || meets(expr.right, lookup);
      const left = evaluate(expr.left, lookup);
      if (expr.op === '=~' || expr.op === '!~') return matches(left, expr.op, expr.right);
      return operate(expr.op, left, evaluate(expr.right, lookup));
    }
    default:
      return undefined;
  }
}

function matches(value: Value | undefined, op: '=~' | '!~', pattern: Expr): boolean {
  const source = pattern.kind === 'regex' ? pattern.source : '';
  const text = value === undefined ? '' : value;
  if (typeof text !== 'string') return false;
  return new RegExp(source).test(text) === (op === '=~');
}

/** Two values and what is between them; undefined when they do not go together. */
export function operate(
  op: Operator,
  left: Value | undefined,
  right: Value | undefined,
): Value | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === 'number' && typeof right === 'number') return calculate(op, left, right);
  if (typeof left !== typeof right) return undefined;
  if (op === '=') return left === right;
  return op === '!=' ? left !== right : undefined;
}

function calculate(op: Operator, left: number, right: number): Value | undefined {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? 0 : left / right;
    case '%':
      return right === 0 ? 0 : left % right;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return undefined;
  }
}
