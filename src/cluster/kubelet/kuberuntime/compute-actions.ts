// What a sync has to do, from the wish and what runs. Pure.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions.

import type { Container } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import type { CriContainerStatus } from '../../protocol/cri-objects.ts';
import { findContainer, type RuntimePodStatus } from '../runtime-types.ts';
import { computeInitActions } from './init-containers.ts';
import { effectivePolicy, shouldContainerBeRestarted } from './restart.ts';
import { sandboxChange } from './sandbox-change.ts';

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
}

/** A container to kill, and why. */
export interface KillDecision {
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly reason: 'StartupProbe' | 'LivenessProbe' | 'Unknown' | 'Changed' | 'Restart';
}

/** What a sync will do. */
export interface PodActions {
  readonly killPod: boolean;
  readonly createSandbox: boolean;
  /** Of the sandbox that stays or is replaced; absent when there is none. */
  readonly sandboxId?: string;
  readonly attempt: number;
  /** Indices into the pod's init containers. */
  readonly initToStart: readonly number[];
  /** Indices into the pod's containers. */
  readonly containersToStart: readonly number[];
  readonly ephemeralToStart: readonly number[];
  readonly containersToKill: readonly KillDecision[];
}

/** Models computePodActions. */
export function computePodActions(input: ActionInput): PodActions {
  const { pod, runtime } = input;
  const change = sandboxChange(pod, runtime);
  const base: PodActions = {
    killPod: change.isChanged,
    createSandbox: change.isChanged,
    attempt: change.attempt,
    ...(change.sandboxId === undefined ? {} : { sandboxId: change.sandboxId }),
    initToStart: [],
    containersToStart: [],
    ephemeralToStart: [],
    containersToKill: [],
  };
  if (change.isChanged) return forNewSandbox(pod, runtime, base);
  const ephemeral = (pod.spec?.ephemeralContainers ?? []).flatMap((container, index) =>
    findContainer(runtime, container.name) === undefined ? [index] : [],
  );
  const init = computeInitActions(input);
  const withInit: PodActions = {
    ...base,
    ephemeralToStart: ephemeral,
    initToStart: init.toStart,
    containersToKill: init.toKill,
    killPod: init.killPod,
  };
  if (init.killPod || !init.isInitialized) return withInit;
  const actions = forContainers(input, withInit, init.keptSidecars);
  if (!input.isPauseTiedToHash) return actions;
  return actions.containersToKill.some((kill) => kill.reason === 'Changed')
    ? {
        ...forNewSandbox(pod, undefined, base),
        killPod: true,
        createSandbox: true,
        attempt: change.attempt + 1,
      }
    : actions;
}

function forNewSandbox(
  pod: Pod,
  runtime: RuntimePodStatus | undefined,
  base: PodActions,
): PodActions {
  const hasRun = (runtime?.containers.length ?? 0) > 0;
  if (pod.spec?.restartPolicy === 'Never' && base.attempt !== 0 && hasRun) {
    // A pod that must not restart and has run is only taken down.
    return { ...base, createSandbox: false };
  }
  const containers = pod.spec?.containers ?? [];
  const toStart = containers.flatMap((container, index) => {
    const status = findContainer(runtime, container.name);
    const isDone =
      effectivePolicy(pod, container) === 'OnFailure' &&
      status?.state === 'CONTAINER_EXITED' &&
      status.exitCode === 0;
    return isDone ? [] : [index];
  });
  if (toStart.length === 0) {
    const isCreated = containers.some((c) => findContainer(runtime, c.name) !== undefined);
    if (isCreated) return { ...base, createSandbox: false };
  }
  const inits = pod.spec?.initContainers ?? [];
  if (inits.length > 0) return { ...base, initToStart: [0] };
  return { ...base, containersToStart: toStart };
}

function forContainers(input: ActionInput, base: PodActions, keptSidecars: number): PodActions {
  const { pod, runtime } = input;
  const toStart: number[] = [];
  const toKill: KillDecision[] = [...base.containersToKill];
  let kept = 0;
  (pod.spec?.containers ?? []).forEach((container, index) => {
    const status = findContainer(runtime, container.name);
    if (status === undefined || status.state !== 'CONTAINER_RUNNING') {
      if (!shouldContainerBeRestarted(pod, container, runtime)) return;
      toStart.push(index);
      if (status?.state === 'CONTAINER_UNKNOWN') toKill.push(unknownKill(status));
      return;
    }
    const decision = runningDecision(input, container, status);
    if (decision === undefined) {
      kept++;
      return;
    }
    toKill.push(decision.kill);
    if (decision.isRestarted) toStart.push(index);
  });
  const isOver = kept === 0 && toStart.length === 0;
  if (!isOver) return { ...base, containersToStart: toStart, containersToKill: toKill };
  const hasSidecars = keptSidecars > 0 || base.initToStart.length > 0;
  return {
    ...base,
    killPod: true,
    containersToStart: [],
    containersToKill: [],
    initToStart: hasSidecars ? [] : base.initToStart,
  };
}

/** What happens to a running container, if anything. */
export function runningDecision(
  input: ActionInput,
  container: Container,
  status: CriContainerStatus,
): { readonly kill: KillDecision; readonly isRestarted: boolean } | undefined {
  const name = container.name;
  const label = isInit(input.pod, name) ? 'Init container' : 'Container';
  const isRestarted = effectivePolicy(input.pod, container) !== 'Never' || isSidecar(container);
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
export function unknownKill(status: CriContainerStatus): KillDecision {
  return {
    id: status.id,
    name: status.metadata.name,
    message: 'Container is in "unknown" state, try killing it before restart',
    reason: 'Unknown',
  };
}
