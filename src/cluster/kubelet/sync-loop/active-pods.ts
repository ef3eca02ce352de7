// Which pods of the wish still count: for admission, for what may run, and for evictions. Models
// kubelet_pods.go, filterOutInactivePods (v1.22+) and filterOutTerminatedPods (v1.20).

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { allStatuses, isPodTerminal } from '../../../api/pod-helpers.ts';
import { get, values } from '../../../base/persistent-map.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import type { KubeletState } from '../state.ts';

type Known = Pick<KubeletState, 'config' | 'podWorkers' | 'statuses'>;

/** The status last set for the pod, else the one that it came with. */
export function statusOf(state: Pick<KubeletState, 'statuses'>, pod: Pod): PodStatus {
  return get(state.statuses.statuses, pod.metadata.uid ?? '')?.status ?? pod.status ?? {};
}

/** The pods that take room beside a new one. */
export function activePods(state: Known & Pick<KubeletState, 'podManager'>): readonly Pod[] {
  return [...values(state.podManager.pods)].filter((pod) => isActive(state, pod));
}

/** Whether the pod may still run something. */
export function isActive(state: Known, pod: Pod): boolean {
  const status = statusOf(state, pod);
  const isTerminal = isPodTerminal({ status });
  if (!podLifecycle(state.config.edition).hasThreePhases) {
    const isDeleted = pod.metadata.deletionTimestamp !== undefined;
    const isStopped = allStatuses(status).every((one) => one.state?.running === undefined);
    return !isTerminal && !(isDeleted && isStopped);
  }
  const worker = get(state.podWorkers.workers, pod.metadata.uid ?? '');
  if (worker?.terminatedAt !== undefined) return false;
  return !(isTerminal || isPodTerminal(pod)) || worker?.terminatingAt !== undefined;
}
