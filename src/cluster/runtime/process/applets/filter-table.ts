// What each filter does with the text it has: cat, head, tail, wc, cut, sort, uniq, tee and the
// small ones. grep, tr, xargs, sed and awk have files of their own.

import { hashText, hex8 } from '../../../../base/hash.ts';
import { bulkLength } from '../bulk.ts';
import { writeFile } from '../files.ts';
import { byteLength } from '../paths.ts';
import { options } from './applet.ts';
import {
  allText,
  always,
  type Filter,
  joined,
  linesOf,
  mapped,
  never,
  operandsAfter,
} from './filter.ts';
import { grep, tr, xargs } from './filter-match.ts';
import { awk, sed, sedFiles } from './sed.ts';

function countOf(args: readonly string[], fallback: number): number {
  const short = args.find((arg) => /^-\d+$/.test(arg));
  if (short !== undefined) return Number(short.slice(1));
  const value = options(args, 'nc').values.get('n');
  return value === undefined ? fallback : Number(value.replace('+', ''));
}

const head: Filter = {
  files: (args) => operandsAfter('nc')(args.filter((arg) => !/^-\d+$/.test(arg))),
  isLineByLine: always,
  run: ({ args, inputs, memo }) => {
    const bytes = options(args, 'nc').values.get('c');
    let out = '';
    let left =
      memo < 0 || memo === 0
        ? bytes === undefined
          ? countOf(args, 10)
          : Number.parseInt(bytes, 10)
        : memo - 1;
    for (const { name, text } of inputs) {
      if (inputs.length > 1) out += `${out === '' ? '' : '\n'}==> ${name} <==\n`;
      if (inputs.length > 1) left = countOf(args, 10);
      const lines = bytes === undefined ? linesOf(text).slice(0, left) : [];
      out += bytes === undefined ? joined(lines) : text.slice(0, left);
      left -= bytes === undefined ? lines.length : Math.min(left, text.length);
    }
    return { out, code: 0, memo: left + 1, isDone: left <= 0 };
  },
};

const tail: Filter = {
  files: (args) => operandsAfter('ncs')(args.filter((arg) => !/^-\d+$/.test(arg))),
  isLineByLine: never,
  run: ({ args, inputs }) => {
    const from = options(args, 'nc').values.get('n');
    const bytes = options(args, 'nc').values.get('c');
    let out = '';
    for (const { name, text } of inputs) {
      if (inputs.length > 1) out += `${out === '' ? '' : '\n'}==> ${name} <==\n`;
      if (bytes !== undefined)
        out += text.slice(Math.max(0, text.length - Number.parseInt(bytes, 10)));
      else if (from?.startsWith('+') === true) out += joined(linesOf(text).slice(Number(from) - 1));
      else {
        const lines = linesOf(text);
        out += joined(lines.slice(Math.max(0, lines.length - countOf(args, 10))));
      }
    }
    return { out, code: 0 };
  },
};

const wc: Filter = {
  files: operandsAfter(''),
  isLineByLine: never,
  run: ({ args, inputs }) => {
    const { flags } = options(args);
    const rows = inputs.map(
      ({ name, text, zeros }) =>
        [
          text.split('\n').length - 1,
          text.split(/\s+/).filter((word) => word !== '').length,
          (bulkLength(text) === text.length ? byteLength(text) : bulkLength(text)) + zeros,
          name,
        ] as const,
    );
    const picked = flags === '' ? 'lwc' : flags;
    let out = '';
    for (const [lines, words, bytes, name] of rows) {
      const columns = [
        picked.includes('l') ? lines : -1,
        picked.includes('w') ? words : -1,
        /[cm]/.test(picked) ? bytes : -1,
      ].filter((n) => n >= 0);
      const width = columns.length === 1 ? 0 : 8;
      out += `${columns.map((n) => String(n).padStart(width)).join(' ')}${name === '-' ? '' : ` ${name}`}\n`;
    }
    return { out, code: 0 };
  },
};

/** Numbers of a list such as `1,3-5`. */
function inList(list: string, n: number): boolean {
  return list.split(',').some((part) => {
    const [from = '', to] = part.split('-');
    return to === undefined
      ? n === Number(from)
      : n >= Number(from || 1) && n <= Number(to || 1_000_000);
  });
}

const cut = mapped('dfcb', (line, { args }) => {
  const { values, flags } = options(args, 'dfcb');
  const characters = values.get('c') ?? values.get('b');
  if (characters !== undefined)
    return [...line].filter((_, i) => inList(characters, i + 1)).join('');
  const by = values.get('d') ?? '\t';
  if (!line.includes(by)) return flags.includes('s') ? '' : line;
  return line
    .split(by)
    .filter((_, i) => inList(values.get('f') ?? '1', i + 1))
    .join(by);
});

