// What the kernel itself does on a process's control port: start, stop, cut and heal its links.

import { unreachable } from '../base/assert.ts';
import { heapOf } from '../base/heap.ts';
import { linkKey } from './bus.ts';
import type { Mutable } from './checkpoint.ts';
import type { Dispatch } from './dispatch.ts';
import { type ActorId, CONTROL, type ControlMessage, type Envelope, type Port } from './message.ts';
import { microseconds, seconds } from './time.ts';
import type { ProcessRecord } from './world.ts';

/** Carries out a control message. */
export function control(data: Mutable, dispatch: Dispatch, envelope: Envelope): void {
  const message = envelope.message as ControlMessage;
  const { actor } = envelope.to;
  const process = data.processes[actor] as ProcessRecord;
  switch (message.type) {
    case 'process.start':
      if (process.isUp) return;
      if (message.afterMicros !== undefined) return startLater(dispatch, message);
      return start(data, dispatch, actor, message.config ?? process.config);
    case 'process.stop':
      if (process.isUp) return stop(data, dispatch, actor);
      // One that was just starting does not come up.
      data.timers[actor]?.clear();
      return;
    case 'link.cut':
      data.bus.cut.add(linkKey(process.name, message.peer));
      dispatch.io.after(silenceOf(message.peer), SILENCE, { ...message, type: 'link.silent' });
      return;
    case 'link.silent':
      return breakConnections(data, dispatch, actor, message.peer);
    case 'link.heal':
      data.bus.slow.delete(linkKey(process.name, message.peer));
      if (!data.bus.cut.delete(linkKey(process.name, message.peer))) return;
      dispatch.io.cancel(silenceOf(message.peer));
      // What was lost meanwhile is noticed now: both ends find their connections broken.
      return breakConnections(data, dispatch, actor, message.peer);
    case 'link.slow':
      data.bus.slow.set(linkKey(process.name, message.peer), microseconds(message.byMicros));
      return;
    case 'link.drop':
      data.bus.drop.set(`${process.name}>${message.peer}`, message.count);
      return;
    default:
      unreachable(message);
  }
}

/** Both ends of a connection over which nothing comes any more give it up after this. */
const SILENCE = seconds(45);

function silenceOf(peer: string): string {
  return `@silence/${peer}`;
}

function breakConnections(data: Mutable, dispatch: Dispatch, actor: ActorId, peer: string): void {
  closeConnections(data, dispatch, actor, peer);
  closeConnectionsOf(data, dispatch, peer, (data.processes[actor] as ProcessRecord).name);
}

/** Until it has started nothing listens: whoever asks is refused. */
function startLater(
  dispatch: Dispatch,
  { afterMicros = 0, ...now }: Extract<ControlMessage, { readonly type: 'process.start' }>,
): void {
  dispatch.io.after('@start', microseconds(afterMicros), now, CONTROL);
}

function start(data: Mutable, dispatch: Dispatch, actor: ActorId, config: unknown): void {
  const process = data.processes[actor] as ProcessRecord;
  const started = { ...process, config, isUp: true, incarnation: process.incarnation + 1 };
  // Already up while it initialises, so that its own first timers belong to this incarnation.
  data.processes[actor] = started;
  const state = process.component.init(config, dispatch.io, process.disk);
  data.processes[actor] = { ...started, state };
}

function stop(data: Mutable, dispatch: Dispatch, actor: ActorId): void {
  const process = data.processes[actor] as ProcessRecord;
  const disk = process.component.survives?.(process.state as never);
  data.processes[actor] = { ...process, isUp: false, disk };
  data.timers[actor]?.clear();
  // What it would still have sent dies with it.
  const left = data.queue.items.filter((pending) => !isUnsent(pending, actor, data.now));
  data.queue = heapOf(left);
  closeConnections(data, dispatch, actor, undefined);
}

function isUnsent(pending: Envelope, actor: ActorId, now: number): boolean {
  return pending.from.actor === actor && pending.sentAt > now && pending.carrier === 'link';
}

/** Tells every port that talked to `actor` (only those of `peer`, if given) that it is gone. */
function closeConnections(
  data: Mutable,
  dispatch: Dispatch,
  actor: ActorId,
  peer: string | undefined,
): void {
  const told = new Map<string, { actor: ActorId; port: Port }>();
  for (const key of data.bus.last.keys()) {
    const [from, to] = key.split('>').map(endpointOf) as [Peer, Peer];
    const other = from.actor === actor ? to : to.actor === actor ? from : undefined;
    if (other !== undefined) told.set(`${other.actor}/${other.port}`, other);
  }
  const name = (data.processes[actor] as ProcessRecord).name;
  for (const other of [...told.values()].sort(byPlace)) {
    const record = data.processes[other.actor] as ProcessRecord;
    if (peer !== undefined && record.name !== peer) continue;
    if (other.port.startsWith('@')) continue;
    // A broken link does not carry the news; the operating system tells its own process.
    dispatch.notify(other.actor, other, { type: 'net.closed', peer: name } as never);
    if (peer !== undefined) continue;
    forget(data, actor, other.actor);
  }
}

function closeConnectionsOf(data: Mutable, dispatch: Dispatch, name: string, peer: string): void {
  const actor = data.processes.findIndex((process) => process.name === name);
  if (actor >= 0) closeConnections(data, dispatch, actor as ActorId, peer);
}

interface Peer {
  readonly actor: ActorId;
  readonly port: Port;
}

function endpointOf(text: string): Peer {
  const slash = text.indexOf('/');
  return { actor: Number(text.slice(0, slash)) as ActorId, port: text.slice(slash + 1) };
}

function byPlace(a: Peer, b: Peer): number {
  return a.actor - b.actor || (a.port < b.port ? -1 : a.port > b.port ? 1 : 0);
}

function forget(data: Mutable, a: ActorId, b: ActorId): void {
  for (const key of [...data.bus.last.keys()]) {
    const [from, to] = key.split('>').map(endpointOf) as [Peer, Peer];
    if ((from.actor === a && to.actor === b) || (from.actor === b && to.actor === a)) {
      data.bus.last.delete(key);
    }
  }
}
