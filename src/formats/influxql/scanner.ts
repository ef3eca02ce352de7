// Words of InfluxQL with the places InfluxDB says they have. Whether a slash begins a regular
// expression is the parser's to know. Models influxql/scanner.go and token.go of InfluxDB v1.

/** What a word is; keywords are told by `text`, in capitals. */
export type TokenKind =
  | 'end'
  | 'identifier'
  | 'keyword'
  | 'integer'
  | 'number'
  | 'duration'
  | 'string'
  | 'bad'
  | 'symbol';

/** One word. */
export interface Token {
  readonly kind: TokenKind;
  /** Without quotes and escapes; a keyword in capitals. */
  readonly text: string;
  /** Where errors say it is, from 0. */
  readonly at: number;
  /** Where the next begins. */
  readonly end: number;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  [
    'ALL ALTER ANALYZE AND ANY AS ASC BEGIN BY CARDINALITY CREATE CONTINUOUS DATABASE DATABASES',
    'DEFAULT DELETE DESC DESTINATIONS DIAGNOSTICS DISTINCT DROP DURATION END EVERY EXACT EXPLAIN',
    'FALSE FIELD FOR FROM FUTURE GRANT GRANTS GROUP GROUPS IN INF INSERT INTO KEY KEYS KILL LIMIT',
    'MEASUREMENT MEASUREMENTS NAME OFFSET ON OR ORDER PASSWORD PAST POLICY POLICIES PRIVILEGES',
    'QUERIES QUERY READ REPLICATION RESAMPLE RETENTION REVOKE SELECT SERIES SET SHOW SHARD SHARDS',
    'SLIMIT SOFFSET STATS SUBSCRIPTION SUBSCRIPTIONS TAG TO TRUE USER USERS VALUES VERBOSE WHERE',
    'WITH WRITE',
  ].flatMap((line) => line.split(' ')),
);

const SYMBOLS: readonly string[] = [
  ...['=~', '!~', '!=', '<>', '<=', '>=', '::'],
  ...['+', '-', '*', '/', '%', '&', '|', '^', '=', '<', '>', '(', ')', ',', ';', ':', '.'],
];

/** The first place that is neither blank nor comment. */
export function afterBlanks(text: string, from: number): number {
  return (
    from + (/^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text.slice(from))?.[0].length ?? 0)
  );
}

/** The word at `from`, which is not blank. `before` ended there, or blanks did. */
export function scanToken(text: string, from: number, before: Token | undefined): Token {
  const rest = text.slice(from, from + 1);
  if (rest === '') return { kind: 'end', text: 'EOF', at: endPlace(text, from, before), end: from };
  if (/[A-Za-z_]/.test(rest)) return bareWord(text, from);
  if (rest === '"' || rest === "'") return quoted(text, from, rest);
  if (/^(\d|\.\d)/.test(text.slice(from, from + 2))) return numeral(text, from);
  const symbol = SYMBOLS.find((one) => text.startsWith(one, from));
  if (symbol === undefined) return { kind: 'bad', text: rest, at: from, end: from + 1 };
  const said = symbol === '<>' ? '!=' : symbol;
  return { kind: 'symbol', text: said, at: from, end: from + symbol.length };
}

/** Whoever read on to see where a bare word ends has read the end already. */
function endPlace(text: string, from: number, before: Token | undefined): number {
  const isReadAhead =
    before !== undefined &&
    (before.end < from || (before.kind !== 'symbol' && text[before.end - 1] !== '"'));
  return isReadAhead && text[before.end - 1] !== "'" ? from + 1 : from;
}

function bareWord(text: string, from: number): Token {
  const word = /^\w+/.exec(text.slice(from))?.[0] ?? '';
  const large = word.toUpperCase();
  const isKeyword = KEYWORDS.has(large);
  const kind = isKeyword ? 'keyword' : 'identifier';
  return { kind, text: isKeyword ? large : word, at: from, end: from + word.length };
}

/** Names in double quotes, texts in single ones; the place of a text is one too early. */
function quoted(text: string, from: number, quote: string): Token {
  const at = quote === '"' ? from : Math.max(0, from - 1);
  let value = '';
  for (let i = from + 1; i < text.length; i++) {
    const letter = text[i] as string;
    if (letter === quote) {
      return { kind: quote === '"' ? 'identifier' : 'string', text: value, at, end: i + 1 };
    }
    if (letter === '\n') break;
    if (letter !== '\\') {
      value += letter;
      continue;
    }
    const escaped = ESCAPES[text[++i] ?? ''];
    if (escaped === undefined) return { kind: 'bad', text: value || 'BADESCAPE', at, end: i };
    value += escaped;
  }
  return { kind: 'bad', text: value || 'BADSTRING', at, end: text.length };
}

const ESCAPES: { readonly [letter: string]: string } = { n: '\n', '\\': '\\', '"': '"', "'": "'" };

function numeral(text: string, from: number): Token {
  const rest = text.slice(from);
  const decimal = /^\d*\.\d+/.exec(rest)?.[0];
  if (decimal !== undefined)
    return { kind: 'number', text: decimal, at: from, end: from + decimal.length };
  const duration = /^\d+[A-Za-zµ][\wµ]*/.exec(rest)?.[0];
  if (duration !== undefined) {
    return { kind: 'duration', text: duration, at: from, end: from + duration.length };
  }
  const digits = /^\d+/.exec(rest)?.[0] ?? '';
  return { kind: 'integer', text: digits, at: from, end: from + digits.length };
}
