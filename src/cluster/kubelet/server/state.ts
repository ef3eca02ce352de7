// The slice of the kubelet's HTTP server: requests that wait for someone else's answer, and how
// many were served. Models pkg/kubelet/server/server.go and server/metrics/metrics.go.

import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { FilesystemUsage } from '../../protocol/cri.ts';
import type { LinuxMachine, LinuxUsage } from '../../protocol/linux.ts';
import type { FileOutcome } from '../../protocol/linux-files.ts';
import type { StatsAnswer } from '../../protocol/stats.ts';

/** What others have to say before a page can be made. */
export interface Parts {
  /** cAdvisor's two newest samples of every cgroup. */
  readonly stats?: StatsAnswer;
  readonly machine?: LinuxMachine;
  readonly images?: FilesystemUsage;
  /** Counters as of now. */
  readonly usage?: LinuxUsage;
  /** Sizes of directories, by path; absent where there is none. */
  readonly sizes?: { readonly [path: string]: FileSize };
}

/** Bytes and inodes of a directory with all that is in it. */
export interface FileSize {
  readonly bytes: number;
  readonly inodes: number;
}

/** The names of the parts. */
export type PartName = keyof Parts;

/** A page that is made of parts. */
export type GatheredPage = 'summary' | 'summary-short' | 'cadvisor' | 'resource';

/** A page under way: what was learnt, and what is asked next; the first of it is asked now. */
export interface Gathering {
  readonly page: GatheredPage;
  readonly parts: Parts;
  readonly todo: readonly PartName[];
  /** Whose sizes are being asked. */
  readonly paths?: readonly string[];
}

/** What of cAdvisor's answer is the page: all, its containers by name, or the only one. */
export type CadvisorShape = 'as-it-is' | 'by-name' | 'first';

/** One request that is not answered yet, or a stream that goes on. */
export type ServerCall =
  | {
      readonly what: 'logs' | 'exec' | 'run';
      readonly to: ReplyTo;
      readonly isFollowing: boolean;
      readonly hasTimestamps: boolean;
      /** The head of a stream was sent. */
      readonly isOpen: boolean;
      /** What is run. */
      readonly command: string;
    }
  | { readonly what: 'page'; readonly to: ReplyTo; readonly gathering: Gathering }
  | { readonly what: 'cadvisor'; readonly to: ReplyTo; readonly shape: CadvisorShape }
  /** A directory or file below /var/log; the file is read when the path is no directory. */
  | { readonly what: 'file'; readonly to: ReplyTo; readonly path: string };

/** Slice `server`. */
export interface ServerState {
  /** By `r<request id>` of the question asked on. */
  readonly calls: PersistentMap<ServerCall>;
  /** Sizes of volumes' directories, counted once a minute at most. */
  readonly volumes?: { readonly at: Micros; readonly sizes: { readonly [path: string]: FileSize } };
  /** What the runtime said last. */
  readonly told: RuntimeUsage;
}

/** The runtime remembers what it said last: rates are over the time between two questions. */
export interface RuntimeUsage {
  readonly at: Micros;
  /** CPU time by cgroup. */
  readonly nanos: { readonly [path: string]: number };
}

/** A server without requests. */
export function initialServerState(): ServerState {
  return { calls: emptyMap(), told: { at: 0 as Micros, nanos: {} } };
}

/** The size that an operation found. */
export function sizeIn(outcome: FileOutcome | undefined): FileSize | undefined {
  return outcome?.isOk === true ? outcome.usage : undefined;
}
