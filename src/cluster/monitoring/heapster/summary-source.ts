// Reads a kubelet's /stats/summary/: the node, its system containers, pods with their containers.
// Models metrics/sources/summary/summary.go of Heapster v1.5.4.

import { microsSince } from '../../../base/calendar.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { Sets } from './cadvisor-source.ts';
import {
  type LabeledValue,
  type Labels,
  type MetricSet,
  nodeContainerKey,
  nodeKey,
  podContainerKey,
  podKey,
  type Values,
} from './metric-set.ts';
import { labelsOfNode, type NodeInfo } from './node-info.ts';

interface Cpu {
  readonly time?: string;
  readonly usageCoreNanoSeconds?: number;
}

interface Memory {
  readonly time?: string;
  readonly usageBytes?: number;
  readonly workingSetBytes?: number;
  readonly rssBytes?: number;
  readonly pageFaults?: number;
  readonly majorPageFaults?: number;
}

interface Network {
  readonly time?: string;
  readonly rxBytes?: number;
  readonly rxErrors?: number;
  readonly txBytes?: number;
  readonly txErrors?: number;
}

interface FsStats {
  readonly availableBytes?: number;
  readonly capacityBytes?: number;
  readonly usedBytes?: number;
  readonly inodes?: number;
  readonly inodesFree?: number;
}

interface ContainerStats {
  readonly name: string;
  readonly startTime?: string | null;
  readonly cpu?: Cpu;
  readonly memory?: Memory;
  readonly rootfs?: FsStats;
  readonly logs?: FsStats;
}

/** The page, as far as Heapster reads it. */
export interface Summary {
  readonly node: Omit<ContainerStats, 'name' | 'rootfs' | 'logs'> & {
    readonly nodeName: string;
    readonly network?: Network;
    readonly fs?: FsStats;
    readonly systemContainers?: readonly ContainerStats[];
  };
  readonly pods: readonly {
    readonly podRef: { readonly name: string; readonly namespace: string; readonly uid: string };
    readonly startTime?: string | null;
    readonly containers?: readonly ContainerStats[];
    readonly network?: Network;
    readonly volume?: readonly (FsStats & { readonly name: string })[];
  }[];
}

interface Reading {
  readonly node: NodeInfo;
  readonly epochSeconds: number;
  readonly now: Micros;
}

/** Today's names of the system's containers, as Heapster has always called them. */
const OLD_NAMES: { readonly [name: string]: string } = { runtime: 'docker-daemon', misc: 'system' };

/** The sets of a node. */
export function setsOfSummary(summary: Summary, reading: Reading): Sets {
  const { node } = summary;
  const sets = new Map<string, MetricSet>();
  const own = { ...labelsOfNode(reading.node), type: 'node' };
  const parts = { ...node, fileSystems: [['/', node.fs] as const] };
  sets.set(nodeKey(node.nodeName), setOf(reading, own, parts));
  for (const one of node.systemContainers ?? []) {
    const name = OLD_NAMES[one.name] ?? one.name;
    const labels = { ...own, type: 'sys_container', container_name: name };
    sets.set(nodeContainerKey(node.nodeName, name), containerSet(reading, labels, one));
  }
  for (const pod of summary.pods) addPod(sets, reading, pod);
  return [...sets];
}

function addPod(
  sets: Map<string, MetricSet>,
  reading: Reading,
  pod: Summary['pods'][number],
): void {
  const { name, namespace, uid } = pod.podRef;
  const owner = { pod_id: uid, pod_name: name, namespace_name: namespace };
  const labels = { ...labelsOfNode(reading.node), type: 'pod', ...owner };
  const { startTime, network } = pod;
  const fileSystems = (pod.volume ?? []).map((one) => [`Volume:${one.name}`, one] as const);
  const parts = {
    fileSystems,
    ...(startTime === undefined ? {} : { startTime }),
    ...(network === undefined ? {} : { network }),
  };
  sets.set(podKey(namespace, name), setOf(reading, labels, parts));
  for (const one of pod.containers ?? []) {
    const key = podContainerKey(namespace, name, one.name);
    const container = { ...labels, type: 'pod_container', container_name: one.name };
    const next = containerSet(reading, container, one);
    const other = sets.get(key);
    // Of two with one name the younger counts.
    if (other !== undefined && (next.createdAt ?? 0) < (other.createdAt ?? 0)) continue;
    sets.set(key, next);
  }
}

function containerSet(reading: Reading, labels: Labels, one: ContainerStats): MetricSet {
  const fileSystems = [['/', one.rootfs] as const, ['logs', one.logs] as const];
  return setOf(reading, labels, { ...one, fileSystems });
}

interface Parts {
  readonly startTime?: string | null;
  readonly cpu?: Cpu;
  readonly memory?: Memory;
  readonly network?: Network;
  readonly fileSystems: readonly (readonly [id: string, stats: FsStats | undefined])[];
}

function setOf(
  { epochSeconds, now }: Reading,
  labels: Labels,
  { startTime, cpu, memory, network, fileSystems }: Parts,
): MetricSet {
  const at = (text: string | null | undefined): Micros | undefined =>
    typeof text === 'string' ? (microsSince(epochSeconds, text) as Micros | undefined) : undefined;
  const createdAt = at(startTime);
  const scrapedAt = at(cpu?.time) ?? at(memory?.time) ?? at(network?.time);
  const uptime = createdAt === undefined ? undefined : Math.trunc((now - createdAt) / 1_000);
  return {
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(scrapedAt === undefined ? {} : { scrapedAt }),
    labels,
    values: defined({
      uptime,
      'cpu/usage': cpu?.usageCoreNanoSeconds,
      'memory/usage': memory?.usageBytes,
      'memory/working_set': memory?.workingSetBytes,
      'memory/rss': memory?.rssBytes,
      'memory/page_faults': memory?.pageFaults,
      'memory/major_page_faults': memory?.majorPageFaults,
      'network/rx': network?.rxBytes,
      'network/rx_errors': network?.rxErrors,
      'network/tx': network?.txBytes,
      'network/tx_errors': network?.txErrors,
    }),
    labeled: fileSystems.flatMap(([id, stats]) =>
      stats === undefined ? [] : figuresOf(id, stats),
    ),
  };
}

function figuresOf(id: string, stats: FsStats): readonly LabeledValue[] {
  const labels = { resource_id: id };
  const figures = defined({
    'filesystem/usage': stats.usedBytes,
    'filesystem/limit': stats.capacityBytes,
    'filesystem/available': stats.availableBytes,
    'filesystem/inodes': stats.inodes,
    'filesystem/inodes_free': stats.inodesFree,
  });
  return Object.entries(figures).map(([name, value]) => ({ name, labels, value }));
}

function defined(values: { readonly [name: string]: number | undefined }): Values {
  const there = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as Values;
}
