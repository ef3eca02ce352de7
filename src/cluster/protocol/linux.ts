// What a node's operating system answers: processes, files, cgroups and the network. Every request
// goes to port `syscalls` of process `linux@<node>` and is answered with io.reply, correlated by
// `inReplyTo`. Plain data; must not know Kubernetes, only what a Linux kernel with runc knows.

import type { Message } from '../../kernel/message.ts';
import type { Duration, Micros } from '../../kernel/time.ts';
import type { FileChanged, FilesRequest, FilesResult, WatchFiles } from './linux-files.ts';
import type { LinuxLogs, LogRequest, LogSizes } from './linux-logs.ts';
import type { NetCall, NetnsRequest, NetResult } from './linux-network.ts';
import type { LinuxProcesses, ReadProcesses } from './linux-processes.ts';
import type { CfsCounters, DiskCounters, LoadDials, NetworkCounters } from './linux-usage.ts';
import type { SetServiceRules } from './services.ts';
import type { WorkloadExit, WorkloadOutput } from './workload.ts';

/** The port of `linux@<node>` which takes all requests of this file. */
export const LINUX_PORT: string = 'syscalls';

/** One variable of an environment; later ones of the same name win. */
export interface EnvVar {
  readonly name: string;
  readonly value: string;
}

/** A bind mount: a file or directory of the host seen inside the container. */
export interface MountSpec {
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
}

/** Limits of a cgroup; undefined is unlimited. */
export interface CgroupLimits {
  readonly memoryBytes?: number;
  readonly cpuMillis?: number;
  /** Relative weight, as cpu.shares counts it. */
  readonly cpuShares?: number;
}

/** What to run: argv is entrypoint, command and args, already expanded. */
export interface ProgramSpec {
  /** Name of the image as the pod says it; chooses the files and the behaviour of its programs. */
  readonly image: string;
  readonly argv: readonly string[];
  readonly env: readonly EnvVar[];
  readonly workingDir: string;
  readonly user: string;
  readonly hostname: string;
  /** Whether stdin stays open; otherwise it is /dev/null. */
  readonly isStdinOpen?: boolean;
  readonly hasTty?: boolean;
}

/** Whose container it is: what engines write on their containers. */
export interface ContainerLabel {
  /** Of the container in its pod. */
  readonly name: string;
  readonly pod: string;
  readonly namespace: string;
  readonly uid: string;
}

/** Starts the first process of a container. Answer: LinuxStarted or LinuxStartFailed. */
export interface StartProcess extends Message {
  readonly type: 'linux.start';
  readonly containerId: string;
  readonly cgroup: string;
  readonly netns: string;
  /** Container whose pid namespace is joined, `host` for the host's; own namespace when missing. */
  readonly pidNamespace?: string;
  readonly program: ProgramSpec;
  readonly mounts: readonly MountSpec[];
  readonly limits: CgroupLimits;
  readonly oomScoreAdj: number;
  readonly isRootReadOnly?: boolean;
  /** Names the container in facts; the system itself does not read it. */
  readonly label?: ContainerLabel;
}

/** The process runs. */
export interface LinuxStarted extends Message {
  readonly type: 'linux.started';
  readonly containerId: string;
  readonly pid: number;
  readonly at: Micros;
  /** True when nobody knows what this program does and it only stays alive. */
  readonly isGuess: boolean;
}

/** The process could not be started; `error` is the inner text of runc, from `exec: "…"` on. */
export interface LinuxStartFailed extends Message {
  readonly type: 'linux.startFailed';
  readonly containerId: string;
  readonly error: string;
  /** 127 for a file that does not exist, 126 for one that cannot be run. */
  readonly exitCode: number;
}

/** Sent to whoever started the container, when its first process is gone. */
export interface LinuxExited extends Message {
  readonly type: 'linux.exited';
  readonly containerId: string;
  readonly pid: number;
  /** 128+n after signal n. */
  readonly exitCode: number;
  readonly signal?: string;
  /** Whether any process of the container was killed for memory, the first one or not. */
  readonly isOomKilled: boolean;
  readonly startedAt: Micros;
  readonly at: Micros;
}

/** A signal such as `SIGTERM` to the container's first process, or to any process by host pid. */
export interface SignalProcess extends Message {
  readonly type: 'linux.signal';
  readonly containerId?: string;
  readonly pid?: number;
  readonly signal: string;
}

