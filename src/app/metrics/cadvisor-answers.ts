// What cAdvisor's port answers, as its page in a browser reads it: containers with their samples,
// the machine, the table of processes. Models google/cadvisor pages/static/containers_js.go.

import { microsSince } from '../../base/calendar.ts';
import type { CadvisorQuestion } from '../../cluster/protocol/stats.ts';
import type { ChartLine } from '../charts/chart-model.ts';
import { compareNames } from '../natural-order.ts';
import { type DrawnSample, ratesOf } from './usage-lines.ts';

/** Of a container: /api/v1.3/containers/…, as far as the page reads it. */
export interface ContainerAnswer {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly spec: {
    readonly labels?: { readonly [label: string]: string };
    readonly cpu: { readonly limit: number; readonly mask: string; readonly quota?: number };
    readonly memory: { readonly limit: number };
  };
  readonly stats: readonly StatsAnswer[];
}

interface StatsAnswer {
  readonly timestamp: string;
  readonly cpu: {
    readonly usage: { readonly total: number; readonly per_cpu_usage: readonly number[] };
  };
  readonly memory: { readonly usage: number; readonly working_set: number; readonly rss: number };
  readonly network: {
    readonly rx_bytes: number;
    readonly tx_bytes: number;
    readonly tx_dropped: number;
    readonly rx_packets: number;
    readonly tx_packets: number;
    readonly interfaces: readonly unknown[];
  };
  readonly filesystem?: readonly { readonly usage: number; readonly capacity: number }[];
}

/** Of the machine: /api/v1.3/machine. */
export interface MachineAnswer {
  readonly num_cores: number;
  readonly memory_capacity: number;
}

/** A row of /api/v2.0/ps/…. */
export interface ProcessAnswer {
  readonly user: string;
  readonly pid: number;
  readonly parent_pid: number;
  readonly percent_cpu: number;
  readonly percent_mem: number;
  readonly rss: number;
  readonly running_time: string;
  readonly cmd: string;
}

/** All that the page shows of one cgroup. */
export interface PageAnswers {
  readonly machine: MachineAnswer;
  readonly shown: ContainerAnswer;
  /** It and all below it. */
  readonly below: readonly ContainerAnswer[];
  readonly processes: readonly ProcessAnswer[];
}

/** What the page asks for: of those below only who they are. */
export function questionsFor(path: string): readonly CadvisorQuestion[] {
  return [
    { path: '/api/v1.3/machine' },
    { path: `/api/v1.3/containers${path}` },
    { path: `/api/v1.3/subcontainers${path}`, body: { num_stats: 1 } },
    { path: `/api/v2.0/ps${path}` },
  ];
}

/** The answers to these; undefined: there is no such cgroup. */
export function answersOf(bodies: readonly unknown[]): PageAnswers | undefined {
  const [machine, shown, below, processes] = bodies;
  if (typeof shown !== 'object' || shown === null) return undefined;
  return { machine, shown, below, processes } as PageAnswers;
}

/** Samples as charts draw them. */
export function samplesOf(
  { stats }: ContainerAnswer,
  epochSeconds: number,
): readonly DrawnSample[] {
  return stats.map(({ timestamp, cpu, memory, network }) => ({
    at: (microsSince(epochSeconds, timestamp) ?? 0) as DrawnSample['at'],
    cpuNanos: cpu.usage.total,
    memoryBytes: memory.usage,
    workingSetBytes: memory.working_set,
    rssBytes: memory.rss,
    network: network.interfaces.length === 0 ? undefined : wireOf(network),
  }));
}

function wireOf(network: StatsAnswer['network']): NonNullable<DrawnSample['network']> {
  return {
    rxBytes: network.rx_bytes,
    rxPackets: network.rx_packets,
    txBytes: network.tx_bytes,
    txPackets: network.tx_packets,
    txDropped: network.tx_dropped,
  };
}

/** What each core was used for the cgroup, in thousandths. */
export function coreLines(
  { stats }: ContainerAnswer,
  epochSeconds: number,
  nameOfCore: (core: number) => string,
): readonly ChartLine[] {
  const samples = stats.map(({ timestamp, cpu }) => ({
    at: microsSince(epochSeconds, timestamp) ?? 0,
    cores: cpu.usage.per_cpu_usage,
  }));
  const count = samples.at(-1)?.cores.length ?? 0;
  return Array.from({ length: count }, (_, core) => ({
    id: `core ${core}`,
    name: nameOfCore(core),
    look: core,
    points: ratesOf(samples, ({ cores }) => (cores[core] ?? 0) / 1e6),
  }));
}

/** How full its file system is; undefined where nobody measures. */
export function diskShareOf({ stats }: ContainerAnswer): number | undefined {
  const [disk] = stats.at(-1)?.filesystem ?? [];
  return disk && disk.usage / disk.capacity;
}

/** One that can be gone down to. */
export interface Child {
  readonly path: string;
  readonly name: string;
}

const POD_LABEL = 'io.kubernetes.pod.name';
const CONTAINER_LABEL = 'io.kubernetes.container.name';

/** The cgroups right below one, by the names that labels give them. */
export function childrenOf({ below, shown }: PageAnswers): readonly Child[] {
  const prefix = shown.name === '/' ? '/' : `${shown.name}/`;
  return below
    .filter(({ name }) => name !== shown.name && name.startsWith(prefix))
    .filter(({ name }) => !name.includes('/', prefix.length))
    .map((one) => ({ path: one.name, name: nameOf(one, below) }))
    .sort((a, b) => compareNames(a.name, b.name) || (a.path < b.path ? -1 : 1));
}

/** A container's own name, a pod's by what is in it, else the end of the path. */
export function nameOf(one: ContainerAnswer, all: readonly ContainerAnswer[]): string {
  const own = one.spec.labels?.[CONTAINER_LABEL];
  if (own !== undefined) return own === 'POD' ? 'pause' : own;
  const last = one.name.slice(one.name.lastIndexOf('/') + 1);
  if (!last.startsWith('pod')) return last;
  const member = all.find(({ name, spec }) => {
    return name.startsWith(`${one.name}/`) && spec.labels?.[POD_LABEL] !== undefined;
  });
  return member?.spec.labels?.[POD_LABEL] ?? last;
}

/** `0-3` written out. */
export function coresOf({ spec }: ContainerAnswer): string {
  const [from, to] = spec.cpu.mask.split('-').map(Number);
  const first = from ?? 0;
  return Array.from({ length: (to ?? first) - first + 1 }, (_, i) => first + i).join(' ');
}
