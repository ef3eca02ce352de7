// Expressions of InfluxQL: names, figures, calls, and operators by their precedence.
// Models influxql/parser.go of InfluxDB v1, ParseExpr, parseUnaryExpr, parseCall and parseRegex.

import type { Binary, Expr, Operator } from './ast.ts';
import {
  type Cursor,
  complaint,
  durationMicros,
  expectIdentifier,
  peek,
  QueryError,
  take,
  takeIf,
  unexpected,
} from './cursor.ts';
import { afterBlanks } from './scanner.ts';

const PRECEDENCE: { readonly [op in Operator]: number } = {
  OR: 1,
  AND: 2,
  '=': 3,
  '!=': 3,
  '=~': 3,
  '!~': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '|': 4,
  '^': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  '&': 5,
};

/** Reads an expression. */
export function parseExpr(cursor: Cursor): Expr {
  let root: Expr = parseUnary(cursor);
  for (;;) {
    const { kind, text } = peek(cursor);
    const isOperator = (kind === 'symbol' || kind === 'keyword') && Object.hasOwn(PRECEDENCE, text);
    if (!isOperator) return root;
    take(cursor);
    const op = text as Operator;
    const right = op === '=~' || op === '!~' ? expectRegex(cursor) : parseUnary(cursor);
    root = withOperation(root, op, right);
  }
}

/** Puts the operation below all that bind less. */
function withOperation(root: Expr, op: Operator, right: Expr): Expr {
  if (root.kind !== 'binary' || PRECEDENCE[root.op] >= PRECEDENCE[op]) {
    return { kind: 'binary', op, left: root, right };
  }
  return { ...root, right: withOperation(root.right, op, right) } satisfies Binary;
}

function parseUnary(cursor: Cursor): Expr {
  if (takeIf(cursor, '(')) {
    const inner = parseExpr(cursor);
    if (!takeIf(cursor, ')')) throw unexpected(cursor, peek(cursor), [')']);
    return { kind: 'paren', inner };
  }
  const token = peek(cursor);
  switch (token.kind) {
    case 'identifier':
      return nameOrCall(cursor);
    case 'string':
      return { kind: 'string', value: take(cursor).text };
    case 'number':
      return { kind: 'number', value: Number(take(cursor).text), isInteger: false };
    case 'integer': {
      const value = Number(take(cursor).text);
      if (value > MOST) throw complaint(cursor, 'unable to parse integer', token.at);
      return { kind: 'number', value, isInteger: true };
    }
    case 'duration':
      take(cursor);
      return {
        kind: 'duration',
        micros: durationMicros(token.text, (message) => new QueryError(message)),
      };
    default:
      return keywordOrSign(cursor);
  }
}

/** What fits into 64 bits without a sign. */
const MOST = 2 ** 64;

function keywordOrSign(cursor: Cursor): Expr {
  const token = peek(cursor);
  if (token.kind === 'keyword' && (token.text === 'TRUE' || token.text === 'FALSE')) {
    return { kind: 'boolean', value: take(cursor).text === 'TRUE' };
  }
  if (token.kind === 'keyword' && token.text === 'DISTINCT') return distinct(cursor);
  if (token.kind === 'symbol' && token.text === '*') {
    take(cursor);
    if (!takeIf(cursor, '::')) return { kind: 'wildcard' };
    for (const only of ['FIELD', 'TAG'] as const) {
      if (takeIf(cursor, only)) {
        return { kind: 'wildcard', only: only === 'TAG' ? 'tag' : 'field' };
      }
    }
    throw unexpected(cursor, peek(cursor), ['field', 'tag']);
  }
  if (token.kind === 'symbol' && (token.text === '+' || token.text === '-')) {
    take(cursor);
    return signed(cursor, token.text === '-' ? -1 : 1);
  }
  throw unexpected(cursor, token, ['identifier', 'string', 'number', 'bool']);
}

function signed(cursor: Cursor, sign: 1 | -1): Expr {
  const token = peek(cursor);
  const isFigure = ['number', 'integer', 'duration', 'identifier'].includes(token.kind);
  if (!isFigure && !(token.kind === 'symbol' && token.text === '(')) {
    throw unexpected(cursor, token, ['identifier', 'number', 'duration', '(']);
  }
  const one = parseUnary(cursor);
  if (one.kind === 'number') return { ...one, value: one.value * sign };
  if (one.kind === 'duration') return { ...one, micros: one.micros * sign };
  const left: Expr = { kind: 'number', value: sign, isInteger: true };
  return { kind: 'binary', op: '*', left, right: one };
}

/** `distinct(x)`, or `distinct x`, which is the same. */
function distinct(cursor: Cursor): Expr {
  take(cursor);
  if (cursor.text[cursor.at] === '(') return callOf(cursor, 'distinct');
  const token = peek(cursor);
  if (token.kind !== 'identifier') {
    const isApart = cursor.at < afterBlanks(cursor.text, cursor.at);
    throw unexpected(cursor, token, isApart ? ['identifier'] : ['(', 'identifier']);
  }
  return { kind: 'call', name: 'distinct', args: [{ kind: 'ref', name: take(cursor).text }] };
}

function nameOrCall(cursor: Cursor): Expr {
  const name = expectIdentifier(cursor);
  if (cursor.text[cursor.at] === '(') return callOf(cursor, name.toLowerCase());
  const parts = [name];
  while (cursor.text[cursor.at] === '.') {
    take(cursor);
    parts.push(expectIdentifier(cursor));
  }
  if (takeIf(cursor, '::')) take(cursor);
  return { kind: 'ref', name: parts.join('.') };
}

function callOf(cursor: Cursor, name: string): Expr {
  take(cursor);
  const args: Expr[] = [];
  if (takeIf(cursor, ')')) return { kind: 'call', name, args };
  do args.push(parseRegex(cursor) ?? parseExpr(cursor));
  while (takeIf(cursor, ','));
  if (!takeIf(cursor, ')')) throw unexpected(cursor, peek(cursor), [')']);
  return { kind: 'call', name, args };
}

/** Reads `/…/` if that is what comes next. */
export function parseRegex(cursor: Cursor): Extract<Expr, { kind: 'regex' }> | undefined {
  const from = afterBlanks(cursor.text, cursor.at);
  const found = /^\/((?:\\\/|[^/\n])*)\//.exec(cursor.text.slice(from));
  if (cursor.text[from] !== '/') return undefined;
  const place = Math.max(0, from - 1);
  if (found === null) throw complaint(cursor, 'bad regex: ', place);
  const source = (found[1] ?? '').replaceAll('\\/', '/');
  cursor.at = from + found[0].length;
  cursor.last = { kind: 'symbol', text: '/', at: from, end: cursor.at };
  try {
    new RegExp(source);
  } catch {
    throw complaint(
      cursor,
      `error parsing regexp: invalid or unsupported syntax: \`${source}\``,
      place,
    );
  }
  return { kind: 'regex', source };
}

/** Reads a regular expression. */
export function expectRegex(cursor: Cursor): Extract<Expr, { kind: 'regex' }> {
  const regex = parseRegex(cursor);
  if (regex === undefined) throw unexpected(cursor, peek(cursor), ['regex']);
  return regex;
}
