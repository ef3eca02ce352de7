// The slice of the secret and config map managers, and of the service lister.
// Models pkg/kubelet/util/manager/watch_based_manager.go.

import type { ConfigMap, Secret, Service } from '../../../api/config.ts';
import type { Pod } from '../../../api/pod.ts';
import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { EventId } from '../../../kernel/message.ts';
import type { ObjectKey } from '../channels.ts';

/** One Secret or ConfigMap that registered pods refer to, followed by a watch of its own. */
export interface CachedObject {
  readonly key: ObjectKey;
  /** How many registered pods refer to it. */
  readonly references: number;
  /** Listed at least once: absence is knowledge. */
  readonly isSynced: boolean;
  readonly object?: Secret | ConfigMap;
  readonly watch?: EventId;
  readonly resourceVersion: string;
  /** Failed lists in a row. */
  readonly failures: number;
}

/** Somebody who waits for objects that are not known yet. */
export interface ObjectsWaiter {
  readonly to: ReplyTo;
  readonly keys: readonly ObjectKey[];
  /** Answers to GETs so far, by key; only where nothing is cached (edition `document`). */
  readonly fetched: PersistentMap<FetchedObject>;
}

/** The answer to one GET. */
export interface FetchedObject {
  readonly object?: Secret | ConfigMap;
  readonly error: string;
  readonly isNotFound: boolean;
}

/** A request under way, or a watch that is open. */
export interface ObjectsCall {
  readonly what: 'list' | 'watch' | 'get' | 'services' | 'services-watch';
  /** `Secret/ns/name`, for one object. */
  readonly id: string;
  /** Number of the waiter, for a GET. */
  readonly waiter?: string;
}

/** Slice `objects`. */
export interface ObjectsState {
  /** By `Secret/ns/name`. */
  readonly cached: PersistentMap<CachedObject>;
  /** What each registered pod refers to, by uid. */
  readonly registered: PersistentMap<Pod>;
  /** By `r<request id>`. */
  readonly calls: PersistentMap<ObjectsCall>;
  /** By number. */
  readonly waiters: PersistentMap<ObjectsWaiter>;
  readonly nextWaiter: number;
  /** By `namespace/name`. */
  readonly services: PersistentMap<Service>;
  /** Env of pods waits for this. */
  readonly areServicesSynced: boolean;
  /** Failed lists in a row, for the reflector's back-off. */
  readonly servicesFailures: number;
}

/** Nothing cached yet. */
export function initialObjectsState(): ObjectsState {
  return {
    cached: emptyMap(),
    registered: emptyMap(),
    calls: emptyMap(),
    waiters: emptyMap(),
    nextWaiter: 1,
    services: emptyMap(),
    areServicesSynced: false,
    servicesFailures: 0,
  };
}
