// Containers of a pod as they are wished for: images, ports, environment, probes, hooks, resources.
// Newer than kubernetes-types 1.30: restart rules, fileKeyRef, stop signals.

import type * as core from 'kubernetes-types/core/v1';
import type { DeepReadonly, Extended } from '../base/readonly.ts';

/** Amounts by resource name, in canonical text. */
export interface ResourceList {
  readonly [resource: string]: string;
}

/** Requests and limits. */
export type ResourceRequirements = DeepReadonly<core.ResourceRequirements>;

/** A port a container listens on. */
export type ContainerPort = DeepReadonly<core.ContainerPort>;

/** Where a volume appears in a container. */
export type VolumeMount = DeepReadonly<core.VolumeMount>;

/** A probe with its handler and its counters. */
export type Probe = DeepReadonly<core.Probe>;

/** The handler of a lifecycle hook. */
export type LifecycleHandler = DeepReadonly<core.LifecycleHandler>;

/** Hooks of a container, and since v1.33 the signal that stops it. */
export type Lifecycle = Extended<DeepReadonly<core.Lifecycle>, { readonly stopSignal?: string }>;

/** Privileges and identity of a container. */
export type SecurityContext = DeepReadonly<core.SecurityContext>;

/** A key of a file in an emptyDir, written by an init container (v1.34). */
export interface FileKeySelector {
  readonly volumeName: string;
  readonly path: string;
  readonly key: string;
  readonly optional?: boolean;
}

/** Where the value of an environment variable comes from. */
export type EnvVarSource = Extended<
  DeepReadonly<core.EnvVarSource>,
  { readonly fileKeyRef?: FileKeySelector }
>;

/** One environment variable. */
export type EnvVar = Extended<DeepReadonly<core.EnvVar>, { readonly valueFrom?: EnvVarSource }>;

/** A whole ConfigMap or Secret as environment. */
export type EnvFromSource = DeepReadonly<core.EnvFromSource>;

/** What to do when a container exits with certain codes (v1.34). */
export interface ContainerRestartRule {
  readonly action: string;
  readonly exitCodes?: {
    readonly operator: string;
    readonly values?: readonly number[];
  };
}

/** A container as the spec wishes it. */
export type Container = Extended<
  DeepReadonly<core.Container>,
  {
    readonly env?: readonly EnvVar[];
    readonly lifecycle?: Lifecycle;
    readonly restartPolicyRules?: readonly ContainerRestartRule[];
  }
>;

/** A container added to a running pod. */
export type EphemeralContainer = Extended<
  DeepReadonly<core.EphemeralContainer>,
  {
    readonly env?: readonly EnvVar[];
    readonly lifecycle?: Lifecycle;
    readonly restartPolicyRules?: readonly ContainerRestartRule[];
  }
>;
