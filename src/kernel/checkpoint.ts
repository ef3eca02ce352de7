// A checkpoint: pointers to immutable states and copies of the small tables around them.

import type { Hash } from '../base/hash.ts';
import { copyHeap, type Heap } from '../base/heap.ts';
import { type BusState, copyBus } from './bus.ts';
import type { Envelope } from './message.ts';
import type { Micros } from './time.ts';
import type { ProcessRecord } from './world.ts';

/** Everything a simulation needs to go on from here. */
export interface Checkpoint {
  readonly at: Micros;
  readonly nextEvent: number;
  readonly handled: number;
  readonly cost: number;
  readonly processes: readonly ProcessRecord[];
  /** The heap as it stood. */
  readonly queue: Heap<Envelope>;
  /** Armed timers by actor and name. */
  readonly timers: readonly ReadonlyMap<string, Envelope>[];
  readonly bus: BusState;
  readonly draws: readonly number[];
  readonly digest: Hash | undefined;
}

/** The parts of a simulation that change. */
export interface Mutable {
  now: Micros;
  nextEvent: number;
  /** How many events were handled so far. */
  handled: number;
  /** What replaying all of it takes, roughly: in `COST_OF_EVENT` for an ordinary event. */
  cost: number;
  processes: ProcessRecord[];
  queue: Heap<Envelope>;
  timers: Map<string, Envelope>[];
  bus: BusState;
  /** How often each stream of luck was drawn from, by its number. */
  draws: number[];
  /** Of all events so far; undefined while nobody keeps it. */
  digest: Hash | undefined;
}

/** Takes a checkpoint. */
export function takeCheckpoint(from: Mutable): Checkpoint {
  return {
    at: from.now,
    nextEvent: from.nextEvent,
    handled: from.handled,
    cost: from.cost,
    processes: from.processes.slice(),
    queue: copyHeap(from.queue),
    timers: from.timers.map((timers) => new Map(timers)),
    bus: copyBus(from.bus),
    draws: from.draws.slice(),
    digest: from.digest,
  };
}

/** Puts a simulation back to where the checkpoint was taken; the checkpoint stays good. */
export function restoreCheckpoint(into: Mutable, from: Checkpoint): void {
  into.now = from.at;
  into.nextEvent = from.nextEvent;
  into.handled = from.handled;
  into.cost = from.cost;
  into.processes = from.processes.slice();
  into.queue = copyHeap(from.queue);
  into.timers = from.timers.map((timers) => new Map(timers));
  into.bus = copyBus(from.bus);
  into.draws = from.draws.slice();
  into.digest = from.digest;
}
