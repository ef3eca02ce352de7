// Admission on the node: what does not fit is rejected for good.
// Models pkg/kubelet/kubelet.go, canAdmitPod and rejectPod.

import { untolerated } from '../../../api/node-selection.ts';
import type { Pod, PodStatus } from '../../../api/pod.ts';
import { isCriticalPod } from '../../../api/pod-helpers.ts';
import { qosClass } from '../../../api/qos.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import type { Io } from '../../../kernel/component.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import { allocatedPod } from '../allocation/state.ts';
import type { RecordEvent, SetStatus } from '../channels.ts';
import { unenforceable } from '../container-config/confinement.ts';
import { count, seriesKey } from '../metrics/book.ts';
import type { KubeletState } from '../state.ts';
import { activePods } from './active-pods.ts';
import { type PredicateFailure, predicateFailures, type Refusal } from './predicates.ts';
import { missingText, victimsFor } from './preemption.ts';

const OS_LABEL = 'kubernetes.io/os';
const NODE_OS = 'linux';

/** Asks one question about a pod that is new on the node. */
export type AdmitHandler = (state: KubeletState, pod: Pod) => Refusal | undefined;

/** In the order in which they are asked; the first that says no tells the reason. */
export const ADMIT_HANDLERS: readonly AdmitHandler[] = [
  pressureRefusal,
  predicateRefusal,
  osRefusal,
  appArmorRefusal,
];

/** Admits the pod, or rejects it with its event and its final status. */
export function admit(
  state: KubeletState,
  pod: Pod,
  io: Io,
  handlers: readonly AdmitHandler[] = ADMIT_HANDLERS,
): boolean {
  const refusal = refusalOf(state, pod, handlers);
  if (refusal === undefined) return true;
  const event: RecordEvent = {
    type: 'event.record',
    pod,
    eventType: 'Warning',
    reason: refusal.reason,
    message: refusal.message,
  };
  io.signal('events', event);
  countRejection(refusal.reason, io);
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

/** Reasons that are counted by name. Models pkg/kubelet/kubelet.go, admissionRejectionReasons. */
const COUNTED: readonly string[] = [
  'AppArmor',
  'PodOSSelectorNodeLabelDoesNotMatch',
  'PodOSNotSupported',
  'InvalidNodeInfo',
  'InitContainerRestartPolicyForbidden',
  'SupplementalGroupsPolicyNotSupported',
  'UnexpectedAdmissionError',
  'UnknownReason',
  'UnexpectedPredicateFailureType',
  'OutOfcpu',
  'OutOfmemory',
  'OutOfephemeral-storage',
  'OutOfpods',
  'PodLevelResourcesNotSupported',
  'PodFeatureUnsupported',
  'TaintToleration',
  'Evicted',
  'SysctlForbidden',
  'TopologyAffinityError',
  'NodeShutdown',
  'VolumeAttachmentLimitExceeded',
];

function countRejection(reason: string, io: Io): void {
  const other = reason.startsWith('OutOf') ? 'OutOfExtendedResources' : 'Other';
  const label = COUNTED.includes(reason) ? reason : other;
  count(io, seriesKey('admission_rejections_total', label));
}

/** The first reason against the pod; undefined when it fits. */
export function refusalOf(
  state: KubeletState,
  pod: Pod,
  handlers: readonly AdmitHandler[] = ADMIT_HANDLERS,
): Refusal | undefined {
  for (const handler of handlers) {
    const refusal = handler(state, pod);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

const MEMORY_PRESSURE = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' };

/** Under memory pressure pods without requests stay out, under any other every pod does. */
function pressureRefusal({ eviction }: KubeletState, pod: Pod): Refusal | undefined {
  const { conditions } = eviction;
  if (conditions.length === 0 || isCriticalPod(pod)) return undefined;
  if (conditions.length === 1 && conditions[0] === 'MemoryPressure') {
    if (qosClass(pod.spec) !== 'BestEffort') return undefined;
    if (untolerated(pod, [MEMORY_PRESSURE], ['NoSchedule']) === undefined) return undefined;
  }
  return { reason: 'Evicted', message: `The node had condition: [${conditions.join(' ')}]. ` };
}

/** A critical pod is not refused for want of resources, as long as others can make room for it. */
function predicateRefusal(state: KubeletState, pod: Pod): Refusal | undefined {
  const failures = failuresOf(state, pod);
  const [first] = failures;
  if (first === undefined || !isCriticalPod(pod)) return first;
  const other = failures.find(({ shortage }) => shortage === undefined);
  if (other !== undefined) return other;
  if (victimsFor(pod, failures, activePods(state)) !== undefined) return undefined;
  const missing = failures.map(({ shortage }) => missingText(shortage)).join('');
  return {
    reason: 'UnexpectedAdmissionError',
    message:
      'Unexpected error while attempting to recover from admission failure: preemption: error ' +
      'finding a set of pods to preempt: no set of running pods found to reclaim resources: ' +
      `[${missing}]`,
  };
}

/** The pods that have to go so that an admitted pod finds room; only a critical one has any. */
export function victimsOf(state: KubeletState, pod: Pod): readonly Pod[] {
  if (!isCriticalPod(pod)) return [];
  const failures = failuresOf(state, pod);
  return failures.length === 0 ? [] : (victimsFor(pod, failures, activePods(state)) ?? []);
}

/** Whether the node has room for what a pod asks for, beside what others were given. */
export function resourceRefusal(state: KubeletState, pod: Pod): PredicateFailure | undefined {
  return failuresOf(state, pod).find(({ shortage }) => shortage !== undefined);
}

function failuresOf(state: KubeletState, pod: Pod): readonly PredicateFailure[] {
  const { config, node: view, syncLoop } = state;
  if (view.node === undefined) return [];
  const others = activePods(state).filter((one) => one.metadata.uid !== pod.metadata.uid);
  return predicateFailures({
    pod,
    node: view.node,
    others: others.map((other) => allocatedPod(syncLoop.resizes, other)),
    maxPods: config.maxPods,
    isModern: podLifecycle(config.edition).hasThreePhases,
  });
}

/**
 * Profiles that the node cannot enforce. The older kubelet asks this at each sync instead.
 * Models pkg/kubelet/lifecycle/handlers.go, appArmorAdmitHandler.
 */
function appArmorRefusal({ config }: KubeletState, pod: Pod): Refusal | undefined {
  return podLifecycle(config.edition).hasThreePhases ? unenforceable(pod, config) : undefined;
}

/** A pod for another operating system. Models rejectPodAdmissionBasedOnOSField and …OSSelector. */
function osRefusal(state: KubeletState, pod: Pod): Refusal | undefined {
  if (!podLifecycle(state.config.edition).hasThreePhases) return undefined;
  if ((pod.metadata.labels?.[OS_LABEL] ?? NODE_OS) !== NODE_OS) {
    return {
      reason: 'PodOSSelectorNodeLabelDoesNotMatch',
      message: `Failed to admit pod as the \`${OS_LABEL}\` label doesn't match node label`,
    };
  }
  if ((pod.spec.os?.name ?? NODE_OS) === NODE_OS) return undefined;
  const message = "Failed to admit pod as the OS field doesn't match node OS";
  return { reason: 'PodOSNotSupported', message };
}
