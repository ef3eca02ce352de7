// Tools that only compute and print: echo, printf, test, expr, seq, basename, dirname.

import { binaryTest, unaryTest } from '../conditions.ts';
import type { Applet, AppletCall } from './applet.ts';
import { fail, out } from './applet.ts';

const ESCAPES: { readonly [letter: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  '\\': '\\',
};

/** Text with its backslash escapes carried out; `\c` ends it. */
export function unescaped(text: string): { readonly text: string; readonly isCut: boolean } {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c !== '\\' || i + 1 >= text.length) {
      result += c;
      continue;
    }
    const rest = text.slice(i + 1);
    const code = /^(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3}))/.exec(rest);
    if (rest.startsWith('c')) return { text: result, isCut: true };
    if (code !== null) {
      result += String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? '0', code[1] ? 16 : 8));
      i += code[0].length;
    } else {
      result += ESCAPES[rest.charAt(0)] ?? `\\${rest.charAt(0)}`;
      i++;
    }
  }
  return { text: result, isCut: false };
}

/** echo: `-n`, `-e`, `-E`; dash's always has the escapes of `-e`. */
export const echo: Applet = (call) => {
  let at = 0;
  let isRaw = !isDash(call);
  let ends = '\n';
  for (; /^-[neE]+$/.test(call.args[at] ?? '') && (!isDash(call) || call.args[at] === '-n'); at++) {
    const flags = call.args[at] ?? '';
    if (flags.includes('n')) ends = '';
    if (flags.includes('e')) isRaw = false;
    if (flags.includes('E')) isRaw = true;
  }
  const text = call.args.slice(at).join(' ');
  if (isRaw) out(call, text + ends);
  else {
    const done = unescaped(text);
    out(call, done.isCut ? done.text : done.text + ends);
  }
  return 0;
};

function isDash(call: AppletCall): boolean {
  return call.proc.program.kind === 'shell' && call.proc.program.flavor === 'dash';
}

