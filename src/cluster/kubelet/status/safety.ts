// What must be over before a pod's object may go from the API server.
// Models kubelet_pods.go, PodResourcesAreReclaimed.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { allStatuses } from '../../../api/pod-helpers.ts';
import { get } from '../../../base/persistent-map.ts';
import type { KubeletState } from '../state.ts';
import { hasMountedVolumes } from '../volumes/state.ts';

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
