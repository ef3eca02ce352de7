// The load that somebody turns up: a process that computes, holds memory and loses more of it,
// writes a file that grows, and sends requests, each at a rate of its own. What it sends are real
// calls: whoever listens serves them.

import { assert } from '../../../base/assert.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { NetAnswer, NetPayload } from '../../protocol/linux-network.ts';
import type { LoadDials, TrafficDial } from '../../protocol/linux-usage.ts';
import { resolveHost } from './applets/network.ts';
import { writeFile } from './files.ts';
import type { Run } from './machine.ts';
import type { Proc, Program } from './model.ts';
import { setMemory, spend } from './processes.ts';
import { afterCalling, answerFrom, listenerAt } from './serving.ts';

type LoadProgram = Program & { readonly kind: 'load' };

/** Leaks and writes go on once a second, requests more often. */
const SLOW_TICK = 1_000_000;
const SEND_TICK = 100_000;
const SECOND = 1_000_000;
/** More requests a second than one sender gets through. */
const MOST_REQUESTS = 2_000;
const REQUEST_MICROS = 150;

/** Where it writes. */
const FILE = '/tmp/load';

/** A load that has just been turned, from this instant on. */
export function loadProgram(dials: LoadDials, at: Micros): LoadProgram {
  return { kind: 'load', dials, at, owed: 0 };
}

/** One step: what has fallen due since the last. */
export function stepLoad(run: Run, proc: Proc, program: LoadProgram): void {
  const { dials, at } = program;
  const { leakPerSecond = 0, writePerSecond = 0 } = dials;
  const traffic = dials.traffic?.perSecond === 0 ? undefined : dials.traffic;
  const elapsed = Math.max(0, proc.clock - at);
  const due = (perSecond: number): number => Math.floor((perSecond * elapsed) / SECOND);
  let { owed } = program;
  if (traffic !== undefined) {
    const wanted = owed + Math.min(MOST_REQUESTS, traffic.perSecond) * elapsed;
    const count = Math.floor(wanted / SECOND);
    owed = wanted - count * SECOND;
    for (let i = 0; i < count; i++) send(run, proc, traffic);
  }
  if (writePerSecond > 0) writeFile(run, proc, FILE, '', 'append', due(writePerSecond));
  if (leakPerSecond > 0) setMemory(run, proc, proc.rssBytes + due(leakPerSecond));
  if (proc.exit !== undefined) return;
  proc.program = { ...program, at: Math.max(at, proc.clock) as Micros, owed };
  const isSlow = leakPerSecond > 0 || writePerSecond > 0;
  if (!isSlow && traffic === undefined) {
    proc.block = { on: 'ever' };
    return;
  }
  const tick = traffic === undefined ? SLOW_TICK : SEND_TICK;
  proc.block = { on: 'time', until: (proc.clock + tick) as Micros };
}

/** One request; an answer of another machine is counted, but nobody waits for it. */
function send(run: Run, proc: Proc, { host, port, path }: TrafficDial): void {
  const ip = resolveHost(run, proc, host);
  const payload: NetPayload = { kind: 'http', method: 'GET', path, host, headers: [] };
  spend(run, proc, REQUEST_MICROS);
  const answer = ip === undefined ? undefined : called(run, proc, ip, port, payload);
  run.wire = afterCalling(run.wire, payload, answer);
}

/** Undefined: nothing came back. */
function called(
  run: Run,
  proc: Proc,
  ip: string,
  port: number,
  payload: NetPayload,
): NetAnswer | undefined {
  const isOwn = ip === run.outside.ip || ip.startsWith('127.');
  const own = isOwn ? listenerAt(run.procs.values(), port, proc.clock) : undefined;
  if (own !== undefined) return answerFrom(run, own, payload, run.outside.ip, proc.clock);
  const answer = run.outside.call(ip, port, payload, proc.clock);
  if (answer.kind !== 'elsewhere') {
    const isLost = answer.kind === 'failed' && answer.error === 'timeout';
    return isLost ? undefined : answer;
  }
  const { pid, clock: at } = proc;
  run.effects.push({ type: 'call', pid, elsewhere: answer, at, timeout: SECOND });
  return { kind: 'tcp', data: '' };
}

/** The dials of a process that is a load. */
export function dialsOf({ program }: Proc): LoadDials {
  assert(program.kind === 'load', 'only a load has dials');
  return program.dials;
}
