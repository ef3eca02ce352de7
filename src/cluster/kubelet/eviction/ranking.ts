// Which pod goes first when something is scarce. Models pkg/kubelet/eviction/helpers.go,
// rankMemoryPressure, rankDiskPressureFunc and rankPIDPressure.

import type { Pod } from '../../../api/pod.ts';
import { podRequests } from '../../../api/pod-resources.ts';
import { type PodUsage, podDiskUsage, type UsageOf } from './pod-usage.ts';
import type { StarvedResource } from './signals.ts';

/** Negative when the first pod is to go before the second. */
export type PodOrder = (a: Pod, b: Pod) => number;

/** What of a disk is short. */
export type DiskResource = 'ephemeral-storage' | 'inodes';

/** Orders by the first rule that tells two pods apart; equals stay as they were. */
export function orderedBy(rules: readonly PodOrder[], pods: readonly Pod[]): readonly Pod[] {
  return pods.toSorted((a, b) => {
    for (const rule of rules) {
      const verdict = rule(a, b);
      if (verdict !== 0) return verdict;
    }
    return 0;
  });
}

/** The pods in the order in which they go when `resource` is scarce. */
export function rankPods(
  resource: StarvedResource,
  pods: readonly Pod[],
  usageOf: UsageOf,
): readonly Pod[] {
  switch (resource) {
    case 'memory':
      return orderedBy([exceedsMemory(usageOf), byPriority, byMemory(usageOf)], pods);
    case 'pids':
      return orderedBy([byPriority, byProcesses(usageOf)], pods);
    default:
      return orderedBy(
        [exceedsDisk(usageOf, resource), byPriority, byDisk(usageOf, resource)],
        pods,
      );
  }
}

/** Lower priority first. */
export function byPriority(a: Pod, b: Pod): number {
  return (a.spec.priority ?? 0) - (b.spec.priority ?? 0);
}

/** Pods over their request of memory first. */
export function exceedsMemory(usageOf: UsageOf): PodOrder {
  return whoExceeds(usageOf, (_pod, usage) => memoryOf(usage), 'memory');
}

/** Whoever takes most memory beyond its request first. */
export function byMemory(usageOf: UsageOf): PodOrder {
  return biggest(usageOf, (pod, usage) => memoryOf(usage) - requestOf(pod, 'memory'));
}

/** Pods over their request of disk first. */
export function exceedsDisk(usageOf: UsageOf, resource: DiskResource): PodOrder {
  return whoExceeds(usageOf, (pod, usage) => podDiskUsage(pod, usage, resource), resource);
}

/** Whoever takes most of the disk beyond its request first. */
export function byDisk(usageOf: UsageOf, resource: DiskResource): PodOrder {
  return biggest(
    usageOf,
    (pod, usage) => podDiskUsage(pod, usage, resource) - requestOf(pod, 'ephemeral-storage'),
  );
}

/** Whoever has most processes first. */
export function byProcesses(usageOf: UsageOf): PodOrder {
  return biggest(usageOf, (_pod, usage) => usage.process_stats?.process_count ?? 0);
}

type Measure = (pod: Pod, usage: PodUsage) => number;

function biggest(usageOf: UsageOf, measure: Measure): PodOrder {
  return measured(usageOf, (a, b) => measure(...b) - measure(...a));
}

function whoExceeds(usageOf: UsageOf, measure: Measure, resource: string): PodOrder {
  const exceeds = (pod: Pod, usage: PodUsage): boolean =>
    measure(pod, usage) > requestOf(pod, resource);
  return measured(usageOf, (a, b) => Number(exceeds(...b)) - Number(exceeds(...a)));
}

/** A pod nobody has measured goes first. */
function measured(
  usageOf: UsageOf,
  compare: (a: readonly [Pod, PodUsage], b: readonly [Pod, PodUsage]) => number,
): PodOrder {
  return (a, b) => {
    const [ofA, ofB] = [usageOf(a), usageOf(b)];
    if (ofA === undefined || ofB === undefined) {
      return Number(ofB === undefined) - Number(ofA === undefined);
    }
    return compare([a, ofA], [b, ofB]);
  };
}

function memoryOf(usage: PodUsage): number {
  return usage.memory?.workingSetBytes ?? 0;
}

function requestOf(pod: Pod, resource: string): number {
  return podRequests(pod.spec)[resource] ?? 0;
}
