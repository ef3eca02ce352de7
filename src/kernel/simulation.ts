// The loop: take the earliest envelope, let its port handle it, commit the slices, schedule what it
// sent. Nothing else happens in a run, and nothing here knows Kubernetes.

import { assert } from '../base/assert.ts';
import { deepFreeze } from '../base/freeze.ts';
import { EMPTY_HASH, type Hash } from '../base/hash.ts';
import { heapOf, isBefore, pop } from '../base/heap.ts';
import { emptyBus, type LatencyOf } from './bus.ts';
import { type Checkpoint, type Mutable, restoreCheckpoint, takeCheckpoint } from './checkpoint.ts';
import type { Component, Note, PortHandler } from './component.ts';
import { control } from './control.ts';
import { foldEvent, type HashCache, hashCache, hashJson } from './digest.ts';
import { type Dispatch, makeDispatch } from './dispatch.ts';
import { type ActorId, CONTROL, type Envelope, type EventId, type Message } from './message.ts';
import { type Micros, ZERO } from './time.ts';
import type { TraceSink } from './trace.ts';
import { weightOf } from './weight.ts';
import type { ProcessRecord, World } from './world.ts';

/** How a simulation is set up. */
export interface SimulationOptions {
  readonly seed: number;
  readonly epochSeconds: number;
  readonly latencyOf: LatencyOf;
  /** Where the clock starts; before zero when a beginning is to lie behind time zero. */
  readonly startAt?: Micros;
  /** Freeze all state deeply (tests, development): a handler that mutates fails at once. */
  readonly isFrozen?: boolean;
}

/** Why `run` came back. */
export interface RunResult {
  readonly stopped: 'time' | 'budget' | 'idle';
  readonly events: number;
}

/** A deterministic discrete-event simulation. */
export interface Simulation {
  readonly world: World;
  readonly now: Micros;
  /** How many events were handled since time zero. */
  readonly handled: number;
  /** What replaying all of it takes, roughly: in `COST_OF_EVENT` for an ordinary event. */
  readonly cost: number;
  /** Adds a process; it comes to life when its start event is handled, `at` (default: at once). */
  add<C>(component: Component<unknown, C>, name: string, config: C, at?: Micros | null): ActorId;
  /** Schedules a message from outside (the person): the root of a flow. */
  inject(to: string, port: string, message: Message): EventId;
  /** What is on its way and what is armed, in the order in which it will be handled. */
  pending(): readonly Envelope[];
  /** When the next event may be handled; undefined when nothing is pending. */
  readonly nextAt: Micros | undefined;
  /** Handles the earliest event. */
  step(): Envelope | undefined;
  /** Handles events up to and including `until`, at most `budget` of them. */
  run(until: Micros, budget?: number): RunResult;
  checkpoint(): Checkpoint;
  restore(from: Checkpoint): void;
  /** Digest over every event handled so far; undefined while it is not kept. */
  digest(): Hash | undefined;
  /** From here on every event is folded into `known`; undefined: none is, which saves time. */
  keepDigest(known: Hash | undefined): void;
  /** Hash of all states and pending envelopes as they stand. */
  stateHash(): number;
  /** Who is told about the run; replaced at will, never part of the state. */
  setSink(sink: TraceSink | undefined): void;
}

/** What replaying an ordinary event costs, and what the smallest one does. */
export const COST_OF_EVENT: number = 24;
const LEAST_COST = 20;

/** Makes an empty simulation. */
export function createSimulation(options: SimulationOptions): Simulation {
  const cache = hashCache();
  const data: Mutable = {
    now: options.startAt ?? ZERO,
    nextEvent: 1,
    handled: 0,
    cost: 0,
    processes: [],
    queue: heapOf([]),
    timers: [],
    bus: emptyBus(),
    draws: [],
    digest: EMPTY_HASH,
  };
  const dispatch = makeDispatch(data, options);
  const advance = (limit: Micros): Envelope | undefined => {
    const envelope = next(data, limit);
    if (envelope === undefined) return undefined;
    data.now = envelope.deliverAt;
    data.handled++;
    if (data.digest !== undefined) data.digest = foldEvent(data.digest, envelope, cache);
    data.cost += LEAST_COST + weightOf(envelope);
    deliver(data, dispatch, envelope, options.isFrozen === true);
    return envelope;
  };
  return {
    get world() {
      return data;
    },
    get now() {
      return data.now;
    },
    get handled() {
      return data.handled;
    },
    get cost() {
      return data.cost;
    },
    get nextAt() {
      return nextAt(data);
    },
    pending: () => pending(data),
    add: (component, name, config, at) => addProcess(data, dispatch, component, name, config, at),
    inject: (to, port, message) => dispatch.inject(to, port, message),
    step: () => advance(Number.MAX_SAFE_INTEGER as Micros),
    run: (until, budget = Number.MAX_SAFE_INTEGER) => run(data, advance, until, budget),
    checkpoint: () => takeCheckpoint(data),
    restore: (from) => restoreCheckpoint(data, from),
    digest: () => data.digest,
    keepDigest: (known) => {
      data.digest = known;
    },
    stateHash: () => hashState(data, cache),
    setSink: (sink) => dispatch.setSink(sink),
  };
}

