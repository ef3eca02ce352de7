// Requests about the network: namespaces, and calls from probes, users and other machines.

import { get, remove, set } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import type { Duration } from '../../kernel/time.ts';
import type { LinuxDone } from '../protocol/linux.ts';
import type { NetAnswer, NetCall, NetnsRequest, NetResult } from '../protocol/linux-network.ts';
import type { WorkloadAnswer } from '../protocol/workload.ts';
import { finishCall } from '../runtime/process/applets/network.ts';
import type { Elsewhere } from '../runtime/process/machine.ts';
import { NO_WIRE } from '../runtime/process/nothing.ts';
import { answerInside } from './calls.ts';
import { isInCidr } from './cidr.ts';
import { withContainer } from './container.ts';
import { askElsewhere, callsTo, expiredCall, refusal, takeCall } from './elsewhere.ts';
import { resolveName } from './services.ts';
import type { Draft } from './state.ts';

/** Microseconds of an exchange on the machine itself. */
const LOCAL_MICROS = 400;
/** An address of this machine's range that nobody has: the neighbour search gives up. */
const NO_NEIGHBOUR_MICROS = 3_000_000;

/** Makes or removes a network namespace. */
export function changeNetns(draft: Draft, io: Io, envelope: Envelope, ask: NetnsRequest): void {
  const old = get(draft.netns, ask.id);
  const reply: LinuxDone = {
    type: 'linux.done',
    isFound: ask.op === 'create' || old !== undefined,
  };
  io.reply(envelope, reply);
  if (ask.op === 'remove') {
    draft.netns = remove(draft.netns, ask.id);
    if (old !== undefined) draft.addresses = remove(draft.addresses, old.ip);
    return;
  }
  const ip = ask.ip ?? '';
  draft.netns = set(draft.netns, ask.id, {
    ip,
    hostname: ask.hostname ?? '',
    portMappings: ask.portMappings ?? [],
    containers: old?.containers ?? [],
    createdAt: old?.createdAt ?? io.now,
    gone: old?.gone ?? NO_WIRE,
  });
  if (ip !== '') draft.addresses = set(draft.addresses, ip, ask.id);
}

/** Answers a call, or passes it on to the machine of its address. */
export function call(draft: Draft, io: Io, envelope: Envelope, asked: NetCall): void {
  const from = asked.fromNetns ?? 'host';
  const ask = named(draft, io, from, asked);
  const answer = answerInside(draft, io, from, ask, io.now, withContainer);
  if (answer.kind === 'elsewhere') return forward(draft, io, envelope, ask, answer);
  if (answer.kind !== 'failed' || answer.error !== 'timeout')
    return reply(io, envelope, answer, LOCAL_MICROS);
  const isNear = isInCidr(ask.ip, draft.config.podCidr) && ask.timeout > NO_NEIGHBOUR_MICROS;
  if (isNear)
    return reply(io, envelope, { kind: 'failed', error: 'unreachable' }, NO_NEIGHBOUR_MICROS);
  reply(io, envelope, answer, ask.timeout);
}

/** Programs with a process of their own call by name; everybody else has an address. */
function named(draft: Draft, io: Io, from: string, ask: NetCall): NetCall {
  if (draft.services.length === 0 || !/[a-z]/.test(ask.ip)) return ask;
  const ip = resolveName(draft, io, from, ask.ip);
  return ip === undefined ? ask : { ...ask, ip };
}

function reply(io: Io, envelope: Envelope, answer: NetAnswer, after: number): void {
  const result: NetResult = { type: 'linux.callDone', answer, took: after as Duration };
  io.reply(envelope, result, after as Duration);
}

function forward(
  draft: Draft,
  io: Io,
  envelope: Envelope,
  ask: NetCall,
  elsewhere: Elsewhere,
): void {
  const caller = { replyTo: { id: envelope.id, from: envelope.from } };
  const isLoop = ask.isForwarded === true && !elsewhere.isWorkload;
  const call = isLoop ? undefined : askElsewhere(draft, io, elsewhere, caller, ask.timeout);
  if (call === undefined) reply(io, envelope, { kind: 'failed', error: 'timeout' }, ask.timeout);
}

/** The machine or process that was asked has answered. */
export function callDone(draft: Draft, io: Io, call: string, answer: NetAnswer): void {
  const pending = takeCall(draft, io, call);
  if (pending === undefined) return;
  if (pending.replyTo !== undefined) {
    const result: NetResult = { type: 'linux.callDone', answer, took: LOCAL_MICROS as Duration };
    io.reply(pending.replyTo, result);
    return;
  }
  const container = get(draft.containers, pending.containerId ?? '');
  if (container === undefined || container.end !== undefined) return;
  withContainer(draft, io, container, (run) => {
    const proc = run.procs.get(pending.pid ?? 0);
    if (proc !== undefined && proc.clock < run.now) proc.clock = run.now;
    if (proc !== undefined) finishCall(run, proc, answer);
  });
}

/** The process of a program has answered. */
export function answered(draft: Draft, io: Io, envelope: Envelope, message: WorkloadAnswer): void {
  const { status, headers, body } = message;
  callDone(draft, io, String(envelope.inReplyTo), { kind: 'http', status, headers, body });
}

/** Nobody took the call. */
export function callRefused(draft: Draft, io: Io, envelope: Envelope, peer: string): void {
  callDone(draft, io, String(envelope.inReplyTo), refusal(draft, peer));
}

/** The connection to a process broke: what it still owed will not come. */
export function connectionClosed(draft: Draft, io: Io, peer: string): void {
  for (const call of callsTo(draft, peer)) {
    callDone(draft, io, call, { kind: 'failed', error: 'reset' });
  }
}

/** The time of a call is up. */
export function callExpired(draft: Draft, io: Io, { timer }: Envelope): void {
  callDone(draft, io, expiredCall(timer), { kind: 'failed', error: 'timeout' });
}
