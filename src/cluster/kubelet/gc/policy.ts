// Which dead containers may go. Models pkg/kubelet/pod_container_deletor.go.

import { isPodTerminal } from '../../../api/pod-helpers.ts';
import { get } from '../../../base/persistent-map.ts';
import type { CriContainerStatus } from '../../protocol/cri-objects.ts';
import { recordOf } from '../pod-manager.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import type { KubeletState } from '../state.ts';
import { statusOf } from '../sync-loop/active-pods.ts';

/** Instances of one container that are kept besides the running one. */
const KEPT_PER_CONTAINER = 1;

/** Whether everything of the pod may go: deleted or evicted, and nothing of it runs. */
export function isPodOver(state: KubeletState, runtime: RuntimePodStatus): boolean {
  const isRunning = runtime.containers.some((container) => container.state === 'CONTAINER_RUNNING');
  if (isRunning) return false;
  const pod = recordOf(state.podManager, runtime.uid);
  const worker = get(state.podWorkers.workers, runtime.uid);
  // A kubelet that has just begun has not heard of every pod yet.
  if (pod === undefined && worker === undefined) return state.syncLoop.hasCleanedUp;
  if (pod === undefined) return worker?.plan === undefined;
  const isEnding = pod.metadata.deletionTimestamp !== undefined;
  if (!isEnding) return worker?.isEvicted === true && worker.plan === undefined;
  if (worker?.terminatedAt !== undefined) return true;
  // While the worker still stops containers it has not read how the first of them ended. (v1.20
  // loses the exit code in one of seven deletions this way; that race is left out.)
  if (worker?.plan !== undefined) return false;
  // A pod that ended by itself was never stopped by its worker.
  return worker?.state === 'TerminatingPod' || isPodTerminal({ status: statusOf(state, pod) });
}

/** The dead containers to remove, oldest last. */
export function deadContainers(
  runtime: RuntimePodStatus,
  isOver: boolean,
): readonly CriContainerStatus[] {
  const kept = new Map<string, number>();
  return runtime.containers.filter((container) => {
    if (container.state !== 'CONTAINER_EXITED') return false;
    if (isOver) return true;
    const { name } = container.metadata;
    const count = kept.get(name) ?? 0;
    kept.set(name, count + 1);
    return count >= KEPT_PER_CONTAINER;
  });
}
