// A query of InfluxQL: statements parted by semicolons.
// Models influxql/parser.go and parse_tree.go of InfluxDB v1.3.

import type { KeyPattern, Measurement, PolicyWish, Show, Statement } from './ast.ts';
import {
  type Cursor,
  expectDuration,
  expectIdentifier,
  expectInteger,
  expectWord,
  peek,
  QueryError,
  take,
  takeIf,
  unexpected,
} from './cursor.ts';
import { expectRegex } from './expressions.ts';
import {
  parseCondition,
  parseLimits,
  parseOrderBy,
  parseSelect,
  parseSource,
  parseSources,
} from './select.ts';

/** Its statements, or what is wrong with it, in InfluxDB's words. */
export type Parsed = { readonly statements: readonly Statement[] } | { readonly error: string };

/** Reads a query. */
export function parseQuery(text: string): Parsed {
  const cursor: Cursor = { text, at: 0, last: undefined };
  try {
    return { statements: parseStatements(cursor) };
  } catch (error) {
    if (error instanceof QueryError) return { error: error.message };
    throw error;
  }
}

function parseStatements(cursor: Cursor): readonly Statement[] {
  const statements: Statement[] = [];
  let isParted = true;
  for (;;) {
    const token = peek(cursor);
    if (token.kind === 'end') return statements;
    if (takeIf(cursor, ';')) {
      isParted = true;
      continue;
    }
    if (!isParted) throw unexpected(cursor, token, [';']);
    statements.push(parseStatement(cursor));
    isParted = false;
  }
}

const STATEMENTS: readonly string[] = [
  ...['SELECT', 'DELETE', 'SHOW', 'CREATE', 'DROP', 'GRANT', 'REVOKE', 'ALTER', 'SET', 'KILL'],
];

const SHOWN: readonly string[] = [
  ...['CONTINUOUS', 'DATABASES', 'DIAGNOSTICS', 'FIELD', 'GRANTS', 'MEASUREMENTS', 'QUERIES'],
  ...['RETENTION', 'SERIES', 'SHARD', 'SHARDS', 'STATS', 'SUBSCRIPTIONS', 'TAG', 'USERS'],
];

const CREATED: readonly string[] = ['CONTINUOUS', 'DATABASE', 'USER', 'RETENTION', 'SUBSCRIPTION'];

const DROPPED: readonly string[] = [
  ...['CONTINUOUS', 'DATABASE', 'MEASUREMENT', 'RETENTION', 'SERIES', 'SHARD', 'SUBSCRIPTION'],
  'USER',
];

/** Takes one of these words. */
function oneOf(cursor: Cursor, words: readonly string[]): string {
  const token = peek(cursor);
  if (token.kind !== 'keyword' || !words.includes(token.text)) {
    throw unexpected(cursor, token, words);
  }
  return take(cursor).text;
}

function parseStatement(cursor: Cursor): Statement {
  const verb = oneOf(cursor, STATEMENTS);
  switch (verb) {
    case 'SELECT':
      return parseSelect(cursor);
    case 'SHOW':
      return parseShow(cursor);
    case 'CREATE':
      return parseCreate(cursor);
    case 'DROP':
      return parseDrop(cursor);
    default:
      return other(cursor, verb);
  }
}

/** The rest of a statement that is not carried out here. */
function other(cursor: Cursor, words: string): Statement {
  while (peek(cursor).kind !== 'end' && !(peek(cursor).text === ';')) take(cursor);
  return { kind: 'other', words };
}

function parseShow(cursor: Cursor): Statement {
  const what = oneOf(cursor, SHOWN);
  switch (what) {
    case 'DATABASES':
      return { kind: 'show databases' };
    case 'RETENTION': {
      expectWord(cursor, 'POLICIES');
      return { kind: 'show retention policies', ...onDatabase(cursor) };
    }
    case 'MEASUREMENTS':
      return showMeasurements(cursor);
    case 'SERIES':
      return shown(cursor, 'show series');
    case 'FIELD':
      expectWord(cursor, 'KEYS');
      return shown(cursor, 'show field keys');
    case 'TAG':
      return oneOf(cursor, ['KEYS', 'VALUES']) === 'KEYS'
        ? shown(cursor, 'show tag keys')
        : shown(cursor, 'show tag values');
    default:
      return other(cursor, `SHOW ${what}`);
  }
}

function onDatabase(cursor: Cursor): { readonly database?: string } {
  return takeIf(cursor, 'ON') ? { database: expectIdentifier(cursor) } : {};
}

