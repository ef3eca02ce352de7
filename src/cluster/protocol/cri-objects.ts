// The objects that CRI calls carry: sandboxes, containers and their configurations.
// Models k8s.io/cri-api, api.proto v1. Enum values keep their names on the wire.

import type { Micros } from '../../kernel/time.ts';

/** A string map as the wire has it. */
export interface StringMap {
  readonly [key: string]: string;
}

/** Labels the kubelet writes on each sandbox and container. Models pkg/kubelet/types/labels.go. */
export type CriLabelKey =
  | 'io.kubernetes.pod.name'
  | 'io.kubernetes.pod.namespace'
  | 'io.kubernetes.pod.uid'
  | 'io.kubernetes.container.name';

/** Annotations the kubelet writes on each container. Models pkg/kubelet/kuberuntime/labels.go. */
export type CriAnnotationKey =
  | 'io.kubernetes.container.hash'
  | 'io.kubernetes.container.restartCount'
  | 'io.kubernetes.container.terminationMessagePath'
  | 'io.kubernetes.container.terminationMessagePolicy'
  | 'io.kubernetes.container.preStopHandler'
  | 'io.kubernetes.container.ports'
  | 'io.kubernetes.pod.deletionGracePeriod'
  | 'io.kubernetes.pod.terminationGracePeriod'
  | 'kubernetes.io/config.source'
  | 'kubernetes.io/config.seen'
  | 'kubernetes.io/config.hash';

/** One of the conditions that `Status` reports. */
export interface RuntimeCondition {
  readonly type: 'RuntimeReady' | 'NetworkReady';
  readonly isTrue: boolean;
  readonly reason?: string;
  readonly message?: string;
}

/** Who a sandbox is. */
export interface PodSandboxMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly attempt: number;
}

/** Who a container is within its sandbox. */
export interface ContainerMetadata {
  readonly name: string;
  readonly attempt: number;
}

/** Whose namespace a container shares. */
export type NamespaceMode = 'POD' | 'CONTAINER' | 'NODE' | 'TARGET';

/** The namespaces of a sandbox or container. */
export interface NamespaceOption {
  readonly network: NamespaceMode;
  readonly pid: NamespaceMode;
  readonly ipc: NamespaceMode;
  /** The container joined with `TARGET`. */
  readonly targetId?: string;
}

/** What a port of the pod is mapped to on the node. */
export interface PortMapping {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly containerPort: number;
  readonly hostPort: number;
  readonly hostIp?: string;
}

