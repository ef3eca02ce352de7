// /stats/summary: what the node and its pods use. With Docker all figures are cAdvisor's latest
// samples; with a runtime behind CRI the containers' are as of now and the pods' cAdvisor's.
// Models pkg/kubelet/server/stats/summary.go, stats/cadvisor_stats_provider.go, stats/cri_stats_
// provider.go, stats/helper.go and staging kubelet/pkg/apis/stats/v1alpha1.

import type { Pod } from '../../../api/pod.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import { get, values } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Micros } from '../../../kernel/time.ts';
import { type KubeletServerRules, kubeletServerRules } from '../../editions/kubelet-server.ts';
import type { CriContainerStatus } from '../../protocol/cri-objects.ts';
import type { CgroupUsage, LinuxMachine } from '../../protocol/linux.ts';
import type { ContainerInfo } from '../../protocol/stats.ts';
import { podCgroupPath } from '../cgroups.ts';
import { podLogDirectory } from '../container-config/sandbox-config.ts';
import { PODS_CGROUP } from '../eviction/observe.ts';
import type { KubeletState } from '../state.ts';
import { pluginOf, volumePath } from '../volumes/paths.ts';
import type { FileSize, Parts, RuntimeUsage } from './state.ts';
import {
  cpuStats,
  type Figures,
  figuresOf,
  ioStats,
  memoryStats,
  network,
  rate,
  swapStats,
} from './usage.ts';

/** What a page of figures is made from. */
export interface Sources {
  readonly kubelet: KubeletState;
  readonly rules: KubeletServerRules;
  readonly parts: Parts;
  readonly now: Micros;
  readonly time: (at: Micros) => string;
  /** cAdvisor's view of each cgroup. */
  readonly cgroups: ReadonlyMap<string, ContainerInfo>;
  /** What the cgroups use now, where that was asked. */
  readonly usage: ReadonlyMap<string, CgroupUsage>;
  /** Only CPU and memory, as `/metrics/resource` needs them. */
  readonly isShort: boolean;
}

/** The sources of a page. */
export function sourcesOf(kubelet: KubeletState, parts: Parts, io: Io, isShort: boolean): Sources {
  return {
    kubelet,
    rules: kubeletServerRules(kubelet.config.edition),
    parts,
    now: io.now,
    time: (at) => rfc3339(io.epochSeconds, at),
    cgroups: new Map((parts.stats?.containers ?? []).map((one) => [one.name, one])),
    usage: new Map((parts.usage?.cgroups ?? []).map((one) => [one.path, one])),
    isShort,
  };
}

/** The Summary object. */
export function summaryOf(
  kubelet: KubeletState,
  parts: Parts,
  io: Io,
  isShort: boolean = false,
): { readonly node: object; readonly pods: readonly object[] } {
  const sources = sourcesOf(kubelet, parts, io, isShort);
  const pods = podsOf(sources).map((one) => podStats(sources, one));
  return { node: nodeStats(sources), pods };
}

function nodeStats(sources: Sources): object {
  const { kubelet, parts, rules, time, isShort, cgroups, now } = sources;
  const root = figuresOf(cgroups.get('/'));
  const { machine } = parts;
  const startTime = time(machine?.bootAt ?? root?.createdAt ?? now);
  const total = { ...root, memoryLimit: kubelet.config.memoryBytes } as Figures;
  const { nodeName } = kubelet.config;
  const some = root === undefined ? {} : cgroupStats(sources, total);
  const { cpu, memory, io, swap } = some;
  const systemContainers = systemContainersOf(sources);
  const short = { nodeName, systemContainers, startTime, ...defined({ cpu, memory }) };
  if (isShort || machine === undefined) return { ...short, ...defined({ swap }) };
  const disk = diskOf(machine, time(root?.at ?? now));
  return {
    ...short,
    ...defined({ io, network: network(root, time) }),
    fs: disk,
    runtime: runtimeStats(sources, disk),
    rlimit: { time: time(now), maxpid: machine.maxPids, curproc: machine.processes },
    ...(rules.hasPressureAndSwap && root !== undefined
      ? { swap: swapStats(root, time, true) }
      : {}),
  };
}

/** What the node's own cgroups are called, as far as it has them. */
const SYSTEM_CONTAINERS = [
  ['kubelet', '/kubelet'],
  ['runtime', '/docker-daemon'],
  ['misc', '/system'],
  ['pods', PODS_CGROUP],
] as const;