function showMeasurements(cursor: Cursor): Show {
  const database = onDatabase(cursor);
  const sources: Measurement[] = [];
  if (takeIf(cursor, 'WITH')) {
    expectWord(cursor, 'MEASUREMENT');
    const token = peek(cursor);
    if (!takeIf(cursor, '=') && !takeIf(cursor, '=~')) {
      throw unexpected(cursor, token, ['=', '=~']);
    }
    sources.push(parseSource(cursor));
  }
  return { kind: 'show measurements', ...database, sources, ...restOfShow(cursor) };
}

function shown(cursor: Cursor, kind: Exclude<Show['kind'], 'show measurements'>): Show {
  const database = onDatabase(cursor);
  const sources = takeIf(cursor, 'FROM') ? parseSources(cursor) : [];
  const isKeyed = kind === 'show tag values' || (kind === 'show tag keys' && isWith(cursor));
  const keys = isKeyed ? { keys: parseKeys(cursor) } : {};
  return { kind, ...database, sources, ...keys, ...restOfShow(cursor) };
}

function isWith(cursor: Cursor): boolean {
  const { kind, text } = peek(cursor);
  return kind === 'keyword' && text === 'WITH';
}

function restOfShow(cursor: Cursor): Omit<Show, 'kind' | 'sources' | 'keys' | 'database'> {
  const condition = parseCondition(cursor);
  parseOrderBy(cursor);
  return { ...(condition === undefined ? {} : { condition }), ...parseLimits(cursor) };
}

function parseKeys(cursor: Cursor): KeyPattern {
  expectWord(cursor, 'WITH');
  expectWord(cursor, 'KEY');
  if (takeIf(cursor, 'IN')) {
    expectWord(cursor, '(');
    const keys = [expectIdentifier(cursor)];
    while (takeIf(cursor, ',')) keys.push(expectIdentifier(cursor));
    expectWord(cursor, ')');
    return { op: 'IN', keys };
  }
  for (const op of ['=', '!='] as const) {
    if (takeIf(cursor, op)) return { op, key: expectIdentifier(cursor) };
  }
  for (const op of ['=~', '!~'] as const) {
    if (takeIf(cursor, op)) return { op, regex: expectRegex(cursor).source };
  }
  throw unexpected(cursor, peek(cursor), ['IN', '=', '=~']);
}

function parseCreate(cursor: Cursor): Statement {
  const what = oneOf(cursor, CREATED);
  if (what === 'DATABASE') {
    const name = expectIdentifier(cursor);
    if (!takeIf(cursor, 'WITH')) return { kind: 'create database', name };
    return { kind: 'create database', name, policy: databasePolicy(cursor) };
  }
  if (what !== 'RETENTION') return other(cursor, `CREATE ${what}`);
  expectWord(cursor, 'POLICY');
  const name = expectIdentifier(cursor);
  expectWord(cursor, 'ON');
  const database = expectIdentifier(cursor);
  expectWord(cursor, 'DURATION');
  const durationMicros = expectDuration(cursor);
  expectWord(cursor, 'REPLICATION');
  const replication = expectInteger(cursor);
  const shard = takeIf(cursor, 'SHARD') ? shardDuration(cursor) : {};
  const isDefault = takeIf(cursor, 'DEFAULT');
  const policy = { name, durationMicros, replication, ...shard };
  return { kind: 'create retention policy', database, policy, isDefault };
}

function databasePolicy(cursor: Cursor): PolicyWish {
  const token = peek(cursor);
  const words = ['DURATION', 'NAME', 'REPLICATION', 'SHARD'];
  if (token.kind !== 'keyword' || !words.includes(token.text)) {
    throw unexpected(cursor, token, words);
  }
  const duration = takeIf(cursor, 'DURATION') ? { durationMicros: expectDuration(cursor) } : {};
  const copies = takeIf(cursor, 'REPLICATION') ? { replication: expectInteger(cursor) } : {};
  const shard = takeIf(cursor, 'SHARD') ? shardDuration(cursor) : {};
  const name = takeIf(cursor, 'NAME') ? { name: expectIdentifier(cursor) } : {};
  return { ...duration, ...copies, ...shard, ...name };
}

function shardDuration(cursor: Cursor): { readonly shardMicros: number } {
  expectWord(cursor, 'DURATION');
  return { shardMicros: expectDuration(cursor) };
}

function parseDrop(cursor: Cursor): Statement {
  const what = oneOf(cursor, DROPPED);
  if (what === 'DATABASE') return { kind: 'drop database', name: expectIdentifier(cursor) };
  if (what === 'MEASUREMENT') return { kind: 'drop measurement', name: expectIdentifier(cursor) };
  return other(cursor, `DROP ${what}`);
}
