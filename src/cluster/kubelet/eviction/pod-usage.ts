// What pods use, in the words of the stats summary, and what that comes to on the node's disk.
// Models staging kubelet/pkg/apis/stats/v1alpha1 and pkg/kubelet/eviction/helpers.go, podDiskUsage.

import type { Pod } from '../../../api/pod.ts';

/** What one writer takes of a filesystem. */
export interface FsUsage {
  readonly usedBytes?: number;
  readonly inodesUsed?: number;
}

/** One container's usage. */
export interface ContainerUsage {
  readonly name: string;
  readonly memory?: { readonly workingSetBytes?: number };
  /** Its own layer. */
  readonly rootfs?: FsUsage;
  readonly logs?: FsUsage;
}

/** One pod's usage. */
export interface PodUsage {
  readonly memory?: { readonly workingSetBytes?: number };
  readonly containers?: readonly ContainerUsage[];
  readonly volume?: readonly (FsUsage & { readonly name: string })[];
  readonly 'ephemeral-storage'?: FsUsage;
  readonly process_stats?: { readonly process_count?: number };
}

/** Usage of a pod; undefined when there is none to be had. */
export type UsageOf = (pod: Pod) => PodUsage | undefined;

/** Layers, logs and local volumes: images and all of these share one disk. */
export function podDiskUsage(
  pod: Pod,
  usage: PodUsage,
  resource: 'ephemeral-storage' | 'inodes',
): number {
  const of = (fs: FsUsage | undefined): number =>
    (resource === 'inodes' ? fs?.inodesUsed : fs?.usedBytes) ?? 0;
  let sum = 0;
  for (const { rootfs, logs } of usage.containers ?? []) sum += of(rootfs) + of(logs);
  for (const name of localVolumes(pod)) sum += of(usage.volume?.find((one) => one.name === name));
  return sum;
}

/** Volumes whose data lies on the node's own disk. */
export function localVolumes(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? [])
    .filter(
      ({ hostPath, emptyDir, configMap }) =>
        hostPath != null || configMap != null || (emptyDir != null && !emptyDir.medium),
    )
    .map(({ name }) => name);
}
