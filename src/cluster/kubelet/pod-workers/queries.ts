// What the rest of the kubelet asks about a pod's worker. Once housekeeping has compared workers
// with wishes, a pod without a worker has nothing left. Models pkg/kubelet/pod_workers.go,
// CouldHaveRunningContainers, ShouldPodContainersBeTerminating and ShouldPodContentBeRemoved.

import { get, some } from '../../../base/persistent-map.ts';
import type { KubeletState } from '../state.ts';
import type { PodWorker, PodWorkersState } from './state.ts';

type Known = Pick<KubeletState, 'podWorkers' | 'syncLoop'>;

/** Whether a worker may still have containers of the pod. */
export function couldHaveRunningContainers(kubelet: Known, uid: string): boolean {
  const worker = get(kubelet.podWorkers.workers, uid);
  return worker === undefined ? !kubelet.syncLoop.hasCleanedUp : worker.terminatedAt === undefined;
}

/** Whether no container of the pod will be started any more. */
export function areContainersTerminating(kubelet: Known, uid: string): boolean {
  return (
    get(kubelet.podWorkers.workers, uid)?.hasStartedTerminating ?? kubelet.syncLoop.hasCleanedUp
  );
}

/** Whether dead containers, logs and directories of the pod may go. */
export function mayContentBeRemoved(kubelet: Known, uid: string): boolean {
  const worker = get(kubelet.podWorkers.workers, uid);
  if (worker === undefined) return kubelet.syncLoop.hasCleanedUp;
  return worker.isEvicted || (worker.isDeleted && worker.terminatedAt !== undefined);
}

/** What becomes of a worker when wishes are compared with workers. */
export type WorkerFate = 'kept' | 'forgotten' | 'ended' | 'notified';

/**
 * The fate of a worker nobody wishes for (an orphan), or that is to begin anew. Models
 * removeTerminatedWorker.
 */
export function fateOf(worker: PodWorker, isOrphan: boolean): WorkerFate {
  if (worker.state === 'Finished')
    return isOrphan || worker.isRestartRequested ? 'forgotten' : 'kept';
  if (!isOrphan) return 'kept';
  if (worker.startedAt === undefined && !worker.isOrphan) return 'forgotten';
  return worker.terminatingAt === undefined ? 'ended' : 'notified';
}

/** Whether any worker waits for the runtime to be looked at. */
export function isAnyoneWaiting({ workers }: PodWorkersState): boolean {
  return some(workers, (worker) => worker.isWaitingForCache);
}
