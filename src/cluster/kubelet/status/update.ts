// Taking a new status in: times of conditions, start time, size of messages, and whether it differs
// from what is known. Models status_manager.go, updateStatusInternal.

import type {
  ContainerState,
  ContainerStatus,
  Pod,
  PodCondition,
  PodStatus,
} from '../../../api/pod.ts';
import { isSidecar, isStaticPod } from '../../../api/pod-helpers.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import { get, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { allContainersCouldRestart, containerShouldRestart } from '../restart-rules.ts';
import { isStatusEqual } from './equal.ts';
import type { StatusManagerState, VersionedStatus } from './state.ts';

/** How a status is taken in. */
export interface UpdateOptions {
  /** Even when nothing changed: a deletion has to go on. */
  readonly isForced: boolean;
  readonly isFinished: boolean;
  /** The API's picture of a static pod, whose status counts while none was set. */
  readonly mirror?: Pod;
}

/** All termination messages of a pod share this many characters. */
const MESSAGE_BUDGET = 12 * 1_024;

/**
 * The state with the status, and the entry if it is a new version; no entry when it was dropped.
 */
export function updateStatus(
  state: StatusManagerState,
  pod: Pod,
  wanted: PodStatus,
  options: UpdateOptions,
  io: Pick<Io, 'now' | 'epochSeconds' | 'event'>,
): { readonly state: StatusManagerState; readonly entry?: VersionedStatus } {
  const uid = pod.metadata.uid ?? '';
  const cached = get(state.statuses, uid);
  const old = cached?.status ?? options.mirror?.status ?? pod.status ?? {};
  if (isIllegal(old, wanted, pod)) return { state };
  const status = completed(pod, old, wanted, rfc3339(io.epochSeconds, io.now));
  if (cached !== undefined && !options.isForced && isStatusEqual(cached.status, status)) {
    return { state };
  }
  const wasFinished = (cached?.isFinished ?? false) && !isStaticPod(pod);
  const entry: VersionedStatus = {
    pod,
    status,
    version: (cached?.version ?? 0) + 1,
    at: cached?.at ?? io.now,
    setBy: io.event,
    isFinished: options.isFinished || wasFinished,
  };
  return { state: { ...state, statuses: set(state.statuses, uid, entry) }, entry };
}

function completed(pod: Pod, old: PodStatus, wanted: PodStatus, now: string): PodStatus {
  const limit = Math.floor(MESSAGE_BUDGET / Math.max(1, containerCount(pod)));
  const generation = Math.max(old.observedGeneration ?? 0, wanted.observedGeneration ?? 0);
  const { conditions, containerStatuses: app, initContainerStatuses: init } = wanted;
  return {
    ...wanted,
    ...(generation === 0 ? {} : { observedGeneration: generation }),
    startTime: old.startTime ?? wanted.startTime ?? now,
    ...(conditions === undefined
      ? {}
      : { conditions: conditions.map((one) => timed(one, old, now)) }),
    ...(app === undefined ? {} : { containerStatuses: shortened(app, limit) }),
    ...(init === undefined ? {} : { initContainerStatuses: shortened(init, limit) }),
  };
}

function containerCount({ spec }: Pod): number {
  const init = spec.initContainers?.length ?? 0;
  return (spec.containers?.length ?? 0) + init + (spec.ephemeralContainers?.length ?? 0);
}

function timed(condition: PodCondition, old: PodStatus, now: string): PodCondition {
  const before = old.conditions?.find((one) => one.type === condition.type);
  const isKept = before !== undefined && before.status === condition.status;
  const time = isKept ? before.lastTransitionTime : now;
  return { ...condition, lastTransitionTime: time ?? now };
}

function shortened(
  statuses: readonly ContainerStatus[],
  limit: number,
): readonly ContainerStatus[] {
  return statuses.map((status) => {
    const long = [status.state, status.lastState].some((one) => isLong(one, limit));
    if (!long) return status;
    return { ...status, state: cut(status.state, limit), lastState: cut(status.lastState, limit) };
  });
}

function isLong(state: ContainerState | undefined, limit: number): boolean {
  return (state?.terminated?.message?.length ?? 0) > limit;
}

function cut(state: ContainerState | undefined, limit: number): ContainerState {
  if (state === undefined || !isLong(state, limit) || !state.terminated) return state ?? {};
  const message = state.terminated.message?.slice(0, limit) ?? '';
  return { ...state, terminated: { ...state.terminated, message } };
}

/** A container that ended for good may not come back. Models checkContainerStateTransition. */
function isIllegal(old: PodStatus, wanted: PodStatus, pod: Pod): boolean {
  const { spec } = pod;
  if ((spec.restartPolicy ?? 'Always') === 'Always' || allContainersCouldRestart(spec))
    return false;
  const specs = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const before = [...(old.initContainerStatuses ?? []), ...(old.containerStatuses ?? [])];
  const after = [...(wanted.initContainerStatuses ?? []), ...(wanted.containerStatuses ?? [])];
  return before.some((was) => {
    const code = was.state?.terminated?.exitCode;
    const container = specs.find((one) => one.name === was.name);
    if (code === undefined || container === undefined) return false;
    const isSide = isSidecar(container) && spec.initContainers?.includes(container);
    if (isSide || containerShouldRestart(container, spec, code)) return false;
    const now = after.find((one) => one.name === was.name);
    return now !== undefined && !now.state?.terminated;
  });
}