/** What `/etc/resolv.conf` of a pod says. */
export interface DnsConfig {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

/** Everything a runtime must know to make a sandbox. */
export interface PodSandboxConfig {
  readonly metadata: PodSandboxMetadata;
  readonly hostname: string;
  readonly logDirectory: string;
  readonly dnsConfig?: DnsConfig;
  readonly portMappings: readonly PortMapping[];
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly linux: {
    readonly cgroupParent: string;
    readonly namespaces: NamespaceOption;
    readonly sysctls?: StringMap;
    readonly isPrivileged?: boolean;
    readonly runAsUser?: number;
    readonly seccomp?: SecurityProfile;
  };
}

/** Whether a sandbox's network and pause process are up. */
export type PodSandboxState = 'SANDBOX_READY' | 'SANDBOX_NOTREADY';

/** A sandbox as lists show it. */
export interface PodSandbox {
  readonly id: string;
  readonly metadata: PodSandboxMetadata;
  readonly state: PodSandboxState;
  readonly createdAt: Micros;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly runtimeHandler: string;
}

/** A sandbox as `PodSandboxStatus` tells it. */
export interface PodSandboxStatus {
  readonly id: string;
  readonly metadata: PodSandboxMetadata;
  readonly state: PodSandboxState;
  readonly createdAt: Micros;
  /** Absent while there is none, and for pods in the node's own network. */
  readonly network?: { readonly ip: string; readonly additionalIps: readonly string[] };
  readonly namespaces: NamespaceOption;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly runtimeHandler: string;
}

/** Which sandboxes a list is to show. */
export interface PodSandboxFilter {
  readonly id?: string;
  readonly state?: PodSandboxState;
  readonly labelSelector?: StringMap;
}

/** How mounts made on one side are seen on the other. */
export type MountPropagation =
  | 'PROPAGATION_PRIVATE'
  | 'PROPAGATION_HOST_TO_CONTAINER'
  | 'PROPAGATION_BIDIRECTIONAL';

/** One bind mount of a container. */
export interface Mount {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly isReadonly: boolean;
  readonly propagation?: MountPropagation;
  readonly isSelinuxRelabel?: boolean;
  /** An image volume: the image whose files are mounted instead of `hostPath`. */
  readonly image?: string;
  readonly imageSubPath?: string;
}

/** The cgroup limits of a container. */
export interface ContainerResources {
  readonly cpuPeriod?: number;
  /** Microseconds of CPU in each period; 0 or absent is no limit. */
  readonly cpuQuota?: number;
  readonly cpuShares?: number;
  readonly memoryLimitInBytes?: number;
  readonly memorySwapLimitInBytes?: number;
  readonly oomScoreAdj?: number;
  readonly cpusetCpus?: string;
  readonly hugepageLimits?: StringMap;
  readonly unified?: StringMap;
}

/** A profile that confines a container; of the node it is named by what the runtime looks for. */
export interface SecurityProfile {
  readonly type: string;
  readonly localhostRef?: string;
}

/** What a container may do, and as whom it runs. */
export interface ContainerSecurityContext {
  readonly namespaces: NamespaceOption;
  readonly isPrivileged?: boolean;
  readonly runAsUser?: number;
  readonly runAsUsername?: string;
  readonly runAsGroup?: number;
  readonly supplementalGroups?: readonly number[];
  readonly isReadonlyRootfs?: boolean;
  readonly isNoNewPrivs?: boolean;
  readonly addCapabilities?: readonly string[];
  readonly dropCapabilities?: readonly string[];
  /** Absent: not confined. */
  readonly seccomp?: SecurityProfile;
  readonly appArmor?: SecurityProfile;
}

/** One environment variable, with everything expanded. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** Everything a runtime must know to make a container. */
export interface ContainerConfig {
  readonly metadata: ContainerMetadata;
  /** What is run: the image's id or digest after its pull. */
  readonly image: string;
  /** What the pod's author wrote. */
  readonly userSpecifiedImage: string;
  /** Empty: the image's entrypoint. */
  readonly command: readonly string[];
  /** Empty, with `command` empty too: the image's command. */
  readonly args: readonly string[];
  readonly workingDir?: string;
  readonly envs: readonly KeyValue[];
  readonly mounts: readonly Mount[];
  readonly devices?: readonly { readonly hostPath: string; readonly containerPath: string }[];
  readonly labels: StringMap;
  readonly annotations: StringMap;
  /** Relative to the sandbox's log directory. */
  readonly logPath: string;
  readonly hasStdin?: boolean;
  readonly isStdinOnce?: boolean;
  readonly isTty?: boolean;
  readonly stopSignal?: string;
  readonly linux: {
    readonly resources: ContainerResources;
    readonly securityContext: ContainerSecurityContext;
  };
}

/** How far a container is. */
export type CriContainerState =
  | 'CONTAINER_CREATED'
  | 'CONTAINER_RUNNING'
  | 'CONTAINER_EXITED'
  | 'CONTAINER_UNKNOWN';

/** A container as lists show it. */
export interface CriContainer {
  readonly id: string;
  readonly podSandboxId: string;
  readonly metadata: ContainerMetadata;
  readonly image: string;
  readonly imageRef: string;
  readonly state: CriContainerState;
  readonly createdAt: Micros;
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

/** A container as `ContainerStatus` tells it. */
export interface CriContainerStatus {
  readonly id: string;
  readonly metadata: ContainerMetadata;
  readonly state: CriContainerState;
  readonly createdAt: Micros;
  readonly startedAt?: Micros;
  readonly finishedAt?: Micros;
  readonly exitCode: number;
  readonly image: string;
  readonly imageRef: string;
  /** `Completed`, `Error`, `OOMKilled`, `ContainerCannotRun`, `StartError`, … */
  readonly reason: string;
  readonly message: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly mounts: readonly Mount[];
  /** Where its log lies on the node. */
  readonly logPath: string;
  readonly resources?: ContainerResources;
  /** The signal that ends it politely; SIGTERM unless the image says otherwise. */
  readonly stopSignal?: string;
}

/** Which containers a list is to show. */
export interface ContainerFilter {
  readonly id?: string;
  readonly state?: CriContainerState;
  readonly podSandboxId?: string;
  readonly labelSelector?: StringMap;
}
