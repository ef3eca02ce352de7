// Whether a look at one container or sandbox failed, or only found nothing.
// Models pkg/kubelet/kuberuntime/kuberuntime_container.go, getPodContainerStatuses.

import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { type CriResponse, criErrorText } from '../../protocol/cri.ts';

/** Why the runtime could not be asked; undefined when it answered, be it that nothing is there. */
export function readError(behaviour: KubeletBehaviour, response: CriResponse): string | undefined {
  if (response.type !== 'cri.response') {
    const { runtimeGoneCode: code, runtimeGoneText: message } = behaviour;
    return criErrorText({ code, message });
  }
  const { error } = response;
  if (error === undefined) return undefined;
  // What vanished between list and look is not there any more; dockershim has words for it only.
  const isGone = error.code === 'NotFound' || /No such container/.test(error.message);
  return isGone ? undefined : criErrorText(error);
}
