// Processes: making one, ending one, reaping it, and the memory each holds. The first process of a
// container takes all others with it.

import type { Micros } from '../../../kernel/time.ts';
import { hasReader, hasWriter } from './io.ts';
import { flushPartial } from './logs.ts';
import type { Run } from './machine.ts';
import type { Block, Fd, Proc, Program } from './model.ts';
import { chargedBytes } from './usage.ts';
import { throttled } from './work.ts';
import { tellWorkload } from './workload.ts';

/** Memory of its own that a shell holds. */
export const SHELL_BYTES: number = 77_824;
/** The same for a program such as `sleep`. */
export const TOOL_BYTES: number = 40_960;

/** Time that fork and exec take together. */
export const FORK_MICROS: number = 600;

const ZOMBIES = 16;

/** What a new process starts with. */
export interface NewProc {
  readonly parent: Proc | undefined;
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: readonly (readonly [string, string])[];
  readonly cwd: string;
  readonly fds: readonly (Fd | undefined)[];
  readonly program: Program;
  readonly ignored: readonly string[];
  readonly execId?: number;
}

/** Makes a process; descriptors from 10 on stay with the parent. */
export function spawn(run: Run, from: NewProc): Proc {
  const clock = Math.max(run.now, from.parent?.clock ?? run.now) as Micros;
  const hostPid = run.outside.takeHostPid();
  const proc: Proc = {
    pid: run.outside.takePid(),
    hostPid,
    parent: from.parent?.pid ?? 0,
    name: from.name,
    argv: from.argv,
    env: from.env,
    cwd: from.cwd,
    fds: from.fds.slice(0, 10),
    program: from.program,
    block: undefined,
    clock,
    ignored: from.ignored,
    rssBytes: from.program.kind === 'shell' ? SHELL_BYTES : TOOL_BYTES,
    cpuMillis: 0,
    burst: 0,
    exit: undefined,
    startedAt: clock,
    execId: from.execId ?? 0,
  };
  run.procs.set(proc.pid, proc);
  run.pageFaults += 40;
  if (from.parent !== undefined) spendInKernel(run, from.parent, FORK_MICROS);
  proc.clock = Math.max(proc.clock, from.parent?.clock ?? proc.clock) as Micros;
  return proc;
}

/** Lets a process work for so long. */
export function spend(run: Run, proc: Proc, micros: number): void {
  const { cpuFactor } = run.outside;
  if (cpuFactor < 1_000) {
    // The machine is full: it takes longer, and the time is taken from what others are counted for.
    proc.clock = (proc.clock + Math.ceil((micros * 1_000) / cpuFactor)) as Micros;
    return;
  }
  if (run.quota === undefined) {
    proc.clock = (proc.clock + micros) as Micros;
    run.cpuNanos += micros * 1_000;
    return;
  }
  const { until, addedMicros } = throttled(run, run.quota, proc.clock, micros);
  proc.clock = until;
  run.cpuNanos += addedMicros * 1_000;
}

/** The same, where all of it is the kernel's work. */
function spendInKernel(run: Run, proc: Proc, micros: number): void {
  const before = run.cpuNanos;
  spend(run, proc, micros);
  run.systemNanos += run.cpuNanos - before;
}

/** Ends a process; the container ends with its first one. */
export function exitProc(run: Run, proc: Proc, code: number, signal?: string): void {
  if (proc.exit !== undefined) return;
  tellWorkload(run, proc, false);
  proc.exit = signal === undefined ? { code: code & 255 } : { code, signal };
  proc.block = undefined;
  proc.cpuMillis = 0;
  proc.rssBytes = 0;
  proc.fds = [];
  for (const other of run.procs.values()) {
    if (other.parent === proc.pid) adopt(run, other);
  }
  if (proc.execId !== 0) finishExec(run, proc, false);
  if (proc.pid === run.container.initPid) endContainer(run, proc);
  else if (!isAwaited(run, proc)) run.procs.delete(proc.pid);
  collectDescs(run);
}

/** Orphans go to the first process, which reaps them. */
function adopt(run: Run, proc: Proc): void {
  proc.parent = run.container.initPid;
  if (proc.exit !== undefined) run.procs.delete(proc.pid);
}

function isAwaited(run: Run, proc: Proc): boolean {
  const parent = run.procs.get(proc.parent);
  if (parent === undefined || parent.exit !== undefined) return false;
  return parent.program.kind === 'shell' || parent.program.kind === 'timeout';
}

/** Takes an ended child away; gives its exit code. */
export function reap(run: Run, pid: number): number {
  const child = run.procs.get(pid);
  if (child?.exit === undefined) return 127;
  run.procs.delete(pid);
  return child.exit.code;
}

/** Forgets the oldest ended children that nobody waited for. */
export function trimZombies(run: Run, proc: Proc, keep: number): void {
  const dead = [...run.procs.values()].filter(
    (child) => child.parent === proc.pid && child.exit !== undefined && child.pid !== keep,
  );
  for (const child of dead.slice(0, Math.max(0, dead.length - ZOMBIES)))
    run.procs.delete(child.pid);
}

