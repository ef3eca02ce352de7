// Whether a container that ended is started again: policy of the pod, of the container, and its
// rules by exit code. Models pkg/api/v1/pod/util.go and pkg/kubelet/container/helpers.go.

import type { Container, ContainerRestartRule } from '../../api/container.ts';
import type { Pod, PodSpec, PodStatus } from '../../api/pod.ts';
import type { CriContainerStatus } from '../protocol/cri-objects.ts';
import { findContainer, type RuntimePodStatus } from './runtime-types.ts';

type Restartable = Pick<Container, 'name' | 'restartPolicy' | 'restartPolicyRules'>;

const RESTART_ALL = 'RestartAllContainers';

/** The container's own restart policy, else the pod's. */
export function effectivePolicy(
  spec: PodSpec,
  container: Pick<Container, 'restartPolicy'>,
): string {
  return container.restartPolicy ?? spec.restartPolicy ?? 'Always';
}

/** The container's rule for an exit code. Models FindMatchingContainerRestartRule. */
function matchingRule(container: Restartable, exitCode: number): ContainerRestartRule | undefined {
  return container.restartPolicyRules?.find(({ exitCodes }) => {
    if (exitCodes === undefined) return false;
    const isListed = exitCodes.values?.includes(exitCode) ?? false;
    return exitCodes.operator === 'In' ? isListed : !isListed;
  });
}

/** Whether a container that exited so runs again. Models ContainerShouldRestart. */
export function containerShouldRestart(
  container: Restartable,
  spec: PodSpec,
  exitCode: number,
): boolean {
  const isRuled =
    container.restartPolicy !== undefined && matchingRule(container, exitCode) !== undefined;
  if (isRuled) return true;
  switch (effectivePolicy(spec, container)) {
    case 'Never':
      return false;
    case 'OnFailure':
      return exitCode !== 0;
    default:
      return true;
  }
}

/**
 * Whether the kubelet will start it, as far as its policy goes. Models ShouldContainerBeRestarted.
 */
export function shouldContainerBeRestarted(
  container: Restartable,
  pod: Pod,
  runtime: RuntimePodStatus | undefined,
): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const status = findContainer(runtime, container.name);
  if (status === undefined) return true;
  if (status.state === 'CONTAINER_RUNNING') return false;
  if (status.state !== 'CONTAINER_EXITED') return true;
  return containerShouldRestart(container, pod.spec, status.exitCode);
}

/** Whether the container ended well: exit code 0. */
export function hasSucceeded(status: CriContainerStatus): boolean {
  return status.state === 'CONTAINER_EXITED' && status.exitCode === 0;
}

/** Whether any rule of the pod restarts all its containers. Models AllContainersCouldRestart. */
export function allContainersCouldRestart(spec: PodSpec): boolean {
  return ruled(spec).some((one) =>
    one.restartPolicyRules?.some((rule) => rule.action === RESTART_ALL),
  );
}

/** Whether all containers are to be started anew. Models ShouldAllContainersRestart. */
export function shouldAllContainersRestart(
  pod: Pod,
  runtime: RuntimePodStatus | undefined,
  status: PodStatus | undefined,
): boolean {
  const isUnderWay = status?.conditions?.some(
    (condition) => condition.type === 'AllContainersRestarting' && condition.status === 'True',
  );
  if (isUnderWay) return true;
  if (!allContainersCouldRestart(pod.spec)) return false;
  return ruled(pod.spec).some((container) => {
    const found = findContainer(runtime, container.name);
    if (runtime !== undefined && found?.state !== 'CONTAINER_EXITED') return false;
    const codes = [found?.exitCode, apiExitCode(status, container.name)];
    return codes.some((code) => code !== undefined && triggersRestartOfAll(container, code));
  });
}

/** Whether none of the pod's containers is left. Models AllContainersRestartCleanedUp. */
export function areAllContainersGone(pod: Pod, runtime: RuntimePodStatus | undefined): boolean {
  return ruled(pod.spec).every((one) => findContainer(runtime, one.name) === undefined);
}

/** Whether a container's exit code restarts all. */
export function triggersRestartOfAll(container: Restartable, exitCode: number): boolean {
  return matchingRule(container, exitCode)?.action === RESTART_ALL;
}

function ruled(spec: PodSpec): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

function apiExitCode(status: PodStatus | undefined, name: string): number | undefined {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all.find((one) => one.name === name)?.state?.terminated?.exitCode;
}