/** Runs a program inside a running container. Answer: LinuxExecDone or LinuxExecFailed. */
export interface ExecProcess extends Message {
  readonly type: 'linux.exec';
  readonly containerId: string;
  readonly argv: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly workingDir?: string;
  readonly stdin?: string;
  readonly timeout?: Duration;
  /** Whether the process is killed when the time is up (containerd) or left running (docker). */
  readonly isKilledOnTimeout?: boolean;
}

/** The program ended, or its time was up. Output is cut at 16 KiB. */
export interface LinuxExecDone extends Message {
  readonly type: 'linux.execDone';
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly isTimedOut: boolean;
}

/** The program could not be started; `error` as in LinuxStartFailed. */
export interface LinuxExecFailed extends Message {
  readonly type: 'linux.execFailed';
  readonly error: string;
  readonly exitCode: number;
  readonly isContainerGone: boolean;
}

/** Kills what is left of a container and frees its root file system and logs. Answer: LinuxDone. */
export interface RemoveContainer extends Message {
  readonly type: 'linux.remove';
  readonly containerId: string;
}

/** Which containers have processes or are kept dead; an engine asks after its own restart. */
export interface ListContainers extends Message {
  readonly type: 'linux.list';
  readonly containerIds?: readonly string[];
}

/** One container's first process as the system sees it. */
export interface ContainerProcess {
  readonly containerId: string;
  readonly pid: number;
  readonly state: 'running' | 'exited';
  readonly startedAt: Micros;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly isOomKilled: boolean;
  readonly finishedAt?: Micros;
}

/** Answer to ListContainers; unknown ids are left out. */
export interface LinuxContainers extends Message {
  readonly type: 'linux.containers';
  readonly containers: readonly ContainerProcess[];
}

/** From now on also notify the asking port of this container's exit (a restarted engine). */
export interface AdoptContainer extends Message {
  readonly type: 'linux.adopt';
  readonly containerIds: readonly string[];
}

/** SIGKILL (or another signal) to every process in this cgroup and below. Answer: LinuxDone. */
export interface KillCgroup extends Message {
  readonly type: 'linux.killCgroup';
  readonly cgroup: string;
  readonly signal?: string;
}

/** One change of the cgroup tree; removing a cgroup removes those below it. */
export interface CgroupOp {
  readonly op: 'create' | 'update' | 'remove';
  readonly path: string;
  readonly limits?: CgroupLimits;
}

/** Changes of the cgroup tree, in order. Answer: LinuxDone. */
export interface ChangeCgroups extends Message {
  readonly type: 'linux.cgroups';
  readonly ops: readonly CgroupOp[];
}

/** Reads usage of these cgroups, or of every one (`/` is the machine). Answer: LinuxUsage. */
export interface ReadUsage extends Message {
  readonly type: 'linux.readUsage';
  readonly paths?: readonly string[];
}

/** Counters and gauges of one cgroup. */
export interface CgroupCounters {
  /** CPU time used since the cgroup was made, in nanoseconds. */
  readonly cpuNanos: number;
  /** That part of it which the kernel used for its processes. */
  readonly systemNanos: number;
  /** Where CPU time is limited. */
  readonly cfs?: CfsCounters | undefined;
  readonly memoryBytes: number;
  readonly workingSetBytes: number;
  readonly rssBytes: number;
  /** The most that memory ever was. */
  readonly peakBytes: number;
  /** Of the page cache: files that are mapped into processes. */
  readonly mappedBytes: number;
  readonly pageFaults: number;
  readonly majorPageFaults: number;
  readonly processes: number;
  /** What the cgroup's own processes have open, not those below; sockets are files too. */
  readonly files: number;
  readonly sockets: number;
  /** Bytes written into the container's own layer; 0 where no container is. */
  readonly rootfsBytes: number;
  readonly disk: DiskCounters;
  /** How often memory ran into a limit, and how many processes were killed for it. */
  readonly memoryFailures: number;
  readonly oomKills: number;
  /** Present where the cgroup's first container owns a network namespace, and on `/`. */
  readonly network?: NetworkCounters | undefined;
}

/** What one cgroup uses at one instant: cAdvisor keeps it as a sample, as it is. */
export interface CgroupUsage extends CgroupCounters {
  readonly at: Micros;
  readonly path: string;
  readonly containerId?: string | undefined;
  readonly createdAt: Micros;
  readonly limits: CgroupLimits;
}

