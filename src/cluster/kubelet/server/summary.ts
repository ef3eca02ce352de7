// /stats/summary: what cAdvisor's samples say of the node and its pods.
// Models pkg/kubelet/server/stats/summary.go and staging kubelet/pkg/apis/stats/v1alpha1.

import { rfc3339 } from '../../../base/calendar.ts';
import { get, values } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { ContainerInfo, ContainerSample } from '../../protocol/stats.ts';
import { podCgroupPath } from '../cgroups.ts';
import type { KubeletState } from '../state.ts';

/** The Summary object. */
export interface Summary {
  readonly node: object;
  readonly pods: readonly object[];
}

/** The summary as of cAdvisor's answer. */
export function summaryOf(
  state: KubeletState,
  epochSeconds: number,
  containers: readonly ContainerInfo[],
): Summary {
  const byName = new Map(containers.map((one) => [one.name, one]));
  const time = (at: Micros): string => rfc3339(epochSeconds, at);
  const pods = [...values(state.podManager.pods)].map((pod) => {
    const { name, namespace, uid } = pod.metadata;
    const path = podCgroupPath(pod);
    const own = containers.filter((one) => one.name.startsWith(`${path}/`));
    return {
      podRef: { name, namespace, uid },
      startTime: pod.status?.startTime,
      containers: own
        .map((one) => containerStats(state, uid ?? '', one, time))
        .filter((one) => one.name !== ''),
      ...usage(byName.get(path), time),
    };
  });
  const root = byName.get('/');
  const { nodeName } = state.config;
  const startTime = time(root?.createdAt ?? (0 as Micros));
  return { node: { nodeName, startTime, ...usage(root, time) }, pods };
}

function containerStats(
  state: KubeletState,
  uid: string,
  info: ContainerInfo,
  time: (at: Micros) => string,
): { readonly name: string; readonly startTime: string } {
  const id = info.containerId ?? info.name.slice(info.name.lastIndexOf('/') + 1);
  const known = get(state.podCache, uid);
  const name = known?.containers.find((one) => one.id === id)?.metadata.name ?? '';
  return { name, startTime: time(info.createdAt), ...usage(info, time) };
}

function usage(info: ContainerInfo | undefined, time: (at: Micros) => string): object {
  const last = info?.samples.at(-1);
  if (info === undefined || last === undefined) return {};
  const before = info.samples.at(-2);
  const { memoryBytes: limit } = info.limits;
  return {
    cpu: {
      time: time(last.at),
      usageNanoCores: rate(before, last),
      usageCoreNanoSeconds: last.cpuNanos,
    },
    memory: {
      time: time(last.at),
      ...(limit === undefined ? {} : { availableBytes: Math.max(0, limit - last.workingSetBytes) }),
      usageBytes: last.memoryBytes,
      workingSetBytes: last.workingSetBytes,
      rssBytes: last.rssBytes,
      pageFaults: last.pageFaults,
      majorPageFaults: last.majorPageFaults,
    },
    ...(last.network === undefined
      ? {}
      : { network: { time: time(last.at), name: 'eth0', ...last.network } }),
  };
}

function rate(before: ContainerSample | undefined, last: ContainerSample): number {
  if (before === undefined || last.at <= before.at) return 0;
  return Math.floor(((last.cpuNanos - before.cpuNanos) * 1_000_000) / (last.at - before.at));
}
