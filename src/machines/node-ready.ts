// A node's Ready condition as the control plane sees it, and the taints that follow.
// Models pkg/controller/nodelifecycle/node_lifecycle_controller.go.

import type { MachineDefinition } from '../kernel/machine.ts';

/** The condition's status. */
export type NodeReadyStateName = 'NotReady' | 'Ready' | 'Unknown';

/** What moves it on. */
export type NodeReadyEvent = 'KUBELET_READY' | 'KUBELET_NOT_READY' | 'GRACE_OVER';

/** The definition. */
export const NODE_READY: MachineDefinition<NodeReadyStateName, NodeReadyEvent> = {
  id: 'node-ready',
  initial: 'NotReady',
  states: {
    NotReady: {
      on: { KUBELET_READY: { target: 'Ready' }, GRACE_OVER: { target: 'Unknown' } },
      meta: {
        doc: 'The kubelet says that its runtime or network is not up. Taint not-ready.',
        models: 'pkg/kubelet/nodestatus/setters.go, ReadyCondition',
      },
    },
    Ready: {
      on: { KUBELET_NOT_READY: { target: 'NotReady' }, GRACE_OVER: { target: 'Unknown' } },
      meta: {
        doc: 'Pods can be bound to it.',
        models: 'pkg/kubelet/nodestatus/setters.go, ReadyCondition',
      },
    },
    Unknown: {
      on: {
        KUBELET_READY: { target: 'Ready' },
        KUBELET_NOT_READY: { target: 'NotReady' },
      },
      meta: {
        doc: 'No heartbeat within the grace period. Taint unreachable.',
        models: 'pkg/controller/nodelifecycle, monitorNodeHealth',
      },
    },
  },
};
