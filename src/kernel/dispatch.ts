// Turns what a handler asks of its Io into scheduled envelopes: ids, causes, flows, latencies.

import { assert } from '../base/assert.ts';
import { push } from '../base/heap.ts';
import { arrival, isDropped } from './bus.ts';
import type { Mutable } from './checkpoint.ts';
import type { Io, Note } from './component.ts';
import type { ActorId, Endpoint, Envelope, EventId, Message, NetRefused, Port } from './message.ts';
import type { SimulationOptions } from './simulation.ts';
import { makeStreams } from './streams.ts';
import { type Duration, type Micros, microseconds, seconds } from './time.ts';
import type { TraceSink } from './trace.ts';
import { makeWires, type Wires } from './wires.ts';
import type { ProcessRecord } from './world.ts';

/** The scheduling half of a simulation. */
export interface Dispatch {
  /** The Io of the event being handled. */
  readonly io: Io;
  /** Makes `envelope` the event being handled. */
  begin(envelope: Envelope): void;
  inject(to: string, port: Port, message: Message, at?: Micros): EventId;
  /** The receiver of `envelope` is not there: tell its sender, as a network would. */
  refuse(envelope: Envelope): void;
  /** Sends `message` from the control port of `from` to a port, over the link. */
  notify(from: ActorId, to: Endpoint, message: Message): void;
  setSink(sink: TraceSink | undefined): void;
  /** What was noted since `begin`; undefined: nothing. */
  notes(): readonly Note[] | undefined;
}

/** What is being handled right now; one object per simulation, refilled for every event. */
interface Current {
  envelope: Envelope | undefined;
  sink: TraceSink | undefined;
  notes: Note[] | undefined;
  readonly wires: Wires;
}

const NO_TIME: Duration = microseconds(0);
/** How long a call over a cut link is waited for. */
const CALL_TIMEOUT: Duration = seconds(30);
const OUTSIDE: Endpoint = { actor: -1 as ActorId, port: '' };

/** Makes the scheduling half over `data`. */
export function makeDispatch(data: Mutable, options: SimulationOptions): Dispatch {
  const current: Current = {
    envelope: undefined,
    sink: undefined,
    notes: undefined,
    wires: makeWires(),
  };
  const io = makeIo(data, options, current);
  return {
    io: io as Io,
    begin(envelope) {
      current.envelope = envelope;
      current.notes = undefined;
      io.now = data.now;
      io.event = envelope.id;
      io.self = envelope.to;
      current.sink?.delivered?.(envelope);
    },
    inject(to, port, message, at = data.now) {
      const actor = current.wires.find(data, to);
      assert(actor !== undefined, `no process ${to}`);
      const id = data.nextEvent as EventId;
      schedule(data, current, {
        from: OUTSIDE,
        to: { actor, port },
        sentAt: data.now,
        deliverAt: at,
        cause: 0 as EventId,
        flow: id,
        carrier: 'command',
        message,
      });
      return id;
    },
    refuse(envelope) {
      current.sink?.voided?.(envelope);
      if (envelope.carrier !== 'link' || envelope.message.type.startsWith('net.')) return;
      const peer = (data.processes[envelope.to.actor] as ProcessRecord).name;
      begin(io, current, data, envelope);
      const refused = { type: 'net.refused', peer };
      transmit(data, options, current, envelope.from, refused, NO_TIME, envelope.id);
    },
    notify(from, to, message) {
      const saved = io.self;
      io.self = { actor: from, port: saved.port };
      transmit(data, options, current, to, message, NO_TIME, undefined, io.self);
      io.self = saved;
    },
    setSink(sink) {
      current.sink = sink;
    },
    notes: () => current.notes,
  };
}

function begin(io: MutableIo, current: Current, data: Mutable, envelope: Envelope): void {
  current.envelope = envelope;
  io.now = data.now;
  io.event = envelope.id;
  io.self = envelope.to;
}

type MutableIo = { -readonly [K in keyof Io]: Io[K] };

function makeIo(data: Mutable, options: SimulationOptions, current: Current): MutableIo {
  const streams = makeStreams(data, options.seed);
  const io: MutableIo = {
    now: data.now,
    epochSeconds: options.epochSeconds,
    self: OUTSIDE,
    event: 0 as EventId,
    send: (to, message, after = NO_TIME) =>
      transmit(data, options, current, to, message, after, undefined),
    reply: (to, message, after = NO_TIME) =>
      transmit(data, options, current, to.from, message, after, to.id),
    signal: (port, message, after = NO_TIME) =>
      transmit(data, options, current, { actor: io.self.actor, port }, message, after, undefined),
    after: (timer, delay, message, port = io.self.port) =>
      arm(data, current, io.self.actor, port, timer, delay, message),
    cancel: (timer) => void data.timers[io.self.actor]?.delete(timer),
    find: (name) => current.wires.find(data, name),
    draw(stream) {
      const process = (data.processes[io.self.actor] as ProcessRecord).name;
      return streams.next(io.self.actor, process, stream);
    },
    fact(type, about, value) {
      current.sink?.fact?.({
        event: io.event,
        at: data.now,
        actor: io.self.actor,
        type,
        about,
        data: value ?? null,
      });
    },
    because: (cause) => current.sink?.because?.(io.event, cause),
    note(entry) {
      if (current.notes === undefined) current.notes = [entry];
      else current.notes.push(entry);
    },
  };
  return io;
}

