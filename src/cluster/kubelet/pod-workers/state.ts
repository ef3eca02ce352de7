// One worker per pod: what it was asked, what it does, what it will do next.
// Models pkg/kubelet/pod_workers.go, podSyncStatus.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { Whole } from '../../../base/readonly.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { EventId, Message } from '../../../kernel/message.ts';
import { type Micros, NEVER } from '../../../kernel/time.ts';
import type { PodResize } from '../allocation/state.ts';
import type { UpdatePod } from '../channels.ts';
import { type Backoff, emptyBackoff } from '../kuberuntime/backoff.ts';
import type { PodActions } from '../kuberuntime/compute-actions.ts';
import type { ProberState } from '../prober/state.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import type { Plan, SyncStepName } from '../sync-pod/plan.ts';
import { noStaticPods, type StaticPods } from './static-pods.ts';

/** Which function the worker runs next. */
export type WorkerState = 'SyncPod' | 'TerminatingPod' | 'TerminatedPod' | 'Finished';

/** Why a container does not run, as the last start said. Models pkg/kubelet/reason_cache.go. */
export interface StartReason {
  readonly reason: string;
  readonly message: string;
}

/** All that the status of a pod was computed from. */
export interface StatusSeen extends Pick<ProberState, 'readiness' | 'startup' | 'turnover'> {
  readonly pod: Pod;
  readonly runtime: RuntimePodStatus | undefined;
  readonly previous: PodStatus | undefined;
  readonly reasons: PodWorker['reasons'];
  readonly isTerminal: boolean;
  /** Past its activeDeadlineSeconds. */
  readonly isOver: boolean;
  readonly resize: PodResize | undefined;
  readonly override: PodWorker['statusOverride'];
}

/** All that the actions of a sync were decided from. */
export interface ActionsSeen extends Pick<ProberState, 'liveness' | 'readiness' | 'startup'> {
  readonly pod: Pod;
  readonly runtime: RuntimePodStatus | undefined;
  readonly resize: PodResize | undefined;
  readonly isRestartingAll: boolean;
}

/** The worker of one pod. */
export interface PodWorker {
  readonly uid: string;
  readonly pod: Pod;
  readonly mirror?: Pod | undefined;
  readonly state: WorkerState;
  /** The newest update not yet taken; a newer one replaces it. */
  readonly pending?: UpdatePod | undefined;
  /** The update the worker holds while it waits for the cache. */
  readonly taken?: UpdatePod | undefined;
  readonly updateType: UpdatePod['updateType'];
  /** When the sync loop took up the update of the present or last sync. */
  readonly updateTime?: Micros | undefined;
  /** The event that brought the newest update: why the next sync is. */
  readonly askedBy?: EventId | undefined;
  /** The event that ended the last sync: it said when the pod is looked at again. */
  readonly syncedBy?: EventId | undefined;
  /** Waits until the pod cache is newer than the end of the last sync. */
  readonly isWaitingForCache: boolean;
  /** Was notified and is about to run. */
  readonly isWoken?: boolean | undefined;
  readonly plan?: Plan | undefined;
  /** End of the last sync; NEVER before the first. */
  readonly lastSyncAt: Micros;
  /** That sync asked for a look at the runtime, which begins at the very instant of its end. */
  readonly isLookAsked?: boolean | undefined;
  /** When the work queue hands the pod out again. */
  readonly nextSyncAt?: Micros | undefined;
  readonly startedAt?: Micros | undefined;
  readonly terminatingAt?: Micros | undefined;
  readonly terminatedAt?: Micros | undefined;
  /** Whether the terminating function has begun: no new containers from then on. */
  readonly hasStartedTerminating: boolean;
  readonly graceSeconds?: number | undefined;
  readonly isDeleted: boolean;
  readonly isEvicted: boolean;
  readonly isOrphan: boolean;
  /** A pod of the same uid is to start again once this one is finished (static pods). */
  readonly isRestartRequested: boolean;
  readonly statusOverride?: Partial<PodStatus> | undefined;
  readonly killWaiters: readonly ReplyTo[];
  /** The status the last sync made, and of what. */
  readonly computed?: { readonly seen: StatusSeen; readonly status: PodStatus } | undefined;
  /** What the last sync decided to do, and from what. */
  readonly decided?: { readonly seen: ActionsSeen; readonly actions: PodActions } | undefined;
  /** Last start errors by container. */
  readonly reasons: { readonly [container: string]: StartReason };
  /** For the eye: the step of the document the present or last sync reached. */
  readonly step: SyncStepName | undefined;
  readonly stepStatus: 'idle' | 'active' | 'done' | 'failed';
  readonly doing: string;
  readonly lastError?: string | undefined;
}

