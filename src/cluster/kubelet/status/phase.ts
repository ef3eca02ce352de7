// The phase of a pod from the statuses of its containers. Models kubelet_pods.go, getPhase, of both
// versions: what the older one does not know (sidecars, rules, the terminal flag) is switched off.

import type { Container } from '../../../api/container.ts';
import type { ContainerStatus, Pod } from '../../../api/pod.ts';
import { isSidecar, isStaticPod } from '../../../api/pod-helpers.ts';
import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { containerShouldRestart } from '../restart-rules.ts';

/** The five phases. */
export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

/** What the phase is computed from. */
export interface PhaseInput {
  readonly behaviour: KubeletBehaviour;
  readonly pod: Pod;
  readonly statuses: readonly ContainerStatus[];
  readonly isTerminal: boolean;
  /** Whether an app container ever started in the sandbox that is ready. */
  readonly hasInitialized: boolean;
}

/** Waiting reason while all containers are being restarted. */
export const RESTARTING_ALL: string = 'RestartingAllContainers';

interface Counts {
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  stoppedForGood: number;
  succeeded: number;
  pendingInit: number;
  pendingSidecars: number;
  failedInit: number;
}

/** The phase of the pod. */
export function podPhase(input: PhaseInput): PodPhase {
  const counts = countContainers(input);
  const { pod } = input;
  if (counts.failedInit > 0) return 'Failed';
  const isInitializing =
    counts.pendingInit > 0 || (counts.pendingSidecars > 0 && !input.hasInitialized);
  if (isInitializing || counts.waiting > 0) return 'Pending';
  if (counts.running > 0 && counts.unknown === 0) return 'Running';
  if (counts.running > 0 || counts.stopped === 0 || counts.unknown > 0) return 'Pending';
  const final = counts.stopped === counts.succeeded ? 'Succeeded' : 'Failed';
  const isOver = input.isTerminal && input.behaviour.isTerminalPhaseHeldBack;
  if (isOver && !isStaticPod(pod)) return final;
  return counts.stopped === counts.stoppedForGood ? final : 'Running';
}

function countContainers(input: PhaseInput): Counts {
  const counts: Counts = {
    unknown: 0,
    running: 0,
    waiting: 0,
    stopped: 0,
    stoppedForGood: 0,
    succeeded: 0,
    pendingInit: 0,
    pendingSidecars: 0,
    failedInit: 0,
  };
  const { spec } = input.pod;
  for (const container of spec.initContainers ?? []) {
    const status = input.statuses.find((one) => one.name === container.name);
    if (input.behaviour.hasSidecars && isSidecar(container)) countSidecar(counts, status);
    else countInit(counts, input, container, status);
  }
  for (const container of spec.containers) {
    const status = input.statuses.find((one) => one.name === container.name);
    countApp(counts, input, container, status);
  }
  return counts;
}

/** The termination that counts: the present one, or the last one of a container that waits. */
function endOf(
  status: ContainerStatus | undefined,
): { exitCode: number; reason?: string } | undefined {
  const state = status?.state;
  const end = state?.terminated ?? (state?.waiting ? status?.lastState?.terminated : undefined);
  return end;
}

function isOverForGood(
  input: PhaseInput,
  container: Container,
  exitCode: number,
  reason?: string,
): boolean {
  const { spec } = input.pod;
  return reason !== RESTARTING_ALL && !containerShouldRestart(container, spec, exitCode);
}

function countInit(
  counts: Counts,
  input: PhaseInput,
  container: Container,
  status: ContainerStatus | undefined,
): void {
  const end = endOf(status);
  if (status?.state?.running || end === undefined) {
    counts.pendingInit++;
    return;
  }
  if (end.exitCode === 0) return;
  const isFinal = isOverForGood(input, container, end.exitCode, end.reason);
  const isRuled = container.restartPolicy !== undefined;
  if (isFinal && (isRuled || input.pod.spec.restartPolicy === 'Never')) counts.failedInit++;
}

function countSidecar(counts: Counts, status: ContainerStatus | undefined): void {
  const state = status?.state;
  if (state?.running) {
    if (status?.started !== true) counts.pendingSidecars++;
    counts.running++;
  } else if (state?.waiting) {
    if (status?.lastState?.terminated) return;
    counts.pendingSidecars++;
    counts.waiting++;
  } else if (status === undefined) {
    counts.unknown++;
  } else if (!state?.terminated) {
    counts.pendingSidecars++;
    counts.unknown++;
  }
}

function countApp(
  counts: Counts,
  input: PhaseInput,
  container: Container,
  status: ContainerStatus | undefined,
): void {
  const state = status?.state;
  const end = endOf(status);
  if (state?.running) counts.running++;
  else if (end !== undefined) {
    counts.stopped++;
    if (isOverForGood(input, container, end.exitCode, end.reason)) counts.stoppedForGood++;
    if (state?.terminated?.exitCode === 0) counts.succeeded++;
  } else if (state?.waiting) counts.waiting++;
  else counts.unknown++;
}
