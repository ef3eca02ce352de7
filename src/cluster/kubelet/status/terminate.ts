// Settling the status of a pod that is over: containers nobody can find count as lost.
// Models status_manager.go, TerminatePod.

import type { ContainerStatus, Pod, PodStatus } from '../../../api/pod.ts';
import { isSidecar, isStaticPod } from '../../../api/pod-helpers.ts';

const LOST: ContainerStatus['state'] = {
  terminated: {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
  },
};

/** The status with every container terminated; `isPhaseSettled` also makes the phase final. */
export function settledStatus(pod: Pod, status: PodStatus, isPhaseSettled: boolean): PodStatus {
  const app = status.containerStatuses;
  const init = status.initContainerStatuses;
  const initialized = initializedCount(init ?? []);
  const settled: PodStatus = {
    ...status,
    ...(app === undefined || !hasInitialized(pod) ? {} : { containerStatuses: app.map(lost) }),
    ...(init === undefined
      ? {}
      : { initContainerStatuses: init.map((one, i) => (i < initialized ? lost(one) : one)) }),
  };
  const isFinal = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (!isPhaseSettled || isFinal || isStaticPod(pod)) return settled;
  return { ...settled, phase: 'Failed' };
}

function lost(status: ContainerStatus): ContainerStatus {
  return status.state?.terminated ? status : { ...status, state: LOST as never };
}

/** Whether the app containers had their turn. Models hasPodInitialized. */
function hasInitialized(pod: Pod): boolean {
  const specs = pod.spec.initContainers ?? [];
  if (specs.length === 0) return true;
  const apps = pod.status?.containerStatuses ?? [];
  if (apps.some((one) => one.lastState?.terminated || !one.state?.waiting)) return true;
  const last = pod.status?.initContainerStatuses?.at(-1);
  const spec = specs.find((one) => one.name === last?.name);
  if (last === undefined || spec === undefined) return false;
  if (isSidecar(spec)) return last.state?.running != null && last.started === true;
  return [last.state, last.lastState].some((one) => one?.terminated?.exitCode === 0);
}

/** How many init containers had their turn. Models initializedContainers. */
function initializedCount(statuses: readonly ContainerStatus[]): number {
  const last = statuses.findLastIndex((one) => !one.state?.waiting || one.lastState?.terminated);
  return last >= 0 ? last + 1 : Math.min(1, statuses.length);
}
