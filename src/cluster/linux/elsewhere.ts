// Calls that somebody else answers: the machine of the address, or the process of a program. Who
// called waits here until the answer comes, the time is up, or the connection breaks.

import { entries, get, remove, set } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Duration } from '../../kernel/time.ts';
import type { NetAnswer, NetCall } from '../protocol/linux-network.ts';
import { WORKLOAD_HTTP, type WorkloadHttp } from '../protocol/workload.ts';
import type { Elsewhere } from '../runtime/process/machine.ts';
import type { Draft, PendingCall } from './state.ts';

/** Asks; `after` is how long the caller works first. Undefined when there is nobody to ask. */
export function askElsewhere(
  draft: Draft,
  io: Io,
  elsewhere: Elsewhere,
  caller: Omit<PendingCall, 'process'>,
  timeout: Duration,
  after?: Duration,
): string | undefined {
  const { process, isWorkload } = elsewhere;
  const actor = io.find(process);
  if (actor === undefined) return undefined;
  const port = isWorkload ? WORKLOAD_HTTP : io.self.port;
  const message = isWorkload ? requestOf(elsewhere) : forwarded(elsewhere, timeout);
  const call = String(io.send({ actor, port }, message, after));
  draft.calls = set(draft.calls, call, { ...caller, process });
  // A machine keeps to the time limit by itself.
  if (isWorkload) io.after(timerOf(call), timeout, { type: 'linux.callExpired' });
  return call;
}

function timerOf(call: string): string {
  return `call/${call}`;
}

function forwarded({ ip, port, payload }: Elsewhere, timeout: Duration): NetCall {
  return { type: 'linux.call', ip, port, payload, timeout, isForwarded: true };
}

function requestOf({ port, payload }: Elsewhere): WorkloadHttp {
  const type = 'workload.http';
  if (payload.kind !== 'http') return { type, method: 'GET', path: '/', headers: [], port };
  const { method, path, headers = [], body } = payload;
  const request: WorkloadHttp = { type, method, path, headers, port };
  return body === undefined ? request : { ...request, body };
}

/** Takes a call out of those that wait. */
export function takeCall(draft: Draft, io: Io, call: string): PendingCall | undefined {
  const pending = get(draft.calls, call);
  if (pending === undefined) return undefined;
  draft.calls = remove(draft.calls, call);
  io.cancel(timerOf(call));
  return pending;
}

/** The calls to a process that wait. */
export function callsTo(draft: Draft, process: string): readonly string[] {
  const found: string[] = [];
  for (const [call, pending] of entries(draft.calls)) {
    if (pending.process === process) found.push(call);
  }
  return found;
}

/** The call that a timer is about. */
export function expiredCall(timer: string | undefined): string {
  return timer?.slice(timerOf('').length) ?? '';
}

/** What a caller is told when nobody takes the call: a machine that is cut off is silent. */
export function refusal(draft: Draft, peer: string): NetAnswer {
  const isMachine = draft.config.routes.some(({ process }) => process === peer);
  return { kind: 'failed', error: isMachine ? 'timeout' : 'refused' };
}
