// grep, tr and xargs.

import { classBody } from '../pattern.ts';
import { options } from './applet.ts';
import { allText, always, type Filter, linesOf, never } from './filter.ts';
import { runInstead } from './info.ts';
import { toRegExp } from './regexp.ts';

/** The pattern and the files of grep. */
function grepWords(args: readonly string[]): {
  readonly patterns: readonly string[];
  readonly files: readonly string[];
  readonly flags: string;
} {
  const name = options(args, 'efmABC');
  const given = name.values.get('e');
  const flags = name.flags + (args.includes('-E') ? 'E' : '');
  return given === undefined
    ? { patterns: (name.operands[0] ?? '').split('\n'), files: name.operands.slice(1), flags }
    : { patterns: given.split('\n'), files: name.operands, flags };
}

/** grep, egrep, fgrep. */
export const grep: Filter = {
  files: (args) => grepWords(args).files,
  isLineByLine: (args) => !grepWords(args).flags.includes('c'),
  run: ({ args, inputs, code, call }) => {
    const { patterns, flags } = grepWords(args);
    const isExtended = flags.includes('E') || call.name === 'egrep';
    const isFixed = flags.includes('F') || call.name === 'fgrep';
    const kind = flags.includes('i') ? 'i' : '';
    const tests = patterns.map((pattern) =>
      toRegExp(pattern, isExtended, isFixed, kind, flags.includes('w'), flags.includes('x')),
    );
    const isShown = !/[qcl]/.test(flags);
    const isNamed = inputs.length > 1 && !flags.includes('h');
    let out = '';
    let hits = 0;
    for (const { name, text } of inputs) {
      let count = 0;
      linesOf(text).forEach((line, i) => {
        if (tests.some((each) => each.test(line)) === flags.includes('v')) return;
        count++;
        const number = flags.includes('n') ? `${i + 1}:` : '';
        const shown = flags.includes('o') ? (tests[0]?.exec(line)?.[0] ?? line) : line;
        if (isShown) out += `${isNamed ? `${name}:` : ''}${number}${shown}\n`;
      });
      hits += count;
      if (flags.includes('c')) out += `${isNamed ? `${name}:` : ''}${count}\n`;
      if (flags.includes('l') && count > 0) out += `${name}\n`;
    }
    const isHit = hits > 0 || code === 0;
    return { out, code: isHit ? 0 : 1, isDone: isHit && flags.includes('q') };
  },
};

/** The characters of a set such as `a-z` or `[:upper:]`. */
function setOf(text: string): string {
  const plain = text
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\r/g, '\r')
    .replace(/\\0/g, '\0');
  const named = classBody(plain.replace(/^\[(?!:)(.*)\]$/, '$1'))
    .replace(/\\\\/g, '\\')
    .replace(/\\s/g, ' \t\n\r\v\f');
  return named.replace(/(.)-(.)/gs, (_, from: string, to: string) => {
    let out = '';
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++)
      out += String.fromCharCode(code);
    return out;
  });
}

/** tr. */
export const tr: Filter = {
  files: () => [],
  isLineByLine: always,
  run: (call) => {
    const { flags, operands } = options(call.args);
    const from = setOf(operands[0] ?? '');
    const to = setOf(operands[1] ?? '');
    const isIn = (c: string): boolean => from.includes(c) !== /[cC]/.test(flags);
    let out = '';
    for (const c of allText(call)) {
      if (flags.includes('d')) out += isIn(c) ? '' : c;
      else if (flags.includes('s') && operands.length === 1)
        out += isIn(c) && out.endsWith(c) ? '' : c;
      else if (!isIn(c)) out += c;
      else {
        const at = /[cC]/.test(flags) ? to.length - 1 : Math.min(from.indexOf(c), to.length - 1);
        out += to.charAt(at);
      }
    }
    return { out, code: 0 };
  },
};

/** xargs: becomes the command it builds. */
export const xargs: Filter = {
  files: () => [],
  isLineByLine: never,
  run: ({ args, inputs, call }) => {
    const words = (inputs[0]?.text ?? '').split(/\s+/).filter((word) => word !== '');
    let at = 0;
    let per = 0;
    let mark: string | undefined;
    for (; /^-/.test(args[at] ?? ''); at++) {
      const arg = args[at] ?? '';
      if (arg.startsWith('-n')) per = Number(arg.slice(2) || args[++at]);
      else if (arg.startsWith('-I')) mark = arg.slice(2) || args[++at];
      else if (/^-[PLds]$/.test(arg)) at++;
    }
    const command = args.slice(at).length === 0 ? ['echo'] : args.slice(at);
    if (words.length === 0 && args.includes('-r')) return { out: '', code: 0 };
    const calls = batches(command, words, per, mark);
    const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
    const script = calls.map((each) => each.map(quote).join(' ')).join('; ');
    const argv = calls.length === 1 ? (calls[0] ?? command) : ['sh', '-c', script];
    const code = runInstead(call, argv, call.proc.env);
    return code === undefined ? { out: '', code: 0, run: true } : { out: '', code };
  },
};

function batches(
  command: readonly string[],
  words: readonly string[],
  per: number,
  mark: string | undefined,
): readonly (readonly string[])[] {
  if (mark !== undefined)
    return words.map((word) => command.map((part) => part.replaceAll(mark, word)));
  if (per === 0) return [[...command, ...words]];
  const calls: string[][] = [];
  for (let i = 0; i < words.length; i += per) calls.push([...command, ...words.slice(i, i + per)]);
  return calls;
}
