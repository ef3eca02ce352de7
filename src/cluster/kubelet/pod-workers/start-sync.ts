// Begins a worker's next sync: takes the pending update, waits for a fresh look at the runtime, and
// runs the function of the worker's state. Models pkg/kubelet/pod_workers.go, podWorkerLoop.

import { get, set, values } from '../../../base/persistent-map.ts';
import type { Whole } from '../../../base/readonly.ts';
import { later, NEVER } from '../../../kernel/time.ts';
import { observe } from '../metrics/book.ts';
import { CONTAINER_BOUNDS } from '../metrics/bounds.ts';
import { FRESH_CONTEXT, type Plan, type PlanStep } from '../sync-pod/plan.ts';
import { runPlan } from '../sync-pod/run-plan.ts';
import { terminatedPlan, terminatingPlan } from '../sync-pod/terminate.ts';
import { recordEvent, type Turn } from '../sync-pod/turn.ts';
import { finishSync, jittered, observeSync, over, requeuedAt } from './finish-sync.ts';
import { moved } from './machine.ts';
import { copyOf, type PodWorker } from './state.ts';
import { allowPodStart } from './static-pods.ts';

/** Most syncs one event may start of one pod: each has to end and find new work at once. */
const MAX_SYNCS = 20;

/** Starts syncs as long as there is work that need not wait. */
export function startIfReady(turn: Turn, worker: PodWorker): PodWorker {
  let now = worker;
  for (let count = 0; count < MAX_SYNCS; count++) {
    if (now.plan !== undefined) return now;
    now = withTaken(now);
    if (now.taken === undefined) return now;
    if (now.state === 'Finished') return { ...now, isWaitingForCache: false };
    if (now.startedAt === undefined) {
      const begun = tryStart(turn, now);
      if (begun.startedAt === undefined) return begun;
      now = begun;
      countContainers(turn, now);
    }
    if (!isCacheFresh(turn, now)) return { ...now, isWaitingForCache: true };
    const unread = readErrorOf(turn, now);
    if (unread !== undefined) return statusUnknown(turn, now, unread);
    const ran = runPlan(turn, begin(turn, now));
    if (!ran.isOver) return ran.worker;
    now = finishSync(turn, ran.worker);
  }
  return now;
}

function countContainers({ io }: Turn, { isOrphan, pod, taken }: PodWorker): void {
  if (isOrphan) return;
  const { containers } = (taken?.pod ?? pod).spec;
  observe(io, 'containers_per_pod_count', containers.length, CONTAINER_BOUNDS);
}

/** The worker as started; or told to try again later, or over, when its pod may not start. */
function tryStart(turn: Turn, worker: PodWorker): PodWorker {
  const { io, lifecycle, state } = turn;
  const started = { ...worker, startedAt: io.now };
  if (!lifecycle.areSameNamedPodsSerial || worker.isOrphan) return started;
  const pod = worker.taken?.pod ?? worker.pod;
  const workers = set(state.podWorkers.workers, worker.uid, worker);
  const verdict = allowPodStart(workers, turn.statics, pod);
  turn.statics = verdict.statics;
  if (verdict.isAllowed) return started;
  if (verdict.isAllowedEver) {
    const wait = jittered(turn, lifecycle.retryAfterError);
    const { taken, pending = taken, ...free } = worker;
    const held = pending === undefined ? {} : { pending };
    return { ...free, ...held, isWaitingForCache: false, nextSyncAt: later(io.now, wait) };
  }
  observeSync(turn, { ...worker, updateTime: worker.taken?.startTime }, 'terminated', true);
  return over(moved(turn, { ...worker, terminatedAt: io.now }, 'NEVER_STARTED'));
}

/** The worker with its next update in hand; a later one has to wait for the sync after this. */
function withTaken(worker: PodWorker): PodWorker {
  if (worker.pending === undefined || worker.taken !== undefined) return worker;
  const busy = copyOf(worker);
  busy.taken = worker.pending;
  busy.pending = undefined;
  return busy;
}

