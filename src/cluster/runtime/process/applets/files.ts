// Tools that change files: touch, mkdir, rm, cp, mv, ln, chmod, ls, mktemp, find, du.

import { hex8, mix32 } from '../../../../base/hash.ts';
import {
  chmod as changeMode,
  errorText,
  list,
  mkdir as makeDir,
  readFile,
  stat,
  unlink,
  writeFile,
} from '../files.ts';
import type { FsNode } from '../model.ts';
import { absolute, baseOf, sizeOf } from '../paths.ts';
import { matches } from '../pattern.ts';
import type { Applet, AppletCall } from './applet.ts';
import { fail, isBusybox, options, out } from './applet.ts';

/** touch. */
export const touch: Applet = (call) => {
  const { flags, operands } = options(call.args, 'drt');
  let code = 0;
  for (const path of operands) {
    if (flags.includes('c') && stat(call.run, call.proc, path) === undefined) continue;
    if (stat(call.run, call.proc, path)?.isDir === true) continue;
    const errno = writeFile(call.run, call.proc, path, '', 'append');
    if (errno === undefined) continue;
    const why = errorText(errno);
    code = fail(call, isBusybox(call) ? `${path}: ${why}` : `cannot touch '${path}': ${why}`);
  }
  return code;
};

/** mkdir. */
export const mkdir: Applet = (call) => {
  const { flags, operands } = options(call.args, 'm');
  let code = 0;
  for (const path of operands) {
    const errno = makeDir(call.run, call.proc, path, flags.includes('p'));
    if (errno === undefined) continue;
    const verb = isBusybox(call) ? "can't create" : 'cannot create';
    code = fail(call, `${verb} directory '${path}': ${errorText(errno)}`);
  }
  return code;
};

/** rm and rmdir. */
export const rm: Applet = (call) => {
  const { flags, operands } = options(call.args);
  let code = 0;
  for (const path of operands) {
    const errno = removal(call, path, /[rR]/.test(flags));
    if (errno === undefined || (errno === 'ENOENT' && flags.includes('f'))) continue;
    const why = errorText(errno).replace(
      'Is a directory',
      isBusybox(call) ? 'is a directory' : 'Is a directory',
    );
    if (!isBusybox(call)) code = fail(call, `cannot remove '${path}': ${why}`);
    else
      code = fail(
        call,
        errno === 'EISDIR' ? `'${path}' is a directory` : `can't remove '${path}': ${why}`,
      );
  }
  return code;
};

function removal(call: AppletCall, path: string, isRecursive: boolean): ReturnType<typeof unlink> {
  if (call.name !== 'rmdir') return unlink(call.run, call.proc, path, isRecursive);
  const entries = list(call.run, call.proc, path);
  if (typeof entries === 'string') return entries;
  return entries.length > 0 ? 'ENOTEMPTY' : unlink(call.run, call.proc, path, true);
}

/** cp, mv and ln (which copies: there are no links). */
export const copy: Applet = (call) => {
  const { flags, operands } = options(call.args);
  const target = operands.at(-1) ?? '';
  const sources = operands.slice(0, -1);
  if (sources.length === 0) return fail(call, 'missing file operand');
  const isInto = stat(call.run, call.proc, target)?.isDir === true;
  let code = 0;
  for (const source of sources) {
    const to = isInto ? `${target}/${baseOf(absolute(call.proc.cwd, source))}` : target;
    const isDeep = call.name === 'mv' || /[arR]/.test(flags);
    const why = call.name === 'ln' ? link(call, source, to) : copyTree(call, source, to, isDeep);
    if (why !== undefined) code = fail(call, why);
    else if (call.name === 'mv') unlink(call.run, call.proc, source, true);
  }
  return code;
};

function link(call: AppletCall, source: string, to: string): string | undefined {
  if (stat(call.run, call.proc, source) === undefined) return undefined;
  return copyTree(call, source, to, true);
}