/** printf: %s %d %i %u %x %o %c %b %%, width and precision; the format is used again as needed. */
export const printf: Applet = (call) => {
  const [format = '', ...args] = call.args[0] === '--' ? call.args.slice(1) : call.args;
  let rest = args;
  let text = '';
  do {
    const before = rest.length;
    text += unescaped(
      format.replace(
        /%%|%([-0+ #]*)(\d*|\*)(?:\.(\d+))?([sdiuxXocbfq])/g,
        (all, flags, width, precision, kind) => {
          if (all === '%%') return '%%';
          const [value = '', ...others] = rest;
          rest = others;
          return conversion(kind, flags ?? '', Number(width || 0), precision, value).replaceAll(
            '\\',
            '\\\\',
          );
        },
      ),
    ).text.replaceAll('%%', '%');
    if (rest.length === before) break;
  } while (rest.length > 0);
  out(call, text);
  return 0;
};

function conversion(
  kind: string,
  flags: string,
  width: number,
  precision: string | undefined,
  value: string,
): string {
  let text = value;
  const number = Math.trunc(Number(value.startsWith("'") ? value.charCodeAt(1) : value)) || 0;
  if (kind === 'd' || kind === 'i' || kind === 'u') text = String(number);
  else if (kind === 'x') text = number.toString(16);
  else if (kind === 'X') text = number.toString(16).toUpperCase();
  else if (kind === 'o') text = number.toString(8);
  else if (kind === 'c') text = value.slice(0, 1);
  else if (kind === 'b') text = unescaped(value).text;
  else if (kind === 'f') text = (Number(value) || 0).toFixed(Number(precision ?? 6));
  else if (precision !== undefined) text = value.slice(0, Number(precision));
  if (flags.includes('-')) return text.padEnd(width);
  return text.padStart(width, flags.includes('0') && kind !== 's' ? '0' : ' ');
}

/** test and [. */
export const test: Applet = (call) => {
  const tokens = [...call.args];
  if (call.name === '[' && tokens.pop() !== ']') return fail(call, 'missing ]', 2);
  const parser = { tokens, at: 0, isBad: false };
  if (tokens.length === 0) return 1;
  const value = disjunction(call, parser);
  if (parser.isBad || parser.at < tokens.length)
    return fail(call, `${tokens[parser.at - 1] ?? ''}: bad number`, 2);
  return value ? 0 : 1;
};

interface TestParser {
  readonly tokens: readonly string[];
  at: number;
  isBad: boolean;
}

function disjunction(call: AppletCall, parser: TestParser): boolean {
  let value = conjunction(call, parser);
  while (parser.tokens[parser.at] === '-o') {
    parser.at++;
    const right = conjunction(call, parser);
    value = value || right;
  }
  return value;
}

function conjunction(call: AppletCall, parser: TestParser): boolean {
  let value = primary(call, parser);
  while (parser.tokens[parser.at] === '-a') {
    parser.at++;
    const right = primary(call, parser);
    value = value && right;
  }
  return value;
}

const BINARY = /^(=|==|!=|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/;

function primary(call: AppletCall, parser: TestParser): boolean {
  const { tokens } = parser;
  const first = tokens[parser.at] ?? '';
  const second = tokens[parser.at + 1];
  if (second !== undefined && BINARY.test(second) && parser.at + 2 < tokens.length) {
    const right = tokens[parser.at + 2] ?? '';
    const value = binaryTest(call.run, call.proc, first, second, right);
    parser.at += 3;
    if (value === undefined) parser.isBad = true;
    return value === true;
  }
  if (first === '!' && second !== undefined) {
    parser.at++;
    return !primary(call, parser);
  }
  if (first === '(' && second !== undefined) {
    parser.at++;
    const value = disjunction(call, parser);
    if (tokens[parser.at] === ')') parser.at++;
    return value;
  }
  if (/^-[a-zA-Z]$/.test(first) && second !== undefined && second !== '-a' && second !== '-o') {
    parser.at += 2;
    return unaryTest(call.run, call.proc, first, second);
  }
  parser.at++;
  return first !== '';
}

/** expr: arithmetic, comparison, `:`, length, substr. */
export const expr: Applet = (call) => {
  const parser = { tokens: call.args, at: 0, isBad: false };
  const value = level(call, parser, 0);
  if (parser.isBad || parser.at < call.args.length) return fail(call, 'syntax error', 2);
  out(call, `${value}\n`);
  return value === '' || value === '0' ? 1 : 0;
};

const LEVELS: readonly RegExp[] = [
  /^\|$/,
  /^&$/,
  /^(<|<=|=|==|!=|>=|>)$/,
  /^[+-]$/,
  /^[*/%]$/,
  /^:$/,
];

function level(call: AppletCall, parser: TestParser, n: number): string {
  const operator = LEVELS[n];
  if (operator === undefined) return operand(call, parser);
  let left = level(call, parser, n + 1);
  while (operator.test(parser.tokens[parser.at] ?? '')) {
    const op = parser.tokens[parser.at++] ?? '';
    left = combine(parser, left, op, level(call, parser, n + 1));
  }
  return left;
}

function operand(call: AppletCall, parser: TestParser): string {
  const token = parser.tokens[parser.at++];
  if (token === undefined) parser.isBad = true;
  if (token === 'length') return String((parser.tokens[parser.at++] ?? '').length);
  if (token !== '(') return token ?? '';
  const value = level(call, parser, 0);
  parser.at++;
  return value;
}

function combine(parser: TestParser, left: string, op: string, right: string): string {
  if (op === '|') return left !== '' && left !== '0' ? left : right;
  if (op === '&') return left !== '' && left !== '0' && right !== '' && right !== '0' ? left : '0';
  if (op === ':') {
    const found = new RegExp(`^(?:${right.replace(/\\([(){}])/g, '$1')})`).exec(left);
    return found === null
      ? right.includes('(')
        ? ''
        : '0'
      : (found[1] ?? String(found[0].length));
  }
  const isNumbers = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
  const x = isNumbers ? Number(left) : left;
  const y = isNumbers ? Number(right) : right;
  if (/^[<>=!]/.test(op)) {
    const order = x < y ? -1 : x > y ? 1 : 0;
    const isTrue =
      op === '<'
        ? order < 0
        : op === '<='
          ? order <= 0
          : op === '>'
            ? order > 0
            : op === '>='
              ? order >= 0
              : op === '!='
                ? order !== 0
                : order === 0;
    return isTrue ? '1' : '0';
  }
  const a = Number(left);
  const b = Number(right);
  if (!isNumbers || ((op === '/' || op === '%') && b === 0)) parser.isBad = true;
  const result =
    op === '+'
      ? a + b
      : op === '-'
        ? a - b
        : op === '*'
          ? a * b
          : op === '/'
            ? Math.trunc(a / b)
            : a % b;
  return String(result);
}

/** seq. */
export const seq: Applet = (call) => {
  const args = call.args.filter((arg) => !/^-[ws]/.test(arg)).map(Number);
  const [first, step, last] =
    args.length === 1
      ? [1, 1, args[0] ?? 0]
      : args.length === 2
        ? [args[0] ?? 1, 1, args[1] ?? 0]
        : [args[0] ?? 1, args[1] ?? 1, args[2] ?? 0];
  if ([first, step, last].some(Number.isNaN) || step === 0) return fail(call, 'invalid number');
  const lines: string[] = [];
  for (let n = first; step > 0 ? n <= last : n >= last; n += step) {
    lines.push(String(n));
    if (lines.length >= 100_000) break;
  }
  if (lines.length > 0) out(call, `${lines.join('\n')}\n`);
  return 0;
};

/** basename. */
export const basename: Applet = (call) => {
  const [path = '', suffix = ''] = call.args;
  const base = path.replace(/\/+$/, '').replace(/^.*\//, '') || '/';
  out(
    call,
    `${base !== suffix && base.endsWith(suffix) ? base.slice(0, base.length - suffix.length) : base}\n`,
  );
  return 0;
};

/** dirname. */
export const dirname: Applet = (call) => {
  const path = (call.args[0] ?? '').replace(/\/+$/, '');
  const slash = path.lastIndexOf('/');
  out(call, `${slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash)}\n`);
  return 0;
};

/** true and `:`. */
export const yesCode: Applet = () => 0;

/** false. */
export const noCode: Applet = () => 1;
