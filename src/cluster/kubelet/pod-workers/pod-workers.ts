// The port `pod-workers`: one worker per pod, each running one sync at a time, as goroutines do.
// Models pkg/kubelet/pod_workers.go, podWorkers.

import { entries, get, remove, set, values } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, EventId, NetClosed, NetRefused } from '../../../kernel/message.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { criFailure } from '../../protocol/cri.ts';
import type { CacheUpdated, ForgetWorkers, UpdatePod, WakeWorker } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import { answerPlan } from '../sync-pod/run-plan.ts';
import { makeTurn, type Turn } from '../sync-pod/turn.ts';
import { finishSync } from './finish-sync.ts';
import { startIfReady } from './start-sync.ts';
import type { PodWorker, PodWorkersState, WorkerTimer } from './state.ts';
import { released } from './static-pods.ts';
import { takeUpdate } from './update-pod.ts';

/** Owns the workers. */
export const podWorkersPort: PortHandler<KubeletState, never> = port<KubeletState, 'podWorkers'>(
  ['podWorkers'],
  (state, envelope, io) => ({ podWorkers: receive(state, envelope, io) }),
);

function receive(state: KubeletState, envelope: Envelope, io: Io): PodWorkersState {
  const { message } = envelope;
  switch (message.type) {
    case 'pod.update':
      return updated(state, envelope, io);
    case 'cache.updated':
      return cacheUpdated(state, message as CacheUpdated, io);
    case 'worker.wake':
      return woken(state, (message as WakeWorker).uid, io);
    case 'worker.timer':
      return timer(state, message as WorkerTimer, envelope, io);
    case 'workers.forget':
      return forget(state, (message as ForgetWorkers).uids);
    case 'net.closed':
      return peerLost(state, (message as NetClosed).peer, envelope, io);
    default:
      return answered(state, envelope, io);
  }
}

function updated(state: KubeletState, envelope: Envelope, io: Io): PodWorkersState {
  const update = envelope.message as UpdatePod;
  const turn = makeTurn(state, io);
  const uid = update.pod.metadata.uid ?? '';
  const taken = takeUpdate(turn, get(state.podWorkers.workers, uid), update, envelope);
  if (taken === undefined) return commit(turn, state.podWorkers, []);
  const { isWokenLater } = turn.lifecycle;
  return commit(turn, state.podWorkers, [
    isWokenLater ? wake(taken, io) : startIfReady(turn, taken),
  ]);
}

/**
 * A worker's goroutine runs a moment after it was notified: what the sync loop hands over in the
 * meantime (the other events of one relist) is merged into the same update.
 */
function wake(worker: PodWorker, io: Io): PodWorker {
  const hasWork = worker.pending !== undefined || worker.taken !== undefined;
  if (worker.plan !== undefined || worker.isWoken === true || !hasWork) return worker;
  const message: WakeWorker = { type: 'worker.wake', uid: worker.uid };
  io.signal('pod-workers', message);
  return { ...worker, isWoken: true };
}

function woken(state: KubeletState, uid: string, io: Io): PodWorkersState {
  const worker = get(state.podWorkers.workers, uid);
  if (worker === undefined) return state.podWorkers;
  const turn = makeTurn(state, io);
  const { isWoken: _woken, ...rest } = worker;
  return commit(turn, state.podWorkers, [startIfReady(turn, rest)]);
}

function cacheUpdated(state: KubeletState, message: CacheUpdated, io: Io): PodWorkersState {
  const turn = makeTurn(state, io);
  const { workers } = state.podWorkers;
  const named = message.uid === undefined ? [...values(workers)] : [get(workers, message.uid)];
  const waiting = named.filter((worker) => worker?.isWaitingForCache === true) as PodWorker[];
  const { isWokenLater } = turn.lifecycle;
  const changed = waiting.map((worker) =>
    isWokenLater ? wake(worker, io) : startIfReady(turn, worker),
  );
  return commit(turn, state.podWorkers, changed);
}

