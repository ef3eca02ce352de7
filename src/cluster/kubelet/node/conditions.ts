// The conditions of a Node with their reasons and messages.
// Models pkg/kubelet/nodestatus/setters.go and pkg/kubelet/runtime.go, runtimeState.

import type { NodeCondition, NodeStatus } from '../../../api/node.ts';
import { goDurationText } from '../../../base/go-duration.ts';
import { type Micros, NEVER, seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { PressureCondition } from '../eviction/signals.ts';
import type { KubeletState } from '../state.ts';
import { aggregate } from '../sync-pod/sync-errors.ts';
import type { NodeStatusState } from './state.ts';

/** A pod lifecycle loop that is silent for this long makes the node NotReady. */
const PLEG_THRESHOLD = seconds(180);
const RUNTIME_TIMEOUT = seconds(30);
/** After this the size of the disk is known. */
const DISK_KNOWN_AFTER = seconds(5);

/** What keeps the runtime from working, as the sync loop and the Ready condition say it. */
export function runtimeErrors(kubelet: KubeletState, now: Micros): readonly string[] {
  const { runtime } = kubelet.node;
  const errors: string[] = [];
  if (runtime.lastGoodAt === undefined) {
    errors.push('container runtime status check may not have completed yet');
  } else if (now - runtime.lastGoodAt > RUNTIME_TIMEOUT) errors.push('container runtime is down');
  const relist = kubelet.pleg.relistAt;
  if (relist === NEVER) errors.push('PLEG is not healthy: pleg has yet to be successful');
  else if (now - relist > PLEG_THRESHOLD) {
    const ago = goDurationText(now - relist);
    const limit = goDurationText(PLEG_THRESHOLD);
    errors.push(`PLEG is not healthy: pleg was last seen active ${ago} ago; threshold is ${limit}`);
  }
  if (runtime.runtimeError !== undefined) errors.push(runtime.runtimeError);
  return errors;
}

/** Whether the runtime is fit for work: nothing in `runtimeErrors`, without the words for it. */
export function isRuntimeFit({ node, pleg }: KubeletState, now: Micros): boolean {
  const { lastGoodAt, runtimeError } = node.runtime;
  if (lastGoodAt === undefined || runtimeError !== undefined) return false;
  const isPlegSilent = pleg.relistAt !== NEVER && now - pleg.relistAt > PLEG_THRESHOLD;
  return now - lastGoodAt <= RUNTIME_TIMEOUT && !isPlegSilent;
}

/** Whether the size of the disk is known yet. */
export function isDiskKnown(state: NodeStatusState, now: Micros): boolean {
  const isListed = state.node?.status?.capacity?.['ephemeral-storage'] !== undefined;
  return isListed || now - state.startedAt >= DISK_KNOWN_AFTER;
}

function readyErrors(kubelet: KubeletState, now: Micros): readonly string[] {
  const { node } = kubelet;
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  const errors = [...runtimeErrors(kubelet, now)];
  if (node.runtime.networkError !== undefined) errors.push(node.runtime.networkError);
  const isStorageReady = node.wasThere || !kubelet.config.isRegisterNode || node.hasCsiNode;
  if (!isStorageReady) errors.push('CSINode is not yet initialized');
  if (!behaviour.hasDiskAtStart && !isDiskKnown(node, now)) {
    errors.push('missing node capacity for resources: ephemeral-storage');
  }
  return errors;
}

type Wanted = Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'>;

function pressureConditions(pressures: readonly PressureCondition[]): readonly Wanted[] {
  const make = (
    type: PressureCondition,
    reasons: readonly [string, string],
    messages: readonly [string, string],
  ): Wanted => {
    const isOn = pressures.includes(type);
    return {
      type,
      status: isOn ? 'True' : 'False',
      reason: `Kubelet${isOn ? reasons[0] : reasons[1]}`,
      message: `kubelet has ${isOn ? messages[0] : messages[1]}`,
    };
  };
  const memory = ['insufficient memory available', 'sufficient memory available'] as const;
  const disk = ['disk pressure', 'no disk pressure'] as const;
  const pid = ['insufficient PID available', 'sufficient PID available'] as const;
  return [
    make('MemoryPressure', ['HasInsufficientMemory', 'HasSufficientMemory'], memory),
    make('DiskPressure', ['HasDiskPressure', 'HasNoDiskPressure'], disk),
    make('PIDPressure', ['HasInsufficientPID', 'HasSufficientPID'], pid),
  ];
}

function readyCondition(kubelet: KubeletState, now: Micros): Wanted {
  const errors = readyErrors(kubelet, now);
  if (errors.length === 0) {
    const message = 'kubelet is posting ready status';
    return { type: 'Ready', status: 'True', reason: 'KubeletReady', message };
  }
  return { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: aggregate(errors) };
}

/** The conditions now, and the reasons of events that tell of changes. */
export function nodeConditions(
  kubelet: KubeletState,
  old: NodeStatus | undefined,
  now: Micros,
  time: string,
): { readonly conditions: readonly NodeCondition[]; readonly events: readonly string[] } {
  const wanted = [...pressureConditions(kubelet.eviction.conditions), readyCondition(kubelet, now)];
  const events: string[] = [];
  const known = old?.conditions ?? [];
  const own = wanted.map((one): NodeCondition => {
    const before = known.find((other) => other.type === one.type);
    const isSame = before?.status === one.status;
    if (!isSame) events.push(...eventOf(one, before));
    const lastTransitionTime = isSame ? (before?.lastTransitionTime ?? time) : time;
    return { ...one, lastHeartbeatTime: time, lastTransitionTime };
  });
  const foreign = known.filter((one) => !own.some((other) => other.type === one.type));
  return { conditions: [...foreign, ...own], events };
}

/** NodeReady is told of changes only, the others also at first. */
function eventOf(condition: Wanted, before: NodeCondition | undefined): readonly string[] {
  if (condition.type === 'Ready') {
    if (before === undefined) return [];
    return [condition.status === 'True' ? 'NodeReady' : 'NodeNotReady'];
  }
  return [(condition.reason ?? '').replace('Kubelet', 'Node')];
}