/** A sync never starts before PLEG has looked at the runtime after the last one ended. */
function isCacheFresh(turn: Turn, worker: PodWorker): boolean {
  const { pleg } = turn.state;
  if (worker.isOrphan) return true;
  const podReadAt = get(pleg.reads, worker.uid) ?? NEVER;
  const isNewer = worker.isLookAsked
    ? podReadAt >= worker.lastSyncAt
    : podReadAt > worker.lastSyncAt;
  if (worker.lastSyncAt !== NEVER && isNewer) return true;
  return pleg.relistAt > worker.lastSyncAt && !isBeingRead(turn, worker);
}

/** A relist that ends while the pod itself is still being read knows nothing newer of it. */
function isBeingRead({ state: { pleg } }: Turn, { uid }: PodWorker): boolean {
  if (pleg.reading.size === 0) return false;
  return [...values(pleg.reading)].some(
    (read) => read.uid === uid && !read.isOfRelist && !read.replyTo,
  );
}

/** Why the runtime could not be asked about the pod, when that is the newest thing known. */
function readErrorOf({ state: { pleg } }: Turn, { uid, isOrphan }: PodWorker): string | undefined {
  return isOrphan ? undefined : get(pleg.readErrors, uid);
}

/** Nobody knows what runs, so nothing is done now. */
function statusUnknown(turn: Turn, worker: PodWorker, lastError: string): PodWorker {
  const told = withUpdate(worker);
  const message = `error determining status: ${lastError}`;
  recordEvent(turn, told, { eventType: 'Warning', reason: 'FailedSync', message });
  const failed: PodWorker = { ...told, stepStatus: 'failed', lastError: message };
  observeSync(turn, failed, failed.updateType, false);
  return requeuedAt(turn, failed, jittered(turn, turn.lifecycle.retryAfterError));
}

/** The worker as its update wants it. The mirror is what the update says, or there is none. */
function withUpdate(worker: PodWorker): Whole<PodWorker> {
  const { taken } = worker;
  const active = copyOf(worker);
  active.taken = undefined;
  active.pod = taken?.pod ?? worker.pod;
  active.mirror = taken?.mirror;
  active.updateType = taken?.updateType ?? 'sync';
  active.updateTime = taken?.startTime;
  active.isWaitingForCache = false;
  active.nextSyncAt = undefined;
  active.stepStatus = 'active';
  active.lastError = undefined;
  return active;
}

function begin(turn: Turn, worker: PodWorker): PodWorker {
  const active = withUpdate(worker);
  if (worker.askedBy !== undefined) turn.io.because(worker.askedBy);
  if (worker.syncedBy !== undefined) turn.io.because(worker.syncedBy);
  if (active.terminatedAt !== undefined) return { ...active, plan: terminatedPlan(turn) };
  if (active.terminatingAt !== undefined) {
    const terminating = { ...moved(turn, active, 'TERMINATE'), hasStartedTerminating: true };
    return { ...terminating, plan: terminatingPlan(turn, terminating) };
  }
  active.plan = syncPlan(turn, active);
  return active;
}

function syncPlan(turn: Turn, worker: PodWorker): Plan {
  const steps: readonly PlanStep[] = [
    { do: 'status' },
    { do: 'cgroup' },
    { do: 'mirror' },
    { do: 'mark', step: 'dir' },
    { do: 'dirs' },
    { do: 'mark', step: 'spec' },
    { do: 'spec' },
    { do: 'mark', step: 'volumes' },
    { do: 'volumes' },
    { do: 'mark', step: 'secrets' },
    { do: 'pull-secrets' },
    { do: 'probes' },
    { do: 'mark', step: 'check' },
    { do: 'compute' },
  ];
  const isFirst = worker.lastSyncAt === NEVER;
  const { lifecycle } = turn;
  // Probe workers exist from the moment the older kubelet hears of the pod.
  const ordered =
    isFirst && !lifecycle.hasThreePhases ? [{ do: 'probes' } as PlanStep, ...steps] : steps;
  return {
    kind: 'SyncPod',
    steps: ordered,
    cursor: 0,
    startedAt: turn.io.now,
    context: FRESH_CONTEXT,
  };
}
