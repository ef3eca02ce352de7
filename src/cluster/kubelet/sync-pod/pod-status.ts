// The API status a sync computes, from what the runtime said last and what starts failed.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { withCondition } from '../../../api/pod-helpers.ts';
import { isShallowEqual } from '../../../base/equal.ts';
import { get } from '../../../base/persistent-map.ts';
import { type KubeletBehaviour, kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { DEADLINE, isPastDeadline } from '../active-deadline.ts';
import type { PodResize } from '../allocation/state.ts';
import type { SetStatus } from '../channels.ts';
import type { PodWorker, StatusSeen } from '../pod-workers/state.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import { generateApiPodStatus } from '../status/generate-status.ts';
import { cachedStatus } from '../status/state.ts';
import { recordEvent, type Turn } from './turn.ts';

/** A worker, and the status of its pod. */
interface WithStatus {
  readonly worker: PodWorker;
  readonly status: PodStatus;
}

/**
 * The status of the worker's pod now; `isTerminal` once nothing of it will run any more. A sync
 * that finds everything as the one before found it takes over what that one computed.
 */
export function podStatusNow(
  turn: Turn,
  worker: PodWorker,
  runtime: RuntimePodStatus | undefined,
  isTerminal: boolean,
  resize: PodResize | undefined = get(turn.state.syncLoop.resizes, worker.uid),
): WithStatus {
  const { state } = turn;
  const { readiness, startup, turnover } = state.prober;
  const isOver = isPastDeadline(state, worker.pod, turn.io);
  if (isOver) recordEvent(turn, worker, { eventType: 'Normal', ...DEADLINE });
  const seen: StatusSeen = {
    pod: worker.pod,
    runtime,
    previous: cachedStatus(state.statuses, worker.uid) ?? worker.pod.status,
    reasons: worker.reasons,
    isTerminal,
    isOver,
    resize,
    readiness,
    startup,
    turnover,
    override: isTerminal || worker.terminatedAt !== undefined ? undefined : worker.statusOverride,
  };
  const { computed } = worker;
  if (computed !== undefined && isShallowEqual(computed.seen, seen)) {
    return { worker, status: computed.status };
  }
  const behaviour = kubeletBehaviour(state.config.edition);
  const generated = generateApiPodStatus({
    behaviour,
    config: state.config,
    pod: worker.pod,
    runtime,
    previous: seen.previous ?? {},
    reasons: worker.reasons,
    isTerminal,
    ...(resize === undefined ? {} : { resize }),
    prober: state.prober,
    epochSeconds: turn.io.epochSeconds,
    ...(isOver ? { evict: DEADLINE } : {}),
  });
  const { override } = seen;
  const status =
    override === undefined ? generated : overridden(behaviour, worker.pod, generated, override);
  return { worker: { ...worker, computed: { seen, status } }, status };
}

/** What an eviction says in place of the status, or (v1.22+) on top of it. */
function overridden(
  { isEvictedStatusBare, hasObservedGeneration }: KubeletBehaviour,
  { metadata }: Pod,
  status: PodStatus,
  override: Partial<PodStatus>,
): PodStatus {
  if (isEvictedStatusBare) return override;
  const { conditions = [], ...rest } = override;
  const { generation } = metadata;
  const isNumbered = hasObservedGeneration && generation !== undefined;
  const numbered = isNumbered ? { observedGeneration: generation } : {};
  return conditions.reduce((sum, condition) => withCondition(sum, { ...condition, ...numbered }), {
    ...status,
    ...rest,
  });
}

/** Hands the status to the status manager. */
export function setStatus(turn: Turn, worker: PodWorker, status: PodStatus): void {
  const message: SetStatus = { type: 'status.set', pod: worker.pod, status };
  turn.io.signal('status-manager', message);
}
