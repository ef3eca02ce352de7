// A simple command: its words expanded, its redirections applied, then a function, a builtin, or a
// program in a child process. The last command of a script takes the shell's own place, as in ash.

import type { Node } from '../../../formats/shell-tree.ts';
import { BUILTINS } from './builtins.ts';
import { bulkLength } from './bulk.ts';
import type { Scope } from './expand.ts';
import { expandFields, expandText } from './expand.ts';
import { writeFd } from './io.ts';
import { execve, findProgram } from './load.ts';
import type { Run } from './machine.ts';
import type { Fd, Frame, Proc, Variable, Variables } from './model.ts';
import { SHELL_BYTES, setMemory, spawn, spend } from './processes.ts';
import { exportedEnv } from './shell-env.ts';
import { redirect } from './shell-redirect.ts';
import { isExpanded, scopeOf } from './shell-scope.ts';
import { complain, finish, listFrame, patch, shellOf, single } from './shell-state.ts';

type Simple = Node & { readonly t: 'simple' };
type Assigned = readonly (readonly [string, string])[];

/** Expands a simple command and carries it out. */
export function runSimple(run: Run, proc: Proc, frame: Frame & { t: 'simple' }): void {
  const { node } = frame;
  const scope = scopeOf(run, proc, frame.subs);
  const words = expandFields(scope, node.words);
  const assigned = assignments(scope, node);
  const targets = node.redirs.map((redir) => expandText(scope, redir.target));
  if (!isExpanded(run, proc, scope, frame)) return;
  if (scope.vars !== shellOf(proc).vars) patch(proc, { vars: scope.vars });
  if (shellOf(proc).options.includes('x')) trace(run, proc, assigned, words);
  const fds = node.redirs.length === 0 ? proc.fds : redirect(run, proc, node.redirs, targets);
  if (typeof fds === 'string') return finish(proc, frame.next, 1);
  if (words.length === 0) {
    assignAll(run, proc, assigned);
    if (proc.exit !== undefined) return;
    return finish(proc, frame.next, frame.subs.length > 0 ? shellOf(proc).status : 0);
  }
  dispatch(run, proc, frame, words, assigned, fds);
}

function assignments(scope: Scope, node: Simple): Assigned {
  return node.assigns.map((assign) => {
    const text = expandText(scope, assign.value);
    const old = assign.isAppend ? (scope.vars[assign.name]?.value ?? '') : '';
    return [assign.name, old + text] as const;
  });
}

function trace(run: Run, proc: Proc, assigned: Assigned, words: readonly string[]): void {
  const parts = [...assigned.map(([name, value]) => `${name}=${value}`), ...words];
  writeFd(run, proc, 2, `+ ${parts.join(' ')}\n`);
}

/** Sets the shell's own variables; long values take memory, and time to copy. */
function assignAll(run: Run, proc: Proc, assigned: Assigned): void {
  for (const [name, value] of assigned) {
    const { vars, heapBytes } = shellOf(proc);
    const old = Object.hasOwn(vars, name) ? vars[name] : undefined;
    if (old?.isReadOnly === true) {
      complain(run, proc, `${name}: is read only`);
      return;
    }
    const isExported = old?.isExported ?? shellOf(proc).options.includes('a');
    const next: Variables = { ...vars, [name]: { value, isExported } };
    const bytes = bulkLength(value);
    const before = old === undefined ? 0 : heapOf(old.value);
    const heap = heapBytes + (bytes > HEAP_FROM ? bytes : 0) - before;
    patch(proc, { vars: next, heapBytes: heap });
    if (bytes <= HEAP_FROM && before === 0) continue;
    spend(run, proc, Math.floor(bytes / 1_500));
    // While it is assigned the new value exists twice: as the expanded word and as the variable.
    setMemory(run, proc, SHELL_BYTES + heap + bytes + before);
    if (proc.exit === undefined) setMemory(run, proc, SHELL_BYTES + heap);
  }
}

const HEAP_FROM = 4_096;

function heapOf(value: string): number {
  const bytes = bulkLength(value);
  return bytes > HEAP_FROM ? bytes : 0;
}

function dispatch(
  run: Run,
  proc: Proc,
  frame: Frame & { t: 'simple' },
  words: readonly string[],
  assigned: Assigned,
  fds: readonly (Fd | undefined)[],
): void {
  const name = words[0] ?? '';
  const shell = shellOf(proc);
  const body = Object.hasOwn(shell.functions, name) ? shell.functions[name] : undefined;
  if (body !== undefined) {
    const below = prepared(proc, frame.next, fds, assigned);
    const call: Frame = { t: 'call', params: shell.params, locals: [], next: below };
    patch(proc, { params: words.slice(1), frames: listFrame(single(body), false, call) });
    return;
  }
  const builtin = BUILTINS.get(name);
  if (builtin !== undefined) {
    const isSpecial = name === 'exec' && words.length === 1;
    if (isSpecial) proc.fds = fds;
    const below = prepared(proc, frame.next, fds, assigned);
    builtin({ run, proc, args: words.slice(1), name, next: below });
    return;
  }
  external(run, proc, frame, words, assigned, fds);
}

/** Puts descriptors and variables in place for as long as the frames above last. */
function prepared(
  proc: Proc,
  next: Frame | null,
  fds: readonly (Fd | undefined)[],
  assigned: Assigned,
): Frame | null {
  let below = next;
  if (fds !== proc.fds) {
    below = { t: 'fds', fds: proc.fds, next: below };
    proc.fds = fds;
  }
  if (assigned.length > 0) {
    const { vars } = shellOf(proc);
    const old = assigned.map(([name]): readonly [string, Variable | null] => [
      name,
      vars[name] ?? null,
    ]);
    below = { t: 'vars', old, next: below };
    const set: Record<string, Variable> = { ...vars };
    for (const [name, value] of assigned) set[name] = { value, isExported: true };
    patch(proc, { vars: set });
  }
  return below;
}

function external(
  run: Run,
  proc: Proc,
  frame: Frame & { t: 'simple' },
  words: readonly string[],
  assigned: Assigned,
  fds: readonly (Fd | undefined)[],
): void {
  const env = exportedEnv(proc, assigned);
  const found = findProgram(run, proc, words, shellOf(proc).vars['PATH']?.value);
  if (!found.isFound) {
    spend(run, proc, 300);
    complain(run, { ...proc, fds }, notFound(proc, words[0] ?? '', found.errno));
    return finish(proc, frame.next, found.errno === 'ENOENT' ? 127 : 126);
  }
  const shell = shellOf(proc);
  const hasTraps = Object.keys(shell.traps).length > 0 || shell.pendingTraps.length > 0;
  if (frame.isTail && frame.next === null && !hasTraps) {
    proc.fds = fds.slice(0, 10);
    return execve(run, proc, words, env, found);
  }
  const { cwd, ignored } = proc;
  const program = { kind: 'applet', name: found.name } as const;
  const name = words[0] ?? '';
  const child = spawn(run, { parent: proc, name, argv: words, env, cwd, fds, program, ignored });
  execve(run, child, words, env, found);
  patch(proc, { frames: { t: 'wait', pids: [child.pid], next: frame.next } });
}

function notFound(proc: Proc, name: string, errno: string): string {
  const { flavor } = shellOf(proc);
  if (errno === 'EACCES') return `${name}: Permission denied`;
  if (flavor === 'bash') {
    return name.includes('/') ? `${name}: No such file or directory` : `${name}: command not found`;
  }
  return `${name}: not found`;
}
