// The volume manager's slice: the desired and the actual state of the world, joined per pod.
// Models pkg/kubelet/volumemanager/cache.

import type { Pod } from '../../../api/pod.ts';
import { emptyMap, get, type PersistentMap } from '../../../base/persistent-map.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { Duration, Micros } from '../../../kernel/time.ts';
import type { FileContent } from '../../protocol/linux-files.ts';

/** How far one volume of one pod is. */
export interface PodVolume {
  readonly name: string;
  /** `refused`: it could not even be found out what to mount. */
  readonly phase: 'desired' | 'mounting' | 'mounted' | 'unmounting' | 'refused';
  /** Why it was refused. */
  readonly problem?: string;
  /** Was mounted once; what follows only renews its content. */
  readonly isMounted: boolean;
  /** After a failure: not before this instant, and how long the wait was. */
  readonly retryAt: Micros;
  readonly backoff: Duration;
  /** When the present mount or unmount began, and when it was wished for. */
  readonly beganAt?: Micros;
  readonly wishedAt?: Micros;
  /** Where a claim's volume lies. */
  readonly claimPath?: string;
  /** What was written last, to leave equal content alone. */
  readonly files?: readonly FileContent[];
}

/** Who waits for the volumes of a pod. */
export interface VolumeWaiter {
  readonly to: ReplyTo;
  readonly isMount: boolean;
  /** The first look is at once; then each 300 ms from here. */
  readonly since: Micros;
}

/** The volumes of one pod. */
export interface PodVolumes {
  readonly pod: Pod;
  /** False: they are to go. */
  readonly isDesired: boolean;
  readonly volumes: readonly PodVolume[];
  readonly waiter?: VolumeWaiter;
}

/** A question under way on behalf of a volume. */
export interface VolumeCall {
  readonly uid: string;
  readonly volume: string;
  readonly step:
    | 'objects'
    | 'token'
    | 'claim'
    | 'persistent-volume'
    | 'check'
    | 'mount'
    | 'unmount';
  /** Files to write when the mount succeeds. */
  readonly files?: readonly FileContent[];
  /** Found out by an earlier question: the token, or the claim's path. */
  readonly found?: string;
}

/** Slice `volumes`. */
export interface VolumeManagerState {
  /** By uid. */
  readonly pods: PersistentMap<PodVolumes>;
  /** By `r<request id>`. */
  readonly calls: PersistentMap<VolumeCall>;
  /** When the reconciler looks next; absent while it has nothing to do. */
  readonly nextLoopAt?: Micros;
}

/** A volume manager without pods. */
export function initialVolumeManagerState(): VolumeManagerState {
  return { pods: emptyMap(), calls: emptyMap() };
}

/** Whether a volume of the pod is still mounted: its object and directory must wait. */
export function hasMountedVolumes(state: VolumeManagerState, uid: string): boolean {
  const pod = get(state.pods, uid);
  return pod?.volumes.some((volume) => volume.isMounted) ?? false;
}

/** Names of the volumes of a pod that are not mounted yet. */
export function unmountedVolumes(pod: PodVolumes | undefined): readonly string[] {
  return (pod?.volumes ?? []).filter((volume) => !volume.isMounted).map((volume) => volume.name);
}
