// What a scheduler remembers. The informers own what they saw; the queue and what it assumes
// belong to the scheduling loop.

import type { Node } from '../../api/node.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../api/storage.ts';
import type { ObjectMeta } from '../../apimachinery/meta.ts';
import type { PersistentMap } from '../../base/persistent-map.ts';
import type { EventId, Message } from '../../kernel/message.ts';
import type { Duration, Micros } from '../../kernel/time.ts';
import type { SchedulerConfig, SchedulerProfile } from './config.ts';
import type { PodInfo } from './node-info.ts';

/** How far one informer is. */
export interface Reflector {
  readonly status: 'listing' | 'watching' | 'waiting';
  readonly request?: EventId;
  readonly resourceVersion: string;
  /** The wait after the next failure. */
  readonly retry: Duration;
}

/** The kinds a scheduler watches. */
export type InformerKind = 'pods' | 'nodes' | 'persistentvolumes' | 'persistentvolumeclaims';

/** What it knows of volumes that outlive pods. */
export type StorageCache = Pick<SchedulerState, 'persistentvolumes' | 'persistentvolumeclaims'>;

/** Where a pod waits. */
export type QueueName = 'active' | 'backoff' | 'unschedulable';

/** A pod that waits for a node. */
export interface QueuedPod {
  readonly key: string;
  readonly uid: string;
  readonly queue: QueueName;
  readonly priority: number;
  readonly attempts: number;
  /** When it came into the queue it is in. */
  readonly since: Micros;
}

/** A binding that was sent and not answered. */
export interface PendingBinding {
  readonly key: string;
  readonly node: string;
}

/** An event that was sent: a repetition only counts. */
export interface SentEvent {
  readonly name: string;
  readonly count: number;
  readonly last: Micros;
}

/** The whole process. */
export interface SchedulerState {
  readonly config: SchedulerConfig;
  readonly profile: SchedulerProfile;
  /** Slices of the port `informers`. */
  readonly reflectors: { readonly [kind in InformerKind]: Reflector };
  readonly pods: PersistentMap<PodInfo>;
  readonly nodes: PersistentMap<Node>;
  readonly persistentvolumes: PersistentMap<PersistentVolume>;
  readonly persistentvolumeclaims: PersistentMap<PersistentVolumeClaim>;
  /** Slices of the port `scheduling`. */
  readonly queue: PersistentMap<QueuedPod>;
  /** Pods placed but not yet seen placed: key to node. */
  readonly assumed: PersistentMap<string>;
  readonly bindings: PersistentMap<PendingBinding>;
  /** Whether a cycle is under way; the next begins when its work is done. */
  readonly isBusy: boolean;
  readonly events: PersistentMap<SentEvent>;
}

/** What an informer tells the scheduling loop. */
export interface CacheChanged extends Message {
  readonly type: 'scheduler.cache-changed';
  readonly changes: readonly CacheChange[];
}

/** One change: `before` and `after` are by reference what the informer held. */
export type CacheChange =
  | {
      readonly kind: 'pod';
      readonly key: string;
      readonly before?: PodInfo;
      readonly after?: PodInfo;
    }
  | { readonly kind: 'node'; readonly key: string; readonly before?: Node; readonly after?: Node }
  /** A claim or a volume is not as it was. */
  | { readonly kind: 'storage'; readonly key: string };

/** The key of a pod in all maps: `namespace/name`. */
export function podKey(object: { readonly metadata: ObjectMeta }): string {
  return `${object.metadata.namespace ?? 'default'}/${object.metadata.name ?? ''}`;
}