/** What an envelope is made of before it has its id. */
interface Parts extends Omit<Envelope, 'id' | 'incarnation' | 'inReplyTo' | 'timer'> {
  readonly inReplyTo?: EventId | undefined;
  readonly timer?: string | undefined;
}

/** Sends over the link, or over the channel when both ends are one process. */
function transmit(
  data: Mutable,
  options: SimulationOptions,
  current: Current,
  to: Endpoint,
  message: Message,
  after: Duration,
  inReplyTo: EventId | undefined,
  sender?: Endpoint,
): EventId {
  const handled = current.envelope as Envelope;
  const from = sender ?? handled.to;
  // A message from outside (the person) has nobody to answer to.
  if (to.actor < 0) return 0 as EventId;
  const sentAt = (data.now + after) as Micros;
  const isLink = to.actor !== from.actor;
  const deliverAt = isLink ? arrivalOf(data, options, current.wires, from, to, sentAt) : sentAt;
  const isLost = deliverAt === undefined;
  const envelope = schedule(
    data,
    current,
    {
      from,
      to,
      sentAt,
      deliverAt: deliverAt ?? sentAt,
      cause: handled.id,
      flow: handled.flow,
      inReplyTo,
      carrier: isLink ? 'link' : 'channel',
      message,
    },
    isLost,
  );
  if (isLost && inReplyTo === undefined) giveUpLater(data, options, current, envelope);
  return envelope.id;
}

/** Who called over a cut link hears nothing, and gives up after a while. */
function giveUpLater(
  data: Mutable,
  options: SimulationOptions,
  current: Current,
  lost: Envelope,
): void {
  const { link } = current.wires.between(data, options, lost.from, lost.to);
  if (!data.bus.cut.has(link)) return;
  const refused: NetRefused = { type: 'net.refused', peer: nameOf(data, lost.to) };
  schedule(data, current, {
    from: lost.from,
    to: lost.from,
    sentAt: lost.sentAt,
    deliverAt: (lost.sentAt + CALL_TIMEOUT) as Micros,
    cause: lost.cause,
    flow: lost.flow,
    inReplyTo: lost.id,
    carrier: 'channel',
    message: refused,
  });
}

/** When it arrives; undefined when the link is cut. */
function arrivalOf(
  data: Mutable,
  options: SimulationOptions,
  wires: Wires,
  from: Endpoint,
  to: Endpoint,
  sentAt: Micros,
): Micros | undefined {
  const wire = wires.between(data, options, from, to);
  if (data.bus.cut.has(wire.link)) return undefined;
  if (data.bus.drop.size > 0 && isDropped(data.bus, nameOf(data, from), nameOf(data, to))) {
    return undefined;
  }
  return arrival(data.bus, wire, sentAt);
}

function nameOf(data: Mutable, end: Endpoint): string {
  return data.processes[end.actor]?.name ?? '';
}

function arm(
  data: Mutable,
  current: Current,
  actor: ActorId,
  port: Port,
  timer: string,
  delay: Duration,
  message: Message,
): void {
  assert(delay >= 0, `timer ${timer} lies in the past`);
  const handled = current.envelope as Envelope;
  // Who is told of it is most of the time who arms it.
  const self = handled.to.actor === actor ? handled.to : { actor, port: handled.to.port };
  const isPeriodic = handled.timer === timer && handled.to.actor === actor;
  const armed = schedule(data, current, {
    from: self,
    to: port === self.port ? self : { actor, port },
    sentAt: data.now,
    deliverAt: (data.now + delay) as Micros,
    cause: handled.id,
    flow: isPeriodic ? (data.nextEvent as EventId) : handled.flow,
    carrier: 'timer',
    timer,
    message,
  });
  data.timers[actor]?.set(timer, armed);
}

function schedule(data: Mutable, current: Current, parts: Parts, isLost = false): Envelope {
  const id = data.nextEvent as EventId;
  data.nextEvent++;
  // One shape for all envelopes keeps the hot loop fast; the optional members come last.
  const envelope: { -readonly [K in keyof Envelope]: Envelope[K] } = {
    id,
    from: parts.from,
    to: parts.to,
    sentAt: parts.sentAt,
    deliverAt: parts.deliverAt,
    cause: parts.cause,
    flow: parts.flow,
    carrier: parts.carrier,
    incarnation: (data.processes[parts.to.actor] as ProcessRecord).incarnation,
    message: parts.message,
  };
  if (parts.inReplyTo !== undefined) envelope.inReplyTo = parts.inReplyTo;
  if (parts.timer !== undefined) envelope.timer = parts.timer;
  if (!isLost) push(data.queue, envelope);
  current.sink?.sent?.(envelope, isLost ? 'lost' : 'delivered');
  return envelope;
}
