// The slice of container garbage collection.

import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { EventId } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';

/** The slice `gc`. */
export interface ContainerGcState {
  /** The calls that remove a container or sandbox, by its id. */
  readonly removing: PersistentMap<EventId>;
  /** Who waits until everything unused is gone, and the removals that are still under way. */
  readonly asker?: { readonly to: ReplyTo; readonly calls: readonly EventId[] };
  readonly lastAt?: Micros;
  readonly nextAt: Micros;
}

/** Before the first pass. */
export function initialGcState(): ContainerGcState {
  return { removing: emptyMap(), nextAt: 0 as Micros };
}
