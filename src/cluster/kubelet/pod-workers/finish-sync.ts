// After a sync: the next state, and when the pod is looked at again.
// Models pkg/kubelet/pod_workers.go, completeWork, completeTerminating and completeTerminated.

import { type Duration, later, type Micros, seconds } from '../../../kernel/time.ts';
import type { RelistPod, UpdatePod, WaitVolumes } from '../channels.ts';
import { count, observeSince, seriesKey } from '../metrics/book.ts';
import type { PlanContext } from '../sync-pod/plan.ts';
import type { Turn } from '../sync-pod/turn.ts';
import { moved } from './machine.ts';
import { copyOf, type PodWorker } from './state.ts';
import { answerWaiters } from './update-pod.ts';

/** The longest wait for the end of a CrashLoopBackOff before the pod is looked at anyway. */
const MAX_BACKOFF_WAIT = seconds(60);

/** The worker after its plan has ended. */
export function finishSync(turn: Turn, worker: PodWorker): PodWorker {
  const { plan } = worker;
  const context = (plan?.context ?? { errors: [] }) as PlanContext;
  const error = context.errors[0];
  const done = copyOf(worker);
  done.plan = undefined;
  done.isLookAsked = undefined;
  done.lastSyncAt = turn.io.now;
  done.syncedBy = turn.io.event;
  done.doing = '';
  done.stepStatus = error === undefined ? 'done' : 'failed';
  if (error !== undefined) done.lastError = error;
  const isGood = error === undefined;
  const isLast = plan?.kind === 'TerminatedPod' && isGood;
  countUserNamespaced(turn, worker, context);
  observeSync(turn, done, isLast ? 'terminated' : done.updateType, isGood);
  switch (plan?.kind) {
    case 'TerminatingPod':
      return isGood ? terminated(turn, done) : requeued(turn, done, context);
    case 'TerminatedPod':
      return isGood ? finished(turn, done) : requeued(turn, done, context);
    default:
      return synced(turn, done, context);
  }
}

/** A sync that made a sandbox with users of its own, and had any error. */
function countUserNamespaced(
  { io }: Turn,
  { pod, plan }: PodWorker,
  { errors }: PlanContext,
): void {
  if (pod.spec?.hostUsers !== false || errors.length === 0) return;
  const hasSandbox = plan?.steps.some((step) => step.do === 'run-sandbox');
  if (hasSandbox) count(io, 'started_user_namespaced_pods_errors_total');
}

/** Since the sync loop took up the update; the older kubelet does so of syncs that failed only. */
export function observeSync(
  { io, lifecycle }: Turn,
  { updateTime }: PodWorker,
  type: string,
  isGood: boolean,
): void {
  if (updateTime === undefined || (isGood && !lifecycle.hasThreePhases)) return;
  observeSince(io, seriesKey('pod_worker_duration_seconds', type), updateTime);
}

function synced(turn: Turn, worker: PodWorker, context: PlanContext): PodWorker {
  const { lifecycle, io } = turn;
  if (context.isTerminal && !lifecycle.hasThreePhases) unmountAll(turn, worker);
  if (context.isTerminal && lifecycle.hasThreePhases) {
    const terminatingAt = worker.terminatingAt ?? io.now;
    return atOnce({ ...worker, terminatingAt, hasStartedTerminating: true });
  }
  const isGood = context.errors.length === 0;
  const isLookAsked = isGood && context.hasActed && lifecycle.hasOnDemandRelist;
  if (isLookAsked) {
    const isReinspected = context.isReinspected === true;
    const relist: RelistPod = { type: 'pleg.relist', uid: worker.uid, isReinspected };
    io.signal('pleg', relist);
  }
  const looked = isLookAsked ? { ...worker, isLookAsked } : worker;
  // What was removed is started as soon as the runtime has been looked at again.
  const next = isGood && context.isRestartingAll === true ? atOnce(looked) : looked;
  return requeued(turn, next, context);
}

/** The containers are stopped. */
function terminated(turn: Turn, worker: PodWorker): PodWorker {
  const { lifecycle, io } = turn;
  const told = answerWaiters(turn, worker);
  if (!lifecycle.hasThreePhases) {
    unmountAll(turn, told);
    return requeuedAt(turn, told, jittered(turn, turn.state.config.syncFrequency));
  }
  const stopped = moved(turn, { ...told, terminatedAt: io.now }, 'CONTAINERS_STOPPED');
  return stopped.state === 'Finished' ? over(stopped) : atOnce(stopped);
}

/** The older kubelet has no state for this: the volumes go as soon as nothing runs. */
function unmountAll({ io }: Turn, { pod }: PodWorker): void {
  const unmount: WaitVolumes = { type: 'volumes.wait-unmount', pod };
  io.signal('volume-manager', unmount);
}

function finished(turn: Turn, worker: PodWorker): PodWorker {
  return over(moved(turn, answerWaiters(turn, worker), 'RECLAIMED'));
}

/** The worker with nothing left to do. */
export function over(worker: PodWorker): PodWorker {
  const { pending: _pending, nextSyncAt: _due, ...rest } = worker;
  return { ...rest, step: undefined, stepStatus: 'done' };
}

/** A synthetic update: the next state's function runs as soon as the cache is fresh. */
function atOnce(worker: PodWorker): PodWorker {
  const update: UpdatePod = { type: 'pod.update', updateType: 'sync', pod: worker.pod };
  return { ...worker, pending: worker.pending ?? update };
}

function requeued(turn: Turn, worker: PodWorker, context: PlanContext): PodWorker {
  return requeuedAt(turn, worker, delayAfter(turn, context));
}

function delayAfter(turn: Turn, context: PlanContext): Duration {
  const { lifecycle, io, state } = turn;
  if (context.errors.length === 0) return jittered(turn, state.config.syncFrequency);
  const { backoffUntil } = context;
  if (lifecycle.isRequeuedAtBackoffEnd && backoffUntil !== undefined) {
    const wait = Math.min(MAX_BACKOFF_WAIT, Math.max(0, backoffUntil - io.now));
    return jittered(turn, wait as Duration);
  }
  return jittered(turn, lifecycle.retryAfterError);
}

/** One to one and a half times the duration. */
export function jittered(turn: Turn, duration: Duration): Duration {
  const extra = turn.io.draw('requeue').between(0 as Duration, (duration / 2) as Duration);
  return (duration + extra) as Duration;
}

/** The worker, to be looked at again after the delay. */
export function requeuedAt(turn: Turn, worker: PodWorker, delay: Duration): PodWorker {
  const nextSyncAt: Micros = later(turn.io.now, delay);
  return { ...worker, nextSyncAt };
}
