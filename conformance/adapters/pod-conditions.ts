// Topic pod-conditions: one condition by spec, statuses and phase. Which one is asked for shows in
// the names of the inputs.

import type { ContainerStatus, Pod, PodCondition, PodSpec } from '../../src/api/pod.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { kubeletBehaviour } from '../../src/cluster/editions/kubelet-behaviour.ts';
import {
  allContainersRestarting,
  containersReady,
  podInitialized,
  podReady,
  readyToStartContainers,
} from '../../src/cluster/kubelet/status/conditions.ts';
import { type RuntimeInput, runtimeView } from './runtime-view.ts';

interface Input {
  readonly spec: PodSpec;
  readonly containerStatuses?: readonly ContainerStatus[] | null;
  readonly allContainerStatuses?: readonly ContainerStatus[] | null;
  readonly conditions?: readonly PodCondition[] | null;
  readonly previousConditions?: readonly PodCondition[];
  readonly runtime?: RuntimeInput;
  readonly phase?: string;
}

/** pod-conditions.json */
export function podConditions(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  const condition = conditionOf(input, edition);
  return { condition, observedMessage: condition?.message ?? '' };
}

function conditionOf(input: Input, edition: EditionName): PodCondition | undefined {
  const spec = { ...input.spec, containers: input.spec.containers ?? [] };
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec };
  const phase = input.phase ?? '';
  const previous = { conditions: input.previousConditions ?? [] };
  if ('runtime' in input) {
    const runtime = runtimeView(pod, input.runtime);
    if (!('phase' in input)) return readyToStartContainers(pod, runtime);
    return allContainersRestarting(pod, runtime, previous, phase)[0];
  }
  const isInitial = 'allContainerStatuses' in input;
  const statuses = (isInitial ? input.allContainerStatuses : input.containerStatuses) ?? undefined;
  const behaviour = kubeletBehaviour(edition);
  const conditions = input.conditions ?? [];
  const of = { behaviour, spec, statuses, phase, previous, conditions };
  if (isInitial) return podInitialized(of);
  return 'conditions' in input ? podReady(of) : containersReady(of);
}
