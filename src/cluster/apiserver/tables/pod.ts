// The row of a pod: READY, STATUS, RESTARTS and their reasons.
// Models pkg/printers/internalversion/printers.go, printPod.

import type { ContainerStatus, Pod } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { ageOf, type Cell, column, type Now } from './column.ts';
import type { KindTable } from './table.ts';

/** How pods are printed. */
export const POD_TABLE: KindTable = {
  columns: [
    column('Name'),
    column('Ready'),
    column('Status'),
    column('Restarts'),
    column('Age'),
    column('IP', 1),
    column('Node', 1),
    column('Nominated Node', 1),
    column('Readiness Gates', 1),
  ],
  row: podRow,
};

function podRow(object: ApiObject, now: Now): readonly Cell[] {
  const pod = object as Pod;
  const { ready, total, restarts, last, reason } = summaryOf(pod, now.isModern);
  const isDated = now.isModern && restarts > 0 && last !== undefined;
  const ip = pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? '';
  return [
    pod.metadata.name ?? '',
    `${ready}/${total}`,
    reason,
    isDated ? `${restarts} (${ageOf(last, now)} ago)` : String(restarts),
    ageOf(pod.metadata.creationTimestamp, now),
    orNone(ip),
    orNone(pod.spec.nodeName),
    orNone(pod.status?.nominatedNodeName),
    readinessGates(pod),
  ];
}

/** What is counted while walking the containers. */
interface Count {
  ready: number;
  total: number;
  restarts: number;
  /** When the container that was restarted last had ended. */
  last: string | undefined;
  sidecarRestarts: number;
  sidecarLast: string | undefined;
  reason: string;
}

function summaryOf(pod: Pod, isModern: boolean): Count {
  const { status } = pod;
  const phase = status?.phase ?? '';
  const count: Count = {
    ready: 0,
    total: pod.spec.containers.length,
    restarts: 0,
    last: undefined,
    sidecarRestarts: 0,
    sidecarLast: undefined,
    reason: orPhase(status?.reason, phase),
  };
  const scheduled = status?.conditions?.find((one) => one.type === 'PodScheduled');
  if (scheduled?.reason === 'SchedulingGated') count.reason = 'SchedulingGated';
  const isInitializing = countInit(pod, count);
  if (!isInitializing || (isModern && isInitialized(pod))) countContainers(pod, count);
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status?.reason === 'NodeLost') count.reason = 'Unknown';
    else if (!isModern || (phase !== 'Failed' && phase !== 'Succeeded'))
      count.reason = 'Terminating';
  }
  return count;
}

/** Counts init containers; says whether one of them is not done yet, and tells so in the reason. */
function countInit(pod: Pod, count: Count): boolean {
  const init = pod.spec.initContainers ?? [];
  const sidecars = init.filter(isSidecar).map((one) => one.name);
  count.total += sidecars.length;
  const statuses = pod.status?.initContainerStatuses ?? [];
  for (let i = 0; i < statuses.length; i++) {
    const status = statuses[i] as ContainerStatus;
    const ended = status.lastState?.terminated?.finishedAt;
    const isSide = sidecars.includes(status.name);
    count.restarts += status.restartCount;
    count.last = later(count.last, ended);
    if (isSide) {
      count.sidecarRestarts += status.restartCount;
      count.sidecarLast = later(count.sidecarLast, ended);
    }
    if (isInitDone(status, isSide, count)) continue;
    count.reason = initReason(status, i, init.length);
    return true;
  }
  return false;
}

function isInitDone(status: ContainerStatus, isSide: boolean, count: Count): boolean {
  if (status.state?.terminated?.exitCode === 0) return true;
  if (!isSide || status.started !== true) return false;
  if (status.ready) count.ready++;
  return true;
}

function initReason(status: ContainerStatus, index: number, total: number): string {
  const { terminated, waiting } = status.state ?? {};
  if (terminated !== undefined && terminated !== null) return `Init:${endReason(terminated)}`;
  const reason = waiting?.reason ?? '';
  if (reason !== '' && reason !== 'PodInitializing') return `Init:${reason}`;
  return `Init:${index}/${total}`;
}

function countContainers(pod: Pod, count: Count): void {
  count.restarts = count.sidecarRestarts;
  count.last = count.sidecarLast;
  let hasRunning = false;
  const statuses = pod.status?.containerStatuses ?? [];
  for (let i = statuses.length - 1; i >= 0; i--) {
    const status = statuses[i] as ContainerStatus;
    count.restarts += status.restartCount;
    count.last = later(count.last, status.lastState?.terminated?.finishedAt);
    const { waiting, terminated, running } = status.state ?? {};
    if ((waiting?.reason ?? '') !== '') count.reason = waiting?.reason ?? '';
    else if (terminated !== undefined && terminated !== null) count.reason = endReason(terminated);
    else if (status.ready && running !== undefined && running !== null) {
      hasRunning = true;
      count.ready++;
    }
  }
  // A pod of which something still runs is not completed.
  if (count.reason === 'Completed' && hasRunning) {
    const ready = pod.status?.conditions?.find((one) => one.type === 'Ready');
    count.reason = ready?.status === 'True' ? 'Running' : 'NotReady';
  }
}

function endReason(terminated: {
  readonly reason?: string;
  readonly signal?: number;
  readonly exitCode: number;
}): string {
  const { reason = '', signal = 0, exitCode } = terminated;
  if (reason !== '') return reason;
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function isInitialized(pod: Pod): boolean {
  const initialized = pod.status?.conditions?.find((one) => one.type === 'Initialized');
  return initialized?.status === 'True';
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const passed = gates.filter((gate) => {
    const one = pod.status?.conditions?.find((condition) => condition.type === gate.conditionType);
    return one?.status === 'True';
  });
  return `${passed.length}/${gates.length}`;
}

function later(a: string | undefined, b: string | null | undefined): string | undefined {
  if (b === undefined || b === null || b === '') return a;
  return a === undefined || b > a ? b : a;
}

function orNone(text: string | undefined): string {
  return text === undefined || text === '' ? '<none>' : text;
}

function orPhase(reason: string | undefined, phase: string): string {
  return reason === undefined || reason === '' ? phase : reason;
}
