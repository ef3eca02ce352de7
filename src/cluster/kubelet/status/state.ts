// The status manager's slice: the last status known of each pod, and what the API server was told.
// Models pkg/kubelet/status/status_manager.go, manager. Must not know how a status is computed.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import type { JsonObject } from '../../../apimachinery/patch-values.ts';
import { emptyMap, get, type PersistentMap } from '../../../base/persistent-map.ts';
import type { EventId } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';
import { fullBucket, type TokenBucket } from '../../record/token-bucket.ts';

/** A status with the number of its version. Models versionedPodStatus. */
export interface VersionedStatus {
  readonly pod: Pod;
  readonly status: PodStatus;
  /** Grows by one with each accepted change; the API server is behind while it knows less. */
  readonly version: number;
  readonly at: Micros;
  /** The event that set it: why it is written, however late. */
  readonly setBy?: EventId;
  /** The worker is done with the pod: its object may go. */
  readonly isFinished: boolean;
}

/** A version that waits for the writer. */
export interface QueuedStatus {
  readonly uid: string;
  readonly status: VersionedStatus;
}

/** The one write that is under way. The writer is serial: get, patch, perhaps delete. */
export interface StatusWrite extends QueuedStatus {
  readonly step: 'get' | 'patch' | 'delete';
  readonly request?: EventId;
  /** The client's rate limit holds the request back. */
  readonly isThrottled?: boolean;
  /** The uid the API server knows; known after the get. */
  readonly apiUid?: string;
  readonly patch?: JsonObject;
}

/** Slice `statuses`. */
export interface StatusManagerState {
  /** By the uid of the pod that runs (of a static pod its own, not its mirror's). */
  readonly statuses: PersistentMap<VersionedStatus>;
  /** Newest version that the API server has, by the uid it knows. */
  readonly sent: PersistentMap<number>;
  /** What waits for the writer, in order. */
  readonly queue: readonly QueuedStatus[];
  /** The writer's present work. */
  readonly write?: StatusWrite;
  readonly bucket: TokenBucket;
  /** What the last full pass looked at, when it found nothing to write and no pod ending. */
  readonly settled?: Pick<StatusManagerState, 'statuses' | 'sent'> & {
    /** The pod manager's slice, as the same one it was. */
    readonly podManager: object;
  };
}

/** A status manager that knows nothing yet. */
export function initialStatusManagerState(burst: number): StatusManagerState {
  return { statuses: emptyMap(), sent: emptyMap(), queue: [], bucket: fullBucket(burst) };
}

/** The status last set for a pod, or undefined. Models GetPodStatus. */
export function cachedStatus(state: StatusManagerState, uid: string): PodStatus | undefined {
  return get(state.statuses, uid)?.status;
}
