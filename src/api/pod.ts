// The pod: what is wished for (spec) and what was observed (status).
// Newer than kubernetes-types 1.30: image volumes, pod level resources, observedGeneration, users.

import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject } from '../apimachinery/meta.ts';
import type { DeepReadonly, Extended } from '../base/readonly.ts';
import type {
  Container,
  EphemeralContainer,
  ResourceList,
  ResourceRequirements,
} from './container.ts';

/** A volume whose files are an image (v1.31). */
export interface ImageVolumeSource {
  readonly reference?: string;
  readonly pullPolicy?: string;
}

/** A volume of a pod. */
export type Volume = Extended<DeepReadonly<core.Volume>, { readonly image?: ImageVolumeSource }>;

/** Privileges and identity of all containers of a pod. */
export type PodSecurityContext = Extended<
  DeepReadonly<core.PodSecurityContext>,
  {
    readonly supplementalGroupsPolicy?: string;
    readonly seLinuxChangePolicy?: string;
  }
>;

/** Node and pod affinity of a pod. */
export type Affinity = DeepReadonly<core.Affinity>;

/** Terms over a node's labels and fields. */
export type NodeSelector = DeepReadonly<core.NodeSelector>;

/** One term over a node's labels and fields. */
export type NodeSelectorTerm = DeepReadonly<core.NodeSelectorTerm>;

/** Pods to be near or far from. */
export type PodAffinityTerm = DeepReadonly<core.PodAffinityTerm>;

/** What a pod tolerates. */
export type Toleration = DeepReadonly<core.Toleration>;

/** How pods are to be spread over topology domains. */
export type TopologySpreadConstraint = DeepReadonly<core.TopologySpreadConstraint>;

/** What a pod is wished to be. */
export type PodSpec = Extended<
  DeepReadonly<core.PodSpec>,
  {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly ephemeralContainers?: readonly EphemeralContainer[];
    readonly volumes?: readonly Volume[];
    readonly securityContext?: PodSecurityContext;
    readonly resources?: ResourceRequirements;
    readonly hostnameOverride?: string;
  }
>;

/** Waiting, running or terminated, with the particulars. */
export type ContainerState = DeepReadonly<core.ContainerState>;

/** A container that does not run yet. */
export type ContainerStateWaiting = DeepReadonly<core.ContainerStateWaiting>;

/** A container that runs. */
export type ContainerStateRunning = DeepReadonly<core.ContainerStateRunning>;

/** A container that ended. */
export type ContainerStateTerminated = DeepReadonly<core.ContainerStateTerminated>;

/** What was observed of one container. */
export type ContainerStatus = Extended<
  DeepReadonly<core.ContainerStatus>,
  {
    readonly user?: {
      readonly linux?: {
        readonly uid: number;
        readonly gid: number;
        readonly supplementalGroups?: readonly number[];
      };
    };
    readonly allocatedResourcesStatus?: readonly unknown[];
    readonly stopSignal?: string;
  }
>;

/** One condition of a pod. */
export type PodCondition = Extended<
  DeepReadonly<core.PodCondition>,
  { readonly observedGeneration?: number }
>;

/** What was observed of a pod. */
export type PodStatus = Extended<
  DeepReadonly<core.PodStatus>,
  {
    readonly conditions?: readonly PodCondition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
    readonly observedGeneration?: number;
    readonly allocatedResources?: ResourceList;
    readonly resources?: ResourceRequirements;
  }
>;

/** A pod. The status is missing only in what a client sends. */
export interface Pod extends ApiObject {
  readonly kind: 'Pod';
  readonly apiVersion: 'v1';
  readonly spec: PodSpec;
  readonly status?: PodStatus;
}

/** The target of a placement: what the scheduler posts to `pods/<name>/binding`. */
export interface Binding extends ApiObject {
  readonly kind: 'Binding';
  readonly apiVersion: 'v1';
  readonly target: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
  };
}
