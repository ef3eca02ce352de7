// What is wrong with a text that should be JSON, in the words of Go's decoder: the first character
// that cannot stand where it stands. Models encoding/json, scanner.go. Values are read elsewhere.

/** Where the reader stands. */
interface Cursor {
  readonly text: string;
  at: number;
}

class JsonProblem extends Error {}

const ESCAPES = '"\\/bfnrt' as const;
const END = 'unexpected end of JSON input' as const;

/** The problem of a text; undefined when it is JSON. */
export function jsonProblem(text: string): string | undefined {
  const cursor: Cursor = { text, at: 0 };
  try {
    readValue(cursor);
    skipSpace(cursor);
    if (cursor.at < text.length) throw unexpected(cursor, 'after top-level value');
    return undefined;
  } catch (error) {
    if (error instanceof JsonProblem) return error.message;
    throw error;
  }
}

function unexpected({ text, at }: Cursor, where: string): JsonProblem {
  const character = text[at];
  if (character === undefined) return new JsonProblem(END);
  return new JsonProblem(`invalid character ${quoted(character)} ${where}`);
}

function quoted(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}

function skipSpace(cursor: Cursor): void {
  while (/[ \t\r\n]/.test(cursor.text[cursor.at] ?? '')) cursor.at++;
}

function readValue(cursor: Cursor): void {
  skipSpace(cursor);
  const character = cursor.text[cursor.at] ?? '';
  if (character === '{') return readObject(cursor);
  if (character === '[') return readArray(cursor);
  if (character === '"') return readString(cursor);
  if (/[-0-9]/.test(character)) return readNumber(cursor);
  const word = ['true', 'false', 'null'].find((one) => one[0] === character);
  if (word === undefined) throw unexpected(cursor, 'looking for beginning of value');
  readWord(cursor, word);
}

function readObject(cursor: Cursor): void {
  cursor.at++;
  skipSpace(cursor);
  if (taken(cursor, '}')) return;
  for (;;) {
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== '"') {
      throw unexpected(cursor, 'looking for beginning of object key string');
    }
    readString(cursor);
    skipSpace(cursor);
    if (!taken(cursor, ':')) throw unexpected(cursor, 'after object key');
    readValue(cursor);
    skipSpace(cursor);
    if (taken(cursor, '}')) return;
    if (!taken(cursor, ',')) throw unexpected(cursor, 'after object key:value pair');
  }
}

function readArray(cursor: Cursor): void {
  cursor.at++;
  skipSpace(cursor);
  if (taken(cursor, ']')) return;
  for (;;) {
    readValue(cursor);
    skipSpace(cursor);
    if (taken(cursor, ']')) return;
    if (!taken(cursor, ',')) throw unexpected(cursor, 'after array element');
  }
}

function readString(cursor: Cursor): void {
  cursor.at++;
  while (!taken(cursor, '"')) {
    const character = cursor.text[cursor.at];
    if (character === undefined || character < ' ') throw unexpected(cursor, 'in string literal');
    cursor.at++;
    if (character !== '\\') continue;
    const escaped = cursor.text[cursor.at] ?? '';
    if (escaped !== '' && !ESCAPES.includes(escaped) && escaped !== 'u') {
      throw unexpected(cursor, 'in string escape code');
    }
    cursor.at++;
    for (let digit = 0; escaped === 'u' && digit < 4; digit++, cursor.at++) {
      if (!/[0-9a-fA-F]/.test(cursor.text[cursor.at] ?? '')) {
        throw unexpected(cursor, 'in \\u hexadecimal character escape');
      }
    }
  }
}

function readNumber(cursor: Cursor): void {
  const match = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(cursor.text.slice(cursor.at));
  if (match === null) {
    cursor.at++;
    throw unexpected(cursor, 'in numeric literal');
  }
  cursor.at += match[0].length;
}

function readWord(cursor: Cursor, word: string): void {
  for (const expected of word) {
    if (cursor.text[cursor.at] !== expected) {
      throw unexpected(cursor, `in literal ${word} (expecting ${quoted(expected)})`);
    }
    cursor.at++;
  }
}

function taken(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at++;
  return true;
}
