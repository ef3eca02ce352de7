// The shell: one step of a script at a time, what is left kept as frames. Models busybox ash (and,
// in its messages, dash and bash): a foreground child is waited for, traps run when it has ended.

import { parseShellScript } from '../../../formats/shell-script.ts';
import type { Node } from '../../../formats/shell-tree.ts';
import { hasWriter, makePipe, readFd, writeFd } from './io.ts';
import type { Run } from './machine.ts';
import type { Frame, Proc } from './model.ts';
import { collectDescs, exitProc, reap, spend, trimZombies } from './processes.ts';
import { runSimple } from './shell-command.ts';
import { assignRead } from './shell-read.ts';
import {
  complain,
  finish,
  forkShell,
  leave,
  listFrame,
  patch,
  shellOf,
  single,
  undo,
  withFd,
} from './shell-state.ts';
import { runWords } from './shell-words.ts';
import { signalNumber } from './signals.ts';

/** Does one step; afterwards the process may be blocked or gone. */
export function stepShell(run: Run, proc: Proc): void {
  const shell = shellOf(proc);
  const frame = shell.frames;
  spend(run, proc, 1);
  const isWaiting = frame !== null && (frame.t === 'wait' || frame.t === 'capture');
  if (shell.pendingTraps.length > 0 && !isWaiting) return runTrap(run, proc);
  if (frame === null) return endShell(run, proc);
  stepFrame(run, proc, frame);
}

function endShell(run: Run, proc: Proc): void {
  const shell = shellOf(proc);
  const trap = shell.traps['EXIT'];
  if (trap === undefined || trap === '' || shell.isExiting)
    return exitProc(run, proc, shell.status);
  patch(proc, { isExiting: true });
  runText(run, proc, trap, { t: 'trap', status: shell.status, next: null });
}

/** Runs a text as commands; what it is for comes below it. */
export function runText(run: Run, proc: Proc, text: string, next: Frame | null): void {
  const script = parseShellScript(text);
  if (script.isOk) return patch(proc, { frames: listFrame(script.body, false, next) });
  complain(run, proc, `syntax error: ${script.error}`);
  leave(proc, 2);
}

function runTrap(run: Run, proc: Proc): void {
  const shell = shellOf(proc);
  const [signal = '', ...rest] = shell.pendingTraps;
  let frames = shell.frames;
  let status = shell.status;
  if (frames !== null && (frames.t === 'waitBuiltin' || frames.t === 'read')) {
    frames = frames.next;
    status = 128 + signalNumber(signal);
  }
  patch(proc, { pendingTraps: rest, frames, status });
  runText(run, proc, shell.traps[signal] ?? '', { t: 'trap', status, next: frames });
}

function stepFrame(run: Run, proc: Proc, frame: Frame): void {
  const { status } = shellOf(proc);
  switch (frame.t) {
    case 'list':
      return stepList(run, proc, frame);
    case 'simple':
      return runSimple(run, proc, frame);
    case 'words':
      return runWords(run, proc, frame);
    case 'capture':
      return endCapture(run, proc, frame);
    case 'wait':
      return endWait(run, proc, frame);
    case 'neg':
      return finish(proc, frame.next, status === 0 ? 1 : 0);
    case 'andor':
      return stepAndOr(run, proc, frame);
    case 'if':
      return stepIf(proc, frame, status);
    case 'while':
      return stepWhile(proc, frame, status);
    case 'for':
      return stepFor(proc, frame);
    case 'waitBuiltin':
      return stepWaitBuiltin(run, proc, frame);
    case 'read':
      return stepRead(run, proc, frame);
    case 'stdin':
      return stepStdin(run, proc, frame);
    case 'trap':
      return patch(proc, { frames: frame.next, status: frame.status });
    case 'fds':
    case 'call':
    case 'vars':
    case 'source':
      undo(run, proc, frame);
      return patch(proc, { frames: frame.next });
  }
}

function stepList(run: Run, proc: Proc, frame: Frame & { t: 'list' }): void {
  const item = frame.list[frame.i];
  if (item === undefined) return patch(proc, { frames: frame.next });
  const isLast = frame.i + 1 >= frame.list.length;
  const next = isLast ? frame.next : { ...frame, i: frame.i + 1 };
  if (!item.isBackground) return begin(run, proc, item.node, next, frame.isTail && isLast);
  trimZombies(run, proc, shellOf(proc).lastBackground);
  const fds = withFd(proc.fds, 0, { k: 'null' });
  const ignored = [...new Set([...proc.ignored, 'SIGINT', 'SIGQUIT'])];
  const child = forkShell(run, proc, single(item.node), fds, ignored);
  patch(proc, { frames: next, status: 0, lastBackground: child.pid });
}