function timer(
  state: KubeletState,
  message: WorkerTimer,
  envelope: Envelope,
  io: Io,
): PodWorkersState {
  const worker = get(state.podWorkers.workers, message.uid);
  if (worker?.plan === undefined) return state.podWorkers;
  const turn = makeTurn(state, io);
  return commit(turn, state.podWorkers, [step(turn, worker, message.tag, envelope)]);
}

function answered(state: KubeletState, envelope: Envelope, io: Io): PodWorkersState {
  if (envelope.inReplyTo === undefined) return state.podWorkers;
  const key = callKey(envelope.inReplyTo);
  const call = get(state.podWorkers.calls, key);
  if (call === undefined) return state.podWorkers;
  const calls = remove(state.podWorkers.calls, key);
  const worker = get(state.podWorkers.workers, call.uid);
  const answeredState = { ...state.podWorkers, calls };
  // The sync that asked was cut short meanwhile.
  if (worker?.plan === undefined || !isOfThisPlan(worker, call.startedAt)) return answeredState;
  const turn = makeTurn(state, io);
  return commit(turn, answeredState, [step(turn, worker, call.tag, orFailure(state, envelope))]);
}

/** Who was asked went away in the middle of calls: each of them fails, and its plan goes on. */
function peerLost(state: KubeletState, peer: string, envelope: Envelope, io: Io): PodWorkersState {
  let { podWorkers } = state;
  const { runtimeGoneCode } = kubeletBehaviour(state.config.edition);
  const failure =
    peer === state.config.engine
      ? criFailure('Version', runtimeGoneCode, 'error reading from server: EOF')
      : envelope.message;
  for (const [key, call] of entries(podWorkers.calls)) {
    if (call.peer !== peer) continue;
    const inReplyTo = Number(key) as EventId;
    const lost: Envelope = { ...envelope, inReplyTo, message: failure };
    podWorkers = answered({ ...state, podWorkers }, lost, io);
  }
  return podWorkers;
}

/** A runtime that is not there answers nothing: to the plan that is a call that failed. */
function orFailure(state: KubeletState, envelope: Envelope): Envelope {
  const { message } = envelope;
  const { config } = state;
  if (message.type !== 'net.refused' || (message as NetRefused).peer !== config.engine) {
    return envelope;
  }
  const { runtimeGoneCode, runtimeGoneText } = kubeletBehaviour(config.edition);
  return { ...envelope, message: criFailure('Version', runtimeGoneCode, runtimeGoneText) };
}

function isOfThisPlan(worker: PodWorker, startedAt: number): boolean {
  return worker.plan?.startedAt === startedAt;
}

function step(turn: Turn, worker: PodWorker, tag: string, envelope: Envelope): PodWorker {
  const ran = answerPlan(turn, worker, tag, envelope);
  return ran.isOver ? startIfReady(turn, finishSync(turn, ran.worker)) : ran.worker;
}

function forget(state: KubeletState, uids: readonly string[]): PodWorkersState {
  let { workers, statics } = state.podWorkers;
  for (const uid of uids) {
    const pod = get(workers, uid)?.pod;
    if (pod !== undefined) statics = released(statics, pod);
    workers = remove(workers, uid);
  }
  return { ...state.podWorkers, workers, statics };
}

/** Writes the turn's workers and calls back. */
function commit(
  turn: Turn,
  before: PodWorkersState,
  changed: readonly PodWorker[],
): PodWorkersState {
  let { workers, calls } = before;
  let { statics } = turn;
  for (const worker of changed) {
    const isOver = worker.state === 'Finished';
    if (isOver) statics = released(statics, worker.pod);
    // A pod that only the runtime knew was never wished for: nothing of it is remembered.
    workers =
      isOver && worker.isOrphan ? remove(workers, worker.uid) : set(workers, worker.uid, worker);
  }
  for (const { id, uid, ...call } of turn.calls) {
    const worker = get(workers, uid);
    const startedAt = worker?.plan?.startedAt ?? turn.io.now;
    calls = set(calls, callKey(id), { uid, startedAt, ...call });
  }
  return { ...before, workers, calls, statics, crashBackoff: turn.crashBackoff };
}

function callKey(id: number): string {
  return String(id).padStart(12, '0');
}
