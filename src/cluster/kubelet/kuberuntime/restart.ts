// Whether a container is to run again. Models pkg/kubelet/container/helpers.go,
// ShouldContainerBeRestarted, and pkg/api/v1/pod, ContainerShouldRestart.

import type { Container } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import type { CriContainerStatus } from '../../protocol/cri-objects.ts';
import { findContainer, type RuntimePodStatus } from '../runtime-types.ts';

/** The container's own restart policy, else the pod's. */
export function effectivePolicy(pod: Pod, container: Pick<Container, 'restartPolicy'>): string {
  return container.restartPolicy ?? pod.spec?.restartPolicy ?? 'Always';
}

/** The action of the first rule that matches the exit code, if any (v1.35). */
export function ruleAction(
  container: Pick<Container, 'restartPolicyRules'>,
  exitCode: number,
): string | undefined {
  for (const rule of container.restartPolicyRules ?? []) {
    const codes = rule.exitCodes?.values ?? [];
    const isListed = codes.includes(exitCode);
    if (rule.exitCodes?.operator === 'In' ? isListed : !isListed) return rule.action;
  }
  return undefined;
}

/** Whether an exited container is to be started again by its rules and policy. */
export function isRestartedAfterExit(pod: Pod, container: Container, exitCode: number): boolean {
  if (container.restartPolicy !== undefined) {
    const action = ruleAction(container, exitCode);
    if (action !== undefined) return true;
  }
  const policy = effectivePolicy(pod, container);
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** Whether the container is to be started, seen from its newest instance. */
export function shouldContainerBeRestarted(
  pod: Pod,
  container: Container,
  runtime: RuntimePodStatus | undefined,
): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const status = findContainer(runtime, container.name);
  if (status === undefined) return true;
  if (status.state === 'CONTAINER_RUNNING') return false;
  if (status.state !== 'CONTAINER_EXITED') return true;
  return isRestartedAfterExit(pod, container, status.exitCode);
}

/** Whether the container ended well: exit code 0 and not killed for its memory. */
export function hasSucceeded(status: CriContainerStatus): boolean {
  return status.state === 'CONTAINER_EXITED' && status.exitCode === 0;
}
