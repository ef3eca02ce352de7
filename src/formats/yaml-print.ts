// Printing YAML as `kubectl -o yaml` does: keys sorted, lists not indented, quotes only where
// goyaml.v2 puts them, long lines folded behind column 80. Models goyaml.v2 (encode.go,
// emitterc.go).

import type { JsonValue } from './yaml.ts';

/** Where goyaml starts to look for a space to break a line at. */
const BEST_WIDTH = 80;

/** The value as one YAML document with a newline at its end. */
export function printYaml(value: JsonValue): string {
  return `${node(value, 0, 0).replace(/^\n/, '').replace(/^ /, '')}\n`;
}

/**
 * A node behind `key:` or `-`: scalars start with a blank, block collections with a newline.
 * `indent` is that of the collection the node would open, `column` where the text before it ends.
 */
function node(value: JsonValue | undefined, indent: number, column: number): string {
  if (value === null || value === undefined) return ' null';
  if (typeof value === 'boolean') return ` ${value}`;
  if (typeof value === 'number') return ` ${number(value)}`;
  if (typeof value === 'string') return ` ${scalar(value, indent, column + 1)}`;
  if (Array.isArray(value)) return sequence(value as readonly JsonValue[], indent);
  return mapping(value as { readonly [key: string]: JsonValue }, indent);
}

function sequence(items: readonly JsonValue[], indent: number): string {
  if (items.length === 0) return ' []';
  const pad = ' '.repeat(indent);
  return items
    .map((item) => {
      const text = node(item, indent + 2, indent + 1);
      const isBlock = text.startsWith('\n');
      return `\n${pad}-${isBlock ? ` ${text.slice(1 + indent + 2)}` : text}`;
    })
    .join('');
}

function mapping(map: { readonly [key: string]: JsonValue }, indent: number): string {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  if (keys.length === 0) return ' {}';
  const pad = ' '.repeat(indent);
  return keys
    .sort(compareKeys)
    .map((key) => {
      const value = map[key];
      const name = scalar(key, indent, 0, true);
      // A list stands at the column of its key, a map two further.
      const isList = Array.isArray(value);
      const child = isList ? indent : indent + 2;
      return `\n${pad}${name}:${node(value, child, indent + name.length + 1)}`;
    })
    .join('');
}

function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  return String(value).replace(/e\+?(-?)(\d)$/, 'e+$1$2');
}

/** A string in the style goyaml chooses; `indent` is where continuation lines start. */
function scalar(text: string, indent: number, column: number, isKey = false): string {
  const facts = analyse(text);
  if (text.includes('\n') && !isKey) {
    return facts.isBlockAllowed ? literal(text, indent) : doubleQuoted(text, indent, column, isKey);
  }
  if (isTyped(text)) return doubleQuoted(text, indent, column, isKey);
  if (facts.isPlainAllowed) return fold(text, text, indent, column, isKey);
  if (facts.isSingleAllowed) {
    const quoted = `'${text.replace(/'/g, "''")}'`;
    return fold(quoted, text, indent, column, isKey);
  }
  return doubleQuoted(text, indent, column, isKey);
}

const TIME = String.raw`\d{1,2}:\d{1,2}:\d{1,2}(\.\d*)?(Z|[-+]\d{1,2}:?\d{0,2})?`;
const TIMESTAMP: RegExp = new RegExp(String.raw`^\d{4}-\d{1,2}-\d{1,2}([Tt ]${TIME})?$`);

/** Whether a bare word would be read as something else than a string. */
function isTyped(text: string): boolean {
  if (text === '' || text === '~' || text === '<<') return true;
  if (/^(null|Null|NULL)$/.test(text)) return true;
  if (/^(y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/.test(text)) return true;
  if (/^(true|True|TRUE|false|False|FALSE)$/.test(text)) return true;
  if (/^[-+]?(\.inf|\.Inf|\.INF)$|^(\.nan|\.NaN|\.NAN)$/.test(text)) return true;
  const digits = text.replace(/_/g, '');
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(digits)) return true;
  if (/^[-+]?(0x[0-9a-fA-F]+|0b[01]+|0o[0-7]+)$/.test(digits)) return true;
  if (/^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(text)) return true;
  return TIMESTAMP.test(text);
}