function systemContainersOf(sources: Sources): readonly object[] {
  const { kubelet, cgroups, time } = sources;
  return SYSTEM_CONTAINERS.flatMap(([name, path]) => {
    const figures = figuresOf(cgroups.get(path));
    if (figures === undefined) return [];
    const isPods = path === PODS_CGROUP;
    const memoryLimit = figures.memoryLimit ?? kubelet.config.memoryBytes;
    const shown = isPods ? { ...figures, memoryLimit } : figures;
    const startTime = time(isPods ? kubelet.node.startedAt : figures.createdAt);
    return [{ name, startTime, ...cgroupStats(sources, shown) }];
  });
}

interface CgroupStats {
  readonly cpu?: object;
  readonly memory?: object;
  readonly io?: object;
  readonly swap?: object;
}

function cgroupStats({ rules, time, isShort }: Sources, figures: Figures): CgroupStats {
  const isNew = rules.hasPressureAndSwap;
  return {
    cpu: cpuStats(figures, time, isNew),
    memory: memoryStats(figures, time, isNew),
    ...(isNew && !isShort ? { io: ioStats(figures, time, true) } : {}),
    ...(isNew ? { swap: swapStats(figures, time, false) } : {}),
  };
}

interface Disk {
  readonly time: string;
  readonly availableBytes: number;
  readonly capacityBytes: number;
  readonly usedBytes: number;
  readonly inodesFree: number;
  readonly inodes: number;
  readonly inodesUsed: number;
}

function diskOf(machine: LinuxMachine, time: string): Disk {
  const { diskBytes, diskUsedBytes, inodes, inodesUsed } = machine;
  return {
    time,
    availableBytes: diskBytes - diskUsedBytes,
    capacityBytes: diskBytes,
    usedBytes: diskUsedBytes,
    inodesFree: inodes - inodesUsed,
    inodes,
    inodesUsed,
  };
}

function runtimeStats({ parts, rules }: Sources, disk: Disk): object {
  const usedBytes = parts.images?.usedBytes ?? 0;
  const inodesUsed = rules.isStatsFromRuntime ? (parts.images?.inodesUsed ?? 0) : disk.inodesUsed;
  const imageFs = { ...disk, usedBytes, inodesUsed };
  return rules.hasContainerFs ? { imageFs, containerFs: imageFs } : { imageFs };
}

/** Pods that have figures: a running container, or with cAdvisor's provider a sampled cgroup. */
export function podsOf(sources: Sources): readonly PodFigures[] {
  const { kubelet, rules, cgroups } = sources;
  return [...values(kubelet.podManager.pods)].flatMap((pod) => {
    const running = runningOf(sources, pod);
    const isKnown = (get(kubelet.podCache, pod.metadata.uid ?? '')?.sandboxes.length ?? 0) > 0;
    const isCounted = rules.isStatsFromRuntime
      ? running.length > 0
      : isKnown && cgroups.has(podCgroupPath(pod));
    return isCounted ? [{ pod, running }] : [];
  });
}

/** A container that runs, with its figures. */
interface Running {
  readonly container: CriContainerStatus;
  readonly figures: Figures;
}

/** A pod with its containers that run. */
export interface PodFigures {
  readonly pod: Pod;
  readonly running: readonly Running[];
}

function runningOf(
  { kubelet, rules, usage, cgroups, parts }: Sources,
  pod: Pod,
): readonly Running[] {
  const path = podCgroupPath(pod);
  const known = get(kubelet.podCache, pod.metadata.uid ?? '')?.containers ?? [];
  return known.flatMap((container) => {
    if (container.state !== 'CONTAINER_RUNNING') return [];
    const name = `${path}/${container.id}`;
    const sampled = figuresOf(cgroups.get(name));
    if (!rules.isStatsFromRuntime) {
      return sampled === undefined ? [] : [{ container, figures: sampled }];
    }
    const counted = usage.get(name);
    if (counted === undefined) return [];
    const { limits, createdAt, cpuNanos } = counted;
    const at = parts.usage?.at ?? createdAt;
    const nanoCores = rate(readBefore(kubelet.server.told, name, sampled), { at, cpuNanos });
    const memoryLimit = limits.memoryBytes;
    const limit = memoryLimit === undefined ? {} : { memoryLimit };
    const { createdAt: _created, ...counters } = counted;
    const figures: Figures = { ...counters, ...limit, at, createdAt, nanoCores };
    return [{ container, figures }];
  });
}

/** The last reading of a container's counter: the runtime's own, or a newer one of cAdvisor. */
function readBefore(
  told: RuntimeUsage,
  path: string,
  sampled: Figures | undefined,
): Pick<Figures, 'at' | 'cpuNanos'> | undefined {
  const cpuNanos = told.nanos[path];
  if (cpuNanos === undefined || told.at < (sampled?.at ?? 0)) return sampled;
  return { at: told.at, cpuNanos };
}

