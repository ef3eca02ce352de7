// Rows of the four levels at which an application can be watched (S27): container, pod, service,
// cluster. Each fact says who knows it and since when; what nobody knows is not there.

import type { Micros } from '../../kernel/time.ts';
import type { DisplayState } from '../rows.ts';

/** The levels, from the inside out. */
export type HealthLevel = 'container' | 'pod' | 'service' | 'cluster';

/** Who knows a fact. */
export type HealthSource =
  | 'prober'
  | 'engine'
  | 'kubelet'
  | 'cadvisor'
  | 'api'
  | 'endpoints'
  | 'node-monitor'
  | 'metrics';

/** What a fact is about; the page has its words. */
export type HealthWord =
  | 'state'
  | 'reason'
  | 'restarts'
  | 'liveness'
  | 'readiness'
  | 'startup'
  | 'cpu'
  | 'memory'
  | 'phase'
  | 'ready'
  | 'address'
  | 'endpoints'
  | 'selected'
  | 'nodes'
  | 'heartbeat'
  | 'running'
  | 'components';

/** One thing that somebody knows. */
export interface HealthFact {
  readonly what: HealthWord;
  /** As its source says it; CPU in millicores and memory in bytes as numbers. */
  readonly value: string | number;
  readonly source: HealthSource;
  /** When it was found; absent where it is true at every instant, or nobody wrote down when. */
  readonly at?: Micros;
  readonly isBad?: boolean;
}

/** Key `health/<level>/<what it is>`; of pods and containers with their node. */
export interface HealthRow {
  readonly row: 'health';
  readonly level: HealthLevel;
  readonly name: string;
  readonly namespace?: string;
  readonly node?: string;
  readonly podUid?: string;
  readonly state: DisplayState;
  readonly facts: readonly HealthFact[];
}
