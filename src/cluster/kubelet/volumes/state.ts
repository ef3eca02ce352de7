// The volume manager's slice: the desired and the actual state of the world, joined per pod.
// Models pkg/kubelet/volumemanager/cache.

import type { Pod } from '../../../api/pod.ts';
import { emptyMap, get, type PersistentMap } from '../../../base/persistent-map.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { Duration, Micros } from '../../../kernel/time.ts';

/** How far one volume of one pod is. */
export interface PodVolume {
  readonly name: string;
  readonly phase: 'desired' | 'mounting' | 'mounted' | 'unmounting';
  /** Mounted before; its content is to be looked at again. */
  readonly isRemountDue: boolean;
  /** After a failure: not before this instant, and how long the wait was. */
  readonly retryAt: Micros;
  readonly backoff: Duration;
  readonly error?: string;
  /** Where a claim's volume lies. */
  readonly claimPath?: string;
  /** What was written, to leave equal content alone. */
  readonly content?: string;
}

/** Somebody who waits for the volumes of a pod. */
export interface VolumeWaiter {
  readonly to: ReplyTo;
  readonly isMount: boolean;
  /** The first look is at once; then each 300 ms from here. */
  readonly since: Micros;
  readonly deadline: Micros;
}

/** The volumes of one pod. */
export interface PodVolumes {
  readonly pod: Pod;
  /** False: they are to go. */
  readonly isDesired: boolean;
  readonly volumes: readonly PodVolume[];
  readonly waiters: readonly VolumeWaiter[];
}

/** A question under way on behalf of a volume. */
export interface VolumeCall {
  readonly uid: string;
  readonly volume: string;
  readonly step: 'objects' | 'claim' | 'volume' | 'files' | 'check' | 'token';
}

/** Slice `volumes`. */
export interface VolumeManagerState {
  readonly pods: PersistentMap<PodVolumes>;
  /** By `r<request id>`. */
  readonly calls: PersistentMap<VolumeCall>;
  /** Whether the loop's timer is armed. */
  readonly isLooping: boolean;
}

/** A volume manager without pods. */
export function initialVolumeManagerState(): VolumeManagerState {
  return { pods: emptyMap(), calls: emptyMap(), isLooping: false };
}

/** Whether a volume of the pod is still mounted: its object and directory must wait. */
export function hasMountedVolumes(state: VolumeManagerState, uid: string): boolean {
  const pod = get(state.pods, uid);
  return pod?.volumes.some((volume) => volume.phase !== 'desired') ?? false;
}

/** Whether every volume of the pod is mounted. */
export function areVolumesMounted(state: VolumeManagerState, uid: string): boolean {
  const pod = get(state.pods, uid);
  return pod?.volumes.every((volume) => volume.phase === 'mounted') ?? true;
}
