// The slice of the container log manager.

import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { EventId } from '../../../kernel/message.ts';

/** A container whose log is too big. */
export interface BigLog {
  readonly containerId: string;
  /** The file it is written to. */
  readonly path: string;
}

/** What is asked for of the log that is being rotated. */
export type RotationStage =
  | { readonly ask: 'list' }
  | { readonly ask: 'rename' | 'reopen' | 'undo'; readonly rotated: string };

/** The slice `containerLogs`. */
export interface ContainerLogsState {
  /** Containers whose sizes were asked for, in that order, and by which message. */
  readonly looking?: { readonly id: EventId; readonly logs: readonly BigLog[] };
  /** The work queue: one log is rotated at a time. */
  readonly queue: readonly BigLog[];
  readonly busy?: BigLog & RotationStage & { readonly id: EventId };
  /** Rotated files on the node, oldest first, by container. */
  readonly files: PersistentMap<readonly string[]>;
}

/** Nothing was rotated yet. */
export function initialContainerLogsState(): ContainerLogsState {
  return { queue: [], files: emptyMap() };
}
