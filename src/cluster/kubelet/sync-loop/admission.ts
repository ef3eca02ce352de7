// Admission on the node: what does not fit is rejected for good.
// Models pkg/kubelet/lifecycle/predicate.go, Admit.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { hostPorts, isPodTerminal, isStaticPod } from '../../../api/pod-helpers.ts';
import {
  addAmounts,
  amountsOf,
  podRequests,
  type ResourceAmounts,
} from '../../../api/pod-resources.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import { get, values } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import { allocatedPod } from '../allocation/state.ts';
import type { RecordEvent, SetStatus } from '../channels.ts';
import type { KubeletState } from '../state.ts';

/** Why a pod may not run here. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

/** Admits the pod, or rejects it with its event and its final status. */
export function admit(state: KubeletState, pod: Pod, io: Io): boolean {
  const refusal = refusalOf(state, pod);
  if (refusal === undefined) return true;
  const event: RecordEvent = {
    type: 'event.record',
    pod,
    eventType: 'Warning',
    reason: refusal.reason,
    message: refusal.message,
  };
  io.signal('events', event);
  const isNew = podLifecycle(state.config.edition).hasThreePhases;
  const status: PodStatus = {
    phase: 'Failed',
    reason: refusal.reason,
    message: `${isNew ? 'Pod was rejected: ' : 'Pod '}${refusal.message}`,
    startTime: rfc3339(io.epochSeconds, io.now),
    ...(kubeletBehaviour(state.config.edition).hasObservedGeneration &&
    pod.metadata.generation !== undefined
      ? { observedGeneration: pod.metadata.generation }
      : {}),
  };
  const set: SetStatus = { type: 'status.set', pod, status };
  io.signal('status-manager', set);
  return false;
}

/** The first reason against the pod; undefined when it fits. */
export function refusalOf(state: KubeletState, pod: Pod): Refusal | undefined {
  const { node } = state.node;
  if (node === undefined) return undefined;
  return (
    resourceRefusal(state, pod) ??
    selectorRefusal(state, pod) ??
    portRefusal(state, pod) ??
    taintRefusal(state, pod)
  );
}

function others(state: KubeletState, pod: Pod): readonly Pod[] {
  return [...values(state.podManager.pods)].filter((other) => {
    if (other.metadata.uid === pod.metadata.uid) return false;
    const status = get(state.statuses.statuses, other.metadata.uid ?? '')?.status ?? other.status;
    return !isPodTerminal({ ...(status === undefined ? {} : { status }) });
  });
}

/** Whether the node has room for what a pod asks for, beside what others were given. */
export function resourceRefusal(state: KubeletState, pod: Pod): Refusal | undefined {
  if (pod.spec === undefined) return undefined;
  const { resizes } = state.syncLoop;
  const running = others(state, pod).map((other) => allocatedPod(resizes, other));
  const allocatable = amountsOf(state.node.node?.status?.allocatable);
  if (running.length + 1 > state.config.maxPods) {
    return insufficient('pods', 1, running.length, state.config.maxPods);
  }
  const wanted = podRequests(pod.spec);
  const used = running.reduce<ResourceAmounts>(
    (sum, other) => (other.spec === undefined ? sum : addAmounts(sum, podRequests(other.spec))),
    {},
  );
  for (const resource of ['cpu', 'memory', 'ephemeral-storage']) {
    const want = wanted[resource] ?? 0;
    const have = allocatable[resource];
    const taken = used[resource] ?? 0;
    if (want === 0 || have === undefined || taken + want <= have) continue;
    return insufficient(resource, want, taken, have);
  }
  return undefined;
}

function insufficient(resource: string, want: number, used: number, have: number): Refusal {
  return {
    reason: `OutOf${resource}`,
    message:
      `Node didn't have enough resource: ${resource}, requested: ${want}, used: ${used}, ` +
      `capacity: ${have}`,
  };
}

function selectorRefusal(state: KubeletState, pod: Pod): Refusal | undefined {
  const labels = (state.node.node?.metadata.labels ?? {}) as { readonly [key: string]: string };
  const selector = pod.spec?.nodeSelector ?? {};
  const isMatch = Object.entries(selector).every(([key, value]) => labels[key] === value);
  if (isMatch) return undefined;
  return {
    reason: 'NodeAffinity',
    message:
      'Predicate NodeAffinity failed' +
      (podLifecycle(state.config.edition).hasThreePhases
        ? ": node(s) didn't match Pod's node affinity/selector"
        : ''),
  };
}

function portRefusal(state: KubeletState, pod: Pod): Refusal | undefined {
  if (pod.spec === undefined) return undefined;
  const key = (port: { hostPort?: number; protocol?: string }): string =>
    `${port.protocol ?? 'TCP'}/${port.hostPort ?? 0}`;
  const wanted = hostPorts(pod.spec).map(key);
  if (wanted.length === 0) return undefined;
  const used = new Set(
    others(state, pod).flatMap((other) => (other.spec ? hostPorts(other.spec).map(key) : [])),
  );
  if (!wanted.some((port) => used.has(port))) return undefined;
  return {
    reason: 'NodePorts',
    message:
      'Predicate NodePorts failed' +
      (podLifecycle(state.config.edition).hasThreePhases
        ? ": node(s) didn't have free ports for the requested pod ports"
        : ''),
  };
}

function taintRefusal(state: KubeletState, pod: Pod): Refusal | undefined {
  if (isStaticPod(pod) || !podLifecycle(state.config.edition).hasThreePhases) return undefined;
  const taints = (state.node.node?.spec?.taints ?? []).filter(
    ({ effect }) => effect === 'NoExecute',
  );
  const isTolerated = taints.every((taint) =>
    (pod.spec?.tolerations ?? []).some((toleration) => {
      const isEffect = !toleration.effect || toleration.effect === taint.effect;
      const isKey = !toleration.key || toleration.key === taint.key;
      const isValue =
        toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
      return isEffect && isKey && isValue;
    }),
  );
  if (isTolerated) return undefined;
  return {
    reason: 'TaintToleration',
    message: "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
  };
}