function addProcess(
  data: Mutable,
  dispatch: Dispatch,
  component: unknown,
  name: string,
  config: unknown,
  at: Micros | null | undefined,
): ActorId {
  assert(!data.processes.some((process) => process.name === name), `two processes ${name}`);
  const record: ProcessRecord = {
    name,
    component: component as Component,
    config,
    incarnation: 0,
    isUp: false,
    state: undefined,
    disk: undefined,
  };
  assertOneOwner(record.component);
  data.processes.push(record);
  data.timers.push(new Map());
  if (at !== null) dispatch.inject(name, CONTROL, { type: 'process.start' }, at);
  return (data.processes.length - 1) as ActorId;
}

function assertOneOwner(component: Component): void {
  const owners = new Set<string>(component.book === undefined ? [] : [component.book.slice]);
  for (const handler of Object.values(component.ports)) {
    for (const slice of handler.owns as readonly string[]) {
      assert(!owners.has(slice), `${component.kind}: two ports own the slice ${slice}`);
      owners.add(slice);
    }
  }
}

function run(
  data: Mutable,
  advance: (limit: Micros) => Envelope | undefined,
  until: Micros,
  budget: number,
): RunResult {
  let events = 0;
  while (events < budget) {
    if (advance(until) === undefined) {
      if (data.now < until) data.now = until;
      return { stopped: data.queue.items.length === 0 ? 'idle' : 'time', events };
    }
    events++;
  }
  return { stopped: 'budget', events };
}

/** The next envelope that counts, up to `limit`; timers that were disarmed are passed over. */
function next(data: Mutable, limit: Micros): Envelope | undefined {
  for (;;) {
    const top = data.queue.items[0];
    if (top === undefined || top.deliverAt > limit) return undefined;
    const envelope = pop(data.queue) as Envelope;
    if (envelope.timer === undefined) return envelope;
    const timers = data.timers[envelope.to.actor];
    if (timers?.get(envelope.timer) !== envelope) continue;
    timers.delete(envelope.timer);
    return envelope;
  }
}

function deliver(data: Mutable, dispatch: Dispatch, envelope: Envelope, isFrozen: boolean): void {
  if (envelope.to.port === CONTROL) {
    dispatch.begin(envelope);
    control(data, dispatch, envelope);
    return;
  }
  const process = data.processes[envelope.to.actor] as ProcessRecord;
  if (!process.isUp || process.incarnation !== envelope.incarnation) {
    dispatch.refuse(envelope);
    return;
  }
  const handler = process.component.ports[envelope.to.port];
  assert(handler, `${process.name} has no port ${envelope.to.port} (${envelope.message.type})`);
  if (isFrozen) deepFreeze(envelope.message);
  dispatch.begin(envelope);
  const before = process.state as object;
  const owned: object = handler.receive(before as never, envelope, dispatch.io);
  if (isFrozen) assertOwned(before, owned, handler.owns);
  const notes = dispatch.notes();
  const state =
    notes === undefined && handler.owns.length > 1 && ownsAll(handler, before)
      ? owned
      : commit(process.component, before, owned, notes, data.now);
  if (state === before) return;
  if (isFrozen) deepFreeze(state);
  data.processes[envelope.to.actor] = {
    name: process.name,
    component: process.component,
    config: process.config,
    incarnation: process.incarnation,
    isUp: true,
    state,
    disk: process.disk,
  };
}

function assertOwned(before: object, owned: object, owns: readonly PropertyKey[]): void {
  for (const slice in owned) {
    if (owned[slice as keyof object] === before[slice as keyof object]) continue;
    assert(owns.includes(slice), `wrote the slice ${slice} of another port`);
  }
}

/** Whether a port owns the whole state, so that what it gives back is the next one. */
function ownsAll({ owns }: PortHandler<never, never>, state: object): boolean {
  let size = 0;
  for (const _ in state) size++;
  return owns.length === size;
}

/** The state with the owned slices and the book written back; the same state when none changed. */
function commit(
  { copy, book }: Component,
  state: object,
  owned: object,
  notes: readonly Note[] | undefined,
  now: Micros,
): object {
  let isChanged = notes !== undefined && book !== undefined;
  for (const slice in owned) {
    if (owned[slice as keyof object] !== state[slice as keyof object]) isChanged = true;
  }
  if (!isChanged) return state;
  const next = (copy === undefined ? { ...state } : copy(state)) as { [slice: string]: unknown };
  for (const slice in owned) next[slice] = owned[slice as keyof object];
  if (notes !== undefined && book !== undefined) {
    next[book.slice] = book.write(state[book.slice as keyof object], notes, now);
  }
  return next;
}

function hashState(data: Mutable, cache: HashCache): number {
  const states = data.processes.map(({ name, incarnation, isUp, state, disk }) => ({
    name,
    incarnation,
    isUp,
    state,
    disk,
  }));
  return hashJson({ now: data.now, states, pending: pending(data) }, cache);
}

function isPending(data: Mutable, envelope: Envelope): boolean {
  if (envelope.timer === undefined) return true;
  return data.timers[envelope.to.actor]?.get(envelope.timer as string) === envelope;
}

function pending(data: Mutable): readonly Envelope[] {
  return data.queue.items
    .filter((envelope) => isPending(data, envelope))
    .sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

function nextAt(data: Mutable): Micros | undefined {
  for (;;) {
    const top = data.queue.items[0];
    if (top === undefined || isPending(data, top)) return top?.deliverAt;
    // A disarmed timer is passed over for good.
    pop(data.queue);
  }
}