const sort: Filter = {
  files: operandsAfter('kto'),
  isLineByLine: never,
  run: (call) => {
    const { flags, values } = options(call.args, 'kto');
    const column = Number.parseInt(values.get('k') ?? '0', 10);
    const isNumeric = /[ngh]/.test(flags) || /[ng]/.test(values.get('k') ?? '');
    const key = (line: string): string =>
      column === 0 ? line : (line.trim().split(values.get('t') ?? /\s+/)[column - 1] ?? '');
    const number = (line: string): number => Number.parseFloat(key(line)) || 0;
    const text = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
    const order = (x: string, y: string): number =>
      (isNumeric ? number(x) - number(y) : text(key(x), key(y))) || text(x, y);
    const lines = [...linesOf(allText(call))].sort(order);
    if (flags.includes('r')) lines.reverse();
    const kept = flags.includes('u')
      ? lines.filter((line, i) => i === 0 || line !== lines[i - 1])
      : lines;
    return { out: joined(kept), code: 0 };
  },
};

const uniq: Filter = {
  files: operandsAfter('fs'),
  isLineByLine: never,
  run: (call) => {
    const { flags } = options(call.args, 'fs');
    const groups: { line: string; count: number }[] = [];
    for (const line of linesOf(allText(call))) {
      const last = groups.at(-1);
      if (last !== undefined && last.line === line) last.count++;
      else groups.push({ line, count: 1 });
    }
    const kept = groups.filter(({ count }) =>
      flags.includes('d') ? count > 1 : flags.includes('u') ? count === 1 : true,
    );
    return {
      out: joined(
        kept.map(({ line, count }) =>
          flags.includes('c') ? `${String(count).padStart(7)} ${line}` : line,
        ),
      ),
      code: 0,
    };
  },
};

const tee: Filter = {
  files: () => [],
  isLineByLine: always,
  run: ({ args, inputs, memo, call }) => {
    const { flags, operands } = options(args);
    const text = inputs[0]?.text ?? '';
    for (const path of operands) {
      const how = memo === 0 && !flags.includes('a') ? 'replace' : 'append';
      writeFile(call.run, call.proc, path, text, how);
    }
    return { out: text, code: 0, memo: 1 };
  },
};

const digest: Filter = {
  files: operandsAfter(''),
  isLineByLine: never,
  run: ({ inputs, call }) => {
    const length = call.name === 'md5sum' ? 32 : call.name === 'sha1sum' ? 40 : 64;
    const hash = (text: string): string =>
      [...'abcdefgh']
        .map((salt) => hex8(hashText(salt + text)))
        .join('')
        .slice(0, length);
    return { out: inputs.map(({ name, text }) => `${hash(text)}  ${name}\n`).join(''), code: 0 };
  },
};

const cat: Filter = {
  files: (args) => args.filter((arg) => !/^-./.test(arg)),
  isLineByLine: always,
  run: (call) => {
    const text = allText(call);
    if (!options(call.args).flags.includes('n')) return { out: text, code: 0 };
    const lines = linesOf(text).map(
      (line, i) => `${String(i + 1 + call.memo).padStart(6)}\t${line}`,
    );
    return { out: joined(lines), code: 0, memo: call.memo + lines.length };
  },
};

/** All filters by name. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['cat', cat],
  ['head', head],
  ['tail', tail],
  ['grep', grep],
  ['egrep', grep],
  ['fgrep', grep],
  ['wc', wc],
  ['cut', cut],
  ['sort', sort],
  ['uniq', uniq],
  ['tr', tr],
  ['tee', tee],
  ['xargs', xargs],
  ['md5sum', digest],
  ['sha1sum', digest],
  ['sha256sum', digest],
  ['sed', { files: sedFiles, isLineByLine: never, run: sed }],
  [
    'awk',
    { files: (args) => options(args, 'Fv').operands.slice(1), isLineByLine: always, run: awk },
  ],
  ['rev', mapped('', (line) => [...line].reverse().join(''))],
  ['fold', mapped('w', (line) => line)],
  [
    'nl',
    {
      files: operandsAfter('b'),
      isLineByLine: never,
      run: (call) => ({
        out: joined(
          linesOf(allText(call)).map((line, i) => `${String(i + 1).padStart(6)}\t${line}`),
        ),
        code: 0,
      }),
    },
  ],
  [
    'tac',
    {
      files: operandsAfter(''),
      isLineByLine: never,
      run: (call) => ({ out: joined([...linesOf(allText(call))].reverse()), code: 0 }),
    },
  ],
]);
