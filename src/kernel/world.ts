// The world: one immutable state per process, and the read-only view that projections get.

import type { Component } from './component.ts';
import type { ActorId, Envelope } from './message.ts';

/** One process. */
export interface ProcessRecord {
  readonly name: string;
  readonly component: Component;
  readonly config: unknown;
  /** Rises with every start; envelopes of older incarnations are void. */
  readonly incarnation: number;
  readonly isUp: boolean;
  /** Undefined before the first start. */
  readonly state: unknown;
  /** What outlived the last stop. */
  readonly disk: unknown;
}

/** What a projection may read. */
export interface World {
  readonly processes: readonly ProcessRecord[];
  /** Armed timers by actor and name: armed at `sentAt`, due at `deliverAt`. */
  readonly timers: readonly ReadonlyMap<string, Envelope>[];
}

/** The process of that name. */
export function processNamed(world: World, name: string): ProcessRecord | undefined {
  return world.processes.find((process) => process.name === name);
}

/** The state of the process of that name, while it is up. */
export function stateOf<State>(world: World, name: string): State | undefined {
  const process = processNamed(world, name);
  return process?.isUp ? (process.state as State) : undefined;
}

/** The name of an actor. */
export function actorName(world: World, actor: ActorId): string {
  return world.processes[actor]?.name ?? `#${actor}`;
}
