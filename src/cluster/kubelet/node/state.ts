// The slice of the node's own object: registration, status, lease, and what the runtime says.
// Models pkg/kubelet/kubelet_node_status.go and component-helpers/apimachinery/lease.

import type { Lease, Node } from '../../../api/node.ts';
import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { CriImage } from '../../protocol/cri.ts';

/** What the machine says of itself. */
export interface MachineFacts {
  readonly machineId: string;
  readonly systemUuid: string;
  readonly bootId: string;
  readonly bootAt: Micros;
  readonly kernelVersion: string;
  readonly osImage: string;
}

/** How the kubelet's runtime is, as of its latest answers. Models runtimeState. */
export interface RuntimeHealth {
  /** Last good answer of `Status`; absent before the first. */
  readonly lastGoodAt?: Micros;
  readonly networkError?: string;
  readonly runtimeError?: string;
  /** `containerd://2.1.9`; empty until the runtime said it. */
  readonly runtimeVersion: string;
}

/** What a request under way is for. */
export type NodeCall =
  | 'register'
  | 'register-get'
  | 'register-patch'
  | 'csi-node'
  | 'status-get'
  | 'status-patch'
  | 'list'
  | 'watch'
  | 'lease-get'
  | 'lease-owner'
  | 'lease-create'
  | 'lease-put'
  | 'runtime-status'
  | 'runtime-version'
  | 'machine'
  | 'images';

/** Slice `node`. */
export interface NodeStatusState {
  /** When the kubelet began its work. */
  readonly startedAt: Micros;
  readonly hasStarted: boolean;
  readonly isRegistered: boolean;
  /** The CSINode is made. */
  readonly hasCsiNode: boolean;
  /** The first try to register. */
  readonly attemptedAt?: Micros;
  /** When a Node that was new was made, until it is ready. */
  readonly registeredAt?: Micros | undefined;
  /** The Node was there before this kubelet. */
  readonly wasThere: boolean;
  /** The Node as the informer has it; admission and status read it. */
  readonly node?: Node;
  readonly resourceVersion: string;
  readonly lease?: Lease;
  /** By `r<request id>`. */
  readonly calls: PersistentMap<NodeCall>;
  readonly runtime: RuntimeHealth;
  readonly machine?: MachineFacts;
  readonly images: readonly CriImage[];
  /** When the status that is being written was computed. */
  readonly triedAt?: Micros;
  /** The same of the last one that was written. */
  readonly lastReportAt?: Micros;
  readonly reportAfter: number;
  /** Tries in a row that failed, by what was tried. */
  readonly registerTries: number;
  readonly statusTries: number;
  readonly leaseTries: number;
  readonly leaseWait: number;
  readonly listFailures: number;
}

/** A node that is not registered yet. */
export function initialNodeStatusState(startedAt: Micros): NodeStatusState {
  return {
    startedAt,
    hasStarted: false,
    isRegistered: false,
    hasCsiNode: false,
    wasThere: false,
    resourceVersion: '',
    calls: emptyMap(),
    runtime: { runtimeVersion: '' },
    images: [],
    reportAfter: 0,
    registerTries: 0,
    statusTries: 0,
    leaseTries: 0,
    leaseWait: 0,
    listFailures: 0,
  };
}
