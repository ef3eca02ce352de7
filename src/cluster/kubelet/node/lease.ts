// The node's heartbeat: a Lease that is renewed every 10 s.
// Models component-helpers/apimachinery/lease/controller.go.

import type { Lease, Node } from '../../../api/node.ts';
import { rfc3339Micro } from '../../../base/calendar.ts';
import type { Io } from '../../../kernel/component.ts';
import { milliseconds, seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import type { KubeletState } from '../state.ts';
import { arm, ask } from './calls.ts';
import type { NodeStatusState } from './state.ts';

/** The timer of the next renewal. */
export const LEASE_TIMER: string = 'node.lease';
/** The timer of the next try to find or make the lease. */
export const LEASE_RETRY_TIMER: string = 'node.lease-retry';

const NAMESPACE = 'kube-node-lease';
const COLLECTION = `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases`;
const MAX_TRIES = 5;
const FIRST_WAIT = milliseconds(200);
const LAST_WAIT = seconds(7);

/** Arms the next renewal: a quarter of the lease's duration from now, 4 % spread later on. */
function armLease(kubelet: KubeletState, io: Io): void {
  const period = seconds(kubelet.config.nodeLeaseDurationSeconds / 4);
  const { hasLeaseJitter } = kubeletBehaviour(kubelet.config.edition);
  const spread = hasLeaseJitter ? io.draw('node.lease').below(Math.floor(period / 25)) : 0;
  arm(io, LEASE_TIMER, period + spread);
}

/** Renews the lease, or finds or makes it. */
export function renew(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  const fresh: NodeStatusState = { ...state, leaseTries: 0, leaseWait: FIRST_WAIT };
  return state.lease === undefined
    ? find(kubelet, fresh, io)
    : put(kubelet, fresh, io, state.lease);
}

function find(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  const path = `${COLLECTION}/${kubelet.config.nodeName}`;
  return ask(kubelet, state, io, 'lease-get', { verb: 'GET', path });
}

function put(kubelet: KubeletState, state: NodeStatusState, io: Io, lease: Lease): NodeStatusState {
  const spec = leaseSpec(kubelet, io);
  const body: Lease = { ...lease, spec: { ...lease.spec, ...spec } };
  const path = `${COLLECTION}/${kubelet.config.nodeName}`;
  return ask(kubelet, state, io, 'lease-put', { verb: 'PUT', path, body });
}

function leaseSpec(kubelet: KubeletState, io: Io): NonNullable<Lease['spec']> {
  const { nodeName, nodeLeaseDurationSeconds } = kubelet.config;
  return {
    holderIdentity: nodeName,
    leaseDurationSeconds: nodeLeaseDurationSeconds,
    renewTime: rfc3339Micro(io.epochSeconds, io.now),
  };
}

/** The lease that was looked for: renewed when it is there, else made for the node's object. */
export function foundLease(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  answer: ApiResponse | undefined,
): NodeStatusState {
  if (answer?.code === 404) {
    const path = `/api/v1/nodes/${kubelet.config.nodeName}`;
    return ask(kubelet, state, io, 'lease-owner', { verb: 'GET', path });
  }
  if (answer === undefined || answer.code >= 300) return findLater(state, io);
  return put(kubelet, state, io, answer.body as Lease);
}

/** Without its Node the lease is not made: the next period tries again. */
export function foundOwner(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  answer: ApiResponse | undefined,
): NodeStatusState {
  if (answer === undefined || answer.code >= 300) {
    armLease(kubelet, io);
    return state;
  }
  const { name = '', uid = '' } = (answer.body as Node).metadata;
  const body: Lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: NAMESPACE,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
    },
    spec: leaseSpec(kubelet, io),
  };
  return ask(kubelet, state, io, 'lease-create', { verb: 'POST', path: COLLECTION, body });
}

/** The lease was made or renewed, or not; the next period begins when it was. */
export function leaseWritten(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  answer: ApiResponse | undefined,
): NodeStatusState {
  if (answer !== undefined && answer.code < 300) {
    armLease(kubelet, io);
    return { ...state, lease: answer.body as Lease, leaseTries: 0 };
  }
  const leaseTries = state.leaseTries + 1;
  const { lease, ...rest } = state;
  const isStale = answer?.code === 409 || answer?.code === 404;
  if (lease === undefined || leaseTries >= MAX_TRIES || isStale) {
    return find(kubelet, { ...rest, leaseTries }, io);
  }
  return put(kubelet, { ...state, leaseTries }, io, lease);
}

/** Looks for it again: 0.2 s, doubling to 7 s. */
function findLater(state: NodeStatusState, io: Io): NodeStatusState {
  const wait = Math.max(FIRST_WAIT, state.leaseWait);
  arm(io, LEASE_RETRY_TIMER, wait);
  return { ...state, leaseWait: Math.min(LAST_WAIT, wait * 2) };
}

/** The retry's timer. */
export function retryLease(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  return find(kubelet, state, io);
}