/** One pod's stats. */
function podStats(sources: Sources, { pod, running }: PodFigures): object {
  const { kubelet, rules, time, cgroups, isShort } = sources;
  const { name, namespace, uid = '' } = pod.metadata;
  const runtime = get(kubelet.podCache, uid);
  const path = podCgroupPath(pod);
  const figures = figuresOf(cgroups.get(path));
  const containers = running.map((one) => containerStats(sources, pod, one));
  const sandbox = runtime?.sandboxes[0];
  const { cpu, memory, io, swap } = figures === undefined ? {} : cgroupStats(sources, figures);
  const head = {
    podRef: { name, namespace, uid },
    startTime: time(sandbox?.createdAt ?? sources.now),
    containers: containers.length === 0 ? null : containers,
    ...defined({ cpu, memory, io }),
  };
  if (isShort) return { ...head, ...defined({ swap }) };
  const pause = figuresOf(cgroups.get(`${path}/${sandbox?.id ?? ''}`));
  const wire = rules.isStatsFromRuntime ? undefined : network(pause, time);
  const volume = volumesOf(sources, pod);
  return {
    ...head,
    ...defined({ network: wire, volume: volume.length === 0 ? undefined : volume }),
    'ephemeral-storage': ephemeralOf(sources, pod, running),
    ...(rules.isStatsFromRuntime ? {} : { process_stats: { process_count: 0 } }),
    ...defined({ swap }),
  };
}

function containerStats(sources: Sources, pod: Pod, { container, figures }: Running): object {
  const { rules, time, isShort, parts } = sources;
  const isNew = rules.hasPressureAndSwap;
  const { name } = container.metadata;
  const head = {
    name,
    startTime: time(container.startedAt ?? container.createdAt),
    cpu: cpuStats(figures, time, false),
    memory: memoryStats(figures, time, false, isNew),
  };
  const swap = isNew ? { swap: swapStats(figures, time, true) } : {};
  if (isShort || parts.machine === undefined) return { ...head, ...swap };
  const disk = diskOf(parts.machine, time(figures.at));
  const logs = logSize(sources, pod, name);
  return {
    ...head,
    ...(isNew ? { io: ioStats(figures, time, false) } : {}),
    rootfs: { ...disk, usedBytes: figures.rootfsBytes, inodesUsed: rules.layerInodes },
    logs: {
      ...disk,
      usedBytes: logs.bytes,
      inodesUsed: rules.isStatsFromRuntime ? logs.inodes : disk.inodesUsed,
    },
    ...swap,
  };
}

function logSize({ parts }: Sources, pod: Pod, container: string): FileSize {
  return parts.sizes?.[`${podLogDirectory(pod)}/${container}`] ?? { bytes: 0, inodes: 1 };
}

/** Layers, logs and what lies in the pod's own volumes; nothing is said where nothing runs. */
function ephemeralOf(sources: Sources, pod: Pod, running: readonly Running[]): object {
  const { parts, rules, now, time } = sources;
  if (parts.machine === undefined) return {};
  const disk = diskOf(parts.machine, time(now));
  if (running.length === 0) {
    const { usedBytes: _used, inodesUsed: _inodes, ...rest } = disk;
    return rest;
  }
  let usedBytes = 0;
  let inodesUsed = 0;
  for (const { container, figures } of running) {
    const logs = logSize(sources, pod, container.metadata.name);
    usedBytes += figures.rootfsBytes + logs.bytes;
    inodesUsed += rules.layerInodes + (rules.isStatsFromRuntime ? logs.inodes : 0);
  }
  for (const volume of pod.spec.volumes ?? []) {
    if (volume.emptyDir?.medium) continue;
    const size = volumeSize(sources, pod, volume);
    usedBytes += size?.bytes ?? 0;
    inodesUsed += size?.inodes ?? 0;
  }
  return { ...disk, usedBytes, inodesUsed };
}

type Volume = NonNullable<Pod['spec']['volumes']>[number];

function volumeSize({ kubelet }: Sources, pod: Pod, volume: Volume): FileSize | undefined {
  if (volume.hostPath !== undefined || pluginOf(volume) === undefined) return undefined;
  return kubelet.server.volumes?.sizes[volumePath(pod.metadata.uid ?? '', volume)];
}

function volumesOf(sources: Sources, pod: Pod): readonly object[] {
  const { kubelet, parts, time } = sources;
  const { volumes } = kubelet.server;
  if (parts.machine === undefined || volumes === undefined) return [];
  const disk = diskOf(parts.machine, time(volumes.at));
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    const size = volumeSize(sources, pod, volume);
    if (size === undefined) return [];
    return [{ ...disk, usedBytes: size.bytes, inodesUsed: size.inodes, name: volume.name }];
  });
}

function defined(members: { readonly [name: string]: unknown }): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
