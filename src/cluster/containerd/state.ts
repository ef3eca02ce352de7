// What containerd remembers: sandboxes, containers, images, the addresses CNI gave, and what it
// waits for. Plain data; the operations are in the files beside this one.

import type { PersistentMap } from '../../base/persistent-map.ts';
import type { ReplyTo } from '../../kernel/component.ts';
import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CtrRequest } from '../protocol/containerd.ts';
import type { CriRequest, CriRequestOf } from '../protocol/cri.ts';
import type {
  ContainerConfig,
  CriContainer,
  CriContainerState,
  PodSandbox,
  PodSandboxConfig,
} from '../protocol/cri-objects.ts';
import type { LinuxExited } from '../protocol/linux.ts';
import type { Addresses } from '../runtime/addresses.ts';
import type { ImageStore } from '../runtime/images.ts';
import type { PullBook } from '../runtime/pulls.ts';
import type { ContainerdLatencies } from './latencies.ts';

/** How containerd is set up. */
export interface ContainerdConfig {
  /** Name of the node's operating system process: `linux@node-1`. */
  readonly linux: string;
  readonly nodeName: string;
  /** The range of the node's CNI configuration. */
  readonly podCidr: string;
  readonly version: string;
  /** The `sandbox_image` (`pinned_images.sandbox`) of its configuration. */
  readonly sandboxImage: string;
  /** Images that are there from the start. */
  readonly images: readonly string[];
  /** Where their layers lie. */
  readonly imageDirectory: string;
  readonly latencies: ContainerdLatencies;
  readonly unpackBytesPerSecond: number;
  /** Images whose program the scenario replaces: their own stop signal goes with it. */
  readonly replacedImages?: readonly string[];
  /** AppArmor profiles that were loaded into the kernel. */
  readonly appArmor: readonly string[];
}

/** What is done when a process is gone. */
export interface ExitWaiter {
  readonly want: 'stop' | 'remove' | 'stopSandbox' | 'task';
  readonly to: ReplyTo;
}

/** What a container and a sandbox's pause have in common: a task of the kernel. */
export interface TaskRecord {
  readonly id: string;
  readonly createdAt: Micros;
  readonly order: number;
  /** 0 while there is no process. */
  readonly pid: number;
  readonly startedAt?: Micros;
  readonly finishedAt?: Micros;
  readonly exitCode: number;
  /** Set between a start's request and the kernel's answer. */
  readonly starting?: ReplyTo;
  readonly waiters: readonly ExitWaiter[];
}

/** A sandbox. */
export interface SandboxRecord extends TaskRecord {
  readonly config: PodSandboxConfig;
  readonly runtimeHandler: string;
  /** Empty in the node's own network, and once the network is down. */
  readonly ip: string;
  readonly hasNetwork: boolean;
  readonly row: PodSandbox;
}

/** A container. */
export interface ContainerRecord extends TaskRecord {
  readonly sandboxId: string;
  readonly config: ContainerConfig;
  readonly imageId: string;
  /** What its programs are known by. */
  readonly publishedAs: string;
  readonly argv: readonly string[];
  readonly logPath: string;
  readonly state: CriContainerState;
  /** Empty: by its exit code. */
  readonly reason: string;
  readonly message: string;
  /** The polite signal was sent: a second stop only waits. */
  readonly isSignalled: boolean;
  readonly row: CriContainer;
}

/** What is waited for from the operating system, by event id. */
export type Pending =
  | {
      readonly kind: 'exec';
      readonly method: 'ExecSync' | 'Exec';
      readonly timeoutSeconds: number;
      readonly to: ReplyTo;
    }
  | { readonly kind: 'logs'; readonly to: ReplyTo }
  /** A container that waits for its seccomp profile to be read. */
  | {
      readonly kind: 'seccomp';
      readonly params: CriRequestOf<'CreateContainer'>['params'];
      readonly path: string;
      readonly to: ReplyTo;
    }
  /** A sandbox that waits for the image of pause, by the id of its request. */
  | {
      readonly kind: 'sandbox';
      readonly request: CriRequestOf<'RunPodSandbox'>;
      readonly to: ReplyTo;
    };

/** The process's state. */
export interface ContainerdState {
  readonly config: ContainerdConfig;
  readonly sandboxes: PersistentMap<SandboxRecord>;
  readonly containers: PersistentMap<ContainerRecord>;
  /** Names in use, to the id that has one. Models internal/registrar. */
  readonly names: PersistentMap<string>;
  readonly nextOrder: number;
  readonly addresses: Addresses;
  /** host-local's last reserved address. */
  readonly lastAddress: string;
  readonly images: ImageStore;
  readonly pulls: PullBook;
  readonly pending: PersistentMap<Pending>;
  /** The whole lists, kept until a row changes. */
  readonly lists: {
    readonly sandboxes?: readonly PodSandbox[];
    readonly containers?: readonly CriContainer[];
  };
}

/** Its own timer: a request whose work is done up to its effect. */
export interface CriWork extends Message {
  readonly type: 'containerd.work';
  readonly request: CriRequest | CtrRequest;
  readonly to: ReplyTo;
}

/** Its own timer: a sandbox's network and container are there, pause can start. */
export interface SandboxReady extends Message {
  readonly type: 'containerd.sandboxReady';
  readonly id: string;
}

/** Its own timer: a process is gone and its shim has said so. */
export interface TaskExit extends Message {
  readonly type: 'containerd.exit';
  readonly exited: LinuxExited;
}

/** Its own timer: the grace of a stop is over. */
export interface GraceOver extends Message {
  readonly type: 'containerd.graceOver';
  readonly id: string;
}

/** Its own timer: a sandbox's network is down. */
export interface NetworkDown extends Message {
  readonly type: 'containerd.networkDown';
  readonly id: string;
  readonly waiters: readonly ReplyTo[];
}

/** Its own timer after a restart: processes to ask after and to watch again. */
export interface Recover extends Message {
  readonly type: 'containerd.recover';
}
