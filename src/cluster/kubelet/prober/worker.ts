// What a probe worker does at a tick, and what it makes of an outcome. Pure: no requests here.
// Models pkg/kubelet/prober/worker.go, doProbe.

import type { Container } from '../../../api/container.ts';
import type { ContainerStatus, Pod, PodStatus } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import { microsSince } from '../../../base/calendar.ts';
import type { Micros } from '../../../kernel/time.ts';
import { containerShouldRestart } from '../restart-rules.ts';
import { containerOf, probeOf } from './probes.ts';
import { copyOf, type ProbeKind, type ProbeResult, type ProbeWorker } from './state.ts';

/** What a worker knows at a tick. */
export interface WorkerView {
  readonly status: PodStatus | undefined;
  readonly now: Micros;
  readonly epochSeconds: number;
  /**
   * A container that started before this is one of the kubelet before this one; absent: no matter.
   */
  readonly restartedAt?: Micros;
}

/** A change of what is recorded about a container; no result: it is forgotten. */
export interface ResultChange {
  readonly containerId: string;
  readonly result?: ProbeResult;
}

/** What a tick leads to. */
export interface TickResult {
  readonly worker: ProbeWorker;
  readonly changes: readonly ResultChange[];
  /** `stop`: the worker ends. */
  readonly next: 'wait' | 'probe' | 'stop';
}

const RESTART_GRACE = 10_000_000;

/** What holds of a container before its first probe. */
export function initialResult(kind: ProbeKind): ProbeResult {
  if (kind === 'liveness') return 'Success';
  return kind === 'readiness' ? 'Failure' : 'Unknown';
}

/** The id without its runtime. */
export function bareId(containerID: string): string {
  const at = containerID.indexOf('://');
  return at < 0 ? containerID : containerID.slice(at + 3);
}

/** One tick: whether to probe now. */
export function atTick(worker: ProbeWorker, view: WorkerView): TickResult {
  const { status } = view;
  if (status === undefined) return { worker, changes: [], next: 'wait' };
  if (status.phase === 'Failed' || status.phase === 'Succeeded') {
    return { worker, changes: [], next: 'stop' };
  }
  const found = statusOf(status, worker.container);
  if (found === undefined) return { worker, changes: [], next: 'wait' };
  const adopted = adopt(worker, found, view);
  if (adopted.worker.isOnHold) return { ...adopted, next: 'wait' };
  return verdict(adopted.worker, adopted.changes, found, view);
}

function statusOf(status: PodStatus, name: string): ContainerStatus | undefined {
  const isIt = (one: ContainerStatus): boolean => one.name === name && !!one.containerID;
  return status.containerStatuses?.find(isIt) ?? status.initContainerStatuses?.find(isIt);
}

/** A new container starts with a clean slate. */
function adopt(
  worker: ProbeWorker,
  found: ContainerStatus,
  view: WorkerView,
): { readonly worker: ProbeWorker; readonly changes: readonly ResultChange[] } {
  const containerId = bareId(found.containerID ?? '');
  if (containerId === worker.containerId) return { worker, changes: [] };
  const forgotten = worker.containerId === '' ? [] : [{ containerId: worker.containerId }];
  const initial = { containerId, result: initialResult(worker.kind) };
  const changes = isOlder(found, view) ? forgotten : [...forgotten, initial];
  const adopted = copyOf(worker);
  adopted.containerId = containerId;
  adopted.isOnHold = false;
  return { worker: adopted, changes };
}

function isOlder(found: ContainerStatus, view: WorkerView): boolean {
  const startedAt = startOf(found, view);
  if (view.restartedAt === undefined || startedAt === undefined) return false;
  return startedAt < view.restartedAt - RESTART_GRACE;
}

function startOf(found: ContainerStatus, view: WorkerView): number | undefined {
  const text = found.state?.running?.startedAt;
  return text === undefined ? undefined : microsSince(view.epochSeconds, text);
}

function verdict(
  worker: ProbeWorker,
  changes: readonly ResultChange[],
  found: ContainerStatus,
  view: WorkerView,
): TickResult {
  const { kind, containerId, pod } = worker;
  const container = containerOf(pod, worker.container);
  if (!found.state?.running) {
    const failed = [...changes, { containerId, result: 'Failure' as const }];
    const code = found.state?.terminated?.exitCode;
    const goesOn = code === undefined || restarts(pod, container, code);
    return { worker, changes: failed, next: goesOn ? 'wait' : 'stop' };
  }
  if (pod.metadata.deletionTimestamp !== undefined && kind !== 'readiness') {
    const over = [...changes, { containerId, result: 'Success' as const }];
    return { worker, changes: over, next: 'stop' };
  }
  const delay = probeOf(container, kind)?.initialDelaySeconds ?? 0;
  if (delay > 0) {
    const age = Math.floor((view.now - (startOf(found, view) ?? 0)) / 1_000_000);
    if (age < delay) return { worker, changes, next: 'wait' };
  }
  const isTurn = (found.started === true) !== (kind === 'startup');
  return { worker, changes, next: isTurn ? 'probe' : 'wait' };
}

function restarts(pod: Pod, container: Container | undefined, exitCode: number): boolean {
  if (container === undefined) return false;
  const isInit = pod.spec.initContainers?.includes(container) ?? false;
  return (isInit && isSidecar(container)) || containerShouldRestart(container, pod.spec, exitCode);
}

/** One outcome: counted, and from the threshold on a result; a verdict puts the worker on hold. */
export function afterProbe(
  worker: ProbeWorker,
  outcome: 'success' | 'failure',
  isStartupProbedOnce: boolean,
): { readonly worker: ProbeWorker; readonly changes: readonly ResultChange[] } {
  const threshold = worker.thresholds[outcome];
  const run = worker.last === outcome ? Math.min(worker.run + 1, threshold) : 1;
  const result = outcome === 'failure' ? 'Failure' : 'Success';
  const changes: readonly ResultChange[] = [{ containerId: worker.containerId, result }];
  // The verdict stands already; a container that is new has yet to hear it.
  if (worker.last === outcome && worker.run === run) return { worker, changes };
  const counted = copyOf(worker);
  counted.last = outcome;
  counted.run = run;
  if (run < threshold) return { worker: counted, changes: [] };
  const isFailed = worker.kind !== 'readiness' && result === 'Failure';
  const isVerdict = isFailed || (isStartupProbedOnce && worker.kind === 'startup');
  if (isVerdict) {
    counted.isOnHold = true;
    counted.run = 0;
  }
  return { worker: counted, changes };
}
