// Requests about the network: namespaces, and calls from probes, users and other machines.

import { get, remove, set } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import type { Duration } from '../../kernel/time.ts';
import type { LinuxDone } from '../protocol/linux.ts';
import type { NetAnswer, NetCall, NetnsRequest, NetResult } from '../protocol/linux-network.ts';
import { finishCall } from '../runtime/process/applets/network.ts';
import { answerInside } from './calls.ts';
import { isInCidr } from './cidr.ts';
import { routeTo, withContainer } from './container.ts';
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
  });
  if (ip !== '') draft.addresses = set(draft.addresses, ip, ask.id);
}

/** Answers a call, or passes it on to the machine of its address. */
export function call(draft: Draft, io: Io, envelope: Envelope, ask: NetCall): void {
  const from = ask.fromNetns ?? 'host';
  const answer = answerInside(draft, io, from, ask, io.now, withContainer);
  if (answer === 'remote') return forward(draft, io, envelope, ask);
  if (answer.kind !== 'failed' || answer.error !== 'timeout')
    return reply(io, envelope, answer, LOCAL_MICROS);
  const isNear = isInCidr(ask.ip, draft.config.podCidr) && ask.timeout > NO_NEIGHBOUR_MICROS;
  if (isNear)
    return reply(io, envelope, { kind: 'failed', error: 'unreachable' }, NO_NEIGHBOUR_MICROS);
  reply(io, envelope, answer, ask.timeout);
}

function reply(io: Io, envelope: Envelope, answer: NetAnswer, after: number): void {
  const result: NetResult = { type: 'linux.callDone', answer, took: after as Duration };
  io.reply(envelope, result, after as Duration);
}

function forward(draft: Draft, io: Io, envelope: Envelope, ask: NetCall): void {
  const route = routeTo(draft, ask.ip);
  const actor = route === undefined || ask.isForwarded === true ? undefined : io.find(route);
  if (actor === undefined)
    return reply(io, envelope, { kind: 'failed', error: 'timeout' }, ask.timeout);
  const event = io.send({ actor, port: io.self.port }, { ...ask, isForwarded: true } as NetCall);
  draft.calls = set(draft.calls, String(event), {
    replyTo: { id: envelope.id, from: envelope.from },
  });
}

/** The other machine has answered. */
export function callDone(draft: Draft, io: Io, envelope: Envelope, answer: NetAnswer): void {
  const key = String(envelope.inReplyTo ?? '');
  const pending = get(draft.calls, key);
  if (pending === undefined) return;
  draft.calls = remove(draft.calls, key);
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
