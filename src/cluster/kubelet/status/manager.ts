// The port `status-manager`: takes statuses in from workers and probes, and hands changed ones to
// the writer. Models pkg/kubelet/status/status_manager.go.

import type { ContainerStatus, Pod, PodStatus } from '../../../api/pod.ts';
import { allStatuses } from '../../../api/pod-helpers.ts';
import { entries, get, remove } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, Message } from '../../../kernel/message.ts';
import { seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import type {
  ContainerStartedHint,
  RemoveOrphanedStatuses,
  SetContainerFlag,
  SetStatus,
  TerminatePod,
} from '../channels.ts';
import { podRules } from '../late.ts';
import { notePodStart } from '../metrics/book.ts';
import { mirrorFor } from '../pod-manager.ts';
import type { KubeletState } from '../state.ts';
import { containersReady, podReady } from './conditions.ts';
import type { StatusManagerState } from './state.ts';
import { settledStatus } from './terminate.ts';
import { updateStatus } from './update.ts';
import { answered, enqueue, fullPass, pump, send, WRITE_TIMER, withoutWrite } from './writer.ts';

const PERIOD = seconds(10);
const TICK_TIMER = 'status.tick';

type Statuses = StatusManagerState;

/** The port `status-manager`. */
export const statusManager: PortHandler<KubeletState, never> = port<KubeletState, 'statuses'>(
  ['statuses'],
  (kubelet, envelope, io) => {
    const taken = take(kubelet, envelope, io);
    return { statuses: taken === undefined ? kubelet.statuses : pump(kubelet, taken, io) };
  },
);

/** Arms the 10 s pass. */
export function startStatusManager(io: Io): void {
  io.after(TICK_TIMER, PERIOD, { type: 'tick' }, 'status-manager');
}

type ManagerMessage =
  | SetStatus
  | TerminatePod
  | SetContainerFlag
  | RemoveOrphanedStatuses
  | ApiResponse
  | (Message & { readonly type: 'tick' | 'net.refused' | 'net.closed' });

function take(kubelet: KubeletState, envelope: Envelope, io: Io): Statuses | undefined {
  const state = kubelet.statuses;
  const message = envelope.message as ManagerMessage;
  switch (message.type) {
    case 'status.set':
      return setStatus(kubelet, message, io);
    case 'status.terminate':
      return terminate(kubelet, message, io);
    case 'status.readiness':
    case 'status.startup':
      return setFlag(kubelet, message, io);
    case 'status.forget':
      return forget(state, message.uids, io);
    case 'tick':
      return tick(kubelet, envelope, io);
    case 'api.response':
      if (envelope.inReplyTo !== state.write?.request) return undefined;
      return answered(kubelet, state, io, message);
    case 'net.refused':
      return envelope.inReplyTo === state.write?.request ? withoutWrite(state) : undefined;
    case 'net.closed':
      return state.write === undefined || state.write.isThrottled ? undefined : withoutWrite(state);
    default:
      return undefined;
  }
}

function tick(kubelet: KubeletState, envelope: Envelope, io: Io): Statuses | undefined {
  const state = kubelet.statuses;
  if (envelope.timer === WRITE_TIMER) {
    const { write } = state;
    return write?.isThrottled ? send(kubelet, state, io, write) : undefined;
  }
  io.after(TICK_TIMER, PERIOD, { type: 'tick' });
  return fullPass(kubelet, state);
}

function setStatus(kubelet: KubeletState, { pod, status }: SetStatus, io: Io): Statuses {
  const isForced = pod.metadata.deletionTimestamp !== undefined;
  if (isReadinessAsked(kubelet, status)) {
    const hint: ContainerStartedHint = {
      type: 'probes.container-started',
      uid: pod.metadata.uid ?? '',
    };
    io.signal('prober', hint);
  }
  return accept(kubelet, pod, status, { isForced, isFinished: false }, io);
}

/** A container that started but is not ready makes the newer prober look at once. */
function isReadinessAsked(kubelet: KubeletState, status: PodStatus): boolean {
  if (!kubeletBehaviour(kubelet.config.edition).hasProbeTriggers) return false;
  return allStatuses(status).some((one) => one.started && one.state?.running && !one.ready);
}

function terminate(kubelet: KubeletState, message: TerminatePod, io: Io): Statuses {
  const { pod, isFinished } = message;
  const cached = get(kubelet.statuses.statuses, pod.metadata.uid ?? '')?.status;
  const old = cached ?? pod.status ?? {};
  const status = settledStatus({ ...pod, status: old }, old, isFinished);
  return accept(kubelet, pod, status, { isForced: true, isFinished }, io);
}

function accept(
  kubelet: KubeletState,
  pod: Pod,
  status: PodStatus,
  options: { readonly isForced: boolean; readonly isFinished: boolean },
  io: Io,
): Statuses {
  const mirror = mirrorFor(kubelet.podManager, pod);
  const known = mirror === undefined ? options : { ...options, mirror };
  const { state, entry } = updateStatus(kubelet.statuses, pod, status, known, io);
  const old = get(kubelet.statuses.statuses, pod.metadata.uid ?? '')?.status;
  if (entry !== undefined) podRules.get().countEnded(old ?? pod.status ?? {}, entry.status, io);
  return entry === undefined ? state : enqueue(kubelet, state, entry);
}

/** A probe's verdict: the flag of one container, and with readiness the conditions. */
function setFlag(kubelet: KubeletState, message: SetContainerFlag, io: Io): Statuses | undefined {
  const pod = get(kubelet.podManager.pods, message.uid);
  const cached = get(kubelet.statuses.statuses, message.uid);
  if (pod === undefined || cached === undefined) return undefined;
  const status = flagged(cached.status, message);
  if (status === undefined) return undefined;
  const options = { isForced: false, isFinished: false };
  if (message.type === 'status.startup') return accept(kubelet, pod, status, options, io);
  return accept(kubelet, pod, withReadiness(kubelet, pod, status, cached.status), options, io);
}

function flagged(status: PodStatus, message: SetContainerFlag): PodStatus | undefined {
  const field = message.type === 'status.readiness' ? 'ready' : 'started';
  for (const list of ['containerStatuses', 'initContainerStatuses'] as const) {
    const statuses: readonly ContainerStatus[] = status[list] ?? [];
    const index = statuses.findIndex((one) => one.containerID?.endsWith(message.containerId));
    const found = statuses[index];
    if (found === undefined) continue;
    if (found[field] === message.isTrue) return undefined;
    return { ...status, [list]: statuses.with(index, { ...found, [field]: message.isTrue }) };
  }
  return undefined;
}

function withReadiness(
  kubelet: KubeletState,
  pod: Pod,
  status: PodStatus,
  previous: PodStatus,
): PodStatus {
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  const conditions = status.conditions ?? [];
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const phase = status.phase ?? '';
  const of = { behaviour, spec: pod.spec, statuses, phase, previous, conditions };
  const generation = pod.metadata.generation ?? 0;
  const isNumbered = behaviour.hasObservedGeneration && generation > 0;
  const numbered = isNumbered ? { observedGeneration: generation } : {};
  const fresh = [podReady(of), containersReady(of)].map((one) => ({ ...one, ...numbered }));
  const kept = conditions.map((one) => fresh.find((other) => other.type === one.type) ?? one);
  const added = fresh.filter((one) => !conditions.some((other) => other.type === one.type));
  return { ...status, conditions: [...kept, ...added] };
}

/** Forgets pods that are not in the list. Models RemoveOrphanedStatuses. */
function forget(state: Statuses, known: readonly string[], io: Io): Statuses | undefined {
  const keep = new Set(known);
  let statuses = state.statuses;
  for (const [uid] of entries(state.statuses)) {
    if (keep.has(uid)) continue;
    statuses = remove(statuses, uid);
    notePodStart(io, uid, 'forgotten');
  }
  return statuses === state.statuses ? undefined : { ...state, statuses };
}
