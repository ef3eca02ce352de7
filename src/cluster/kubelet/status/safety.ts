// What must be over before a pod's object or its final phase may go to the API server.
// Models kubelet_pods.go, PodCouldHaveRunningContainers and PodResourcesAreReclaimed.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { allStatuses } from '../../../api/pod-helpers.ts';
import { get } from '../../../base/persistent-map.ts';
import type { KubeletState } from '../state.ts';
import { hasMountedVolumes } from '../volumes/state.ts';

/** Whether a worker may still have containers of the pod. */
export function couldHaveRunningContainers(kubelet: KubeletState, uid: string): boolean {
  const worker = get(kubelet.podWorkers.workers, uid);
  if (worker === undefined) return !kubelet.podWorkers.hasSynced;
  return worker.terminatedAt === undefined;
}

/** Whether nothing of the pod is left: containers, sandboxes, volumes. */
export function arePodResourcesReclaimed(
  kubelet: KubeletState,
  pod: Pod,
  status: PodStatus,
): boolean {
  const uid = pod.metadata.uid ?? '';
  if (allStatuses(status).some((one) => one.state?.running)) return false;
  const runtime = get(kubelet.podCache, uid);
  if (runtime !== undefined && runtime.containers.length + runtime.sandboxes.length > 0) {
    return false;
  }
  return !hasMountedVolumes(kubelet.volumes, uid);
}
