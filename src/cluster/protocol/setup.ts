// What a cluster is made of before anything happens: the part of a scenario that assembly reads.
// Plain data; `scenario/` makes it from files, `cluster/assemble.ts` builds processes from it.

import type { Taint } from '../../api/node.ts';
import type { ApiObject, StringMap } from '../../apimachinery/meta.ts';
import type { Json } from '../../kernel/message.ts';
import type { RegistryRule } from './registry.ts';

/** The editions by name. */
export type EditionWord = 'document' | 'docker' | 'containerd';

/** A whole cluster at time zero. */
export interface ClusterSetup {
  readonly edition: EditionWord;
  readonly seed: number;
  /** What instant 0 is called: seconds since 1970, UTC. */
  readonly epochSeconds: number;
  readonly nodes: readonly NodeSetup[];
  readonly latency: LatencyName;
  /** What every kubelet is told: flags (`--pod-manifest-path`) or KubeletConfiguration fields. */
  readonly kubelet: { readonly [setting: string]: Json };
  readonly images: readonly ImageSetup[];
  /** What etcd holds at time zero besides what Kubernetes itself puts there. */
  readonly objects: readonly ApiObject[];
  readonly components: ComponentSetup;
  readonly machine: MachineSetup;
  /** How long the cluster has been running at time zero; 0 or absent: it starts just then. */
  readonly settleSeconds?: number;
}

/** Named profiles of the links. */
export type LatencyName = 'recorded' | 'slow' | 'none';

/** One node. */
export interface NodeSetup {
  readonly name: string;
  /** Quantities. */
  readonly cpu: string;
  readonly memory: string;
  readonly disk: string;
  readonly pods: number;
  readonly labels: StringMap;
  readonly taints: readonly Taint[];
  /** What allocatable memory is when it is not capacity less the reserves. */
  readonly allocatableMemory?: string;
  /** AppArmor profiles that were loaded; false: the kernel has no AppArmor. Absent: none. */
  readonly appArmor?: readonly string[] | false;
  /** Whether kubelet and engine run at time zero; else someone has to start them. */
  readonly isKubeletRunning: boolean;
  /** What its kubelet is told beside what every kubelet is. */
  readonly kubelet?: { readonly [setting: string]: Json };
}

/** One image: on the nodes from the start, its program, how the registry answers for it. */
export interface ImageSetup {
  readonly image: string;
  /** Lies on every node at time zero. */
  readonly isPresent: boolean;
  readonly program?: ProgramSetup;
  readonly rule?: RegistryRule;
}

/** What an image's program does instead of what the catalogue says. */
export interface ProgramSetup {
  readonly argv?: readonly string[];
  readonly listens?: readonly { readonly port: number; readonly afterSeconds?: number }[];
  /**
   * Answers by path; `*` is every other path, a trailing `*` every longer one. Times in
   * microseconds from the start.
   */
  readonly http?: readonly {
    readonly path: string;
    readonly status: number;
    readonly body?: string;
    readonly from?: number;
    readonly until?: number;
  }[];
  readonly log?: readonly string[];
  readonly onSigterm?: 'ignored' | { readonly exitCode: number; readonly afterSeconds?: number };
  readonly exitsAfterSeconds?: number;
  readonly exitCode?: number;
  readonly memoryBytes?: number;
  readonly cpuMillis?: number;
}

/** Which parts of the control plane run. */
export interface ComponentSetup {
  readonly hasScheduler: boolean;
  /** Names of controllers that run; empty: no controller manager. */
  readonly controllers: readonly ControllerName[];
  /** How long the node monitor waits before a node is Unknown. */
  readonly nodeMonitorGraceSeconds?: number;
}

/** The controllers there are. */
export type ControllerName =
  | 'node-lifecycle'
  | 'taint-eviction'
  | 'pod-garbage-collector'
  | 'persistentvolume-binder'
  /** With kube-proxy on every node. */
  | 'endpoint'
  | 'namespace';

/** How fast the machine is where that shows. */
export interface MachineSetup {
  readonly kubeletStartupSeconds?: number;
  readonly apiserverStartupSeconds?: number;
  readonly dockerStartupSeconds?: number;
  readonly containerdStartupSeconds?: number;
  readonly etcdStartupSeconds?: number;
  /**
   * Seconds from the start of a container to its second sample in cAdvisor, by `pod/container`,
   * where that is known; otherwise it is a matter of luck.
   */
  readonly secondSamples?: { readonly [container: string]: number };
  /** Memory that the system itself takes on each node. */
  readonly systemMemoryBytes?: number;
  /** Whether containers outlive a stopped dockerd. */
  readonly hasLiveRestore?: boolean;
}
