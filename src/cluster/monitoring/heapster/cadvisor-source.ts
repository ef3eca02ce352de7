// Reads what a kubelet answers to POST /stats/container/: every cgroup of the machine as cAdvisor
// knows it. Docker's labels tell which of them belong to pods; the container POD is the pod.
// Models metrics/sources/kubelet/kubelet.go and metrics/core/metrics.go of Heapster v1.5.4.

import { microsSince } from '../../../base/calendar.ts';
import type { Micros } from '../../../kernel/time.ts';
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

interface Interface {
  readonly rx_bytes?: number;
  readonly rx_errors?: number;
  readonly tx_bytes?: number;
  readonly tx_errors?: number;
}

interface FileSystem {
  readonly device?: string;
  readonly capacity?: number;
  readonly usage?: number;
  readonly available?: number;
  readonly has_inodes?: boolean;
  readonly inodes?: number;
  readonly inodes_free?: number;
}

interface DeviceBytes {
  readonly device?: string;
  readonly major?: number;
  readonly minor?: number;
  readonly stats?: { readonly [operation: string]: number };
}

interface Stats {
  readonly timestamp?: string;
  readonly cpu?: { readonly usage?: { readonly total?: number } };
  readonly memory?: {
    readonly usage?: number;
    readonly working_set?: number;
    readonly rss?: number;
    readonly cache?: number;
    readonly container_data?: { readonly pgfault?: number; readonly pgmajfault?: number };
  };
  readonly network?: { readonly interfaces?: readonly Interface[] | null };
  readonly filesystem?: readonly FileSystem[] | null;
  readonly diskio?: { readonly io_service_bytes?: readonly DeviceBytes[] | null };
}

/** A container as cAdvisor's API v1 says it, as far as Heapster reads it. */
export interface CadvisorContainer {
  readonly name?: string;
  readonly aliases?: readonly string[] | null;
  readonly spec?: {
    readonly creation_time?: string;
    readonly labels?: Labels | null;
    readonly image?: string;
    readonly has_cpu?: boolean;
    readonly has_memory?: boolean;
    readonly has_network?: boolean;
    readonly has_filesystem?: boolean;
    readonly has_diskio?: boolean;
  };
  readonly stats?: readonly Stats[] | null;
}

type Spec = NonNullable<CadvisorContainer['spec']>;

/** Sets by key. */
export type Sets = readonly (readonly [key: string, one: MetricSet])[];

/** The sets of a node, from all of its containers. */
export function setsOfContainers(
  containers: { readonly [name: string]: CadvisorContainer },
  node: NodeInfo,
  epochSeconds: number,
  now: Micros,
): Sets {
  return Object.values(containers).flatMap((one) => {
    const stats = one.stats?.at(-1);
    const { spec } = one;
    if (stats === undefined || spec === undefined) return [];
    const { key, labels } = placeOf(one, spec, node);
    const createdAt = instantOf(spec.creation_time, epochSeconds);
    const scrapedAt = instantOf(stats.timestamp, epochSeconds);
    const uptime = createdAt === undefined ? {} : { uptime: Math.trunc((now - createdAt) / 1_000) };
    const read: MetricSet = {
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(scrapedAt === undefined ? {} : { scrapedAt }),
      labels: { ...labelsOfNode(node), ...labels },
      values: { ...uptime, ...valuesOf(spec, stats) },
      labeled: labeledOf(spec, stats),
    };
    return [[key, read] as const];
  });
}

function instantOf(text: string | undefined, epochSeconds: number): Micros | undefined {
  return text === undefined ? undefined : (microsSince(epochSeconds, text) as Micros | undefined);
}

interface Place {
  readonly key: string;
  readonly labels: Labels;
}

/** What a container is: the node, a pod, a container of a pod, or something of the system. */
function placeOf(one: CadvisorContainer, spec: Spec, node: NodeInfo): Place {
  if (one.name === '/') {
    const schedulable = node.isSchedulable ? 'true' : 'false';
    return { key: nodeKey(node.name), labels: { type: 'node', schedulable } };
  }
  const { container, namespace, pod } = ownersOf(one, spec);
  if (container === '' || namespace === '' || pod === '') return systemPlace(one, node);
  const own = {
    pod_id: spec.labels?.['io.kubernetes.pod.uid'] ?? '',
    pod_name: pod,
    namespace_name: namespace,
  };
  if (container === 'POD') {
    return { key: podKey(namespace, pod), labels: { type: 'pod', ...own } };
  }
  return {
    key: podContainerKey(namespace, pod, container),
    labels: {
      type: 'pod_container',
      container_name: container,
      container_base_image: spec.image ?? '',
      ...own,
    },
  };
}

