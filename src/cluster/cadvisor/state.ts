// What cAdvisor keeps: the cgroups with their samples, what was asked of it, and what the engine
// calls its containers.

import { emptyMap, type PersistentMap } from '../../base/persistent-map.ts';
import type { ReplyTo } from '../../kernel/component.ts';
import type { Duration, Micros } from '../../kernel/time.ts';
import type { DockerContainerSummary } from '../protocol/docker.ts';
import type { CgroupLimits, LinuxMachine } from '../protocol/linux.ts';
import type { LinuxProcesses } from '../protocol/linux-processes.ts';
import type { CadvisorRequest, ContainerSample, StatsRequest } from '../protocol/stats.ts';
import type { CoreTimes } from './cores.ts';
import type { DueTimes } from './due.ts';

/** Which machine it watches. */
export interface CadvisorConfig {
  readonly nodeName: string;
  /** Process of the machine's operating system. */
  readonly linux: string;
  /** Process of an engine that it can ask for names and labels: Docker. */
  readonly docker?: string;
  /** How many cores the machine has. */
  readonly cpus: number;
  /** Where its own pages are served; absent: nowhere, only the kubelet reads it. */
  readonly port?: number;
  /** How often a cgroup is sampled that changes, before the jitter. */
  readonly housekeeping: Duration;
  /** When the second sample of a container falls, in seconds, by `pod/container`; else by luck. */
  readonly secondSamples: { readonly [container: string]: number };
}

/** A cgroup with its samples and when the next is due. */
export interface Tracked {
  readonly containerId?: string;
  readonly createdAt: Micros;
  readonly limits: CgroupLimits;
  readonly samples: readonly ContainerSample[];
  /** The CPU time by core at the newest of them, where somebody can read it. */
  readonly cores?: CoreTimes;
  /** The stream of luck that says when it is sampled next. */
  readonly stream: string;
  readonly dueAt: Micros;
  /** Without the jitter. */
  readonly interval: Duration;
  /** When the second sample is due, where that is known. */
  readonly secondAt?: Micros;
}

/** What a page is made of besides the samples. */
export interface ApiParts {
  readonly machine?: LinuxMachine;
  readonly processes?: LinuxProcesses;
}

/** A request for a page, and what is still to be asked for it; the first is asked now. */
export interface ApiCall {
  readonly to: ReplyTo;
  readonly request: CadvisorRequest;
  readonly todo: readonly ('engine' | 'machine' | 'processes')[];
  readonly parts: ApiParts;
}

/** What happened to a container. */
export interface StoredEvent {
  readonly at: Micros;
  readonly container: string;
  readonly type: 'containerCreation' | 'containerDeletion' | 'oom' | 'oomKill';
  /** Of an OOM. */
  readonly pid?: number;
  readonly process?: string;
}

/** All state of the process. */
export interface CadvisorState {
  readonly config: CadvisorConfig;
  readonly cgroups: PersistentMap<Tracked>;
  /** Which loops are due when. */
  readonly due: DueTimes;
  /** Requests that wait for samples made for them, by the event that asked for usage. */
  readonly waiting: PersistentMap<{ readonly replyTo: ReplyTo; readonly request: StatsRequest }>;
  readonly timerAt: Micros | undefined;
  /** Requests for pages that wait for somebody's answer, by the event that asked. */
  readonly calls: PersistentMap<ApiCall>;
  /** What the engine said of its containers when it was asked last, by id. */
  readonly named: PersistentMap<DockerContainerSummary>;
  /** What happened, oldest first: only where somebody can read it. */
  readonly events: PersistentMap<StoredEvent>;
  readonly lastEvent: number;
}

/** The state while one message is worked off: its fields are replaced, its values never changed. */
export type Draft = { -readonly [K in keyof CadvisorState]: CadvisorState[K] };

/** Nothing was asked yet, and nothing has happened. */
export const NOTHING_ASKED: Pick<
  CadvisorState,
  'waiting' | 'calls' | 'named' | 'timerAt' | 'events' | 'lastEvent'
> = {
  waiting: emptyMap(),
  calls: emptyMap(),
  named: emptyMap(),
  timerAt: undefined,
  events: emptyMap(),
  lastEvent: 0,
};
