// Limits on a pod's own use of the disk: emptyDir sizes and ephemeral storage.
// Models pkg/kubelet/eviction/eviction_manager.go, localStorageEviction.

import type { Pod } from '../../../api/pod.ts';
import { podLimits } from '../../../api/pod-resources.ts';
import { wholeQuantity, wholeValue } from '../../../apimachinery/quantity.ts';
import type { PodUsage } from './pod-usage.ts';

const STORAGE = 'ephemeral-storage';

/** Why the pod has to go; undefined when it keeps within its limits. */
export function storageViolation(pod: Pod, usage: PodUsage): string | undefined {
  return (
    emptyDirViolation(pod, usage) ?? podViolation(pod, usage) ?? containerViolation(pod, usage)
  );
}

function emptyDirViolation({ spec }: Pod, usage: PodUsage): string | undefined {
  for (const { name, emptyDir } of spec.volumes ?? []) {
    const limit = emptyDir?.sizeLimit;
    const used = usage.volume?.find((one) => one.name === name)?.usedBytes;
    if (limit === undefined || used === undefined || wholeValue(limit) <= 0) continue;
    if (used > wholeValue(limit)) {
      return `Usage of EmptyDir volume "${name}" exceeds the limit "${limit}". `;
    }
  }
  return undefined;
}

function podViolation({ spec }: Pod, usage: PodUsage): string | undefined {
  const limit = podLimits(spec)[STORAGE];
  if (limit === undefined || (usage[STORAGE]?.usedBytes ?? 0) <= limit) return undefined;
  const text = wholeQuantity(limit, 'BinarySI');
  return `Pod ephemeral local storage usage exceeds the total limit of containers ${text}. `;
}

function containerViolation({ spec }: Pod, usage: PodUsage): string | undefined {
  for (const { name, rootfs, logs } of usage.containers ?? []) {
    const container = spec.containers.find((one) => one.name === name);
    const limit = container?.resources?.limits?.[STORAGE];
    if (limit === undefined || wholeValue(limit) === 0) continue;
    const used = (rootfs?.usedBytes ?? 0) + (logs?.usedBytes ?? 0);
    if (used > wholeValue(limit)) {
      return `Container ${name} exceeded its local ephemeral storage limit "${limit}". `;
    }
  }
  return undefined;
}
