// The row of a pod in `kubectl get pods`. Models pkg/printers/internalversion/printers.go,
// printPod.

import type { Pod } from '../../api/pod.ts';
import { ageOf, type Moment } from './ages.ts';

/** A pod's columns. */
export interface PodRow {
  readonly name: string;
  readonly ready: string;
  readonly status: string;
  readonly restarts: string;
  readonly age: string;
  readonly ip: string;
  readonly node: string;
  readonly nominatedNode: string;
  readonly readinessGates: string;
}

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

/** Which server printed the row: v1.20 says neither when a restart was nor what has finished. */
export type RowEra = 'classic' | 'modern';

/** The row of `pod` at an instant. */
export function podRow(pod: Pod, now: Moment, era: RowEra): PodRow {
  const { metadata, spec, status } = pod;
  const sum = summary(pod);
  const gates = spec?.readinessGates ?? [];
  const ip = status?.podIPs?.[0]?.ip ?? status?.podIP ?? '';
  return {
    name: metadata?.name ?? '',
    ready: `${sum.ready}/${sum.total}`,
    status: statusWord(pod, sum, era),
    restarts: restartsWord(sum, now, era),
    age: ageOf(metadata?.creationTimestamp, now),
    ip: ip === '' ? '<none>' : ip,
    node: spec?.nodeName === undefined || spec.nodeName === '' ? '<none>' : spec.nodeName,
    nominatedNode: status?.nominatedNodeName || '<none>',
    readinessGates: gates.length === 0 ? '<none>' : `${trueGates(pod)}/${gates.length}`,
  };
}

function trueGates(pod: Pod): number {
  const conditions = pod.status?.conditions ?? [];
  return (pod.spec?.readinessGates ?? []).filter((gate) =>
    conditions.some((one) => one.type === gate.conditionType && one.status === 'True'),
  ).length;
}

interface Summary {
  readonly reason: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** When the last restart was; empty when there was none. */
  readonly lastRestart: string;
}

function isSidecar(pod: Pod, name: string): boolean {
  const found = pod.spec?.initContainers?.find((container) => container.name === name);
  return found?.restartPolicy === 'Always';
}

function summary(pod: Pod): Summary {
  const { spec, status } = pod;
  const sidecars = (spec?.initContainers ?? []).filter((one) => one.restartPolicy === 'Always');
  const total = (spec?.containers?.length ?? 0) + sidecars.length;
  const isGated = status?.conditions?.some(
    (one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated',
  );
  const plain = status?.reason || status?.phase || '';
  const start = { reason: isGated === true ? 'SchedulingGated' : plain, total };
  const init = initSummary(pod, start.reason);
  const isInitialized = status?.conditions?.some(
    (one) => one.type === 'Initialized' && one.status === 'True',
  );
  if (init.isInitializing && isInitialized !== true) {
    const { reason, ready, restarts, lastRestart } = init;
    return { reason, ready, total, restarts, lastRestart };
  }
  return { total, ...mainSummary(pod, init) };
}

interface InitSummary extends Omit<Summary, 'total'> {
  readonly isInitializing: boolean;
  readonly sidecarRestarts: number;
  readonly sidecarLastRestart: string;
}

function initSummary(pod: Pod, before: string): InitSummary {
  let reason = before;
  let ready = 0;
  let restarts = 0;
  let lastRestart = '';
  let sidecarRestarts = 0;
  let sidecarLastRestart = '';
  let isInitializing = false;
  const specs = new Set((pod.spec?.initContainers ?? []).map((container) => container.name));
  const all = pod.status?.initContainerStatuses ?? [];
  for (const [i, one] of all.entries()) {
    if (!specs.has(one.name) && specs.size === 0) continue;
    restarts += one.restartCount;
    lastRestart = latest(lastRestart, one);
    if (isSidecar(pod, one.name)) {
      sidecarRestarts += one.restartCount;
      sidecarLastRestart = latest(sidecarLastRestart, one);
    }
    const ended = one.state?.terminated;
    if (ended?.exitCode === 0) continue;
    if (isSidecar(pod, one.name) && one.started === true) {
      if (one.ready) ready++;
      continue;
    }
    const waiting = one.state?.waiting?.reason ?? '';
    if (ended !== undefined && ended !== null) reason = `Init:${endedWord(ended)}`;
    else if (waiting !== '' && waiting !== 'PodInitializing') reason = `Init:${waiting}`;
    else reason = `Init:${i}/${pod.spec?.initContainers?.length ?? 0}`;
    isInitializing = true;
    break;
  }
  return {
    reason,
    ready,
    restarts,
    lastRestart,
    sidecarRestarts,
    sidecarLastRestart,
    isInitializing,
  };
}

type Ended = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

function endedWord(ended: Ended): string {
  if (ended.reason !== undefined && ended.reason !== '') return ended.reason;
  const { signal = 0 } = ended;
  return signal === 0 ? `ExitCode:${ended.exitCode}` : `Signal:${signal}`;
}

function latest(before: string, status: ContainerStatus): string {
  const at = status.lastState?.terminated?.finishedAt;
  return at !== undefined && at !== null && at > before ? at : before;
}

function mainSummary(pod: Pod, init: InitSummary): Omit<Summary, 'total'> {
  let { reason, ready } = init;
  let restarts = init.sidecarRestarts;
  let lastRestart = init.sidecarLastRestart;
  let hasRunning = false;
  for (const one of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    restarts += one.restartCount;
    lastRestart = latest(lastRestart, one);
    const waiting = one.state?.waiting?.reason ?? '';
    const ended = one.state?.terminated;
    if (waiting !== '') reason = waiting;
    else if (ended !== undefined && ended !== null) reason = endedWord(ended);
    else if (one.ready && one.state?.running) {
      hasRunning = true;
      ready++;
    }
  }
  if (reason === 'Completed' && hasRunning) {
    const isReady = pod.status?.conditions?.some(
      (one) => one.type === 'Ready' && one.status === 'True',
    );
    reason = isReady === true ? 'Running' : 'NotReady';
  }
  return { reason, ready, restarts, lastRestart };
}

function statusWord(pod: Pod, sum: Summary, era: RowEra): string {
  const { metadata, status } = pod;
  if (metadata?.deletionTimestamp === undefined || metadata.deletionTimestamp === null) {
    return sum.reason;
  }
  if (status?.reason === 'NodeLost') return 'Unknown';
  const isOver = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return isOver && era === 'modern' ? sum.reason : 'Terminating';
}

function restartsWord(sum: Summary, now: Moment, era: RowEra): string {
  if (sum.restarts === 0 || sum.lastRestart === '' || era === 'classic')
    return String(sum.restarts);
  return `${sum.restarts} (${ageOf(sum.lastRestart, now)} ago)`;
}
