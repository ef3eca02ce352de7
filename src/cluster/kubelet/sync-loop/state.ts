// The sync loop's slice: what it took last, and when it ticks next.

import type { Micros } from '../../../kernel/time.ts';
import type { PodSource } from '../channels.ts';

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
}

/** Before the first turn of the loop. */
export function initialSyncLoopState(): SyncLoopState {
  return { sourcesReady: [], nextSyncAt: 0 as Micros, nextHousekeepingAt: 0 as Micros };
}
