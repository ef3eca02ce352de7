// The node and its lease: capacity, conditions, taints, addresses, images, heartbeats.

import type * as coordination from 'kubernetes-types/coordination/v1';
import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject } from '../apimachinery/meta.ts';
import type { DeepReadonly, Extended } from '../base/readonly.ts';

/** What keeps pods away from a node. */
export type Taint = DeepReadonly<core.Taint>;

/** What a node is wished to be. */
export type NodeSpec = DeepReadonly<core.NodeSpec>;

/** One condition of a node. */
export type NodeCondition = DeepReadonly<core.NodeCondition>;

/** Versions and identity of a node's software. */
export type NodeSystemInfo = Extended<
  DeepReadonly<core.NodeSystemInfo>,
  { readonly swap?: { readonly capacity?: number } }
>;

/** What a container runtime class of a node can do. */
export interface NodeRuntimeHandler {
  readonly name?: string;
  readonly features?: {
    readonly recursiveReadOnlyMounts?: boolean;
    readonly userNamespaces?: boolean;
  };
}

/** What was observed of a node. */
export type NodeStatus = Extended<
  DeepReadonly<core.NodeStatus>,
  {
    readonly nodeInfo?: NodeSystemInfo;
    readonly runtimeHandlers?: readonly NodeRuntimeHandler[];
    readonly features?: { readonly supplementalGroupsPolicy?: boolean };
    readonly declaredFeatures?: readonly string[];
  }
>;

/** A node. */
export interface Node extends ApiObject {
  readonly kind: 'Node';
  readonly apiVersion: 'v1';
  readonly spec?: NodeSpec;
  readonly status?: NodeStatus;
}

/** A node's heartbeat. */
export interface Lease extends ApiObject {
  readonly kind: 'Lease';
  readonly apiVersion: 'coordination.k8s.io/v1';
  readonly spec?: DeepReadonly<coordination.LeaseSpec>;
}