/** Answer to ReadUsage; cgroups that do not exist are left out; sorted by path. */
export interface LinuxUsage extends Message {
  readonly type: 'linux.usage';
  readonly at: Micros;
  readonly cgroups: readonly CgroupUsage[];
}

/** Tells which cgroups exist. Answer: LinuxCgroups. */
export interface ListCgroups extends Message {
  readonly type: 'linux.listCgroups';
}

/** Answer to ListCgroups, sorted by path. */
export interface LinuxCgroups extends Message {
  readonly type: 'linux.cgroupList';
  readonly cgroups: readonly {
    readonly path: string;
    readonly containerId?: string;
    readonly createdAt: Micros;
  }[];
}

/** Subscribes to the cgroup tree. Answers: CgroupChanged, first one for each that is there. */
export interface WatchCgroups extends Message {
  readonly type: 'linux.watchCgroups';
}

/** A cgroup was made or removed. */
export interface CgroupChanged extends Message {
  readonly type: 'linux.cgroupChanged';
  readonly path: string;
  readonly change: 'create' | 'remove';
  readonly containerId?: string;
  readonly label?: ContainerLabel;
}

/** Makes a web server outside the cluster answer at this URL. No answer. */
export interface ServeUrl extends Message {
  readonly type: 'linux.serve';
  readonly url: string;
  readonly content: string;
  readonly status: number;
}

/** Lets a container take so much more from now on. Answer: LinuxDone. */
export interface SetLoad extends Message {
  readonly type: 'linux.setLoad';
  readonly containerId: string;
  readonly milliCpu?: number;
  readonly memoryBytes?: number;
  readonly dials?: LoadDials;
}

/** What the machine is. Answer: LinuxMachine. */
export interface ReadMachine extends Message {
  readonly type: 'linux.machine';
}

/** Answer to ReadMachine. */
export interface LinuxMachine extends Message {
  readonly type: 'linux.machineInfo';
  readonly hostname: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly diskUsedBytes: number;
  readonly inodes: number;
  readonly inodesUsed: number;
  readonly processes: number;
  readonly maxPids: number;
  readonly machineId: string;
  readonly systemUuid: string;
  readonly bootId: string;
  readonly bootAt: Micros;
  readonly kernelVersion: string;
  readonly osImage: string;
}

/** Subscribes to the kernel log's out-of-memory kills. Answers: LinuxOomKill, one per kill. */
export interface WatchOom extends Message {
  readonly type: 'linux.watchOom';
}

/** A process was killed for memory; also sent to whoever started its container. */
export interface LinuxOomKill extends Message {
  readonly type: 'linux.oomKill';
  readonly at: Micros;
  /** Host pid and name of the victim. */
  readonly pid: number;
  readonly process: string;
  /** Cgroup whose limit was hit; `/` when the machine itself ran out. */
  readonly limitCgroup: string;
  readonly victimCgroup: string;
  readonly containerId?: string;
}

/** Done; `isFound` is false when the container, pid or cgroup was not there. */
export interface LinuxDone extends Message {
  readonly type: 'linux.done';
  readonly isFound: boolean;
}

/** Everything `syscalls` takes. */
export type LinuxRequest =
  | StartProcess
  | SignalProcess
  | ExecProcess
  | RemoveContainer
  | ListContainers
  | AdoptContainer
  | LogRequest
  | KillCgroup
  | ChangeCgroups
  | ReadUsage
  | ListCgroups
  | ReadMachine
  | ReadProcesses
  | WatchCgroups
  | ServeUrl
  | SetLoad
  | WatchOom
  | FilesRequest
  | WatchFiles
  | NetnsRequest
  | NetCall
  | SetServiceRules
  | WorkloadOutput
  | WorkloadExit;

/** Everything `syscalls` sends. */
export type LinuxReply =
  | LinuxStarted
  | LinuxStartFailed
  | LinuxExited
  | LinuxExecDone
  | LinuxExecFailed
  | LinuxContainers
  | LinuxLogs
  | LogSizes
  | LinuxUsage
  | LinuxCgroups
  | CgroupChanged
  | LinuxMachine
  | LinuxProcesses
  | LinuxOomKill
  | LinuxDone
  | FilesResult
  | FileChanged
  | NetResult;
