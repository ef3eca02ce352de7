// Topic eviction-ranking: pods and what they use, and the order in which they are evicted.

import type { Pod } from '../../src/api/pod.ts';
import type { PodUsage } from '../../src/cluster/kubelet/eviction/pod-usage.ts';
import {
  byDisk,
  byMemory,
  byPriority,
  byProcesses,
  type DiskResource,
  exceedsDisk,
  exceedsMemory,
  orderedBy,
  type PodOrder,
} from '../../src/cluster/kubelet/eviction/ranking.ts';

interface Input {
  /** Rules by comma, each with its resource behind a colon: `priority,disk:inodes`. */
  readonly orderBy: string;
  readonly pods: readonly { readonly pod: Pod; readonly stats?: PodUsage }[];
}

/** eviction-ranking.json */
export function evictionRanking(raw: unknown): unknown {
  const { orderBy, pods } = raw as Input;
  const usages = new Map(pods.map(({ pod, stats }) => [pod, stats]));
  const usageOf = (pod: Pod): PodUsage | undefined => usages.get(pod);
  const rules = orderBy.split(',').map((text): PodOrder => {
    const [name = '', resource = 'ephemeral-storage'] = text.trim().split(':');
    const disk = resource as DiskResource;
    if (/^priority$/i.test(name)) return byPriority;
    if (/exceed.*memory/i.test(name)) return exceedsMemory(usageOf);
    if (/exceed.*disk/i.test(name)) return exceedsDisk(usageOf, disk);
    if (/memory/i.test(name)) return byMemory(usageOf);
    return /process|pid/i.test(name) ? byProcesses(usageOf) : byDisk(usageOf, disk);
  });
  const ordered = orderedBy(
    rules,
    pods.map(({ pod }) => pod),
  );
  return { evictionOrder: ordered.map(({ metadata }) => metadata.name) };
}
