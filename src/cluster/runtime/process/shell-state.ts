// Small steps on a shell's state that everything which interprets scripts shares: frames, status,
// unwinding, forking. A shell's state is replaced, never changed.

import type { List, Node } from '../../../formats/shell-tree.ts';
import { writeFd } from './io.ts';
import type { Run } from './machine.ts';
import type { Fd, Frame, Proc, ShellProgram, Variable, Variables } from './model.ts';
import { collectDescs, spawn } from './processes.ts';

/** The process's program, which must be a shell. */
export function shellOf(proc: Proc): ShellProgram {
  return proc.program as ShellProgram;
}

/** Replaces fields of the shell's state. */
export function patch(proc: Proc, change: Partial<ShellProgram>): void {
  proc.program = { ...shellOf(proc), ...change };
}

/** A frame that runs a list. */
export function listFrame(list: List, isTail: boolean, next: Frame | null): Frame {
  return { t: 'list', list, i: 0, isTail, next };
}

/** A command is done: sets `$?` and goes on below; `set -e` may end the shell. */
export function finish(proc: Proc, frames: Frame | null, status: number): void {
  const isFatal = status !== 0 && shellOf(proc).options.includes('e') && !isCondition(frames);
  if (isFatal) return leave(proc, status);
  patch(proc, { frames, status });
}

function isCondition(frames: Frame | null): boolean {
  for (let frame = frames; frame !== null; frame = frame.next) {
    if (frame.t === 'if' || frame.t === 'neg' || frame.t === 'andor') return true;
    if (frame.t === 'while' && frame.stage === 'cond') return true;
  }
  return false;
}

/** `exit`: nothing is left to do but the EXIT trap. */
export function leave(proc: Proc, status: number): void {
  patch(proc, { frames: null, status: status & 255 });
}

/** Says something on the shell's stderr, as its flavor words it. */
export function complain(run: Run, proc: Proc, text: string): void {
  const { flavor } = shellOf(proc);
  const start = flavor === 'ash' ? 'sh: ' : flavor === 'dash' ? 'sh: 1: ' : 'bash: line 1: ';
  writeFd(run, proc, 2, `${start}${text}\n`);
}

/** Takes frames off, undoing what they hold, until one that `isEnd` accepts is on top. */
export function unwind(run: Run, proc: Proc, isEnd: (frame: Frame) => boolean): Frame | null {
  let frame = shellOf(proc).frames;
  while (frame !== null && !isEnd(frame)) {
    undo(run, proc, frame);
    frame = frame.next;
  }
  patch(proc, { frames: frame });
  return frame;
}

/** Gives back what a frame replaced while it was on the stack. */
export function undo(run: Run, proc: Proc, frame: Frame): void {
  switch (frame.t) {
    case 'fds':
      proc.fds = frame.fds;
      collectDescs(run);
      return;
    case 'call':
      patch(proc, { params: frame.params, vars: withOld(shellOf(proc).vars, frame.locals) });
      return;
    case 'vars':
      patch(proc, { vars: withOld(shellOf(proc).vars, frame.old) });
      return;
    default:
  }
}

function withOld(vars: Variables, old: readonly (readonly [string, Variable | null])[]): Variables {
  const next: Record<string, Variable> = { ...vars };
  for (const [name, variable] of old) {
    if (variable === null) delete next[name];
    else next[name] = variable;
  }
  return next;
}

/** A child shell that runs a list: subshell, background job, part of a pipe, substitution. */
export function forkShell(
  run: Run,
  proc: Proc,
  body: List,
  fds: readonly (Fd | undefined)[],
  ignored: readonly string[] = proc.ignored,
): Proc {
  const shell = shellOf(proc);
  const traps = Object.fromEntries(Object.entries(shell.traps).filter(([, text]) => text === ''));
  const program: ShellProgram = {
    ...shell,
    frames: listFrame(body, true, null),
    traps,
    pendingTraps: [],
    isSubshell: true,
    isExiting: false,
  };
  const { name, argv, env, cwd } = proc;
  return spawn(run, { parent: proc, name, argv, env, cwd, fds, program, ignored });
}

/** One command as a list. */
export function single(node: Node): List {
  return [{ node, isBackground: false }];
}

/** Descriptors with one replaced. */
export function withFd(
  fds: readonly (Fd | undefined)[],
  n: number,
  fd: Fd | undefined,
): readonly (Fd | undefined)[] {
  const next = [...fds];
  while (next.length < n) next.push(undefined);
  next[n] = fd;
  return next;
}

/** Sets a variable, keeping whether it is exported. */
export function setVariable(proc: Proc, name: string, value: string, isExported?: boolean): void {
  const { vars } = shellOf(proc);
  const old = Object.hasOwn(vars, name) ? vars[name] : undefined;
  const variable = { value, isExported: isExported ?? old?.isExported ?? false };
  patch(proc, { vars: { ...vars, [name]: variable } });
}
