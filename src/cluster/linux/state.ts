// What a node's operating system keeps: files, cgroups, network namespaces, containers' processes.

import { emptyMap, type PersistentMap } from '../../base/persistent-map.ts';
import type { Whole } from '../../base/readonly.ts';
import type { ReplyTo } from '../../kernel/component.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CgroupLimits } from '../protocol/linux.ts';
import type { PortMapping } from '../protocol/linux-network.ts';
import type { DiskCounters, NetworkCounters } from '../protocol/linux-usage.ts';
import type { ServiceRule } from '../protocol/services.ts';
import type { ProgramSetup } from '../protocol/setup.ts';
import type { Container, FileTree } from '../runtime/process/model.ts';
import { NO_DISK } from '../runtime/process/nothing.ts';

/** What the machine is and what surrounds it. */
export interface LinuxConfig {
  readonly node: string;
  readonly ip: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Used by the system itself, the kubelet and the engine. */
  readonly baseMemoryBytes: number;
  readonly baseDiskBytes: number;
  readonly baseCpuMillis: number;
  /** The system's own processes. */
  readonly baseProcesses: number;
  /** Its daemons that have a cgroup of their own, each with its part of what the system uses. */
  readonly daemons: readonly {
    readonly cgroup: string;
    readonly perMille: number;
    readonly processes: number;
  }[];
  /** Addresses of pods on this machine. */
  readonly podCidr: string;
  /** Where other machines' pods are: `10.244.1.0/24` at process `linux@node-2`. */
  readonly routes: readonly { readonly cidr: string; readonly process: string }[];
  /** Names that resolve besides hosts files. */
  readonly names: readonly { readonly name: string; readonly ip: string }[];
  /** What a scenario says about the programs of images, by image name as pods say it. */
  readonly images: readonly { readonly image: string; readonly program: ProgramSetup }[];
  readonly kernelVersion: string;
  readonly osImage: string;
  readonly machineId: string;
  readonly systemUuid: string;
  readonly bootId: string;
  /** Whether an out-of-memory kill takes the whole cgroup (cgroup v2 with memory.oom.group). */
  readonly isOomGroup: boolean;
  /** Files that are there from the start. */
  readonly files: readonly {
    readonly path: string;
    readonly content: string;
    /** That many zero bytes follow the content. */
    readonly zeros?: number;
  }[];
}

/** A cgroup. Usage of what runs in it is added up on reading; `retired` is what has ended. */
export interface Cgroup {
  readonly createdAt: Micros;
  readonly limits: CgroupLimits;
  readonly retired: Retired;
  /** How often memory ran into its own limit. */
  readonly failures: number;
}

/** What containers used that have ended. */
export interface Retired {
  readonly nanos: number;
  readonly systemNanos: number;
  /** The most that memory ever was, as if all in it had been at their most at once. */
  readonly peakBytes: number;
  readonly faults: number;
  readonly oomKills: number;
  readonly disk: DiskCounters;
}

/** Nothing has ended in a cgroup. */
export const NONE_RETIRED: Retired = {
  nanos: 0,
  systemNanos: 0,
  peakBytes: 0,
  faults: 0,
  oomKills: 0,
  disk: NO_DISK,
};

/** A cgroup without limits in which nothing has run. */
export function freshCgroup(createdAt: Micros, limits: CgroupLimits = {}): Cgroup {
  return { createdAt, limits, retired: NONE_RETIRED, failures: 0 };
}

/** A network namespace with the containers in it, first one first. */
export interface Netns {
  readonly ip: string;
  readonly hostname: string;
  readonly portMappings: readonly PortMapping[];
  readonly containers: readonly string[];
  readonly createdAt: Micros;
  /** What containers sent and received that are gone. */
  readonly gone: NetworkCounters;
}

/** A call that another machine or process answers: for a process here, or for whoever asked us. */
export interface PendingCall {
  /** Who was asked. */
  readonly process: string;
  readonly replyTo?: ReplyTo;
  readonly containerId?: string;
  readonly pid?: number;
}

/** A living container in its cgroup. */
export interface Resident {
  readonly cgroup: string;
  readonly id: string;
}

/** A program that has, or waits for, the process of its kind. */
export interface WorkloadHolder {
  readonly containerId: string;
  readonly pid: number;
}

