// A complete read of a pod as the pod cache keeps it.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, GetPodStatus.

import type { RuntimePodStatus } from '../runtime-types.ts';
import type { PodRead } from './state.ts';

/** The cache's entry; undefined when the runtime knows nothing of the pod. */
export function podStatusOf(read: PodRead): RuntimePodStatus | undefined {
  const { pod, uid, startedAt } = read;
  if (pod === undefined) return undefined;
  const sandboxes = [...read.sandboxes].sort(
    (a, b) =>
      b.createdAt - a.createdAt || b.metadata.attempt - a.metadata.attempt || byId(a.id, b.id),
  );
  const containers = [...read.containers].sort(
    (a, b) => b.createdAt - a.createdAt || byId(a.id, b.id),
  );
  const newest = sandboxes[0];
  const network = newest?.state === 'SANDBOX_READY' ? newest.network : undefined;
  return {
    uid,
    name: pod.name,
    namespace: pod.namespace,
    ips: network === undefined || network.ip === '' ? [] : [network.ip, ...network.additionalIps],
    sandboxes,
    containers,
    observedAt: startedAt,
  };
}

function byId(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