interface ScalarFacts {
  readonly isPlainAllowed: boolean;
  readonly isSingleAllowed: boolean;
  readonly isBlockAllowed: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be escaped.
const SPECIAL = /[\u0000-\u0009\u000b-\u001f\u007f\u0080-\u0084\u0086-\u009f\ufeff\ufffe\uffff]/;

/** Models yaml_emitter_analyze_scalar. */
function analyse(text: string): ScalarFacts {
  const hasBreak = /[\n\r\u0085\u2028\u2029]/.test(text);
  const isSpecial = SPECIAL.test(text);
  const isSpaceBreak = / [\n\r]/.test(text);
  const isBreakSpace = /[\n\r] /.test(text);
  const isEdge = /^[ \n]|[ \n]$/.test(text);
  const hasIndicator =
    /^(---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](\s|$)/.test(text) ||
    /:(\s|$)/.test(text) ||
    /\s#/.test(text);
  const isHard = isSpecial || isSpaceBreak;
  return {
    isPlainAllowed: !isEdge && !isBreakSpace && !isHard && !hasBreak && !hasIndicator,
    isSingleAllowed: !isBreakSpace && !isHard,
    isBlockAllowed: !isHard && !text.endsWith(' '),
  };
}

/** Breaks at the first single space behind the best width, as the emitter does while writing. */
function fold(shown: string, text: string, indent: number, column: number, isKey: boolean): string {
  if (isKey || column + shown.length <= BEST_WIDTH) return shown;
  const isQuoted = shown.length !== text.length || shown !== text;
  const last = shown.length - (isQuoted ? 2 : 1);
  let out = '';
  let at = column;
  for (let i = 0; i < shown.length; i++) {
    const mayBreak = shown[i] === ' ' && shown[i - 1] !== ' ' && shown[i + 1] !== ' ';
    const isInside = !isQuoted || (i > 1 && i < last);
    if (mayBreak && isInside && at > BEST_WIDTH) {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      out += shown[i];
      at++;
    }
  }
  return out;
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = text.endsWith('\n\n') || text === '\n' ? '+' : text.endsWith('\n') ? '' : '-';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const pad = ' '.repeat(indent);
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${pad}${line}`));
  return `|${hint}${chomp}\n${lines.join('\n')}`;
}

const ESCAPES: { readonly [char: string]: string } = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function doubleQuoted(text: string, indent: number, column: number, isKey: boolean): string {
  let out = '"';
  let at = column + 1;
  const chars = [...text];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string;
    const mayBreak = char === ' ' && chars[i - 1] !== ' ' && i > 0 && i < chars.length - 1;
    if (mayBreak && !isKey && at > BEST_WIDTH) {
      out += `\n${' '.repeat(indent)}${chars[i + 1] === ' ' ? '\\' : ''}`;
      at = indent;
      continue;
    }
    const shown = ESCAPES[char] ?? (SPECIAL.test(char) ? hex(char) : char);
    out += shown;
    at += shown.length;
  }
  return `${out}"`;
}

function hex(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const digits = code.toString(16).toUpperCase();
  return code < 256 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}

/** goyaml's order of keys: letters behind other signs, runs of digits by their value. */
export function compareKeys(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const left = a[i] as string;
    const right = b[i] as string;
    if (left === right) continue;
    const isLeft = /\p{L}/u.test(left);
    const isRight = /\p{L}/u.test(right);
    if (isLeft && isRight) return left < right ? -1 : 1;
    if (isLeft || isRight) return isRight ? -1 : 1;
    return compareDigits(a, b, i);
  }
  return a.length - b.length;
}

function compareDigits(a: string, b: string, from: number): number {
  const left = /^\d*/.exec(a.slice(from))?.[0] ?? '';
  const right = /^\d*/.exec(b.slice(from))?.[0] ?? '';
  // Digits before the difference make leading zeros count.
  const head = /[1-9]\d*$/.test(a.slice(0, from)) ? '1' : '';
  const isZero = a[from] === '0' || b[from] === '0';
  const prefix = isZero ? head : '';
  const difference = Number(prefix + left) - Number(prefix + right);
  if (difference !== 0) return difference;
  if (left.length !== right.length) return left.length - right.length;
  return (a[from] as string) < (b[from] as string) ? -1 : 1;
}
