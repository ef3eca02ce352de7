// One step of whatever a process runs. What is not a shell is a few lines each: it waits, writes,
// grows, or has come to its end.

import type { Micros } from '../../../kernel/time.ts';
import { runEntrypoint } from './applets/entrypoint.ts';
import { stepFilter } from './applets/filters.ts';
import { expireCall } from './applets/network.ts';
import { APPLETS } from './applets/table.ts';
import { mark } from './bulk.ts';
import { stepLoad } from './dials.ts';
import { readFile } from './files.ts';
import { hasReader, writeFd } from './io.ts';
import type { Run } from './machine.ts';
import type { Proc, Program } from './model.ts';
import { exitProc, setMemory, spend } from './processes.ts';
import { stepShell } from './shell.ts';
import { deliver, signalNumber } from './signals.ts';

/** Does one step; afterwards the process may be blocked or gone. */
export function stepProgram(run: Run, proc: Proc): void {
  const { program } = proc;
  switch (program.kind) {
    case 'shell':
      return stepShell(run, proc);
    case 'applet':
      return stepApplet(run, proc, program.name);
    case 'sleep':
      return exitProc(run, proc, 0);
    case 'filter':
      spend(run, proc, 20);
      return stepFilter(run, proc);
    case 'follow':
      return stepFollow(run, proc, program);
    case 'server':
      return stepServer(run, proc, program);
    case 'stopping': {
      for (const line of program.log) writeFd(run, proc, 2, `${line}\n`);
      return exitProc(run, proc, program.code);
    }
    case 'hog':
      return stepHog(run, proc, program);
    case 'load':
      return stepLoad(run, proc, program);
    case 'flood':
      return stepFlood(run, proc, program.text);
    case 'timeout':
      return stepTimeout(run, proc, program);
    case 'call':
      return expireCall(run, proc);
    case 'accept':
      proc.block = { on: 'ever' };
      return;
  }
}

function stepApplet(run: Run, proc: Proc, name: string): void {
  if (name.startsWith('entrypoint:')) return runEntrypoint(run, proc, name);
  const applet = APPLETS.get(name);
  const args = proc.argv.slice(1);
  spend(run, proc, 30);
  const code = applet === undefined ? 127 : applet({ run, proc, name, args });
  if (code !== undefined && proc.exit === undefined) exitProc(run, proc, code);
}

function stepServer(run: Run, proc: Proc, program: Program & { kind: 'server' }): void {
  const { model, since } = program;
  let { logged } = program;
  for (
    let line = model.log[logged];
    line !== undefined && since + line.after <= proc.clock;
    line = model.log[++logged]
  ) {
    writeFd(run, proc, line.stream === 'stderr' ? 2 : 1, `${line.text}\n`);
  }
  proc.program = { ...program, logged };
  if (model.exits !== undefined && since + model.exits.after <= proc.clock) {
    return exitProc(run, proc, model.exits.code);
  }
  const next = Math.min(
    model.log[logged] === undefined
      ? Number.MAX_SAFE_INTEGER
      : since + (model.log[logged]?.after ?? 0),
    model.exits === undefined ? Number.MAX_SAFE_INTEGER : since + model.exits.after,
  );
  proc.block =
    next === Number.MAX_SAFE_INTEGER ? { on: 'ever' } : { on: 'time', until: next as Micros };
}

const TICK = 50_000;
const HOG_MILLIS = 200;

/** Grows in steps until it has what it wanted; then holds it, or passes it on. */
function stepHog(run: Run, proc: Proc, program: Program & { kind: 'hog' }): void {
  const { toBytes, bytesPerTick, then, pipeBytes } = program;
  if (proc.rssBytes < toBytes) {
    const grown = Math.min(toBytes, proc.rssBytes + bytesPerTick);
    setMemory(run, proc, grown);
    if (proc.exit !== undefined) return;
    // It works for a quarter of the time that it waits.
    proc.cpuMillis = HOG_MILLIS;
    proc.block = { on: 'time', until: (proc.clock + TICK + TICK / 4) as Micros };
    return;
  }
  proc.cpuMillis = 0;
  if (then === 'exit') return exitProc(run, proc, 0);
  if (then === 'hold') {
    proc.block = { on: 'ever' };
    return;
  }
  if (pipeBytes <= 0) return exitProc(run, proc, 0);
  const chunk = Math.min(pipeBytes, 1_048_576);
  const left = chunk === pipeBytes ? 0 : pipeBytes - chunk;
  proc.program = { ...program, pipeBytes: left };
  spend(run, proc, Math.floor(chunk / 2_000));
  if (writeFd(run, proc, 1, mark(chunk)) === 'broken') exitProc(run, proc, 141, 'SIGPIPE');
}

function stepFlood(run: Run, proc: Proc, text: string): void {
  const fd = proc.fds[1];
  spend(run, proc, 500);
  const isPipe = fd?.k === 'desc' && run.descs.get(fd.id)?.k === 'pipe';
  if (isPipe && !hasReader(run, fd.id)) return exitProc(run, proc, 141, 'SIGPIPE');
  const count = isPipe ? Math.ceil(16_384 / text.length) : 20;
  writeFd(run, proc, 1, text.repeat(count));
  if (isPipe) proc.block = { on: 'write', desc: fd.id };
  if (!isPipe) proc.block = { on: 'time', until: (proc.clock + TICK) as Micros };
}

/** `tail -f`: looks once a second for what was added. */
function stepFollow(run: Run, proc: Proc, program: Program & { kind: 'follow' }): void {
  const node = readFile(run, proc, program.path);
  let { offset } = program;
  if (typeof node === 'string') offset = program.isByName ? 0 : offset;
  else {
    if (node.text.length < offset) offset = 0;
    const added = node.text.slice(offset);
    offset = node.text.length;
    if (added !== '' && writeFd(run, proc, 1, added) === 'broken') {
      return exitProc(run, proc, 141, 'SIGPIPE');
    }
  }
  proc.program = { ...program, offset };
  if (proc.block === undefined) {
    proc.block = { on: 'time', until: (proc.clock + program.period) as Micros };
  }
}

function stepTimeout(run: Run, proc: Proc, program: Program & { kind: 'timeout' }): void {
  const child = run.procs.get(program.pid);
  if (child === undefined || child.exit !== undefined) {
    const code = child?.exit?.code ?? 0;
    run.procs.delete(program.pid);
    return exitProc(run, proc, code);
  }
  if (proc.clock >= program.until) {
    deliver(run, child, program.signal);
    return exitProc(run, proc, 128 + signalNumber(program.signal));
  }
  proc.block = { on: 'child', pids: [program.pid], until: program.until };
}
