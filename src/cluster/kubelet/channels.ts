// Messages between the kubelet's own ports: in Go these are channels and calls. A request that has
// an answer is replied to, and correlated by `inReplyTo`.

import type { ConfigMap, Secret } from '../../api/config.ts';
import type { Pod, PodStatus } from '../../api/pod.ts';
import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type { AuthConfig } from '../protocol/cri.ts';
import type { RuntimePodStatus } from './runtime-types.ts';

/** Where a pod was heard of; the value of the annotation kubernetes.io/config.source. */
export type PodSource = 'api' | 'file' | 'http' | 'http-server';

/** Models pkg/kubelet/types/pod_update.go, PodOperation. */
export type PodOperation = 'SET' | 'ADD' | 'UPDATE' | 'REMOVE' | 'DELETE' | 'RECONCILE';

/** To `pod-config`: everything a source wishes for, as of now. */
export interface SourceUpdate extends Message {
  readonly type: 'source.update';
  readonly source: PodSource;
  readonly pods: readonly Pod[];
}

/** To `sync-loop`: what changed in one source. */
export interface ConfigUpdate extends Message {
  readonly type: 'config.update';
  readonly op: PodOperation;
  readonly source: PodSource;
  readonly pods: readonly Pod[];
}

/** To `sync-loop`, one per change that a relist saw. Models pkg/kubelet/pleg/pleg.go. */
export interface PlegEvent extends Message {
  readonly type: 'pleg.event';
  readonly event:
    | 'ContainerStarted'
    | 'ContainerDied'
    | 'ContainerRemoved'
    | 'ContainerChanged'
    | 'PodSync';
  readonly uid: string;
  /** Container or sandbox id. */
  readonly id: string;
}

/** To `pleg`: look at this pod now (v1.36, after a sync that did something). */
export interface RelistPod extends Message {
  readonly type: 'pleg.relist';
  readonly uid: string;
  /** The pod is synced again even when no container changed. */
  readonly isReinspected?: boolean;
}

/** To `sync-loop`: the resources that were allocated to the pod are in effect. */
export interface ResizeCompleted extends Message {
  readonly type: 'resize.completed';
  readonly uid: string;
}

/** To `sync-loop`: the resources that were allocated to the pod could not be put into effect. */
export interface ResizeFailed extends Message {
  readonly type: 'resize.failed';
  readonly uid: string;
  readonly error: string;
}

/** To `sync-loop`, by a timer: look again at the resizes that wait. */
export interface RetryResizes extends Message {
  readonly type: 'resizes.retry';
}

/** To `pleg`: read this pod from the runtime, past the cache; answered with `pleg.read-done`. */
export interface ReadPod extends Message {
  readonly type: 'pleg.read';
  readonly uid: string;
}

/** What the runtime says of the pod right now; absent when it knows nothing of it. */
export interface RuntimeRead extends Message {
  readonly type: 'pleg.read-done';
  readonly status?: RuntimePodStatus;
  /** The runtime could not be asked. */
  readonly error?: string;
}

/** To `pod-workers`: the cache has something newer for a pod that a worker waits for. */
export interface CacheUpdated extends Message {
  readonly type: 'cache.updated';
  /** One pod, or every pod that waits when absent. */
  readonly uid?: string;
}

/** What a worker is asked to do. Models pkg/kubelet/pod_workers.go, UpdatePodOptions. */
export interface UpdatePod extends Message {
  readonly type: 'pod.update';
  readonly updateType: 'create' | 'update' | 'sync' | 'kill';
  readonly pod: Pod;
  readonly mirror?: Pod;
  readonly kill?: {
    readonly isEvict: boolean;
    readonly graceOverrideSeconds?: number;
    /** What the status says while the pod is being ended (eviction: Failed, Evicted). */
    readonly status?: Partial<PodStatus>;
    /** Answered with `pod.killed` once the containers are stopped. */
    readonly isWaiting?: boolean;
  };
  /** When the sync loop took it up. */
  readonly startTime?: Micros;
  /** The pod is known from the runtime only; nobody wishes for it. */
  readonly isOrphan?: boolean;
}

/** To a worker itself: run now, with everything that came meanwhile. */
export interface WakeWorker extends Message {
  readonly type: 'worker.wake';
  readonly uid: string;
}

/** Answer to a kill that waits. */
export interface PodKilled extends Message {
  readonly type: 'pod.killed';
  readonly uid: string;
}

/** To `status-manager`: the status a worker computed. Not answered. */
export interface SetStatus extends Message {
  readonly type: 'status.set';
  readonly pod: Pod;
  readonly status: PodStatus;
}

/** To `status-manager`: the pod is over; settle what never got a final state. */
export interface TerminatePod extends Message {
  readonly type: 'status.terminate';
  readonly pod: Pod;
  /** False before 1.27: containers are settled, but `podIsFinished` is not awaited. */
  readonly isFinished: boolean;
}

