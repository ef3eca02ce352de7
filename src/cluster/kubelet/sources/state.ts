// The slice of the pod sources: what the API reflector holds, and what files and URL said last.

import type { Pod } from '../../../api/pod.ts';
import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { EventId } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';

/** The reflector of pods bound to this node. Models client-go/tools/cache/reflector.go. */
export interface ReflectorState {
  readonly status: 'idle' | 'listing' | 'watching' | 'waiting';
  readonly pods: PersistentMap<Pod>;
  readonly resourceVersion: string;
  /** Request of the list or watch under way. */
  readonly request?: EventId;
  /** A watch that sends the whole list first has not ended it yet. */
  readonly isInitial: boolean;
  readonly failures: number;
  readonly lastAt?: Micros;
  readonly nextAt?: Micros;
}

/** One source of manifests that is read over and over. */
export interface PolledState {
  readonly lastAt?: Micros;
  readonly nextAt?: Micros;
  readonly request?: EventId;
  /** Content of the last good read, to tell whether it changed. */
  readonly content: string;
  readonly pods: readonly Pod[];
  readonly error?: string;
  readonly failures: number;
}

/** The slice `sources`. */
export interface SourcesState {
  readonly api: ReflectorState;
  readonly file?: PolledState;
  readonly url?: PolledState;
}

/** Nothing was read yet. */
export function initialSourcesState(): SourcesState {
  return {
    api: {
      status: 'idle',
      pods: emptyMap(),
      resourceVersion: '',
      isInitial: false,
      failures: 0,
    },
  };
}