/** Starts a command above `next`; with `isTail` it may take the shell's place. */
function begin(run: Run, proc: Proc, node: Node, next: Frame | null, isTail: boolean): void {
  switch (node.t) {
    case 'simple':
      return patch(proc, { frames: { t: 'simple', node, subs: [], isTail, next } });
    case 'pipe':
      return beginPipe(run, proc, node, next);
    case 'andor': {
      const first = node.list[0];
      if (first === undefined) return finish(proc, next, 0);
      return begin(run, proc, first, { t: 'andor', node, i: 0, isTail, next }, false);
    }
    case 'if': {
      const arm = node.arms[0];
      if (arm === undefined) return finish(proc, next, 0);
      return patch(proc, { frames: listFrame(arm.cond, false, { t: 'if', node, i: 0, next }) });
    }
    case 'while': {
      const loop: Frame = { t: 'while', node, stage: 'cond', last: 0, next };
      return patch(proc, { frames: listFrame(node.cond, false, loop), status: 0 });
    }
    case 'for':
    case 'case':
    case 'test':
    case 'calc':
    case 'redir':
      return patch(proc, { frames: { t: 'words', node, subs: [], next } });
    case 'sub': {
      const child = forkShell(run, proc, node.body, proc.fds);
      return patch(proc, { frames: { t: 'wait', pids: [child.pid], next } });
    }
    case 'group':
      return patch(proc, { frames: listFrame(node.body, isTail, next) });
    case 'fn': {
      const { functions } = shellOf(proc);
      return patch(proc, {
        functions: { ...functions, [node.name]: node.body },
        frames: next,
        status: 0,
      });
    }
  }
}

function beginPipe(run: Run, proc: Proc, node: Node & { t: 'pipe' }, next: Frame | null): void {
  const after: Frame | null = node.isNegated ? { t: 'neg', next } : next;
  const [first] = node.list;
  if (first === undefined) return finish(proc, after, 0);
  if (node.list.length === 1) return begin(run, proc, first, after, false);
  const pids: number[] = [];
  let input = proc.fds[0];
  node.list.forEach((part, i) => {
    const pipe = i + 1 < node.list.length ? makePipe(run) : undefined;
    const piped = pipe === undefined ? proc.fds : withFd(proc.fds, 1, pipe.write);
    pids.push(forkShell(run, proc, single(part), withFd(piped, 0, input)).pid);
    input = pipe?.read;
  });
  patch(proc, { frames: { t: 'wait', pids, next: after } });
}

const DEATHS: { readonly [signal: string]: string } = {
  SIGKILL: 'Killed',
  SIGTERM: 'Terminated',
  SIGSEGV: 'Segmentation fault',
  SIGABRT: 'Aborted',
  SIGHUP: 'Hangup',
};

function endWait(run: Run, proc: Proc, frame: Frame & { t: 'wait' }): void {
  const alive = frame.pids.filter((pid) => isAlive(run, pid));
  if (alive.length > 0) {
    proc.block = { on: 'child', pids: alive };
    return;
  }
  const last = frame.pids.at(-1) ?? 0;
  const death = DEATHS[run.procs.get(last)?.exit?.signal ?? ''];
  if (death !== undefined) writeFd(run, proc, 2, `${death}\n`);
  let status = 0;
  for (const pid of frame.pids) status = reap(run, pid);
  finish(proc, frame.next, status);
}

function isAlive(run: Run, pid: number): boolean {
  const child = run.procs.get(pid);
  return child !== undefined && child.exit === undefined;
}

/** Takes up what `$(…)` wrote and gives it to the command that waits for it. */
function endCapture(run: Run, proc: Proc, frame: Frame & { t: 'capture' }): void {
  if (isAlive(run, frame.pid)) {
    proc.block = { on: 'child', pids: [frame.pid] };
    return;
  }
  const desc = run.descs.get(frame.desc);
  const output = (desc?.k === 'pipe' ? desc.buffer : '').replace(/\n+$/, '');
  const status = reap(run, frame.pid);
  const next = frame.next;
  const isOurs = (n: number): boolean => {
    const fd = proc.fds[n];
    return n >= 10 && fd?.k === 'desc' && fd.id === frame.desc;
  };
  proc.fds = proc.fds.map((fd, n) => (isOurs(n) ? undefined : fd));
  collectDescs(run);
  if (next !== null && (next.t === 'simple' || next.t === 'words')) {
    patch(proc, { frames: { ...next, subs: [...next.subs, output] }, status });
  } else patch(proc, { frames: next, status });
}

