// What a container may use, as its cgroup has it.
// Models kuberuntime_container_linux.go, pkg/kubelet/cm/helpers_linux.go and
// pkg/kubelet/qos/policy.go.

import type { Container, EphemeralContainer } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import { qosClass } from '../../../api/qos.ts';
import { milliValue, wholeValue } from '../../../apimachinery/quantity.ts';
import type { ContainerResources } from '../../protocol/cri-objects.ts';

const PERIOD = 100_000;
const MIN_SHARES = 2;
const MAX_SHARES = 262_144;
const MIN_QUOTA = 1_000;
const GUARANTEED_OOM = -997;
const BEST_EFFORT_OOM = 1_000;
/** From this priority on a pod is critical for its node. */
const NODE_CRITICAL = 2_000_001_000;

type AnyContainer = Container | EphemeralContainer;

/** cpu.shares for thousandths of a CPU. Models MilliCPUToShares. */
export function sharesOf(millis: number): number {
  if (millis <= 0) return MIN_SHARES;
  return Math.min(MAX_SHARES, Math.max(MIN_SHARES, Math.floor((millis * 1_024) / 1_000)));
}

/** Microseconds of CPU in each period; 0 is no limit. Models MilliCPUToQuota. */
export function quotaOf(millis: number): number {
  if (millis <= 0) return 0;
  return Math.max(MIN_QUOTA, Math.floor((millis * PERIOD) / 1_000));
}

/** Whom the kernel kills first. Models GetContainerOOMScoreAdjust. */
export function oomScoreAdj(pod: Pod, container: AnyContainer, memoryBytes: number): number {
  if ((pod.spec.priority ?? 0) >= NODE_CRITICAL) return GUARANTEED_OOM;
  const quality = qosClass(pod.spec);
  if (quality === 'Guaranteed') return GUARANTEED_OOM;
  if (quality === 'BestEffort') return BEST_EFFORT_OOM;
  const isSide =
    pod.spec.initContainers?.some((one) => one === container) && isSidecar(container as Container);
  const request = memoryRequest(container);
  const score = BEST_EFFORT_OOM - Math.floor((BEST_EFFORT_OOM * request) / memoryBytes);
  const adjusted = isSide ? Math.min(score, lowestScore(pod, memoryBytes)) : score;
  const floor = BEST_EFFORT_OOM + GUARANTEED_OOM;
  if (adjusted < floor) return floor;
  return adjusted === BEST_EFFORT_OOM ? adjusted - 1 : adjusted;
}

/** A sidecar is not killed before the containers it serves. */
function lowestScore(pod: Pod, memoryBytes: number): number {
  const requests = pod.spec.containers.map(memoryRequest);
  const most = requests.reduce((a, b) => Math.max(a, b), 0);
  return BEST_EFFORT_OOM - Math.floor((BEST_EFFORT_OOM * most) / memoryBytes);
}

function memoryRequest(container: AnyContainer): number {
  const { limits, requests } = container.resources ?? {};
  return wholeValue(requests?.['memory'] ?? limits?.['memory'] ?? '0');
}

/** The cgroup limits of a container. */
export function containerResources(
  pod: Pod,
  container: AnyContainer,
  memoryBytes: number,
): ContainerResources {
  const { limits, requests } = container.resources ?? {};
  const request = requests?.['cpu'] ?? limits?.['cpu'];
  const quota = quotaOf(milliValue(limits?.['cpu'] ?? '0'));
  const memory = wholeValue(limits?.['memory'] ?? '0');
  return {
    cpuPeriod: PERIOD,
    cpuQuota: quota,
    cpuShares: sharesOf(milliValue(request ?? '0')),
    ...(memory > 0 ? { memoryLimitInBytes: memory } : {}),
    oomScoreAdj: oomScoreAdj(pod, container, memoryBytes),
  };
}