/** To `status-manager`: a container became ready or started (from the prober). */
export interface SetContainerFlag extends Message {
  readonly type: 'status.readiness' | 'status.startup';
  readonly uid: string;
  readonly containerId: string;
  readonly isTrue: boolean;
}

/** To `status-manager`: forget statuses of pods that are not in the list any more. */
export interface RemoveOrphanedStatuses extends Message {
  readonly type: 'status.forget';
  readonly uids: readonly string[];
}

/** To `volume-manager`; answered with `volumes.done`. */
export interface WaitVolumes extends Message {
  readonly type: 'volumes.wait-mount' | 'volumes.wait-unmount';
  readonly pod: Pod;
}

/** Volumes are as asked, or the wait ran out (`error` as the kubelet words it). */
export interface VolumesDone extends Message {
  readonly type: 'volumes.done';
  readonly uid: string;
  readonly error?: string;
  /** Whether the error is the time-out of the wait itself. */
  readonly isTimeout?: boolean;
}

/** From housekeeping, to `pod-workers` and `pleg`: workers that are over and wanted by nobody. */
export interface ForgetWorkers extends Message {
  readonly type: 'workers.forget';
  readonly uids: readonly string[];
}

/** Names one Secret or ConfigMap. */
export interface ObjectKey {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
}

/** To `objects`: start or stop caching what a pod refers to. Not answered. */
export interface RegisterPod extends Message {
  readonly type: 'objects.register' | 'objects.unregister';
  readonly pod: Pod;
}

/** To `objects`; answered with `objects.result`. */
export interface GetObjects extends Message {
  readonly type: 'objects.get';
  readonly keys: readonly ObjectKey[];
}

/** The objects in the order asked; a missing one has its error text (`secret "x" not found`). */
export interface ObjectsResult extends Message {
  readonly type: 'objects.result';
  readonly objects: readonly (
    | { readonly key: ObjectKey; readonly object: Secret | ConfigMap }
    | { readonly key: ObjectKey; readonly error: string; readonly isNotFound: boolean }
  )[];
}

/** To `image-manager`; answered with `image.done`. It records its events itself. */
export interface EnsureImage extends Message {
  readonly type: 'image.ensure';
  readonly pod: Pod;
  /** Neither for the image of a volume. */
  readonly container?: string;
  /** `spec.containers{web}` */
  readonly fieldPath?: string;
  readonly image: string;
  readonly pullPolicy: string;
  readonly auths: readonly AuthConfig[];
}

/** The image is there (`imageRef`), or why not: a waiting reason and its message. */
export interface ImageDone extends Message {
  readonly type: 'image.done';
  readonly imageRef?: string;
  readonly error?: { readonly reason: string; readonly message: string };
}

/** To `prober`: probe this pod's containers, or stop to. Not answered. */
export interface ProbePod extends Message {
  readonly type: 'probes.add' | 'probes.remove' | 'probes.stop-liveness-and-startup';
  readonly pod: Pod;
}

/** To `sync-loop`: a probe's result changed. */
export interface ProbeUpdate extends Message {
  readonly type: 'probe.update';
  readonly probe: 'liveness' | 'readiness' | 'startup';
  readonly uid: string;
  readonly containerId: string;
  readonly result: 'Success' | 'Failure' | 'Unknown';
}

/** To `prober` (v1.36): a container just started; look at once instead of on the next tick. */
export interface ContainerStartedHint extends Message {
  readonly type: 'probes.container-started';
  readonly uid: string;
}

/** To `events`: record a v1 Event. Not answered. */
export interface RecordEvent extends Message {
  readonly type: 'event.record';
  /** The pod it is about; the node itself when absent. */
  readonly pod?: Pod;
  /** `spec.containers{web}`, `spec.initContainers{i}`. */
  readonly fieldPath?: string;
  readonly eventType: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly annotations?: { readonly [key: string]: string };
}

/** To a port of the kubelet that runs something later: a tick without content. */
export interface Tick extends Message {
  readonly type: 'tick';
  readonly due?: Micros;
}

/** Every message on a channel of the kubelet. */
export type ChannelMessage =
  | SourceUpdate
  | ConfigUpdate
  | PlegEvent
  | RelistPod
  | ResizeCompleted
  | ResizeFailed
  | RetryResizes
  | ReadPod
  | RuntimeRead
  | CacheUpdated
  | UpdatePod
  | PodKilled
  | WakeWorker
  | SetStatus
  | TerminatePod
  | SetContainerFlag
  | RemoveOrphanedStatuses
  | WaitVolumes
  | VolumesDone
  | RegisterPod
  | GetObjects
  | ObjectsResult
  | EnsureImage
  | ImageDone
  | ProbePod
  | ProbeUpdate
  | ContainerStartedHint
  | RecordEvent
  | Tick;
