// SELECT, and the clauses it shares with SHOW.
// Models influxql/parser.go of InfluxDB v1, parseSelectStatement and what it calls.

import type { Expr, Field, Fill, Measurement, Select, Source, Window } from './ast.ts';
import {
  type Cursor,
  complaint,
  expectIdentifier,
  expectInteger,
  expectWord,
  peek,
  QueryError,
  take,
  takeIf,
  unexpected,
} from './cursor.ts';
import { parseExpr, parseRegex } from './expressions.ts';
import { validate } from './validate.ts';

/** Reads what follows the word SELECT, alone or behind another FROM. */
export function parseSelect(cursor: Cursor, isInner: boolean = false): Select {
  const fields = parseFields(cursor);
  expectWord(cursor, 'FROM');
  const sources = parseFrom(cursor);
  const condition = parseCondition(cursor);
  const dimensions = parseDimensions(cursor);
  const fill = parseFill(cursor);
  const isDescending = parseOrderBy(cursor);
  const limits = parseLimits(cursor);
  const select: Select = {
    kind: 'select',
    fields,
    sources,
    ...(condition === undefined ? {} : { condition }),
    dimensions,
    fill: fill ?? { mode: 'null' },
    isDescending,
    ...limits,
  };
  const problem = validate(select, fill !== undefined, isInner);
  if (problem !== undefined) throw new QueryError(problem);
  return select;
}

function parseFields(cursor: Cursor): readonly Field[] {
  const fields: Field[] = [];
  do {
    const { at } = peek(cursor);
    const expr = parseRegex(cursor) ?? parseExpr(cursor);
    const bad = comparisonIn(expr);
    if (bad !== undefined) {
      const place = complaint(cursor, `invalid operator ${bad} in SELECT clause`, at).message;
      throw new QueryError(`${place}; operator is intended for WHERE clause`);
    }
    const alias = takeIf(cursor, 'AS') ? expectIdentifier(cursor) : undefined;
    fields.push(alias === undefined ? { expr } : { expr, alias });
  } while (takeIf(cursor, ','));
  return fields;
}

const COMPARISONS: readonly string[] = ['=', '!=', '=~', '!~', '<', '<=', '>', '>=', 'AND', 'OR'];

function comparisonIn(expr: Expr): string | undefined {
  if (expr.kind === 'paren') return comparisonIn(expr.inner);
  if (expr.kind !== 'binary') return undefined;
  if (COMPARISONS.includes(expr.op)) return expr.op;
  return comparisonIn(expr.left) ?? comparisonIn(expr.right);
}

function parseFrom(cursor: Cursor): readonly Source[] {
  const sources: Source[] = [];
  do sources.push(takeIf(cursor, '(') ? parseSubquery(cursor) : parseSource(cursor));
  while (takeIf(cursor, ','));
  return sources;
}

function parseSubquery(cursor: Cursor): Source {
  expectWord(cursor, 'SELECT');
  const select = parseSelect(cursor, true);
  expectWord(cursor, ')');
  return { select };
}

/** Reads measurements, by name or pattern, parted by commas. */
export function parseSources(cursor: Cursor): readonly Measurement[] {
  const sources: Measurement[] = [];
  do sources.push(parseSource(cursor));
  while (takeIf(cursor, ','));
  return sources;
}

/** `name`, `policy.name`, `database.policy.name`, `database..name`; the last may be a pattern. */
export function parseSource(cursor: Cursor): Measurement {
  const regex = parseRegex(cursor);
  if (regex !== undefined) return { regex: regex.source };
  const parts = [expectIdentifier(cursor)];
  while (cursor.text[cursor.at] === '.') {
    take(cursor);
    const next = cursor.text[cursor.at];
    if (next === '/') return placed(parts, { regex: parseRegex(cursor)?.source ?? '' });
    parts.push(next === '.' ? '' : expectIdentifier(cursor));
  }
  if (parts.length > 3) throw new QueryError(`too many segments in ${parts.map(quote).join('.')}`);
  return placed(parts.slice(0, -1), { name: parts.at(-1) ?? '' });
}

function quote(part: string): string {
  return `"${part}"`;
}

function placed(parts: readonly string[], what: Measurement): Measurement {
  const policy = parts.at(-1) ?? '';
  const database = parts.at(-2) ?? '';
  return {
    ...(database === '' ? {} : { database }),
    ...(policy === '' ? {} : { policy }),
    ...what,
  };
}

/** Reads WHERE, if it is there. */
export function parseCondition(cursor: Cursor): Expr | undefined {
  return takeIf(cursor, 'WHERE') ? parseExpr(cursor) : undefined;
}

function parseDimensions(cursor: Cursor): readonly Expr[] {
  if (!takeIf(cursor, 'GROUP')) return [];
  expectWord(cursor, 'BY');
  const dimensions: Expr[] = [];
  do dimensions.push(parseRegex(cursor) ?? parseExpr(cursor));
  while (takeIf(cursor, ','));
  return dimensions;
}

function parseFill(cursor: Cursor): Fill | undefined {
  const token = peek(cursor);
  if (token.kind !== 'identifier' || token.text.toLowerCase() !== 'fill') return undefined;
  const call = parseExpr(cursor);
  if (call.kind !== 'call') throw new QueryError('fill must be a function call');
  const [arg] = call.args;
  if (arg === undefined || call.args.length !== 1) {
    throw new QueryError('fill requires an argument, e.g.: 0, null, none, previous, linear');
  }
  if (arg.kind === 'number') return { mode: 'number', value: arg.value };
  const modes = ['null', 'none', 'previous', 'linear'] as const;
  const mode = modes.find((one) => arg.kind === 'ref' && arg.name === one);
  if (mode === undefined) throw new QueryError('expected number argument in fill()');
  return { mode };
}

const TIME_ONLY = 'only ORDER BY time supported at this time';

/** Reads ORDER BY, if it is there; whether the newest come first. */
export function parseOrderBy(cursor: Cursor): boolean {
  if (!takeIf(cursor, 'ORDER')) return false;
  expectWord(cursor, 'BY');
  const token = peek(cursor);
  if (takeIf(cursor, 'ASC')) return false;
  if (takeIf(cursor, 'DESC')) return true;
  if (token.kind !== 'identifier') {
    throw unexpected(cursor, token, ['identifier', 'ASC', 'DESC']);
  }
  take(cursor);
  const isDescending = takeIf(cursor, 'DESC');
  if (!isDescending) takeIf(cursor, 'ASC');
  if (token.text !== 'time') throw new QueryError(TIME_ONLY);
  if (takeIf(cursor, ',')) {
    expectIdentifier(cursor);
    throw new QueryError(TIME_ONLY);
  }
  return isDescending;
}

/** Reads LIMIT, OFFSET, SLIMIT and SOFFSET, as far as they are there. */
export function parseLimits(cursor: Cursor): Window {
  const optional = (word: string): number => (takeIf(cursor, word) ? expectInteger(cursor) : 0);
  const limit = optional('LIMIT');
  const offset = optional('OFFSET');
  const seriesLimit = optional('SLIMIT');
  return { limit, offset, seriesLimit, seriesOffset: optional('SOFFSET') };
}
