// sed (s, p, d, q with addresses) and the one-line awk that scripts use ({print $1, $NF}).

import { readFile, writeFile } from '../files.ts';
import { options } from './applet.ts';
import type { FilterCall, FilterResult } from './filter.ts';
import { toRegExp } from './regexp.ts';

interface Command {
  readonly from: Address | undefined;
  readonly to: Address | undefined;
  readonly isNot: boolean;
  readonly verb: string;
  readonly regex?: RegExp;
  readonly by?: string;
  readonly isPrinting?: boolean;
}

type Address = number | '$' | RegExp;

/** Files of a sed command line: what is left after the script. */
export function sedFiles(args: readonly string[]): readonly string[] {
  const parsed = options(args, 'ef');
  return parsed.values.has('e') ? parsed.operands : parsed.operands.slice(1);
}

/** Runs sed over what was read. */
export function sed({ args, inputs, call }: FilterCall): FilterResult {
  const parsed = options(args, 'ef');
  const script = parsed.values.get('e') ?? parsed.operands[0] ?? '';
  const commands = parse(script, /[rE]/.test(parsed.flags));
  const isQuiet = parsed.flags.includes('n');
  let out = '';
  for (const { name, text } of inputs) {
    const edited = edit(text, commands, isQuiet);
    if (!parsed.flags.includes('i')) out += edited;
    else if (typeof readFile(call.run, call.proc, name) !== 'string') {
      writeFile(call.run, call.proc, name, edited, 'replace');
    }
  }
  return { out, code: 0 };
}

function edit(text: string, commands: readonly Command[], isQuiet: boolean): string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  let out = '';
  const open = new Set<number>();
  for (let n = 0; n < lines.length; n++) {
    let line = lines[n] ?? '';
    let isDeleted = false;
    for (let c = 0; c < commands.length && !isDeleted; c++) {
      const command = commands[c];
      if (command === undefined || !applies(command, c, open, line, n + 1, lines.length)) continue;
      if (command.verb === 'd') isDeleted = true;
      else if (command.verb === 'p') out += `${line}\n`;
      else if (command.verb === 'q') return `${out}${isQuiet ? '' : `${line}\n`}`;
      else if (command.regex !== undefined) {
        const next = line.replace(command.regex, command.by ?? '');
        if (command.isPrinting === true && next !== line) out += `${next}\n`;
        line = next;
      }
    }
    if (!isDeleted && !isQuiet) out += `${line}\n`;
  }
  return out;
}

function applies(
  command: Command,
  index: number,
  open: Set<number>,
  line: string,
  n: number,
  last: number,
): boolean {
  const hits = (address: Address): boolean =>
    address === '$' ? n === last : typeof address === 'number' ? n === address : address.test(line);
  let isHit = true;
  if (command.from !== undefined && command.to === undefined) isHit = hits(command.from);
  else if (command.from !== undefined && command.to !== undefined) {
    if (open.has(index)) {
      if (hits(command.to)) open.delete(index);
    } else if (hits(command.from)) open.add(index);
    else isHit = false;
  }
  return isHit !== command.isNot;
}

function parse(script: string, isExtended: boolean): readonly Command[] {
  const commands: Command[] = [];
  let rest = script;
  const address = (): Address | undefined => {
    const match = /^(?:(\d+)|(\$)|\/((?:\\.|[^/])*)\/)/.exec(rest);
    if (match === null) return undefined;
    rest = rest.slice(match[0].length);
    if (match[1] !== undefined) return Number(match[1]);
    return match[2] === '$' ? '$' : toRegExp(match[3] ?? '', isExtended, false, '');
  };
  for (;;) {
    rest = rest.replace(/^[\s;]+/, '');
    if (rest === '') return commands;
    const from = address();
    let to: Address | undefined;
    if (rest.startsWith(',')) {
      rest = rest.slice(1);
      to = address();
    }
    rest = rest.trimStart();
    const isNot = rest.startsWith('!');
    if (isNot) rest = rest.slice(1);
    const verb = rest.charAt(0);
    const base = { from, to, isNot, verb };
    if (verb !== 's') {
      commands.push(base);
      rest = rest.slice(1);
      continue;
    }
    const by = rest.charAt(1);
    const parts = divide(rest.slice(2), by);
    const flags = /^[gpiI0-9]*/.exec(parts.rest)?.[0] ?? '';
    rest = parts.rest.slice(flags.length);
    const regex = toRegExp(
      parts.pattern,
      isExtended,
      false,
      (flags.includes('g') ? 'g' : '') + (/i/i.test(flags) ? 'i' : ''),
    );
    const replacement = parts.by
      .replaceAll('$', '$$$$')
      .replace(/\\(.)|&/g, (all, c: string | undefined) =>
        all === '&' ? '$&' : c === 'n' ? '\n' : /\d/.test(c ?? '') ? `$${c}` : (c ?? ''),
      );
    commands.push({ ...base, regex, by: replacement, isPrinting: flags.includes('p') });
  }
}

function divide(
  text: string,
  by: string,
): { readonly pattern: string; readonly by: string; readonly rest: string } {
  const parts = ['', ''];
  let part = 0;
  let i = 0;
  for (; i < text.length && part < 2; i++) {
    const c = text.charAt(i);
    if (c === '\\' && text.charAt(i + 1) === by) parts[part] += text.charAt(++i);
    else if (c === '\\') parts[part] += c + text.charAt(++i);
    else if (c === by) part++;
    else parts[part] += c;
  }
  return { pattern: parts[0] ?? '', by: parts[1] ?? '', rest: text.slice(i) };
}

/** awk: an optional /pattern/ or NR==n, and one `{print …}`. */
export function awk({ args, inputs }: FilterCall): FilterResult {
  const parsed = options(args, 'Fv');
  const program = parsed.operands[0] ?? '';
  const match =
    /^\s*(?:\/((?:\\.|[^/])*)\/|NR\s*==\s*(\d+))?\s*(?:\{\s*print\s*([^}]*?);?\s*\})?\s*$/.exec(
      program,
    );
  if (match === null) return { out: '', code: 2 };
  const by = parsed.values.get('F');
  const regex = match[1] === undefined ? undefined : toRegExp(match[1], true, false, '');
  let out = '';
  inputs.forEach(({ text }) => {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    lines.forEach((line, i) => {
      if (regex?.test(line) === false || (match[2] !== undefined && i + 1 !== Number(match[2])))
        return;
      const fields = by === undefined ? line.trim().split(/\s+/) : line.split(by);
      out += `${printed(match[3] ?? '', line, fields, i + 1)}\n`;
    });
  });
  return { out, code: 0 };
}

function printed(what: string, line: string, fields: readonly string[], n: number): string {
  if (what.trim() === '') return line;
  const value = (term: string): string => {
    if (/^".*"$/.test(term)) return term.slice(1, -1).replace(/\\t/g, '\t').replace(/\\n/g, '\n');
    if (term === 'NR') return String(n);
    if (term === 'NF') return String(fields.length);
    if (term === '$0') return line;
    if (term === '$NF') return fields.at(-1) ?? '';
    return term.startsWith('$') ? (fields[Number(term.slice(1)) - 1] ?? '') : term;
  };
  const terms = (text: string): string =>
    (text.match(/"(?:\\.|[^"])*"|\$?\w+/g) ?? []).map(value).join('');
  return what.split(',').map(terms).join(' ');
}
