// A container as the operating system keeps it: processes, descriptors, files, output. All data.
// In state these records are immutable; while one wake is worked off, `machine.ts` works on copies.

import type { PersistentMap } from '../../../base/persistent-map.ts';
import type { List, Node } from '../../../formats/shell-tree.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { StartProcess } from '../../protocol/linux.ts';
import type { LogLine } from '../../protocol/linux-logs.ts';
import type { NetAnswer } from '../../protocol/linux-network.ts';
import type { DiskCounters, LoadDials, NetworkCounters } from '../../protocol/linux-usage.ts';
import type { ServerModel } from '../programs/server-model.ts';

/** One file or directory; `zeros` counts zero bytes that follow the text and are not kept. */
export interface FsNode {
  readonly isDir: boolean;
  readonly text: string;
  readonly zeros: number;
  readonly mode: number;
  readonly at: Micros;
}

/** A tree of files by absolute path. */
export type FileTree = PersistentMap<FsNode>;

/** What a file descriptor points at. */
export type Fd =
  | { readonly k: 'null' }
  | { readonly k: 'zero' }
  /** A terminal or open stdin on which nobody types. */
  | { readonly k: 'open' }
  | { readonly k: 'log'; readonly stream: 'stdout' | 'stderr' }
  | {
      readonly k: 'desc';
      readonly id: number;
      readonly isRead: boolean;
      readonly isWrite: boolean;
    };

/** An open file or pipe, shared by all descriptors that point at it. */
export type Desc =
  | { readonly k: 'pipe'; readonly buffer: string; readonly at: Micros }
  | { readonly k: 'file'; readonly path: string; readonly offset: number };

/** Why a process does not run. */
export type Block =
  | { readonly on: 'time'; readonly until: Micros }
  | { readonly on: 'child'; readonly pids: readonly number[]; readonly until?: Micros }
  | { readonly on: 'read'; readonly desc: number; readonly until?: Micros }
  | { readonly on: 'write'; readonly desc: number }
  | { readonly on: 'net'; readonly until: Micros }
  | { readonly on: 'ever' };

/** A shell variable. */
export interface Variable {
  readonly value: string;
  readonly isExported: boolean;
  readonly isReadOnly?: boolean;
}

/** Variables by name; names are never integer-like, so insertion order is kept. */
export type Variables = { readonly [name: string]: Variable };

/** What a shell still has to do, innermost first. */
export type Frame = { readonly next: Frame | null } & FrameBody;

/** One unfinished construct. */
export type FrameBody =
  | { readonly t: 'list'; readonly list: List; readonly i: number; readonly isTail: boolean }
  | {
      readonly t: 'simple';
      readonly node: Node & { readonly t: 'simple' };
      readonly subs: readonly string[];
      readonly isTail: boolean;
    }
  /** Waits for the output of `$(…)`, which then becomes one more of `subs` below. */
  | { readonly t: 'capture'; readonly pid: number; readonly desc: number }
  | { readonly t: 'wait'; readonly pids: readonly number[] }
  | { readonly t: 'neg' }
  | {
      readonly t: 'andor';
      readonly node: Node & { readonly t: 'andor' };
      readonly i: number;
      readonly isTail: boolean;
    }
  | { readonly t: 'if'; readonly node: Node & { readonly t: 'if' }; readonly i: number }
  | {
      readonly t: 'while';
      readonly node: Node & { readonly t: 'while' };
      readonly stage: 'cond' | 'body';
      readonly last: number;
    }
  | {
      readonly t: 'for';
      readonly name: string;
      readonly words: readonly string[];
      readonly i: number;
      readonly body: List;
    }
  /** Needs words expanded first: for, case, [[ ]], (( )), redirections of a compound command. */
  | { readonly t: 'words'; readonly node: Node; readonly subs: readonly string[] }
  | { readonly t: 'fds'; readonly fds: readonly (Fd | undefined)[] }
  | {
      readonly t: 'call';
      readonly params: readonly string[];
      /** What the locals of this call hide; null where nothing was. */
      readonly locals: readonly (readonly [string, Variable | null])[];
    }
  /** Variables set for one builtin (`IFS= read x`); null where nothing was before. */
  | { readonly t: 'vars'; readonly old: readonly (readonly [string, Variable | null])[] }
  | { readonly t: 'source' }
  /** Commands are read from stdin, line by line. */
  | { readonly t: 'stdin' }
  | { readonly t: 'trap'; readonly status: number }
  | { readonly t: 'waitBuiltin'; readonly pids: readonly number[] }
  | {
      readonly t: 'read';
      readonly names: readonly string[];
      readonly isRaw: boolean;
      readonly carry: string;
      readonly until?: Micros;
    };

/** A running shell. */
export interface ShellProgram {
  readonly kind: 'shell';
  readonly frames: Frame | null;
  readonly vars: Variables;
  readonly arg0: string;
  readonly params: readonly string[];
  readonly functions: { readonly [name: string]: Node };
  readonly status: number;
  readonly lastBackground: number;
  /** `$$`: of the shell that started it all, also in subshells. */
  readonly mainPid: number;
  readonly traps: { readonly [signal: string]: string };
  readonly pendingTraps: readonly string[];
  readonly options: string;
  readonly isSubshell: boolean;
  readonly isExiting: boolean;
  /** Bytes that variables hold above their text. */
  readonly heapBytes: number;
  /** How its messages begin: `sh`, or `sh: 1` as dash has it. */
  readonly flavor: 'ash' | 'dash' | 'bash';
}

