// Whether a container has logs to read, and of which of its instances.
// Models kubelet_pods.go, validateContainerLogStatus.

import type { PodStatus } from '../../../api/pod.ts';
import { findStatus } from '../../../api/pod-helpers.ts';

/** The container whose log is meant, or why there is none. */
export type LogTarget = { readonly containerID: string } | { readonly error: string };

/**
 * The instance to read: the running one, the last that ended, or with `isPrevious` the one before.
 */
export function logTarget(
  podName: string,
  status: PodStatus | undefined,
  container: string,
  isPrevious: boolean,
): LogTarget {
  const where = `container "${container}" in pod "${podName}"`;
  const found = findStatus(status, container);
  if (found === undefined) return { error: `${where} is not available` };
  const { running, terminated, waiting } = found.state ?? {};
  const last = found.lastState?.terminated;
  if (isPrevious) {
    if (last?.containerID) return { containerID: last.containerID };
    return { error: `previous terminated ${where} not found` };
  }
  if (running) return { containerID: found.containerID ?? '' };
  if (terminated || last) {
    const containerID = terminated?.containerID || last?.containerID;
    return containerID ? { containerID } : { error: `${where} is terminated` };
  }
  if (!waiting) return { error: `${where} is waiting to start - no logs yet` };
  return { error: `${where} is waiting to start: ${waitingText(waiting.reason ?? '')}` };
}

function waitingText(reason: string): string {
  if (reason === 'ErrImagePull') return "image can't be pulled";
  return reason === 'ImagePullBackOff' ? 'trying and failing to pull image' : reason;
}
