// The slice of container garbage collection.

import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';

/** The slice `gc`. */
export interface ContainerGcState {
  /** Removals under way, by container or sandbox id. */
  readonly removing: PersistentMap<true>;
  readonly lastAt?: Micros;
  readonly nextAt: Micros;
}

/** Before the first pass. */
export function initialGcState(): ContainerGcState {
  return { removing: emptyMap(), nextAt: 0 as Micros };
}