function stepAndOr(run: Run, proc: Proc, frame: Frame & { t: 'andor' }): void {
  const { status } = shellOf(proc);
  for (let i = frame.i; i < frame.node.ops.length; i++) {
    const isWanted = (frame.node.ops[i] === '&&') === (status === 0);
    const command = frame.node.list[i + 1];
    if (!isWanted || command === undefined) continue;
    const isLast = i + 1 === frame.node.ops.length;
    const next = isLast ? frame.next : { ...frame, i: i + 1 };
    return begin(run, proc, command, next, isLast && frame.isTail);
  }
  patch(proc, { frames: frame.next });
}

function stepIf(proc: Proc, frame: Frame & { t: 'if' }, status: number): void {
  const arm = frame.node.arms[frame.i];
  if (status === 0 && arm !== undefined) {
    return patch(proc, { frames: listFrame(arm.body, false, frame.next), status: 0 });
  }
  const other = frame.node.arms[frame.i + 1];
  if (other !== undefined) {
    const again: Frame = { ...frame, i: frame.i + 1 };
    return patch(proc, { frames: listFrame(other.cond, false, again) });
  }
  const body = frame.node.otherwise ?? [];
  patch(proc, { frames: listFrame(body, false, frame.next), status: 0 });
}

function stepWhile(proc: Proc, frame: Frame & { t: 'while' }, status: number): void {
  if (frame.stage === 'body') {
    const again: Frame = { ...frame, stage: 'cond', last: status };
    return patch(proc, { frames: listFrame(frame.node.cond, false, again), status: 0 });
  }
  if ((status === 0) !== frame.node.isUntil) {
    const body: Frame = { ...frame, stage: 'body' };
    return patch(proc, { frames: listFrame(frame.node.body, false, body), status: 0 });
  }
  patch(proc, { frames: frame.next, status: frame.last });
}

function stepFor(proc: Proc, frame: Frame & { t: 'for' }): void {
  const word = frame.words[frame.i];
  if (word === undefined) return patch(proc, { frames: frame.next });
  const { vars } = shellOf(proc);
  const isExported = vars[frame.name]?.isExported ?? false;
  patch(proc, {
    vars: { ...vars, [frame.name]: { value: word, isExported } },
    frames: listFrame(frame.body, false, { ...frame, i: frame.i + 1 }),
  });
}

function stepWaitBuiltin(run: Run, proc: Proc, frame: Frame & { t: 'waitBuiltin' }): void {
  const alive = frame.pids.filter((pid) => isAlive(run, pid));
  if (alive.length > 0) {
    proc.block = { on: 'child', pids: alive };
    return;
  }
  let status = 0;
  for (const pid of frame.pids) status = reap(run, pid);
  finish(proc, frame.next, status);
}

function stepRead(run: Run, proc: Proc, frame: Frame & { t: 'read' }): void {
  if (frame.until !== undefined && proc.clock >= frame.until) return finish(proc, frame.next, 1);
  const input = readFd(run, proc, 0, true);
  const limit = frame.until === undefined ? {} : { until: frame.until };
  if (input === 'never') {
    proc.block = frame.until === undefined ? { on: 'ever' } : { on: 'time', until: frame.until };
    return;
  }
  if (input !== 'end' && 'wait' in input) {
    if (hasWriter(run, input.wait)) proc.block = { on: 'read', desc: input.wait, ...limit };
    return;
  }
  const text = frame.carry + (input === 'end' ? '' : input.text);
  if (input !== 'end' && !frame.isRaw && text.endsWith('\\\n')) {
    return patch(proc, { frames: { ...frame, carry: text.slice(0, -2) } });
  }
  assignRead(proc, frame.names, text.endsWith('\n') ? text.slice(0, -1) : text, frame.isRaw);
  finish(proc, frame.next, text.endsWith('\n') ? 0 : 1);
}

/** `sh` without a script: each line of stdin is a script. */
function stepStdin(run: Run, proc: Proc, frame: Frame & { t: 'stdin' }): void {
  const input = readFd(run, proc, 0, true);
  if (input === 'never') {
    proc.block = { on: 'ever' };
    return;
  }
  if (input === 'end') return patch(proc, { frames: null });
  if ('wait' in input) {
    proc.block = { on: 'read', desc: input.wait };
    return;
  }
  runText(run, proc, input.text, frame);
}
