// The slice of the pod sources: what the API reflector holds, and what the directory, the URL and
// the kubelet's own server said last.

import type { Pod } from '../../../api/pod.ts';
import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { EventId, Message } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { PodSource } from '../channels.ts';

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

/** What sources that are read over and over have in common. */
interface ReadState {
  readonly lastAt?: Micros;
  readonly nextAt?: Micros;
  /** The read under way. */
  readonly request?: EventId;
  /** Why the last read failed as a whole. */
  readonly error?: string;
}

/** A file of the manifest directory as it was last read. */
export interface ManifestFile {
  readonly content: string;
  readonly pod?: Pod;
  readonly error?: string;
  /** `namespace/name` of the last pod that it held: what goes when the file goes. */
  readonly key?: string;
}

/** What is to be read next: everything, or one file that inotify told of. */
export type FileJob =
  | { readonly what: 'list' }
  | { readonly what: 'changed' | 'removed'; readonly name: string };

/** The manifest directory (or the one file). */
export interface FileState extends ReadState {
  /** The first one is under way while there is a request. */
  readonly jobs: readonly FileJob[];
  /** Names whose content was asked for. */
  readonly asked: readonly string[];
  /** By path. */
  readonly files: PersistentMap<ManifestFile>;
  /** By `namespace/name`. */
  readonly pods: PersistentMap<Pod>;
}

/** The manifest URL. */
export interface UrlState extends ReadState {
  /** The last answer that was not empty: the same bytes are not read again. */
  readonly content?: string;
  readonly pods: readonly Pod[];
  /** Reads that failed, in a row. */
  readonly failures: number;
}

/** What was sent to the kubelet's own server. */
export interface PushState {
  readonly lastAt?: Micros;
  readonly pods: readonly Pod[];
}

/** A source that is read on a timer is to be read now. */
export interface SourceDue extends Message {
  readonly type: 'source.due';
  readonly source: PodSource;
}

/** To `sources` from the kubelet's server: the pods of a request. */
export interface PodsPushed extends Message {
  readonly type: 'source.pushed';
  readonly pods: readonly Pod[];
}

/** The slice `sources`; a source that is not configured is absent. */
export interface SourcesState {
  readonly api: ReflectorState;
  readonly file?: FileState;
  readonly url?: UrlState;
  readonly push?: PushState;
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
