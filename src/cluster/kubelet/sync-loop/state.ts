// The sync loop's slice: what it took last, and when it ticks next.

import type { Pod } from '../../../api/pod.ts';
import { emptyMap } from '../../../base/persistent-map.ts';
import type { EventId, Message } from '../../../kernel/message.ts';
import type { Duration, Micros } from '../../../kernel/time.ts';
import type { Resizes } from '../allocation/state.ts';
import type { PodSource } from '../channels.ts';
import type { Dispatched } from './dispatch.ts';

/** What the loop took from one of its channels. */
export interface LoopEvent {
  /** `ADD`, `UPDATE`, `PLEG`, `SYNC`, `PROBE`, `housekeeping`. */
  readonly what: string;
  readonly pod: string;
  readonly at: Micros;
}

/** The slice `syncLoop`. */
export interface SyncLoopState {
  readonly last?: LoopEvent;
  /** Sources that have reported once; before all have, nothing is cleaned up. */
  readonly sourcesReady: readonly PodSource[];
  readonly nextSyncAt: Micros;
  readonly nextHousekeepingAt: Micros;
  readonly lastHousekeepingAt?: Micros;
  /** Housekeeping has compared workers with wishes once. Models podWorkers.podsSynced. */
  readonly hasCleanedUp: boolean;
  /** Set while the loop takes nothing: the runtime is not fit, or room is made for a pod. */
  readonly standstill?: Standstill;
  /** Room is being made for a critical pod. */
  readonly preemption?: Preemption;
  /** Of pods whose resources are being changed in place. */
  readonly resizes: Resizes;
}

/** Pods that go so that a critical one can come. */
export interface Preemption {
  readonly admitted: Dispatched;
  /** What there is too little of. */
  readonly resource: string;
  /** The uid of the one that is being ended. */
  readonly ending?: string;
  /** Those whose turn is still to come. */
  readonly victims: readonly Pod[];
}

/** What lies in the loop's channels while it stands. */
export interface Standstill {
  readonly since: Micros;
  /** The next look comes after this; it doubles. */
  readonly wait: Duration;
  /** In the order in which they came; of each tick one at most. */
  readonly held: readonly { readonly message: Message; readonly event: EventId }[];
}

/** Before the first turn of the loop. */
export function initialSyncLoopState(): SyncLoopState {
  return {
    sourcesReady: [],
    nextSyncAt: 0 as Micros,
    nextHousekeepingAt: 0 as Micros,
    hasCleanedUp: false,
    resizes: emptyMap(),
  };
}
