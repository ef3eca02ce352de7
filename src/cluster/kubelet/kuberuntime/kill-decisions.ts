// Why a running container is killed within a sync: its definition changed, or a probe failed.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions (the kill reasons).

import type { Container } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import type { ContainerResources, CriContainerStatus } from '../../protocol/cri-objects.ts';
import { effectivePolicy } from '../restart-rules.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';

/** A probe's recorded result for a running container; undefined when there is none. */
export type ProbeLookup = (
  probe: 'liveness' | 'startup',
  containerId: string,
) => 'Success' | 'Failure' | 'Unknown' | undefined;

/** What the computation looks at. */
export interface ActionInput {
  readonly pod: Pod;
  readonly runtime: RuntimePodStatus | undefined;
  /** Whether the running container was made from the spec as it is now. */
  readonly isCurrent: (container: Container, status: CriContainerStatus) => boolean;
  readonly probe: ProbeLookup;
  /** A changed container replaces the whole sandbox (the design document's S20). */
  readonly isPauseTiedToHash: boolean;
  /** The cgroup each container should have, while a resize is in progress. */
  readonly desired?: (container: Container) => ContainerResources;
  /** A rule of a container restarts all of the pod (v1.35+). */
  readonly isRestartingAll: boolean;
}

/** A container to kill, and why. */
export interface KillDecision {
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly reason: 'StartupProbe' | 'LivenessProbe' | 'Unknown' | 'Changed' | 'Restart' | 'Resize';
}

/** What happens to a running container, if anything. */
export function runningDecision(
  input: ActionInput,
  container: Container,
  status: CriContainerStatus,
): { readonly kill: KillDecision; readonly isRestarted: boolean } | undefined {
  const name = container.name;
  const label = isInit(input.pod, name) ? 'Init container' : 'Container';
  const isRestarted =
    effectivePolicy(input.pod.spec, container) !== 'Never' || isSidecar(container);
  const restarts = ', will be restarted';
  if (!input.isCurrent(container, status)) {
    const message =
      label === 'Container'
        ? `Container ${name} definition changed, will be restarted`
        : `Init container ${name} definition changed`;
    return { kill: { id: status.id, name, message, reason: 'Changed' }, isRestarted: true };
  }
  const probe = failedProbe(input, status.id);
  if (probe === undefined) return undefined;
  const message =
    label === 'Container'
      ? `Container ${name} failed ${probe.word} probe${isRestarted ? restarts : ''}`
      : `Init container ${name} failed ${probe.word} probe`;
  return { kill: { id: status.id, name, message, reason: probe.reason }, isRestarted };
}

function failedProbe(
  input: ActionInput,
  id: string,
): { readonly word: string; readonly reason: KillDecision['reason'] } | undefined {
  if (input.probe('liveness', id) === 'Failure') {
    return { word: 'liveness', reason: 'LivenessProbe' };
  }
  if (input.probe('startup', id) === 'Failure') {
    return { word: 'startup', reason: 'StartupProbe' };
  }
  return undefined;
}

function isInit(pod: Pod, name: string): boolean {
  return (pod.spec?.initContainers ?? []).some((container) => container.name === name);
}

/** A container whose state the runtime lost is killed before it is started again. */
export function unknownKill(status: CriContainerStatus, label = 'Container'): KillDecision {
  return {
    id: status.id,
    name: status.metadata.name,
    message: `${label} is in "unknown" state, try killing it before restart`,
    reason: 'Unknown',
  };
}
