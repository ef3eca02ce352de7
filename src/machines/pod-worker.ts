// The pod worker's lifecycle. Models pkg/kubelet/pod_workers.go, PodWorkerState.

import type { MachineDefinition } from '../kernel/machine.ts';

/** The function that the worker runs. */
export type PodWorkerStateName = 'SyncPod' | 'TerminatingPod' | 'TerminatedPod' | 'Finished';

/** What moves it on. */
export type PodWorkerEvent =
  | 'TERMINATE'
  | 'CONTAINERS_STOPPED'
  | 'RECLAIMED'
  | 'OVER_AT_START'
  | 'NEVER_STARTED';

/** What the guards look at. */
export interface PodWorkerContext {
  /** Nobody wishes for the pod; it is known from the runtime only. */
  readonly isOrphan: boolean;
}

/** The definition. */
export const POD_WORKER: MachineDefinition<PodWorkerStateName, PodWorkerEvent> = {
  id: 'pod-worker',
  initial: 'SyncPod',
  states: {
    SyncPod: {
      on: {
        TERMINATE: { target: 'TerminatingPod' },
        OVER_AT_START: { target: 'TerminatedPod' },
        NEVER_STARTED: { target: 'Finished' },
      },
      meta: {
        doc: 'Makes the runtime match the wish, again and again.',
        models: 'pkg/kubelet/kubelet.go, Kubelet.SyncPod',
      },
    },
    TerminatingPod: {
      on: {
        CONTAINERS_STOPPED: [
          { target: 'Finished', guard: 'isOrphan' },
          { target: 'TerminatedPod' },
        ],
      },
      meta: {
        doc: 'Stops every container within the grace period; no container starts any more.',
        models: 'pkg/kubelet/kubelet.go, Kubelet.SyncTerminatingPod',
      },
    },
    TerminatedPod: {
      on: { RECLAIMED: { target: 'Finished' } },
      meta: {
        doc: 'Gives back volumes and cgroup once nothing runs.',
        models: 'pkg/kubelet/kubelet.go, Kubelet.SyncTerminatedPod',
      },
    },
    Finished: {
      type: 'final',
      meta: {
        doc: 'Nothing is left to do; housekeeping forgets the worker.',
        models: 'pkg/kubelet/pod_workers.go, completeTerminated',
      },
    },
  },
};
