// What dockerd remembers: container records, images, addresses of its bridge, and what it waits
// for. Plain data; the operations are in the files beside this one.

import type { PersistentMap } from '../../base/persistent-map.ts';
import type { ReplyTo } from '../../kernel/component.ts';
import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type { AuthConfig } from '../protocol/cri.ts';
import type {
  DockerState as ContainerState,
  DockerContainerSummary,
  DockerCreateBody,
  DockerExecCreateBody,
  DockerUpdateBody,
} from '../protocol/docker.ts';
import type { LinuxExited } from '../protocol/linux.ts';
import type { Addresses } from '../runtime/addresses.ts';
import type { ImageStore } from '../runtime/images.ts';
import type { PullBook } from '../runtime/pulls.ts';
import type { DockerLatencies } from './latencies.ts';

/** How a Docker Engine is set up. */
export interface DockerConfig {
  /** Name of the node's operating system process: `linux@node-1`. */
  readonly linux: string;
  readonly nodeName: string;
  /** Range of the bridge docker0. */
  readonly podCidr: string;
  readonly version: string;
  /** Images that are there from the start. */
  readonly images: readonly string[];
  /** Where their layers lie. */
  readonly imageDirectory: string;
  readonly latencies: DockerLatencies;
  readonly unpackBytesPerSecond: number;
  /** Images whose program the scenario replaces: their own stop signal goes with it. */
  readonly replacedImages?: readonly string[];
  /** Containers outlive the daemon. */
  readonly isLiveRestore: boolean;
}

/** Who waits for a container to be gone, and what is to happen then. */
export interface ExitWaiter {
  readonly want: 'stop' | 'kill' | 'remove' | 'restart';
  readonly to: ReplyTo;
}

/** Whether the daemon takes calls. */
export type Door =
  | { readonly is: 'open' }
  /** It has just begun and still stops what ran under the daemon before. */
  | { readonly is: 'restoring'; readonly awaited: readonly string[] }
  /** It was told to end: nobody new is let in, and it stops its containers. */
  | {
      readonly is: 'closing';
      /** Who is told that it has ended, in the order they asked. */
      readonly to: readonly ReplyTo[];
      readonly awaited: readonly string[];
      /** When its containers were gone and it began to close its networks. */
      readonly closedAt?: Micros;
    };

/** One container. */
export interface ContainerRecord {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  /** What its programs are known by. */
  readonly publishedAs: string;
  readonly createdAt: Micros;
  /** Rises with every container: what newer means when two are of one instant. */
  readonly order: number;
  readonly body: DockerCreateBody;
  readonly argv: readonly string[];
  readonly state: ContainerState;
  /** Empty while it has none of its own. */
  readonly ip: string;
  /** Set between a start's request and the kernel's answer. */
  readonly starting?: ReplyTo;
  readonly waiters: readonly ExitWaiter[];
  /** The daemon stops it because it ends itself, or has just begun. */
  readonly isEnding?: boolean;
  /** Its row in lists, the same object until something in it changes. */
  readonly row: DockerContainerSummary;
}

/** One command run inside a container. */
export interface ExecRecord {
  readonly id: string;
  readonly containerId: string;
  readonly body: DockerExecCreateBody;
  readonly isRunning: boolean;
  readonly exitCode: number | null;
}

/** What is waited for from the operating system, by event id. */
export type Pending =
  | { readonly kind: 'exec'; readonly execId: string; readonly to: ReplyTo }
  | { readonly kind: 'logs'; readonly to: ReplyTo };

/** The process's state. */
export interface DockerdState {
  readonly config: DockerConfig;
  readonly containers: PersistentMap<ContainerRecord>;
  /** Name to id. */
  readonly names: PersistentMap<string>;
  readonly nextOrder: number;
  readonly execs: PersistentMap<ExecRecord>;
  readonly addresses: Addresses;
  readonly images: ImageStore;
  readonly pulls: PullBook;
  readonly pending: PersistentMap<Pending>;
  /** Answers to lists by filter, kept until a row changes. */
  readonly lists: PersistentMap<readonly DockerContainerSummary[]>;
  readonly door: Door;
}

/** A request, understood. */
export type DockerOp =
  | { readonly op: 'create'; readonly name: string; readonly body: DockerCreateBody }
  | { readonly op: 'start'; readonly id: string }
  | { readonly op: 'stop' | 'restart'; readonly id: string; readonly seconds: number }
  | { readonly op: 'kill'; readonly id: string; readonly signal: string }
  | { readonly op: 'remove'; readonly id: string; readonly isForced: boolean }
  | { readonly op: 'inspect'; readonly id: string }
  | { readonly op: 'list'; readonly isAll: boolean; readonly labels: string }
  | {
      readonly op: 'logs';
      readonly id: string;
      readonly tail?: number;
      readonly since?: Micros;
      readonly isFollowing: boolean;
    }
  | { readonly op: 'update'; readonly id: string; readonly body: DockerUpdateBody }
  | { readonly op: 'execCreate'; readonly id: string; readonly body: DockerExecCreateBody }
  | { readonly op: 'execStart'; readonly execId: string }
  | { readonly op: 'execInspect'; readonly execId: string }
  | { readonly op: 'images' }
  | { readonly op: 'imageInspect'; readonly image: string }
  | { readonly op: 'pull'; readonly image: string; readonly auth?: AuthConfig }
  | { readonly op: 'imageRemove'; readonly image: string; readonly isForced: boolean }
  | { readonly op: 'tag'; readonly image: string; readonly target: string }
  | { readonly op: 'version' }
  | { readonly op: 'info' };

/** The daemon's own timer: a request whose work is done up to its effect. */
export interface DockerWork extends Message {
  readonly type: 'docker.work';
  readonly op: DockerOp;
  readonly to: ReplyTo;
  /** When the request came. */
  readonly since: Micros;
}

/** The daemon's own timer: a container's process is gone and its remains are cleared away. */
export interface DockerExit extends Message {
  readonly type: 'docker.exit';
  readonly exited: LinuxExited;
}

/** The daemon's own timer: the grace of a stop is over. */
export interface DockerGraceOver extends Message {
  readonly type: 'docker.graceOver';
  readonly id: string;
}

/** The daemon's own timer after a restart: containers to watch again, and remains to kill. */
export interface DockerRestored extends Message {
  readonly type: 'docker.restored';
  readonly running: readonly string[];
  readonly halfStarted: readonly string[];
}

/** The daemon's own timers while it ends: the next container's turn, and the end itself. */
export interface DockerClosing extends Message {
  readonly type: 'docker.closing';
  /** Absent: everything is closed. */
  readonly id?: string;
}