/** What a process does. */
export type Program =
  | ShellProgram
  /** A program that is run through at its first step, or turns into another kind then. */
  | { readonly kind: 'applet'; readonly name: string }
  | { readonly kind: 'sleep' }
  | {
      readonly kind: 'filter';
      readonly name: string;
      readonly carry: string;
      readonly memo: number;
      readonly code: number;
    }
  | {
      readonly kind: 'follow';
      readonly path: string;
      readonly offset: number;
      readonly isByName: boolean;
      readonly period: number;
    }
  | {
      readonly kind: 'server';
      readonly model: ServerModel;
      readonly since: Micros;
      readonly logged: number;
    }
  | {
      readonly kind: 'stopping';
      readonly at: Micros;
      readonly code: number;
      readonly log: readonly string[];
    }
  | {
      readonly kind: 'hog';
      readonly toBytes: number;
      readonly bytesPerTick: number;
      readonly then: 'hold' | 'exit' | 'pipe';
      readonly pipeBytes: number;
    }
  | { readonly kind: 'flood'; readonly text: string }
  /** A load that is turned from outside; `owed` are requests, in millionths, not sent yet. */
  | {
      readonly kind: 'load';
      readonly dials: LoadDials;
      readonly at: Micros;
      readonly owed: number;
    }
  | {
      readonly kind: 'timeout';
      readonly pid: number;
      readonly until: Micros;
      readonly signal: string;
    }
  | {
      readonly kind: 'call';
      readonly tool: 'wget' | 'nc' | 'curl';
      readonly target: string;
      readonly outFile: string;
      readonly isQuiet: boolean;
      readonly deadline: Micros;
    }
  | {
      readonly kind: 'accept';
      readonly port: number;
      readonly text: string;
      readonly isLoop: boolean;
    };

/** One process. Plain data; the working copies of machine.ts assign to these fields. */
export interface Proc {
  /** Pid inside the container's pid namespace. */
  pid: number;
  hostPid: number;
  parent: number;
  name: string;
  argv: readonly string[];
  /** Environment given at exec; a shell keeps its own variables. */
  env: readonly (readonly [string, string])[];
  cwd: string;
  fds: readonly (Fd | undefined)[];
  program: Program;
  block: Block | undefined;
  /** Its own time: how far it has been run. */
  clock: Micros;
  ignored: readonly string[];
  rssBytes: number;
  /** Demand for CPU while it is blocked or spinning, in thousandths of a core. */
  cpuMillis: number;
  /** Steps since it last blocked: a long burst is slowed down, see `stepCost`. */
  burst: number;
  /** Set once it has ended and waits to be reaped. */
  exit: { readonly code: number; readonly signal?: string } | undefined;
  startedAt: Micros;
  execId: number;
}

/** An exec that waits for its process. */
export interface PendingExec {
  readonly id: number;
  readonly pid: number;
  readonly replyTo: ReplyTo;
  readonly stdout: number;
  readonly stderr: number;
  readonly deadline: Micros | undefined;
  readonly isKilledOnTimeout: boolean;
}

/** How a container ended. */
export interface ContainerEnd {
  readonly code: number;
  readonly signal?: string;
  readonly at: Micros;
}

/** A container: its first process, what that started, its files and output. */
export interface Container {
  readonly id: string;
  readonly spec: StartProcess;
  readonly owner: ReplyTo;
  readonly startedAt: Micros;
  readonly isGuess: boolean;
  readonly hostPid: number;
  /** Pid of the first process in its namespace. */
  readonly initPid: number;
  readonly procs: readonly Readonly<Proc>[];
  readonly descs: readonly (readonly [number, Desc])[];
  readonly nextDesc: number;
  readonly execs: readonly PendingExec[];
  readonly layer: FileTree;
  readonly layerBytes: number;
  readonly logs: LogBuffer;
  readonly followers: readonly ReplyTo[];
  readonly end: ContainerEnd | undefined;
  readonly isOomKilled: boolean;
  readonly page?: ServedPage | undefined;
  readonly usage: UsageCounter;
  /** Where its CPU time is limited. */
  readonly quota?: QuotaCounter | undefined;
  /** The most that its memory ever was, page cache included. */
  readonly peakBytes: number;
  readonly pageFaults: number;
  readonly oomKills: number;
  readonly disk: DiskCounters;
  readonly wire: NetworkCounters;
  /** The instant its timer is armed for. */
  readonly wakeAt: Micros | undefined;
}

/** A page a server gave last: while the files are the same, it is given again as it is. */
export interface ServedPage {
  readonly model: ServerModel;
  readonly path: string;
  readonly layer: FileTree;
  readonly answer: NetAnswer;
}

/** CPU time as a counter that grows at a rate since an instant, so nothing ticks. */
export interface UsageCounter {
  readonly nanos: number;
  /** That part of it which the kernel used. */
  readonly systemNanos: number;
  readonly since: Micros;
  /** Thousandths of a core. */
  readonly millis: number;
}

/** How a quota of CPU time was enforced until the instant of `usage.since`. */
export interface QuotaCounter {
  /** Time in which something wanted to run, and in which more was wanted than is given. */
  readonly activeMicros: number;
  readonly throttledMicros: number;
  readonly throttledNanos: number;
  /** Thousandths of a core that are wanted since then. */
  readonly wantedMillis: number;
  /** The last period in which a step of work began, by number, and what of it was used. */
  readonly period: number;
  readonly usedMicros: number;
}

/** The last lines of output, in chunks so that a line costs little to add. */
export interface LogBuffer {
  readonly chunks: readonly (readonly LogLine[])[];
  readonly partial: { readonly stdout: string; readonly stderr: string };
  /** How big the file is that all of it went into. */
  readonly bytes: number;
  /** The name that file got meanwhile. */
  readonly renamedTo?: string;
}
