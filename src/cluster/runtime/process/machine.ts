// The working copy of one container while one wake is worked off. Everything is read from the
// immutable record, changed here, and turned into a new record at the end. Lives for one handler.

import type { Micros } from '../../../kernel/time.ts';
import type { LogLine } from '../../protocol/linux-logs.ts';
import type { NetAnswer, NetPayload } from '../../protocol/linux-network.ts';
import type { DiskCounters, NetworkCounters } from '../../protocol/linux-usage.ts';
import type { ProgramSetup } from '../../protocol/setup.ts';
import type { WorkloadKind } from '../../protocol/workload.ts';
import type {
  Container,
  ContainerEnd,
  Desc,
  FileTree,
  LogBuffer,
  PendingExec,
  Proc,
  QuotaCounter,
} from './model.ts';
import { quotaAt } from './usage.ts';
import { usageAfter, wantedMillis } from './work.ts';

/** Who has to be asked for an answer, and what: another machine, or a process on this one. */
export interface Elsewhere {
  readonly kind: 'elsewhere';
  readonly process: string;
  readonly isWorkload: boolean;
  readonly ip: string;
  readonly port: number;
  readonly payload: NetPayload;
}

/** What a wake makes happen outside the container. `at` may lie a little ahead of the wake. */
export type Effect =
  | {
      readonly type: 'exec';
      readonly exec: PendingExec;
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
      readonly isTimedOut: boolean;
      readonly at: Micros;
    }
  | {
      readonly type: 'oom';
      readonly pid: number;
      readonly process: string;
      readonly at: Micros;
      readonly limitCgroup: string;
    }
  | {
      readonly type: 'call';
      readonly pid: number;
      readonly elsewhere: Elsewhere;
      readonly at: Micros;
      readonly timeout: number;
    }
  /** A program that has a process of its own in the simulation begins or ends. */
  | {
      readonly type: 'workload';
      readonly kind: WorkloadKind;
      readonly pid: number;
      readonly isUp: boolean;
      readonly at: Micros;
    }
  /** A signal to a process of another container in the same pid namespace. */
  | { readonly type: 'kill'; readonly pid: number; readonly signal: string; readonly at: Micros };

/** A line of `ps`. */
export interface ProcessLine {
  readonly pid: number;
  readonly user: string;
  readonly argv: readonly string[];
  readonly rssBytes: number;
  readonly startedAt: Micros;
}

/** What surrounds a container, as far as its programs see it. Changed in place during a wake. */
export interface Outside {
  host: FileTree;
  readonly changes: HostChange[];
  /** The next pid of the machine. */
  takeHostPid(): number;
  /** The next pid of the container's pid namespace. */
  takePid(): number;
  /** Processes of other containers in the same pid namespace. */
  others(): readonly ProcessLine[];
  /** An answer at once, or who is to be asked for one. */
  call(ip: string, port: number, payload: NetPayload, at: Micros): NetAnswer | Elsewhere;
  /** Address of a name that no hosts file knows. */
  resolve(name: string): string | undefined;
  /** Addresses of this container's network. */
  readonly ip: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly bootAt: Micros;
  readonly kernelVersion: string;
  readonly nodeName: string;
  /** Thousandths of the CPU time it wants that it gets on a machine that wants too much. */
  readonly cpuFactor: number;
  /** Whether a kill for memory takes the whole container. */
  readonly isOomGroup: boolean;
  readonly override: ProgramSetup | undefined;
}

/** A file of the host that a container changed. */
export interface HostChange {
  readonly path: string;
  readonly change: 'create' | 'write' | 'remove';
}

/** The working copy. */
export interface Run {
  readonly now: Micros;
  readonly epochSeconds: number;
  readonly container: Container;
  readonly outside: Outside;
  readonly procs: Map<number, Proc>;
  readonly descs: Map<number, Desc>;
  readonly effects: Effect[];
  readonly newLines: LogLine[];
  nextDesc: number;
  execs: readonly PendingExec[];
  layer: FileTree;
  layerBytes: number;
  logs: LogBuffer;
  end: ContainerEnd | undefined;
  isOomKilled: boolean;
  isGuess: boolean;
  /** CPU time used by steps of this wake, and that part of it which the kernel used. */
  cpuNanos: number;
  systemNanos: number;
  /** Where CPU time is limited. */
  quota: QuotaCounter | undefined;
  peakBytes: number;
  pageFaults: number;
  oomKills: number;
  disk: DiskCounters;
  wire: NetworkCounters;
}

/** Opens a container for a wake. */
export function openRun(
  container: Container,
  outside: Outside,
  now: Micros,
  epochSeconds: number,
): Run {
  return {
    now,
    epochSeconds,
    container,
    outside,
    procs: workingCopies(container.procs),
    descs: new Map(container.descs),
    effects: [],
    newLines: [],
    nextDesc: container.nextDesc,
    execs: container.execs,
    layer: container.layer,
    layerBytes: container.layerBytes,
    logs: container.logs,
    end: container.end,
    isOomKilled: container.isOomKilled,
    isGuess: container.isGuess,
    cpuNanos: 0,
    systemNanos: 0,
    quota: quotaAt(container, now),
    peakBytes: container.peakBytes,
    pageFaults: container.pageFaults,
    oomKills: container.oomKills,
    disk: container.disk,
    wire: container.wire,
  };
}

function workingCopies(procs: Container['procs']): Map<number, Proc> {
  const copies = new Map<number, Proc>();
  for (const proc of procs) copies.set(proc.pid, { ...proc });
  return copies;
}

/** The record after the wake; every member by name, since spreading so many is slow. */
export function closeRun(run: Run, wakeAt: Micros | undefined = run.container.wakeAt): Container {
  const { container } = run;
  const procs: Proc[] = [];
  for (const proc of run.procs.values()) procs.push(proc);
  const wanted = wantedMillis(procs);
  return {
    id: container.id,
    spec: container.spec,
    owner: container.owner,
    startedAt: container.startedAt,
    isGuess: run.isGuess,
    hostPid: container.hostPid,
    initPid: container.initPid,
    procs,
    descs: run.descs.size === 0 ? NO_DESCS : [...run.descs],
    nextDesc: run.nextDesc,
    execs: run.execs,
    layer: run.layer,
    layerBytes: run.layerBytes,
    logs: run.logs,
    followers: container.followers,
    end: run.end,
    isOomKilled: run.isOomKilled,
    usage: usageAfter(run, wanted),
    quota: run.quota && { ...run.quota, wantedMillis: wanted },
    peakBytes: run.peakBytes,
    pageFaults: run.pageFaults,
    oomKills: run.oomKills,
    disk: run.disk,
    wire: run.wire,
    wakeAt,
  };
}

const NO_DESCS: Container['descs'] = [];
