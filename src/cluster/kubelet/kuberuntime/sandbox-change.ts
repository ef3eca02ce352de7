// Whether the pod needs a new sandbox. Models pkg/kubelet/kuberuntime/util/util.go,
// PodSandboxChanged.

import type { Pod } from '../../../api/pod.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';

/** The answer: a new sandbox or not, its attempt, and the sandbox it is about. */
export interface SandboxChange {
  readonly isChanged: boolean;
  readonly attempt: number;
  readonly sandboxId?: string;
}

/** Models PodSandboxChanged. */
export function sandboxChange(pod: Pod, runtime: RuntimePodStatus | undefined): SandboxChange {
  const sandboxes = runtime?.sandboxes ?? [];
  const newest = sandboxes[0];
  if (newest === undefined) return { isChanged: true, attempt: 0 };
  const next = newest.metadata.attempt + 1;
  const ready = sandboxes.filter((sandbox) => sandbox.state === 'SANDBOX_READY').length;
  if (ready > 1) return { isChanged: true, attempt: next, sandboxId: newest.id };
  if (newest.state !== 'SANDBOX_READY') {
    return { isChanged: true, attempt: next, sandboxId: newest.id };
  }
  const isHostNetwork = pod.spec?.hostNetwork === true;
  const hasHostNetwork = newest.namespaces.network === 'NODE';
  if (isHostNetwork !== hasHostNetwork) return { isChanged: true, attempt: next };
  const hasNoIp = !isHostNetwork && (newest.network?.ip ?? '') === '';
  if (hasNoIp) return { isChanged: true, attempt: next, sandboxId: newest.id };
  return { isChanged: false, attempt: newest.metadata.attempt, sandboxId: newest.id };
}
