// Signals: their numbers, and what one does to a process. Models the rules of kernel/signal.c that
// containers meet: PID 1 of a namespace gets no default action, SIGKILL always works.

import type { Run } from './machine.ts';
import type { Proc } from './model.ts';
import { exitProc } from './processes.ts';
import { tellWorkload } from './workload.ts';

const NUMBERS: { readonly [name: string]: number } = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGWINCH: 28,
  'SIGRTMIN+3': 37,
};

const HARMLESS: ReadonlySet<string> = new Set([
  'SIGCHLD',
  'SIGCONT',
  'SIGURG',
  'SIGWINCH',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
]);

/** The number of a signal, 0 when there is none of that name. */
export function signalNumber(name: string): number {
  return NUMBERS[name] ?? 0;
}

/** A signal from what people write: `TERM`, `SIGTERM`, `15`; undefined when there is none. */
export function signalName(text: string): string | undefined {
  const upper = text.toUpperCase();
  if (/^\d+$/.test(upper)) {
    const number = Number(upper);
    return Object.keys(NUMBERS).find((name) => NUMBERS[name] === number);
  }
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  return name in NUMBERS ? name : undefined;
}

/** Delivers a signal at the process's own time (not before the wake's). */
export function deliver(run: Run, proc: Proc, signal: string): void {
  if (proc.exit !== undefined) return;
  const wasAhead = proc.clock > run.now;
  if (wasAhead && proc.burst > 0) proc.clock = run.now;
  if (proc.clock < run.now) proc.clock = run.now;
  if (signal === 'SIGKILL') return die(run, proc, signal);
  if (proc.ignored.includes(signal)) return;
  const program = proc.program;
  if (program.kind === 'shell') {
    const trap = program.traps[signal];
    if (trap === '') return;
    if (trap !== undefined) {
      proc.program = { ...program, pendingTraps: [...program.pendingTraps, signal] };
      return interrupt(proc);
    }
  }
  if (program.kind === 'stopping') return;
  if (program.kind === 'server') {
    const reaction = program.model.signals[signal];
    if (reaction?.does === 'nothing') return;
    if (reaction !== undefined) {
      const at = (proc.clock + reaction.after) as typeof proc.clock;
      tellWorkload(run, proc, false);
      proc.program = { kind: 'stopping', at, code: reaction.code, log: reaction.log ?? [] };
      proc.block = { on: 'time', until: at };
      return;
    }
  }
  if (HARMLESS.has(signal) || isInit(run, proc)) return;
  die(run, proc, signal);
}

/** Whether it is the first process of its pid namespace. */
export function isInit(run: Run, proc: Proc): boolean {
  return proc.pid === 1 && run.container.initPid === 1;
}

/** A trapped signal ends the builtins `wait` and `read`; a foreground child is waited for. */
function interrupt(proc: Proc): void {
  if (proc.program.kind !== 'shell') return;
  const frame = proc.program.frames;
  if (frame?.t === 'waitBuiltin') proc.block = undefined;
  if (frame?.t === 'read') proc.block = undefined;
}

function die(run: Run, proc: Proc, signal: string): void {
  exitProc(run, proc, 128 + signalNumber(signal), signal);
}
