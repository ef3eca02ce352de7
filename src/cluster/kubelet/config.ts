// The kubelet's configuration: flags and KubeletConfiguration of the era in one shape, with the
// defaults of each edition filled in at assembly.

import type { Taint } from '../../api/node.ts';
import type { Duration } from '../../kernel/time.ts';
import type { EditionName } from '../editions/edition.ts';

/** Everything one kubelet is told at start. */
export interface KubeletConfig {
  readonly edition: EditionName;
  /** `v1.20.2`, `v1.36.2`. */
  readonly version: string;
  readonly nodeName: string;
  readonly nodeIp: string;
  readonly podCidr: string;
  /** Machine totals. */
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly maxPods: number;
  /** AppArmor profiles that were loaded into the kernel; absent: it has no AppArmor. */
  readonly appArmor?: readonly string[];
  readonly nodeLabels: { readonly [key: string]: string };
  readonly registerWithTaints: readonly Taint[];
  readonly isRegisterNode: boolean;
  /** From the start of the process to its first request. */
  readonly startupTime: Duration;
  readonly staticPodPath?: string;
  readonly staticPodUrl?: string;
  readonly staticPodUrlHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly fileCheckFrequency: Duration;
  readonly httpCheckFrequency: Duration;
  /** Whether the manifest directory is also watched by inotify. */
  readonly hasFileWatch: boolean;
  readonly clusterDns: readonly string[];
  readonly clusterDomain: string;
  readonly syncFrequency: Duration;
  readonly nodeStatusUpdateFrequency: Duration;
  readonly nodeStatusReportFrequency: Duration;
  readonly nodeLeaseDurationSeconds: number;
  readonly isSerializeImagePulls: boolean;
  readonly maxParallelImagePulls: number;
  readonly registryPullQps: number;
  readonly eventQps: number;
  readonly eventBurst: number;
  readonly kubeApiQps: number;
  readonly kubeApiBurst: number;
  readonly podInfraContainerImage: string;
  readonly imageGcHighThresholdPercent: number;
  readonly imageGcLowThresholdPercent: number;
  readonly imageMinimumGcAge: Duration;
  /** Images unused for longer go; 0 is never. */
  readonly imageMaximumGcAge: Duration;
  /** Dead containers kept: for each container of a pod, of all, and for how long in any case. */
  readonly maxPerPodContainerCount: number;
  readonly maxContainerCount: number;
  readonly minContainerAge: Duration;
  readonly evictionHard: { readonly [signal: string]: string };
  readonly evictionSoft: { readonly [signal: string]: string };
  readonly evictionSoftGracePeriod: { readonly [signal: string]: string };
  readonly evictionMinimumReclaim: { readonly [signal: string]: string };
  readonly evictionMaxPodGracePeriodSeconds: number;
  readonly evictionPressureTransitionPeriod: Duration;
  /** Where allocatable is a limit: `pods`, `system-reserved`, `kube-reserved`. */
  readonly enforceNodeAllocatable: readonly string[];
  readonly systemReserved: { readonly [resource: string]: string };
  readonly kubeReserved: { readonly [resource: string]: string };
  readonly containerLogMaxSize: number;
  readonly containerLogMaxFiles: number;
  readonly containerLogMonitorInterval: Duration;
  /** Port of the server that needs no credentials; 0: none. */
  readonly readOnlyPort: number;
  /** Whether requests without credentials are let in at all. */
  readonly isAnonymousAllowed: boolean;
  /** Whether the API server is asked what a client may do, or everybody may do everything. */
  readonly authorizationMode: 'AlwaysAllow' | 'Webhook';
  /** Logs, exec and the like are served. */
  readonly hasDebuggingHandlers: boolean;
  /** How much it writes into its log: `-v`. */
  readonly verbosity: number;
  /** Told, shown by `/configz`, and without effect on what is simulated. */
  readonly inert: {
    readonly failSwapOn: boolean;
    readonly maxOpenFiles: number;
    readonly oomScoreAdj: number;
  };
  /** Longest CrashLoopBackOff. */
  readonly maxContainerRestartPeriod: Duration;
  /** Names of the processes it talks to. */
  readonly apiserver: string;
  readonly engine: string;
  readonly linux: string;
  readonly cadvisor: string;
}
