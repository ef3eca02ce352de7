// The node's CSINode, an object beside the Node that says which CSI drivers it has: made after the
// registration, and awaited before the node is ready.
// Models pkg/volume/csi/nodeinfomanager/nodeinfomanager.go, InitializeCSINodeWithAnnotation.

import type { Io } from '../../../kernel/component.ts';
import { seconds } from '../../../kernel/time.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import type { KubeletState } from '../state.ts';
import { arm, ask } from './calls.ts';
import type { NodeStatusState } from './state.ts';

/** The timer of making it. */
export const CSI_TIMER: string = 'node.csi';

const RETRY_AFTER = seconds(1);

/** Makes it, without drivers. */
export function makeCsiNode(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
): NodeStatusState {
  const { name = '', uid = '' } = state.node?.metadata ?? {};
  const body = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: { name, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
    spec: { drivers: null },
  };
  const path = '/apis/storage.k8s.io/v1/csinodes';
  return ask(kubelet, state, io, 'csi-node', { verb: 'POST', path, body });
}

/** It is made, or was there. */
export function csiNodeMade(
  state: NodeStatusState,
  io: Io,
  answer: ApiResponse | undefined,
): NodeStatusState {
  const isThere = answer !== undefined && (answer.code < 300 || answer.code === 409);
  if (!isThere) arm(io, CSI_TIMER, RETRY_AFTER);
  return isThere ? { ...state, hasCsiNode: true } : state;
}
