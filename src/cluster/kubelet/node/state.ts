// The slice of the node's own object: registration, status, lease, and what the runtime says.
// Models pkg/kubelet/kubelet_node_status.go and component-helpers/apimachinery/lease.

import type { Lease, Node } from '../../../api/node.ts';
import type { EventId } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';

/** What the conditions other than Ready say; eviction sets it. */
export interface NodePressure {
  readonly isMemory: boolean;
  readonly isDisk: boolean;
  readonly isPid: boolean;
}

/** What the machine says of itself. */
export interface MachineFacts {
  readonly machineId: string;
  readonly systemUuid: string;
  readonly bootId: string;
  readonly kernelVersion: string;
  readonly osImage: string;
}

/** How the kubelet's runtime is, as of its latest answers. Models runtimeState. */
export interface RuntimeHealth {
  /** Last good answer of `Status`; absent before the first. */
  readonly lastGoodAt?: Micros;
  readonly networkError?: string;
  readonly runtimeError?: string;
  readonly runtimeVersion: string;
}

/** A request under way. */
export interface NodeCall {
  readonly id: EventId;
  readonly what: NodeCallKind;
}

/** What a request is for. */
export type NodeCallKind =
  | 'register'
  | 'register-get'
  | 'register-patch'
  | 'status-get'
  | 'status-patch'
  | 'list'
  | 'watch'
  | 'lease-get'
  | 'lease-create'
  | 'lease-put'
  | 'runtime-status'
  | 'runtime-version'
  | 'machine'
  | 'images';

/** Slice `node`. */
export interface NodeStatusState {
  readonly startedAt: Micros;
  readonly isRegistered: boolean;
  /** The Node as the informer has it; admission and status read it. */
  readonly node?: Node;
  readonly isNodeListed: boolean;
  readonly lease?: Lease;
  readonly calls: readonly NodeCall[];
  readonly runtime: RuntimeHealth;
  readonly machine?: MachineFacts;
  readonly pressure: NodePressure;
  /** Conditions already told by an event, by type: the last status. */
  readonly told: {
    readonly ready?: string;
    readonly memory?: string;
    readonly disk?: string;
    readonly pid?: string;
  };
  readonly lastReportAt?: Micros;
  /** Wait after a failed registration, in microseconds. */
  readonly registerBackoff: number;
  readonly leaseBackoff: number;
  readonly leaseTries: number;
  readonly statusTries: number;
  readonly listFailures: number;
  readonly isInitialized: boolean;
}

/** A node that is not registered yet. */
export function initialNodeStatusState(startedAt: Micros): NodeStatusState {
  return {
    startedAt,
    isRegistered: false,
    isNodeListed: false,
    calls: [],
    runtime: { runtimeVersion: '' },
    pressure: { isMemory: false, isDisk: false, isPid: false },
    told: {},
    registerBackoff: 0,
    leaseBackoff: 0,
    leaseTries: 0,
    statusTries: 0,
    listFailures: 0,
    isInitialized: false,
  };
}
