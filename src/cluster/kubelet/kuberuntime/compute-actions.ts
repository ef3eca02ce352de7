// What a sync has to do, from the wish and what runs. Pure.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions.

import type { Pod } from '../../../api/pod.ts';
import { effectivePolicy, shouldContainerBeRestarted } from '../restart-rules.ts';
import { findContainer, type RuntimePodStatus } from '../runtime-types.ts';
import { containersToReset, type ResetDecision } from './containers-to-reset.ts';
import { computeInitActions } from './init-containers.ts';
import {
  type ActionInput,
  type KillDecision,
  runningDecision,
  unknownKill,
} from './kill-decisions.ts';
import { resizeDecision, type UpdateDecision } from './resize-action.ts';
import { sandboxChange } from './sandbox-change.ts';

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
  readonly containersToUpdate: readonly UpdateDecision[];
  /** The pod's cgroup has to be written too. */
  readonly isPodResized: boolean;
  /** Killed if they run, and removed, one after the other: all of them start anew. */
  readonly containersToReset: readonly ResetDecision[];
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
    containersToUpdate: [],
    isPodResized: false,
    containersToReset: [],
  };
  if (input.isRestartingAll) {
    return { ...base, containersToReset: containersToReset(pod, runtime) };
  }
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
      effectivePolicy(pod.spec, container) === 'OnFailure' &&
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
  const toUpdate = sidecarUpdates(input);
  let kept = 0;
  (pod.spec?.containers ?? []).forEach((container, index) => {
    const status = findContainer(runtime, container.name);
    if (status === undefined || status.state !== 'CONTAINER_RUNNING') {
      if (!shouldContainerBeRestarted(container, pod, runtime)) return;
      toStart.push(index);
      if (status?.state === 'CONTAINER_UNKNOWN') toKill.push(unknownKill(status));
      return;
    }
    const decision = runningDecision(input, container, status);
    if (decision !== undefined) {
      toKill.push(decision.kill);
      if (decision.isRestarted) toStart.push(index);
      return;
    }
    const resize = resizeDecision(input, container, status);
    if (resize !== undefined && 'kill' in resize) {
      toKill.push(resize.kill);
      toStart.push(index);
      return;
    }
    if (resize !== undefined) toUpdate.push(resize.update);
    kept++;
  });
  const isOver = kept === 0 && toStart.length === 0;
  if (!isOver) {
    return {
      ...base,
      containersToStart: toStart,
      containersToKill: toKill,
      containersToUpdate: toUpdate,
      isPodResized: toUpdate.length > 0 || toKill.some(({ reason }) => reason === 'Resize'),
    };
  }
  const hasSidecars = keptSidecars > 0 || base.initToStart.length > 0;
  return {
    ...base,
    killPod: true,
    containersToStart: [],
    containersToKill: [],
    initToStart: hasSidecars ? [] : base.initToStart,
  };
}

/** Sidecars that run are resized as well. */
function sidecarUpdates(input: ActionInput): UpdateDecision[] {
  if (input.desired === undefined) return [];
  return (input.pod.spec?.initContainers ?? []).flatMap((container) => {
    const status = findContainer(input.runtime, container.name);
    if (status?.state !== 'CONTAINER_RUNNING') return [];
    const resize = resizeDecision(input, container, status);
    return resize !== undefined && 'update' in resize ? [resize.update] : [];
  });
}
