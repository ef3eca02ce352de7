// What kubectl prints in the columns READY, STATUS and RESTARTS of a pod.
// Models pkg/printers/internalversion/printers.go, printPod.

import type { ContainerState, ContainerStatus, Pod } from '../api/pod.ts';
import { isSidecar } from '../api/pod-helpers.ts';

/** The three columns. */
export interface PodColumns {
  readonly ready: string;
  readonly status: string;
  readonly restarts: number;
}

/** The columns of a pod. */
export function podColumns(pod: Pod, isModern: boolean): PodColumns {
  const { status, spec } = pod;
  const sidecars = (spec.initContainers ?? []).filter(isSidecar).map((one) => one.name);
  const inits = status?.initContainerStatuses ?? [];
  const regular = status?.containerStatuses ?? [];
  const total = spec.containers.length + sidecars.length;
  const pending = inits.findIndex((one) => !isInitDone(one, sidecars));
  const readyCount = [...inits.filter((one) => sidecars.includes(one.name)), ...regular].filter(
    (one) => one.ready && isSet(one.state?.running),
  ).length;
  const counted =
    pending < 0 ? [...inits.filter((one) => sidecars.includes(one.name)), ...regular] : inits;
  return {
    ready: `${readyCount}/${total}`,
    status: deletedText(pod, isModern, waitingText(pod, inits, pending, regular)),
    restarts: counted.reduce((sum, one) => sum + one.restartCount, 0),
  };
}

function isSet<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

function isInitDone(status: ContainerStatus, sidecars: readonly string[]): boolean {
  if (status.state?.terminated?.exitCode === 0) return true;
  return sidecars.includes(status.name) && status.started === true;
}

function waitingText(
  pod: Pod,
  inits: readonly ContainerStatus[],
  pending: number,
  regular: readonly ContainerStatus[],
): string {
  const phase = pod.status?.phase ?? '';
  const own = pod.status?.reason ?? '';
  const base = own === '' ? phase : own;
  const first = inits[pending];
  if (first !== undefined) return initText(first, pending, pod.spec.initContainers?.length ?? 0);
  let text = base;
  let hasRunning = false;
  for (const status of [...regular].reverse()) {
    const { waiting, terminated, running } = status.state ?? {};
    if ((waiting?.reason ?? '') !== '') text = waiting?.reason ?? '';
    else if (isSet(terminated)) text = endText(terminated);
    else if (status.ready && isSet(running)) hasRunning = true;
  }
  if (text !== 'Completed' || !hasRunning) return text;
  const ready = pod.status?.conditions?.find((one) => one.type === 'Ready');
  return ready?.status === 'True' ? 'Running' : 'NotReady';
}

function initText(status: ContainerStatus, index: number, total: number): string {
  const { terminated, waiting } = status.state ?? {};
  if (isSet(terminated)) return `Init:${endText(terminated)}`;
  const reason = waiting?.reason ?? '';
  if (reason !== '' && reason !== 'PodInitializing') return `Init:${reason}`;
  return `Init:${index}/${total}`;
}

function endText(terminated: NonNullable<ContainerState['terminated']>): string {
  if ((terminated.reason ?? '') !== '') return terminated.reason ?? '';
  const signal = terminated.signal ?? 0;
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${terminated.exitCode}`;
}

function deletedText(pod: Pod, isModern: boolean, text: string): string {
  if (pod.metadata.deletionTimestamp === undefined) return text;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  const phase = pod.status?.phase;
  return isModern && (phase === 'Failed' || phase === 'Succeeded') ? text : 'Terminating';
}
