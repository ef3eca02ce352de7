// Addresses are kept as long as no sandbox tells newer ones; a failed read in between wipes them
// out. Models pkg/kubelet/pleg/generic.go, getPodIPs.

import type { RuntimePodStatus } from '../runtime-types.ts';

/** What the cache is to keep of a pod, from what it had and whether the last read failed. */
export function withForgottenIps(
  status: RuntimePodStatus,
  before: RuntimePodStatus | undefined,
  hasFailed: boolean,
): RuntimePodStatus {
  if (status.ips.length > 0) return status;
  const isIpForgotten = hasFailed || before?.isIpForgotten === true;
  return isIpForgotten ? { ...status, isIpForgotten } : status;
}
