// `started` and `ready` of containers, from what probes found out.
// Models pkg/kubelet/prober/prober_manager.go, UpdatePodStatus.

import type { ContainerStatus } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import { microsSince } from '../../../base/calendar.ts';
import { hasWorker, probeResult } from '../prober/state.ts';
import type { StatusInput } from './input.ts';

/** A container that started this long before the kubelet is one of the kubelet before it. */
const RESTART_GRACE = 10_000_000;

/** The statuses with their flags. */
export function withProbeResults(
  input: StatusInput,
  init: readonly ContainerStatus[],
  app: readonly ContainerStatus[],
): { readonly init: readonly ContainerStatus[]; readonly app: readonly ContainerStatus[] } {
  return {
    app: app.map((status) => withFlags(input, status)),
    init: init.map((status) => withInitFlags(input, status)),
  };
}

function withFlags(input: StatusInput, status: ContainerStatus): ContainerStatus {
  const started = isStarted(input, status);
  return { ...status, started, ready: started && isReady(input, status) };
}

function withInitFlags(input: StatusInput, status: ContainerStatus): ContainerStatus {
  const spec = input.pod.spec.initContainers?.find((one) => one.name === status.name);
  const isDone = status.state?.terminated?.exitCode === 0;
  if (!input.behaviour.hasSidecars) return { ...status, ready: isDone };
  if (spec !== undefined && isSidecar(spec)) return withFlags(input, status);
  // Of an init container that was removed the readiness of before is left.
  return { ...status, started: isStarted(input, status), ready: isDone || status.ready };
}

function idOf(status: ContainerStatus): string {
  const text = status.containerID ?? '';
  return text.slice(text.indexOf('://') + 3);
}

function isStarted(input: StatusInput, status: ContainerStatus): boolean {
  if (!status.state?.running) return false;
  const result = probeResult(input.prober, 'startup', idOf(status));
  const isProbed = hasWorker(input.prober, input.pod.metadata.uid ?? '', status.name, 'startup');
  if (result === 'Success') return true;
  if (!input.behaviour.keepsReadyOverRestart) return result === undefined && !isProbed;
  if (status.started === true && isOlderThanKubelet(input, status)) return true;
  return result === undefined && !isProbed;
}

function isReady(input: StatusInput, status: ContainerStatus): boolean {
  if (!status.state?.running) return false;
  const result = probeResult(input.prober, 'readiness', idOf(status));
  if (result === 'Success') return true;
  const { uid = '' } = input.pod.metadata;
  const isProbed = hasWorker(input.prober, uid, status.name, 'readiness');
  if (!isProbed) return true;
  if (!input.behaviour.keepsReadyOverRestart || result !== undefined) return false;
  const ready = input.pod.status?.conditions?.find((one) => one.type === 'Ready');
  return isOlderThanKubelet(input, status) && ready?.status === 'True';
}

function isOlderThanKubelet(input: StatusInput, status: ContainerStatus): boolean {
  const since = status.state?.running?.startedAt;
  const at = since === undefined ? undefined : microsSince(input.epochSeconds, since);
  return at !== undefined && at < input.prober.startedAt - RESTART_GRACE;
}