function endContainer(run: Run, init: Proc): void {
  const exit = init.exit ?? { code: 0 };
  const at = Math.max(init.clock, run.now) as Micros;
  for (const proc of [...run.procs.values()]) {
    if (proc.exit !== undefined) continue;
    tellWorkload(run, proc, false);
    proc.exit = { code: 137, signal: 'SIGKILL' };
    proc.rssBytes = 0;
    proc.cpuMillis = 0;
    if (proc.execId !== 0) finishExec(run, proc, false);
  }
  flushPartial(run, at);
  run.procs.clear();
  run.descs.clear();
  run.end = { ...exit, at };
}

/** Tells whoever asked for the exec how it ended. */
export function finishExec(run: Run, proc: Proc, isTimedOut: boolean): void {
  const exec = run.execs.find((each) => each.id === proc.execId);
  if (exec === undefined) return;
  run.execs = run.execs.filter((each) => each.id !== proc.execId);
  const text = (id: number): string => {
    const desc = run.descs.get(id);
    return desc?.k === 'pipe' ? desc.buffer.slice(0, 16_384) : '';
  };
  run.effects.push({
    type: 'exec',
    exec,
    code: proc.exit?.code ?? 137,
    stdout: text(exec.stdout),
    stderr: text(exec.stderr),
    isTimedOut,
    at: Math.max(proc.clock, run.now) as Micros,
  });
}

/** Drops open files and pipes at which nobody points any more. */
export function collectDescs(run: Run): void {
  for (const id of run.descs.keys()) {
    if (!hasReader(run, id) && !isHeld(run, id)) run.descs.delete(id);
  }
}

function isHeld(run: Run, id: number): boolean {
  for (const proc of run.procs.values()) {
    if (proc.fds.some((fd) => fd?.k === 'desc' && fd.id === id)) return true;
  }
  return false;
}

/** Sets the memory of a process, and kills the biggest while the container is over its limit. */
export function setMemory(run: Run, proc: Proc, bytes: number): void {
  if (bytes > proc.rssBytes) run.pageFaults += Math.floor((bytes - proc.rssBytes) / 4_096);
  proc.rssBytes = bytes;
  const limit = run.container.spec.limits.memoryBytes;
  if (limit === undefined) return;
  while (memoryOf(run) > limit) {
    const victim = biggest(run);
    if (victim === undefined) return;
    oomKill(run, victim, run.container.spec.cgroup, proc.clock);
  }
}

/** Memory of all processes of the container, as its cgroup is charged for it. */
export function memoryOf(run: Run): number {
  let total = 0;
  for (const proc of run.procs.values()) total += chargedBytes(proc);
  return total;
}

/** The process with most memory. */
export function biggest(run: Run): Proc | undefined {
  let best: Proc | undefined;
  for (const proc of run.procs.values()) {
    if (proc.exit === undefined && (best === undefined || proc.rssBytes > best.rssBytes))
      best = proc;
  }
  return best;
}

/** Kills a process for memory and remembers it. */
export function oomKill(run: Run, victim: Proc, limitCgroup: string, at: Micros): void {
  run.isOomKilled = true;
  run.oomKills++;
  run.effects.push({ type: 'oom', pid: victim.hostPid, process: victim.name, at, limitCgroup });
  victim.clock = Math.max(victim.clock, run.now) as Micros;
  exitProc(run, victim, 137, 'SIGKILL');
  const init = run.procs.get(run.container.initPid);
  if (run.outside.isOomGroup && init !== undefined) exitProc(run, init, 137, 'SIGKILL');
}

/** When a blocked process can go on: an instant, or undefined when that depends on others. */
export function readyAt(run: Run, proc: Proc): Micros | undefined {
  if (proc.exit !== undefined) return undefined;
  const block = proc.block;
  if (block === undefined) return proc.clock;
  const due = 'until' in block ? block.until : undefined;
  const at = unblockedAt(run, block);
  if (at === undefined) return due;
  return Math.max(proc.clock, at) as Micros;
}

function unblockedAt(run: Run, block: Block): Micros | undefined {
  switch (block.on) {
    case 'time':
    case 'net':
    case 'ever':
      return undefined;
    case 'child': {
      for (const pid of block.pids) {
        const child = run.procs.get(pid);
        if (child === undefined) return run.now;
        if (child.exit !== undefined) return child.clock;
      }
      return undefined;
    }
    case 'read': {
      const desc = run.descs.get(block.desc);
      if (desc?.k !== 'pipe') return run.now;
      if (desc.buffer === '' && hasWriter(run, block.desc)) return undefined;
      return desc.at;
    }
    case 'write': {
      const desc = run.descs.get(block.desc);
      if (desc?.k !== 'pipe' || !hasReader(run, block.desc)) return run.now;
      return desc.buffer === '' ? desc.at : undefined;
    }
  }
}
