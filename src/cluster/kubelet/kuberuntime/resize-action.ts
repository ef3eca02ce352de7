// What a change of resources means for one running container: its cgroup is written, or it has to
// be restarted. Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodResizeAction.

import type { Container } from '../../../api/container.ts';
import type { ContainerResources, CriContainerStatus } from '../../protocol/cri-objects.ts';
import type { ActionInput, KillDecision } from './kill-decisions.ts';

/** A container whose cgroup is to be written. */
export interface UpdateDecision {
  readonly id: string;
  readonly name: string;
  readonly resources: ContainerResources;
}

/** What has to be done, if anything. */
export type ResizeDecision = { readonly update: UpdateDecision } | { readonly kill: KillDecision };

/** Whether the cgroup of a running container is not what it should be, and in what. */
export function differingResources(
  desired: ContainerResources,
  actual: ContainerResources,
): readonly ('cpu' | 'memory')[] {
  const isCpu = desired.cpuShares !== actual.cpuShares || desired.cpuQuota !== actual.cpuQuota;
  const limitOf = ({ memoryLimitInBytes = 0 }: ContainerResources): number => memoryLimitInBytes;
  const isMemory = limitOf(desired) !== limitOf(actual);
  return [...(isCpu ? ['cpu' as const] : []), ...(isMemory ? ['memory' as const] : [])];
}

/** Looks at one running container of a pod that is being resized. */
export function resizeDecision(
  input: ActionInput,
  container: Container,
  { id, resources: actual }: CriContainerStatus,
): ResizeDecision | undefined {
  const desired = input.desired?.(container);
  if (desired === undefined || actual === undefined) return undefined;
  const differing = differingResources(desired, actual);
  if (differing.length === 0) return undefined;
  const { name } = container;
  const isRestarted = container.resizePolicy?.some(
    ({ resourceName, restartPolicy }) =>
      restartPolicy === 'RestartContainer' && differing.some((one) => one === resourceName),
  );
  if (isRestarted !== true) return { update: { id, name, resources: desired } };
  const message = `Container ${name} resize requires restart`;
  return { kill: { id, name, message, reason: 'Resize' } };
}
