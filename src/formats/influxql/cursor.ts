// Where a parser stands in a query, and how it says what it found and what it had expected.
// Models influxql/parser.go of InfluxDB v1, newParseError and ParseDuration.

import { afterBlanks, scanToken, type Token } from './scanner.ts';

/** A query that is being read. */
export interface Cursor {
  readonly text: string;
  at: number;
  /** The word before. */
  last: Token | undefined;
}

/** Thrown where a query breaks the rules; `parseQuery` catches it. */
export class QueryError extends Error {
  override name = 'QueryError';
}

/** The next word, blanks passed over; it stays the next. */
export function peek(cursor: Cursor): Token {
  return scanToken(cursor.text, afterBlanks(cursor.text, cursor.at), cursor.last);
}

/** The next word, taken. */
export function take(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at = token.end;
  cursor.last = token;
  return token;
}

/** Takes the next word if it is this keyword or symbol. */
export function takeIf(cursor: Cursor, text: string): boolean {
  const token = peek(cursor);
  const isIt = (token.kind === 'keyword' || token.kind === 'symbol') && token.text === text;
  if (isIt) take(cursor);
  return isIt;
}

/** Takes the next word, which must be this keyword or symbol. */
export function expectWord(cursor: Cursor, text: string): void {
  if (!takeIf(cursor, text)) throw unexpected(cursor, peek(cursor), [text]);
}

/** Takes a name. */
export function expectIdentifier(cursor: Cursor): string {
  const token = peek(cursor);
  if (token.kind !== 'identifier') throw unexpected(cursor, token, ['identifier']);
  return take(cursor).text;
}

/** Takes a whole number. */
export function expectInteger(cursor: Cursor): number {
  const token = peek(cursor);
  if (token.kind !== 'integer') throw unexpected(cursor, token, ['integer']);
  return Number(take(cursor).text);
}

/** Takes a length of time; INF is 0. */
export function expectDuration(cursor: Cursor): number {
  if (takeIf(cursor, 'INF')) return 0;
  const token = peek(cursor);
  if (token.kind !== 'duration') throw unexpected(cursor, token, ['duration']);
  return durationMicros(take(cursor).text, (message) => complaint(cursor, message, token.at));
}

/** `found X, expected Y at line 1, char N`. */
export function unexpected(cursor: Cursor, found: Token, expected: readonly string[]): QueryError {
  const said = found.text === '' ? 'STRING' : found.text;
  return complaint(cursor, `found ${said}, expected ${expected.join(', ')}`, found.at);
}

/** Any other complaint about a place. */
export function complaint({ text }: Cursor, message: string, at: number): QueryError {
  const lines = text.slice(0, at).split('\n');
  const char = at - (text.lastIndexOf('\n', at - 1) + 1) + 1;
  return new QueryError(`${message} at line ${lines.length}, char ${char}`);
}

const UNITS: { readonly [unit: string]: number } = {
  ns: 0.001,
  u: 1,
  µ: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
  w: 604_800_000_000,
};

/** `1h30m` in microseconds. */
export function durationMicros(text: string, refuse: (message: string) => Error): number {
  if (!/^(\d+(ns|ms|[uµsmhdw]))+$/.test(text)) throw refuse('invalid duration');
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ns|ms|[uµsmhdw])/g)) {
    sum += Number(count) * (UNITS[unit ?? ''] ?? 0);
  }
  return sum;
}
