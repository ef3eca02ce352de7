// Descriptors of a process: reading, writing, pipes, the container's output. A write to a full pipe
// blocks the writer, one to a pipe that nobody reads ends it by SIGPIPE, as the kernel does.

import { bulkLength, compact } from './bulk.ts';
import type { Errno } from './files.ts';
import { readFile, SPECIAL, writeFile } from './files.ts';
import { appendText } from './logs.ts';
import type { Run } from './machine.ts';
import type { Desc, Fd, Proc } from './model.ts';
import { absolute } from './paths.ts';

/** Bytes a pipe holds before its writer has to wait. */
export const PIPE_BYTES: number = 65_536;

/** What a read gave: text, the end, or nothing yet from that open file. */
export type Input = { readonly text: string } | 'end' | { readonly wait: number } | 'never';

/** How a write ended; `broken` is EPIPE. */
export type Written = 'ok' | 'broken' | Errno;

/** Writes text to a descriptor. */
export function writeFd(run: Run, proc: Proc, fd: number, text: string): Written {
  const target = proc.fds[fd];
  if (target === undefined || text === '') return 'ok';
  switch (target.k) {
    case 'null':
    case 'zero':
    case 'open':
      return 'ok';
    case 'log':
      appendText(run, target.stream, text, proc.clock);
      return 'ok';
    case 'desc':
      return writeDesc(run, proc, target.id, text);
  }
}

function writeDesc(run: Run, proc: Proc, id: number, text: string): Written {
  const desc = run.descs.get(id);
  if (desc === undefined) return 'ok';
  if (desc.k === 'file') return writeFile(run, proc, desc.path, text, 'append') ?? 'ok';
  if (!hasReader(run, id)) return 'broken';
  const buffer = compact(desc.buffer + text);
  run.descs.set(id, { k: 'pipe', buffer, at: proc.clock });
  if (!isCapture(run, id) && bulkLength(buffer) > PIPE_BYTES)
    proc.block = { on: 'write', desc: id };
  return 'ok';
}

/** Output of an exec and of `$(…)` is taken up as it comes. */
function isCapture(run: Run, id: number): boolean {
  if (run.execs.some((exec) => exec.stdout === id || exec.stderr === id)) return true;
  for (const proc of run.procs.values()) {
    if (proc.fds.some((fd, n) => n >= 10 && fd?.k === 'desc' && fd.id === id && fd.isRead))
      return true;
  }
  return false;
}

/** Whether anybody can still write into a pipe. */
export function hasWriter(run: Run, id: number): boolean {
  for (const proc of run.procs.values()) {
    if (proc.fds.some((fd) => fd?.k === 'desc' && fd.id === id && fd.isWrite)) return true;
  }
  return false;
}

/** Whether anybody can still read from a pipe. */
export function hasReader(run: Run, id: number): boolean {
  if (run.execs.some((exec) => exec.stdout === id || exec.stderr === id)) return true;
  for (const proc of run.procs.values()) {
    if (proc.fds.some((fd) => fd?.k === 'desc' && fd.id === id && fd.isRead)) return true;
  }
  return false;
}

/** Takes everything that is there to read, or, with `isLine`, up to the next line feed. */
export function readFd(run: Run, proc: Proc, fd: number, isLine = false): Input {
  const source = proc.fds[fd];
  if (source === undefined) return 'end';
  switch (source.k) {
    case 'null':
    case 'log':
      return 'end';
    case 'open':
      return 'never';
    case 'zero':
      return { text: '' };
    case 'desc': {
      const desc = run.descs.get(source.id);
      if (desc === undefined) return 'end';
      return desc.k === 'file'
        ? readOpenFile(run, proc, source.id, desc, isLine)
        : readPipe(run, source.id, desc, isLine);
    }
  }
}

function readOpenFile(
  run: Run,
  proc: Proc,
  id: number,
  desc: Desc & { k: 'file' },
  isLine: boolean,
): Input {
  const node = readFile(run, proc, desc.path);
  if (typeof node === 'string') return 'end';
  const rest = node.text.slice(desc.offset);
  if (rest === '') return 'end';
  const text = isLine ? firstLine(rest) : rest;
  run.descs.set(id, { ...desc, offset: desc.offset + text.length });
  return { text };
}

function readPipe(run: Run, id: number, desc: Desc & { k: 'pipe' }, isLine: boolean): Input {
  if (desc.buffer === '') return hasWriter(run, id) ? { wait: id } : 'end';
  if (isLine && !desc.buffer.includes('\n') && hasWriter(run, id)) return { wait: id };
  const text = isLine ? firstLine(desc.buffer) : desc.buffer;
  run.descs.set(id, { ...desc, buffer: desc.buffer.slice(text.length) });
  return { text };
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end + 1);
}

/** A new pipe with both ends. */
export function makePipe(
  run: Run,
  text = '',
): { readonly read: Fd; readonly write: Fd; readonly id: number } {
  const id = run.nextDesc++;
  run.descs.set(id, { k: 'pipe', buffer: text, at: run.now });
  const end = { k: 'desc', id } as const;
  return {
    id,
    read: { ...end, isRead: true, isWrite: false },
    write: { ...end, isRead: false, isWrite: true },
  };
}

/** Opens a path for reading or writing; gives the descriptor or errno. */
export function openFile(
  run: Run,
  proc: Proc,
  path: string,
  how: 'read' | 'replace' | 'append' | 'both',
): Fd | Errno {
  const whole = absolute(proc.cwd, path);
  const special = openSpecial(run, proc, whole);
  if (special !== undefined) return special;
  const isRead = how === 'read' || how === 'both';
  if (how === 'read') {
    const node = readFile(run, proc, whole);
    if (typeof node === 'string') return node;
  } else {
    const errno = writeFile(run, proc, whole, '', how === 'replace' ? 'replace' : 'append');
    if (errno !== undefined) return errno;
  }
  const id = run.nextDesc++;
  run.descs.set(id, { k: 'file', path: whole, offset: 0 });
  return { k: 'desc', id, isRead, isWrite: how !== 'read' };
}

/** Devices, and the descriptors of a process under /proc. */
function openSpecial(run: Run, proc: Proc, path: string): Fd | undefined {
  switch (path) {
    case '/dev/stdin':
      return proc.fds[0] ?? { k: 'null' };
    case '/dev/stdout':
      return proc.fds[1] ?? { k: 'null' };
    case '/dev/stderr':
      return proc.fds[2] ?? { k: 'null' };
    case '/dev/zero':
    case '/dev/random':
    case '/dev/urandom':
    case '/dev/full':
      return { k: 'zero' };
    default:
  }
  if (SPECIAL.has(path)) return { k: 'null' };
  const match = /^\/(?:proc\/(self|\d+)\/fd|dev\/fd)\/(\d+)$/.exec(path);
  if (match === null) return undefined;
  const owner =
    match[1] === undefined || match[1] === 'self' ? proc : run.procs.get(Number(match[1]));
  return owner?.fds[Number(match[2])];
}
