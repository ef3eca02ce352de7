// The cgroup of a pod: its place in the tree by QoS class, and its limits.
// Models pkg/kubelet/cm/pod_container_manager_linux.go and helpers_linux.go, ResourceConfigForPod.

import type { Pod } from '../../api/pod.ts';
import { podLimits, podRequests } from '../../api/pod-resources.ts';
import { qosClass } from '../../api/qos.ts';
import type { CgroupLimits } from '../protocol/linux.ts';

/** `/kubepods/burstable/pod<uid>`; Guaranteed pods stand directly under `/kubepods`. */
export function podCgroupPath(pod: Pod): string {
  const uid = pod.metadata.uid ?? '';
  const qos = pod.spec === undefined ? 'BestEffort' : qosClass(pod.spec);
  if (qos === 'Guaranteed') return `/kubepods/pod${uid}`;
  return `/kubepods/${qos.toLowerCase()}/pod${uid}`;
}

/** Where the cgroup of a pod may be of which nothing but its uid is known. */
export function possibleCgroupPaths(uid: string): readonly string[] {
  return ['', '/burstable', '/besteffort'].map((qos) => `/kubepods${qos}/pod${uid}`);
}

/** The limits of the pod's cgroup: memory and CPU only when every container has them. */
export function podCgroupLimits(pod: Pod): CgroupLimits {
  if (pod.spec === undefined) return {};
  const limits = podLimits(pod.spec);
  const requests = podRequests(pod.spec);
  const isMemoryLimited = pod.spec.containers.every((c) => c.resources?.limits?.['memory']);
  const isCpuLimited = pod.spec.containers.every((c) => c.resources?.limits?.['cpu']);
  const shares = Math.max(2, Math.floor(((requests['cpu'] ?? 0) * 1_024) / 1_000));
  return {
    cpuShares: shares,
    ...(isMemoryLimited && limits['memory'] ? { memoryBytes: limits['memory'] } : {}),
    ...(isCpuLimited && limits['cpu'] ? { cpuMillis: limits['cpu'] } : {}),
  };
}
