// Topic container-logs: which logs of a container may be read.

import type { PodStatus } from '../../src/api/pod.ts';
import { logTarget } from '../../src/cluster/kubelet/server/log-status.ts';

interface Input {
  readonly container: string;
  readonly podName: string;
  readonly status: PodStatus;
}

/** container-logs.json */
export function containerLogs(raw: unknown): unknown {
  const { container, podName, status } = raw as Input;
  const now = logTarget(podName, status, container, false);
  const before = logTarget(podName, status, container, true);
  const unknown = logTarget(podName, status, 'blah', false);
  return {
    logsAvailable: !('error' in now),
    previousLogsAvailable: !('error' in before),
    unknownContainerFails: 'error' in unknown,
    observedError: errorOf(now),
    observedPreviousError: errorOf(before),
    observedUnknownContainerError: errorOf(unknown),
  };
}

function errorOf(target: ReturnType<typeof logTarget>): string {
  return 'error' in target ? target.error : '';
}