/** Kubernetes v1.0 and v1.1 put the namespace before the pod's name, or say it in the name only. */
function ownersOf(
  one: CadvisorContainer,
  { labels }: Spec,
): { readonly container: string; readonly namespace: string; readonly pod: string } {
  let namespace = labels?.['io.kubernetes.pod.namespace'] ?? '';
  let pod = labels?.['io.kubernetes.pod.name'] ?? '';
  let container = labels?.['io.kubernetes.container.name'] ?? '';
  const slash = pod.indexOf('/');
  if (namespace === '' && slash >= 0) {
    namespace = pod.slice(0, slash);
    pod = pod.slice(slash + 1);
  }
  const name = nameOf(one);
  const dot = name.indexOf('.');
  if (container === '' && dot >= 0) container = name.slice('k8s_'.length, dot);
  return { container, namespace, pod };
}

function systemPlace(one: CadvisorContainer, node: NodeInfo): Place {
  const name = nameOf(one).replace(/^\//, '');
  return {
    key: nodeContainerKey(node.name, name),
    labels: { type: 'sys_container', container_name: name },
  };
}

/** Docker's name of a container, else the path of its cgroup. */
function nameOf({ aliases, name = '' }: CadvisorContainer): string {
  return aliases?.[0] ?? name;
}

function valuesOf(spec: Spec, { cpu, memory, network }: Stats): Values {
  const interfaces = network?.interfaces ?? [];
  const total = (name: keyof Interface): number =>
    interfaces.reduce((sum, one) => sum + (one[name] ?? 0), 0);
  return {
    ...(spec.has_cpu === true ? { 'cpu/usage': cpu?.usage?.total ?? 0 } : {}),
    ...(spec.has_memory === true
      ? {
          'memory/usage': memory?.usage ?? 0,
          'memory/rss': memory?.rss ?? 0,
          'memory/cache': memory?.cache ?? 0,
          'memory/working_set': memory?.working_set ?? 0,
          'memory/page_faults': memory?.container_data?.pgfault ?? 0,
          'memory/major_page_faults': memory?.container_data?.pgmajfault ?? 0,
        }
      : {}),
    ...(spec.has_network === true
      ? {
          'network/rx': total('rx_bytes'),
          'network/rx_errors': total('rx_errors'),
          'network/tx': total('tx_bytes'),
          'network/tx_errors': total('tx_errors'),
        }
      : {}),
  };
}

function labeledOf(spec: Spec, { diskio, filesystem }: Stats): readonly LabeledValue[] {
  const disks = spec.has_diskio === true ? (diskio?.io_service_bytes ?? []) : [];
  const systems = spec.has_filesystem === true ? (filesystem ?? []) : [];
  return [
    ...disks.flatMap((one) => {
      const labels = { resource_id: one.device ?? `${one.major ?? 0}:${one.minor ?? 0}` };
      return [
        { name: 'disk/io_read_bytes', labels, value: one.stats?.Read ?? 0 },
        { name: 'disk/io_write_bytes', labels, value: one.stats?.Write ?? 0 },
      ];
    }),
    ...systems.flatMap(figuresOfFileSystem),
  ];
}

function figuresOfFileSystem(one: FileSystem): readonly LabeledValue[] {
  const labels = { resource_id: one.device ?? '' };
  const inodes = [
    { name: 'filesystem/inodes', labels, value: one.inodes ?? 0 },
    { name: 'filesystem/inodes_free', labels, value: one.inodes_free ?? 0 },
  ];
  return [
    { name: 'filesystem/usage', labels, value: one.usage ?? 0 },
    { name: 'filesystem/limit', labels, value: one.capacity ?? 0 },
    { name: 'filesystem/available', labels, value: one.available ?? 0 },
    ...(one.has_inodes === true ? inodes : []),
  ];
}