/** Whom an answer belongs to. */
export interface PendingCall {
  readonly uid: string;
  /** What was asked, for the plan: `hook:<container id>`, `create`, … */
  readonly tag: string;
  /** Start of the sync that asked: an answer to an older one is void. */
  readonly startedAt: Micros;
  /** The process that was asked, if another: when it goes away the call fails. */
  readonly peer?: string;
}

/** A timer of a worker's present step. */
export interface WorkerTimer extends Message {
  readonly type: 'worker.timer';
  readonly uid: string;
  readonly tag: string;
  /** The timer is the thing itself (a sleep hook), not a limit that ran out. */
  readonly isOk?: boolean;
  /** What went wrong, where it is not that time ran out. */
  readonly error?: string;
}

/** The slice of the port `pod-workers`. */
export interface PodWorkersState {
  readonly workers: PersistentMap<PodWorker>;
  /** Calls under way, by the id of the request. */
  readonly calls: PersistentMap<PendingCall>;
  /** CrashLoopBackOff by pod uid, container and hash. */
  readonly crashBackoff: Backoff;
  /** Which static pods have started, and which wait for one of the same name. */
  readonly statics: StaticPods;
}

/** Nobody works. */
export function initialPodWorkersState(): PodWorkersState {
  return {
    workers: emptyMap(),
    calls: emptyMap(),
    crashBackoff: emptyBackoff(),
    statics: noStaticPods(),
  };
}

/** A copy whose members can be replaced; a literal, as every step of a sync makes one (ADR 16). */
export function copyOf(worker: PodWorker): Whole<PodWorker> {
  return {
    uid: worker.uid,
    pod: worker.pod,
    mirror: worker.mirror,
    state: worker.state,
    pending: worker.pending,
    taken: worker.taken,
    updateType: worker.updateType,
    updateTime: worker.updateTime,
    askedBy: worker.askedBy,
    syncedBy: worker.syncedBy,
    isWaitingForCache: worker.isWaitingForCache,
    isWoken: worker.isWoken,
    plan: worker.plan,
    lastSyncAt: worker.lastSyncAt,
    isLookAsked: worker.isLookAsked,
    nextSyncAt: worker.nextSyncAt,
    startedAt: worker.startedAt,
    terminatingAt: worker.terminatingAt,
    terminatedAt: worker.terminatedAt,
    hasStartedTerminating: worker.hasStartedTerminating,
    graceSeconds: worker.graceSeconds,
    isDeleted: worker.isDeleted,
    isEvicted: worker.isEvicted,
    isOrphan: worker.isOrphan,
    isRestartRequested: worker.isRestartRequested,
    statusOverride: worker.statusOverride,
    killWaiters: worker.killWaiters,
    computed: worker.computed,
    decided: worker.decided,
    reasons: worker.reasons,
    step: worker.step,
    stepStatus: worker.stepStatus,
    doing: worker.doing,
    lastError: worker.lastError,
  };
}

/** A worker that has not begun. */
export function newWorker(uid: string, update: UpdatePod): PodWorker {
  return {
    uid,
    pod: update.pod,
    ...(update.mirror === undefined ? {} : { mirror: update.mirror }),
    state: 'SyncPod',
    updateType: update.updateType,
    isWaitingForCache: false,
    lastSyncAt: NEVER,
    hasStartedTerminating: false,
    isDeleted: false,
    isEvicted: false,
    isOrphan: update.isOrphan === true,
    isRestartRequested: false,
    killWaiters: [],
    reasons: {},
    step: undefined,
    stepStatus: 'idle',
    doing: '',
  };
}
