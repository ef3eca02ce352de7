// Which init container comes next. Models pkg/kubelet/kuberuntime/kuberuntime_container.go,
// computeInitContainerActions (v1.20: findNextInitContainerToRun, the same without sidecars).

import type { Container } from '../../../api/container.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import type { CriContainerStatus } from '../../protocol/cri-objects.ts';
import { containerShouldRestart, hasSucceeded } from '../restart-rules.ts';
import { findContainer, type RuntimePodStatus } from '../runtime-types.ts';
import {
  type ActionInput,
  type KillDecision,
  runningDecision,
  unknownKill,
} from './kill-decisions.ts';

/** What the init containers need. */
export interface InitActions {
  readonly isInitialized: boolean;
  readonly killPod: boolean;
  readonly toStart: readonly number[];
  readonly toKill: readonly KillDecision[];
  /** Sidecars that run and go on running. */
  readonly keptSidecars: number;
}

interface Walk {
  readonly input: ActionInput;
  readonly isPodInitialized: boolean;
  toStart: number[];
  toKill: KillDecision[];
  killPod: boolean;
  kept: number;
}

/** Walks from the last init container to the first. */
export function computeInitActions(input: ActionInput): InitActions {
  const inits = input.pod.spec?.initContainers ?? [];
  if (inits.length === 0) {
    return { isInitialized: true, killPod: false, toStart: [], toKill: [], keptSidecars: 0 };
  }
  const isPodInitialized = hasInitialized(input, inits);
  const walk: Walk = { input, isPodInitialized, toStart: [], toKill: [], killPod: false, kept: 0 };
  let hasSeen = false;
  for (let index = inits.length - 1; index >= 0; index--) {
    const container = inits[index] as Container;
    const status = findContainer(input.runtime, container.name);
    if (status === undefined) {
      if (isPodInitialized && isSidecar(container)) walk.toStart.unshift(index);
      continue;
    }
    // What stands before the last one that was made is done; only its sidecars still matter.
    if (hasSeen && !isSidecar(container)) continue;
    hasSeen = true;
    const goesOn = isSidecar(container)
      ? sidecar(walk, inits, index, status)
      : regular(walk, inits, index, status);
    if (!goesOn) break;
  }
  if (!hasSeen && !isPodInitialized) walk.toStart = [0];
  return {
    isInitialized: isPodInitialized,
    killPod: walk.killPod,
    toStart: dedupe(walk.toStart),
    toKill: walk.toKill,
    keptSidecars: walk.kept,
  };
}

function dedupe(indices: readonly number[]): readonly number[] {
  return [...new Set(indices)].sort((a, b) => a - b);
}

/** Whether some app container was started, or the last init container is done. */
function hasInitialized(input: ActionInput, inits: readonly Container[]): boolean {
  const { pod, runtime } = input;
  const isUp = (pod.spec?.containers ?? []).some((container) => {
    const state = findContainer(runtime, container.name)?.state;
    return state === 'CONTAINER_CREATED' || state === 'CONTAINER_RUNNING';
  });
  if (isUp) return true;
  // What ran in a sandbox that is gone says nothing of this one: it is initialized anew.
  const since = runtime?.sandboxes[0]?.createdAt ?? 0;
  const hasAppExited = (pod.spec?.containers ?? []).some((container) => {
    const status = findContainer(runtime, container.name);
    return status?.state === 'CONTAINER_EXITED' && status.createdAt >= since;
  });
  const last = inits[inits.length - 1] as Container;
  const status = findContainer(runtime, last.name);
  if (status === undefined) return hasAppExited && !inits.some((c) => known(runtime, c));
  if (!isSidecar(last)) return hasSucceeded(status);
  return status.state === 'CONTAINER_RUNNING' && isStarted(input, last, status.id);
}

function known(runtime: RuntimePodStatus | undefined, container: Container): boolean {
  return findContainer(runtime, container.name) !== undefined;
}

function isStarted(input: ActionInput, container: Container, id: string): boolean {
  return container.startupProbe === undefined || input.probe('startup', id) === 'Success';
}

/** A regular init container; false ends the walk. */
function regular(
  walk: Walk,
  inits: readonly Container[],
  index: number,
  status: CriContainerStatus,
): boolean {
  const container = inits[index] as Container;
  if (walk.isPodInitialized) return true;
  switch (status.state) {
    case 'CONTAINER_CREATED':
      walk.toStart.unshift(index);
      return false;
    case 'CONTAINER_RUNNING':
      return false;
    case 'CONTAINER_EXITED':
      if (hasSucceeded(status)) {
        if (index + 1 < inits.length) walk.toStart.unshift(index + 1);
        return sidecarsBelow(walk, inits, index);
      }
      if (containerShouldRestart(container, walk.input.pod.spec, status.exitCode)) {
        walk.toStart.unshift(index);
        return sidecarsBelow(walk, inits, index);
      }
      walk.killPod = true;
      return false;
    default:
      if (!containerShouldRestart(container, walk.input.pod.spec, 1)) {
        walk.killPod = true;
        return false;
      }
      walk.toKill.push(unknownKill(status, 'Init container'));
      walk.toStart.unshift(index);
      return false;
  }
}

/** Earlier init containers still matter while sidecars stand among them. */
function sidecarsBelow(walk: Walk, inits: readonly Container[], index: number): boolean {
  for (let below = index - 1; below >= 0; below--) {
    const container = inits[below] as Container;
    const status = findContainer(walk.input.runtime, container.name);
    if (isSidecar(container) && status !== undefined) restartSidecar(walk, inits, below, status);
  }
  return false;
}

/** A sidecar; false ends the walk. */
function sidecar(
  walk: Walk,
  inits: readonly Container[],
  index: number,
  status: CriContainerStatus,
): boolean {
  const container = inits[index] as Container;
  if (status.state !== 'CONTAINER_RUNNING') {
    restartSidecar(walk, inits, index, status);
    return true;
  }
  if (isStarted(walk.input, container, status.id) && !walk.isPodInitialized) {
    const next = index + 1;
    const isNextKnown = next < inits.length && known(walk.input.runtime, inits[next] as Container);
    if (next < inits.length && !isNextKnown) walk.toStart.unshift(next);
  }
  restartSidecar(walk, inits, index, status);
  return true;
}

/** Starts a sidecar that stopped, or kills and restarts one that has to be. */
function restartSidecar(
  walk: Walk,
  inits: readonly Container[],
  index: number,
  status: CriContainerStatus,
): void {
  const container = inits[index] as Container;
  if (status.state !== 'CONTAINER_RUNNING') {
    if (status.state === 'CONTAINER_UNKNOWN')
      walk.toKill.push(unknownKill(status, 'Init container'));
    walk.toStart.unshift(index);
    return;
  }
  const decision = runningDecision(walk.input, container, status);
  if (decision === undefined) {
    walk.kept++;
    return;
  }
  walk.toKill.push(decision.kill);
  walk.toStart.unshift(index);
}