/** Files and the bytes in them. */
export interface FilesCounted {
  readonly files: FileTree;
  readonly bytes: number;
}

/** All state of the process. */
export interface LinuxState {
  readonly config: LinuxConfig;
  readonly bootAt: Micros;
  readonly files: FileTree;
  /** What the files took when somebody asked last, and which files those were. */
  readonly counted: FilesCounted;
  readonly cgroups: PersistentMap<Cgroup>;
  readonly netns: PersistentMap<Netns>;
  /** Namespace by address. */
  readonly addresses: PersistentMap<string>;
  readonly containers: PersistentMap<Container>;
  /** The last pid given out in each pid namespace. */
  readonly lastPids: PersistentMap<number>;
  readonly lastHostPid: number;
  /** Living containers by the cgroup they are in and by each above it, in the order of cgroups. */
  readonly residents: PersistentMap<readonly Resident[]>;
  /** Thousandths of a core that all containers want together. */
  readonly demandMillis: number;
  /** Thousandths of what it wants that each gets; below 1000 when the machine is full. */
  readonly cpuFactor: number;
  /** What containers were charged for when one of them grew last: since then it was only less. */
  readonly heldAtMost: number;
  /** What living containers have in their layers. */
  readonly writtenBytes: number;
  /** Files of images that were started here, shared by their containers. */
  readonly images: PersistentMap<FileTree>;
  readonly oomWatchers: readonly ReplyTo[];
  readonly cgroupWatchers: readonly ReplyTo[];
  /** Answers of web servers outside the cluster, by URL. */
  readonly served: PersistentMap<{ readonly status: number; readonly content: string }>;
  readonly fileWatchers: readonly { readonly path: string; readonly replyTo: ReplyTo }[];
  /** By the id of the event that asked. */
  readonly calls: PersistentMap<PendingCall>;
  /** Programs of each kind, by kind: the first has the process, the others wait for it. */
  readonly workloads: PersistentMap<readonly WorkloadHolder[]>;
  /** What kube-proxy said about services. */
  readonly services: readonly ServiceRule[];
}

/** The state while one message is worked off: its fields are replaced, its values never changed. */
export type Draft = { -readonly [K in keyof LinuxState]: LinuxState[K] };

/** A draft of the state; a literal, as there is one for every call (ADR 16). */
export function draftOf(state: LinuxState): Whole<LinuxState> {
  return {
    config: state.config,
    bootAt: state.bootAt,
    files: state.files,
    counted: state.counted,
    cgroups: state.cgroups,
    netns: state.netns,
    addresses: state.addresses,
    containers: state.containers,
    lastPids: state.lastPids,
    lastHostPid: state.lastHostPid,
    residents: state.residents,
    demandMillis: state.demandMillis,
    cpuFactor: state.cpuFactor,
    heldAtMost: state.heldAtMost,
    writtenBytes: state.writtenBytes,
    images: state.images,
    oomWatchers: state.oomWatchers,
    cgroupWatchers: state.cgroupWatchers,
    served: state.served,
    fileWatchers: state.fileWatchers,
    calls: state.calls,
    workloads: state.workloads,
    services: state.services,
  };
}

/** No pending calls, watchers or containers. */
export const NOTHING: Pick<
  LinuxState,
  | 'counted'
  | 'containers'
  | 'lastPids'
  | 'images'
  | 'oomWatchers'
  | 'fileWatchers'
  | 'calls'
  | 'workloads'
  | 'services'
  | 'addresses'
  | 'cgroupWatchers'
  | 'served'
  | 'residents'
  | 'demandMillis'
  | 'cpuFactor'
  | 'heldAtMost'
  | 'writtenBytes'
> = {
  counted: { files: emptyMap(), bytes: 0 },
  containers: emptyMap(),
  lastPids: emptyMap(),
  images: emptyMap(),
  oomWatchers: [],
  cgroupWatchers: [],
  served: emptyMap(),
  residents: emptyMap(),
  demandMillis: 0,
  cpuFactor: 1_000,
  heldAtMost: 0,
  writtenBytes: 0,
  fileWatchers: [],
  calls: emptyMap(),
  workloads: emptyMap(),
  services: [],
  addresses: emptyMap(),
};
