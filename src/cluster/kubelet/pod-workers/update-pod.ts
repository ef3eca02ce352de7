// What an update does to a worker: it may create it, end it, shorten its grace, or wait its turn.
// Models pkg/kubelet/pod_workers.go, UpdatePod and calculateEffectiveGracePeriod.

import { isPodTerminal } from '../../../api/pod-helpers.ts';
import type { Envelope } from '../../../kernel/message.ts';
import type { PodKilled, UpdatePod } from '../channels.ts';
import { shortenKill } from '../sync-pod/kill.ts';
import { runtimeOf, type Turn } from '../sync-pod/turn.ts';
import { moved } from './machine.ts';
import { newWorker, type PodWorker } from './state.ts';

/** The worker after the update; undefined when there is nothing to do for it. */
export function takeUpdate(
  turn: Turn,
  known: PodWorker | undefined,
  update: UpdatePod,
  envelope: Envelope,
): PodWorker | undefined {
  const uid = update.pod.metadata.uid ?? '';
  const worker = known ?? first(turn, newWorker(uid, update));
  if (known !== undefined && known.state === 'Finished') {
    if (update.updateType === 'create') return { ...known, isRestartRequested: true };
    answerWaiters(turn, { ...known, killWaiters: waitersOf(update, envelope) });
    return known;
  }
  if (known !== undefined && update.updateType === 'create' && known.terminatingAt !== undefined) {
    // The same pod again while it ends (a static pod): housekeeping starts it when this is over.
    return { ...known, isRestartRequested: true };
  }
  const pending = worker.pending === undefined ? update : merged(worker.pending, update);
  const waiting: PodWorker = {
    ...worker,
    pending,
    askedBy: envelope.id,
    killWaiters: [...worker.killWaiters, ...waitersOf(update, envelope)],
  };
  return endIfAsked(turn, waiting, update);
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
  return { ...over, terminatingAt: at, terminatedAt: at };
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
  const grace = effectiveGrace(worker, pod.metadata.deletionGracePeriodSeconds, override);
  const hasShorter = worker.graceSeconds !== undefined && grace < worker.graceSeconds;
  const isGraceOpen = worker.terminatingAt === undefined || turn.lifecycle.isGraceShortened;
  const asked: PodWorker = {
    ...worker,
    terminatingAt: worker.terminatingAt ?? turn.io.now,
    isDeleted: worker.isDeleted || isDeleted,
    isEvicted: worker.isEvicted || update.kill?.isEvict === true,
    isOrphan: worker.isOrphan || update.isOrphan === true,
    ...(isGraceOpen ? { graceSeconds: grace } : {}),
    ...(update.kill?.status === undefined ? {} : { statusOverride: update.kill.status }),
  };
  if (!hasShorter || asked.plan?.kind !== 'TerminatingPod') return asked;
  return turn.lifecycle.isGraceShortened ? shortenKill(turn, { ...asked, pod }) : asked;
}

function effectiveGrace(
  worker: PodWorker,
  deletion: number | undefined,
  override: number | undefined,
): number {
  const given = [worker.graceSeconds, deletion, override].filter((value) => value !== undefined);
  const spec = worker.pod.spec?.terminationGracePeriodSeconds ?? 30;
  const grace = given.length === 0 ? spec : Math.min(...(given as number[]));
  return Math.max(1, grace);
}

/** Tells whoever waits for the kill that the containers are stopped. */
export function answerWaiters(turn: Turn, worker: PodWorker): PodWorker {
  const done: PodKilled = { type: 'pod.killed', uid: worker.uid };
  for (const waiter of worker.killWaiters) turn.io.reply(waiter, done);
  return worker.killWaiters.length === 0 ? worker : { ...worker, killWaiters: [] };
}
