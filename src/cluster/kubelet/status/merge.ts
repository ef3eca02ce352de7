// What is patched into the API object: the kubelet's status, laid over what others wrote there.
// Models status_manager.go, mergePodStatus.

import type { PodCondition, PodStatus } from '../../../api/pod.ts';
import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { isOwnedCondition, terminalVerdict } from './conditions.ts';

/** Whether the phase is Succeeded or Failed. */
export function isTerminalPhase(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** The status to have in the API, given the one that is there. */
export function mergePodStatus(
  behaviour: KubeletBehaviour,
  there: PodStatus,
  own: PodStatus,
  couldHaveRunningContainers: boolean,
): PodStatus {
  const isBecomingTerminal = !isTerminalPhase(there.phase) && isTerminalPhase(own.phase);
  const foreign = (there.conditions ?? []).filter((one) => !isOwnedCondition(one.type));
  const mine = (own.conditions ?? []).filter((one) => isOwnedCondition(one.type));
  const isTold = isBecomingTerminal && !couldHaveRunningContainers;
  const target = isTold
    ? own.conditions?.find((one) => one.type === 'DisruptionTarget')
    : undefined;
  const conditions = withTarget([...foreign, ...mine], target);
  const merged: PodStatus = { ...own, conditions };
  if (!behaviour.isTerminalPhaseHeldBack) return merged;
  if (isBecomingTerminal && couldHaveRunningContainers) return heldBack(merged, there);
  return isTerminalPhase(merged.phase) ? notReady(merged) : merged;
}

function heldBack(status: PodStatus, there: PodStatus): PodStatus {
  const { phase: _phase, reason: _reason, message: _message, ...rest } = status;
  return {
    ...rest,
    ...(there.phase === undefined ? {} : { phase: there.phase }),
    ...(there.reason === undefined ? {} : { reason: there.reason }),
    ...(there.message === undefined ? {} : { message: there.message }),
  };
}

function withTarget(
  conditions: readonly PodCondition[],
  target: PodCondition | undefined,
): readonly PodCondition[] {
  if (target === undefined) return conditions;
  const index = conditions.findIndex((one) => one.type === target.type);
  return index < 0 ? [...conditions, target] : conditions.with(index, target);
}

/** A pod that is over is never ready. */
function notReady(status: PodStatus): PodStatus {
  const isReadyType = (type: string): boolean => type === 'Ready' || type === 'ContainersReady';
  const conditions = status.conditions ?? [];
  if (!conditions.some((one) => isReadyType(one.type) && one.status === 'True')) return status;
  const verdict = terminalVerdict(status.phase ?? '');
  return {
    ...status,
    conditions: conditions.map((one) => {
      if (!isReadyType(one.type)) return one;
      const { message: _message, ...rest } = one;
      return { ...rest, ...verdict };
    }),
  };
}