function copyTree(call: AppletCall, from: string, to: string, isDeep: boolean): string | undefined {
  const { run, proc } = call;
  const node = stat(run, proc, from);
  const verb = call.name === 'mv' ? "can't rename" : isBusybox(call) ? "can't stat" : 'cannot stat';
  if (node === undefined) return `${verb} '${from}': No such file or directory`;
  if (!node.isDir) {
    const errno = writeFile(run, proc, to, node.text, 'replace', node.zeros);
    if (errno === undefined && node.mode !== 0o644) changeMode(run, proc, to, node.mode);
    if (errno === undefined) return undefined;
    return `${isBusybox(call) ? "can't create" : 'cannot create regular file'} '${to}': ${errorText(errno)}`;
  }
  if (!isDeep)
    return isBusybox(call)
      ? `omitting directory '${from}'`
      : `-r not specified; omitting directory '${from}'`;
  const errno = makeDir(run, proc, to, true);
  if (errno !== undefined) return `can't create directory '${to}': ${errorText(errno)}`;
  const entries = list(run, proc, from);
  if (typeof entries === 'string') return undefined;
  for (const [name] of entries) {
    const why = copyTree(call, `${from}/${name}`, `${to}/${name}`, true);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** chmod; chown and chgrp change nothing that is kept. */
export const chmod: Applet = (call) => {
  const { operands } = options(
    call.args.filter((arg) => !/^[-+=][rwxXst]+$/.test(arg) || call.name !== 'chmod'),
  );
  const mode = call.args.find((arg) => /^(\d+|[ugoa]*[-+=][rwxXst]+)$/.test(arg)) ?? '';
  const paths = operands.filter((arg) => arg !== mode);
  let code = 0;
  for (const path of call.name === 'chmod' ? paths : operands.slice(1)) {
    const node = stat(call.run, call.proc, path);
    if (node === undefined) {
      code = fail(call, `${path}: No such file or directory`);
      continue;
    }
    if (call.name === 'chmod') changeMode(call.run, call.proc, path, modeOf(mode, node.mode));
  }
  return code;
};

function modeOf(text: string, old: number): number {
  if (/^\d+$/.test(text)) return Number.parseInt(text, 8);
  const match = /^([ugoa]*)([-+=])([rwxXst]+)$/.exec(text);
  if (match === null) return old;
  const digit =
    (match[3]?.includes('r') ? 4 : 0) +
    (match[3]?.includes('w') ? 2 : 0) +
    (/[xX]/.test(match[3] ?? '') ? 1 : 0);
  const who = match[1] === '' || match[1]?.includes('a') ? 'ugo' : (match[1] ?? '');
  const bits =
    (who.includes('u') ? digit << 6 : 0) |
    (who.includes('g') ? digit << 3 : 0) |
    (who.includes('o') ? digit : 0);
  return match[2] === '-' ? old & ~bits : old | bits;
}

/** ls. */
export const ls: Applet = (call) => {
  const { flags, operands } = options(call.args);
  const paths = operands.length === 0 ? ['.'] : operands;
  let code = 0;
  let isFirst = true;
  for (const path of paths) {
    const node = stat(call.run, call.proc, path);
    if (node === undefined) {
      const gnu = `cannot access '${path}': No such file or directory`;
      code = fail(
        call,
        isBusybox(call) ? `${path}: No such file or directory` : gnu,
        isBusybox(call) ? 1 : 2,
      );
      continue;
    }
    if (!node.isDir || flags.includes('d')) {
      out(call, lines(call, [[path, node]], flags));
      continue;
    }
    const entries = list(call.run, call.proc, path);
    if (typeof entries === 'string') continue;
    if (paths.length > 1) out(call, `${isFirst ? '' : '\n'}${path}:\n`);
    isFirst = false;
    const shown = entries.filter(([name]) => /[aA]/.test(flags) || !name.startsWith('.'));
    out(call, lines(call, shown, flags));
  }
  return code;
};

function lines(
  call: AppletCall,
  entries: readonly (readonly [string, FsNode])[],
  flags: string,
): string {
  if (!flags.includes('l')) return entries.map(([name]) => `${name}\n`).join('');
  return entries
    .map(([name, node]) => {
      const size = String(sizeOf(node)).padStart(9);
      const owner = 'root     root     ';
      return `${modeText(node)}    ${node.isDir ? 2 : 1} ${owner}${size} ${stamp(call, node)} ${name}\n`;
    })
    .join('');
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

function stamp(call: AppletCall, node: FsNode): string {
  const seconds = call.run.epochSeconds + Math.floor(node.at / 1_000_000);
  const days = Math.floor(seconds / 86_400) + 719_468;
  const ofEra = days - Math.floor(days / 146_097) * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 2 : shifted - 10;
  const minutes = Math.floor((seconds % 86_400) / 60);
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return `${MONTHS.slice(month * 3, month * 3 + 3)} ${String(day).padStart(2)} ${clock}`;
}

function modeText(node: FsNode): string {
  const letters = [...'rwxrwxrwx'].map((c, i) => ((node.mode >> (8 - i)) & 1 ? c : '-')).join('');
  return (node.isDir ? 'd' : '-') + letters;
}

/** mktemp. */
export const mktemp: Applet = (call) => {
  const { flags, operands, values } = options(call.args, 'p');
  const directory = values.get('p') ?? '/tmp';
  const template = operands[0] ?? `${directory}/tmp.XXXXXX`;
  const luck = hex8(mix32(call.proc.clock ^ (call.proc.pid << 16)));
  const path = template.replace(/X+$/, (xs) => luck.padEnd(xs.length, 'a').slice(0, xs.length));
  const errno = flags.includes('d')
    ? makeDir(call.run, call.proc, path, false)
    : writeFile(call.run, call.proc, path, '', 'replace');
  if (errno !== undefined) return fail(call, `(null): ${errorText(errno)}`);
  out(call, `${path}\n`);
  return 0;
};

/** find: -name, -type, -maxdepth. */
export const find: Applet = (call) => {
  const start = call.args.findIndex((arg) => arg.startsWith('-'));
  const roots = start < 0 ? call.args : call.args.slice(0, start);
  const after = (option: string): string | undefined => {
    const at = call.args.indexOf(option);
    return at < 0 ? undefined : call.args[at + 1];
  };
  const wanted = {
    name: after('-name'),
    type: after('-type'),
    depth: Number(after('-maxdepth') ?? 99),
  };
  let code = 0;
  for (const root of roots.length === 0 ? ['.'] : roots) {
    const node = stat(call.run, call.proc, root);
    if (node === undefined) code = fail(call, `${root}: No such file or directory`);
    else visit(call, root, node, wanted, 0);
  }
  return code;
};

function visit(
  call: AppletCall,
  path: string,
  node: FsNode,
  wanted: {
    readonly name: string | undefined;
    readonly type: string | undefined;
    readonly depth: number;
  },
  depth: number,
): void {
  const isType = wanted.type === undefined || (wanted.type === 'd') === node.isDir;
  if (isType && (wanted.name === undefined || matches(wanted.name, baseOf(path))))
    out(call, `${path}\n`);
  if (!node.isDir || depth >= wanted.depth) return;
  const entries = list(call.run, call.proc, path);
  if (typeof entries === 'string') return;
  for (const [name, each] of entries)
    visit(call, `${path === '/' ? '' : path}/${name}`, each, wanted, depth + 1);
}

/** du: kilobytes of a tree. */
export const du: Applet = (call) => {
  const { operands } = options(call.args);
  for (const path of operands.length === 0 ? ['.'] : operands) {
    out(call, `${Math.ceil(treeBytes(call, path) / 1_024)}\t${path}\n`);
  }
  return 0;
};

function treeBytes(call: AppletCall, path: string): number {
  const node = stat(call.run, call.proc, path);
  if (node === undefined || !node.isDir) return node === undefined ? 0 : sizeOf(node);
  const entries = list(call.run, call.proc, path);
  if (typeof entries === 'string') return 4_096;
  return entries.reduce((sum, [name]) => sum + treeBytes(call, `${path}/${name}`), 4_096);
}

/** readlink and realpath. */
export const realpath: Applet = (call) => {
  const path = options(call.args).operands[0] ?? '.';
  out(call, `${absolute(call.proc.cwd, path)}\n`);
  return 0;
};

/** stat: the size and name of a file. */
export const statTool: Applet = (call) => {
  const { operands, values } = options(call.args, 'c');
  for (const path of operands) {
    const node = stat(call.run, call.proc, path);
    if (node === undefined) return fail(call, `can't stat '${path}': No such file or directory`);
    const format = values.get('c') ?? '  File: %n\n  Size: %s';
    out(
      call,
      `${format
        .replaceAll('%s', String(sizeOf(node)))
        .replaceAll('%n', path)
        .replaceAll('%a', node.mode.toString(8))}\n`,
    );
  }
  return 0;
};

/** truncate -s and fallocate -l: a file of zeros. */
export const allocate: Applet = (call) => {
  const { values, operands } = options(call.args, 'sl');
  const text = values.get('s') ?? values.get('l') ?? '0';
  const unit =
    { k: 1_024, K: 1_024, M: 1_048_576, G: 1_073_741_824 }[text.replace(/^\d+/, '').charAt(0)] ?? 1;
  for (const path of operands) {
    const errno = writeFile(
      call.run,
      call.proc,
      path,
      '',
      'replace',
      Number.parseInt(text, 10) * unit,
    );
    if (errno !== undefined) return fail(call, `${path}: ${errorText(errno)}`);
  }
  return 0;
};

/** cmp and diff: whether two files hold the same. */
export const compare: Applet = (call) => {
  const [left, right] = options(call.args).operands.map((path) =>
    readFile(call.run, call.proc, path),
  );
  if (
    left === undefined ||
    right === undefined ||
    typeof left === 'string' ||
    typeof right === 'string'
  )
    return 2;
  if (left.text === right.text && left.zeros === right.zeros) return 0;
  out(call, call.name === 'cmp' ? 'files differ\n' : 'Files differ\n');
  return 1;
};
