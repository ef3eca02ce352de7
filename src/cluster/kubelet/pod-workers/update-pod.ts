// What an update does to a worker: it may create it, end it, shorten its grace, or wait its turn.
// Models pkg/kubelet/pod_workers.go, UpdatePod and calculateEffectiveGracePeriod.

import { isPodTerminal } from '../../../api/pod-helpers.ts';
import type { Envelope } from '../../../kernel/message.ts';
import type { PodKilled, UpdatePod } from '../channels.ts';
import { shortenKill } from '../sync-pod/kill.ts';
import { runtimeOf, type Turn } from '../sync-pod/turn.ts';
import { moved } from './machine.ts';
import { newWorker, type PodWorker } from './state.ts';
import { queued } from './static-pods.ts';

/** The worker after the update; undefined when there is nothing to do for it. */
export function takeUpdate(
  turn: Turn,
  known: PodWorker | undefined,
  update: UpdatePod,
  envelope: Envelope,
): PodWorker | undefined {
  // What is known from the runtime only can be killed, nothing else.
  if (update.isOrphan === true && update.updateType !== 'kill') return undefined;
  if (known?.terminatingAt !== undefined && update.updateType === 'create') {
    // The same pod again while it ends (a static pod): housekeeping starts it when this is over.
    return { ...known, isRestartRequested: true };
  }
  const isOver = known?.terminatedAt !== undefined;
  if (known?.state === 'Finished' || (isOver && update.isOrphan === true)) {
    return answerWaiters(turn, { ...known, killWaiters: waitersOf(update, envelope) });
  }
  const wanted = known === undefined ? update : wishedFor(known, update);
  const worker = known ?? newcomer(turn, update);
  const waiting = withUpdate(turn, worker, wanted, envelope);
  return waiting.terminatedAt === undefined ? endIfAsked(turn, waiting, wanted) : waiting;
}

/** A worker of its own for a pod that had none. */
function newcomer(turn: Turn, update: UpdatePod): PodWorker {
  turn.statics = queued(turn.statics, update.pod);
  return first(turn, newWorker(update.pod.metadata.uid ?? '', update));
}

/** A pod that somebody wished for is ended by what was wished, not by what the runtime tells. */
function wishedFor(known: PodWorker, update: UpdatePod): UpdatePod {
  if (update.isOrphan !== true || known.isOrphan) return update;
  const { isOrphan: _runtime, ...rest } = update;
  return { ...rest, pod: known.pending?.pod ?? known.pod };
}

/** The worker with one more update to take; whoever waits for a kill that is over is told so. */
function withUpdate(
  turn: Turn,
  worker: PodWorker,
  update: UpdatePod,
  envelope: Envelope,
): PodWorker {
  const pending = worker.pending === undefined ? update : merged(worker.pending, update);
  const killWaiters = [...worker.killWaiters, ...waitersOf(update, envelope)];
  const waiting: PodWorker = { ...worker, pending, askedBy: envelope.id, killWaiters };
  return worker.terminatedAt === undefined ? waiting : answerWaiters(turn, waiting);
}

/** A pod whose API object is over and of which nothing runs needs only its last function. */
function first(turn: Turn, worker: PodWorker): PodWorker {
  const isOver = isPodTerminal(worker.pod) && turn.lifecycle.hasThreePhases;
  const running = runtimeOf(turn, worker)?.containers.some(
    (container) => container.state === 'CONTAINER_RUNNING',
  );
  if (!isOver || running === true || worker.isOrphan) return worker;
  const at = turn.io.now;
  const over = moved(turn, worker, 'OVER_AT_START');
  return { ...over, terminatingAt: at, terminatedAt: at, hasStartedTerminating: true };
}

/** Two updates that wait become one; a kill is never forgotten. */
function merged(old: UpdatePod, update: UpdatePod): UpdatePod {
  const kill = update.kill ?? old.kill;
  const updateType = old.updateType === 'create' ? 'create' : update.updateType;
  return { ...update, updateType, ...(kill === undefined ? {} : { kill }) };
}

function waitersOf(update: UpdatePod, envelope: Envelope): PodWorker['killWaiters'] {
  return update.kill?.isWaiting === true ? [{ id: envelope.id, from: envelope.from }] : [];
}

function endIfAsked(turn: Turn, worker: PodWorker, update: UpdatePod): PodWorker {
  const { pod } = update;
  const isDeleted = pod.metadata.deletionTimestamp !== undefined;
  const isTerminal = isPodTerminal(pod) && turn.lifecycle.hasThreePhases;
  const isKilled = update.updateType === 'kill' || update.isOrphan === true;
  if (!isDeleted && !isTerminal && !isKilled) return worker;
  const override = update.kill?.graceOverrideSeconds;
  const least = turn.lifecycle.hasThreePhases ? 1 : 0;
  const given = effectiveGrace(worker, pod.metadata.deletionGracePeriodSeconds, override);
  const grace = Math.max(least, given);
  const hasShorter = worker.graceSeconds !== undefined && grace < worker.graceSeconds;
  const isGraceOpen = worker.terminatingAt === undefined || turn.lifecycle.isGraceShortened;
  const isOrphan = worker.isOrphan || update.isOrphan === true;
  const asked: PodWorker = {
    ...worker,
    terminatingAt: worker.terminatingAt ?? turn.io.now,
    isDeleted: worker.isDeleted || isDeleted || isOrphan,
    isEvicted: worker.isEvicted || update.kill?.isEvict === true,
    isOrphan,
    ...(isGraceOpen ? { graceSeconds: grace } : {}),
    ...(update.kill?.status === undefined ? {} : { statusOverride: update.kill.status }),
  };
  if (worker.terminatingAt === undefined) return cancelled(turn, asked);
  if (!turn.lifecycle.isGraceShortened) return asked;
  if (!hasShorter || asked.plan?.kind !== 'TerminatingPod') return asked;
  return shortenKill(turn, { ...asked, pod });
}

/** A sync that only waits for volumes is given up: the pod is to end. */
function cancelled(turn: Turn, worker: PodWorker): PodWorker {
  const { plan, isLookAsked: _before, ...rest } = worker;
  if (plan?.kind !== 'SyncPod' || plan.steps[plan.cursor]?.do !== 'volumes') return worker;
  return { ...rest, doing: '', lastSyncAt: turn.io.now };
}

function effectiveGrace(
  worker: PodWorker,
  deletion: number | undefined,
  override: number | undefined,
): number {
  const given = [worker.graceSeconds, deletion, override].filter((value) => value !== undefined);
  // Of a pod that only the runtime knows nothing says how long it may take.
  const spec = worker.isOrphan ? 1 : (worker.pod.spec?.terminationGracePeriodSeconds ?? 30);
  return given.length === 0 ? spec : Math.min(...(given as number[]));
}

/** Tells whoever waits for the kill that the containers are stopped. */
export function answerWaiters(turn: Turn, worker: PodWorker): PodWorker {
  const done: PodKilled = { type: 'pod.killed', uid: worker.uid };
  for (const waiter of worker.killWaiters) turn.io.reply(waiter, done);
  return worker.killWaiters.length === 0 ? worker : { ...worker, killWaiters: [] };
}
