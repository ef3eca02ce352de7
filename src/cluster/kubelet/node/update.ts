// Writing the Node's status: each 10 s it is computed, but sent only when it changed or is old.
// Models kubelet_node_status.go, updateNodeStatus and tryUpdateNodeStatus.

import type { Node, NodeStatus } from '../../../api/node.ts';
import { createTwoWayMergePatch } from '../../../apimachinery/patch-diff.ts';
import { patchSchemaOf } from '../../../apimachinery/patch-schema.ts';
import { isSame } from '../../../apimachinery/patch-values.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import type { Io } from '../../../kernel/component.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import type { KubeletState } from '../state.ts';
import { ask, isAsked, sayConditions } from './calls.ts';
import { isDiskKnown, nodeConditions } from './conditions.ts';
import { machineStatus } from './content.ts';
import { noteStartup } from './registration.ts';
import type { NodeStatusState } from './state.ts';

const MAX_TRIES = 5;

/** Computes the status anew: from the informer's Node, or from one that is asked for. */
export function updateNodeStatus(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
): NodeStatusState {
  if (isAsked(state, 'status-get', 'status-patch')) return state;
  const { isNodeStatusByGet } = kubeletBehaviour(kubelet.config.edition);
  if (isNodeStatusByGet || state.statusTries > 0) return getNode(kubelet, state, io);
  return state.node === undefined ? state : writeStatus(kubelet, state, io, state.node);
}

function getNode(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  const path = `/api/v1/nodes/${kubelet.config.nodeName}`;
  return ask(kubelet, state, io, 'status-get', { verb: 'GET', path });
}

/** The Node that was asked for. */
export function gotNode(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  answer: ApiResponse | undefined,
): NodeStatusState {
  if (answer === undefined || answer.code >= 300) return tryAgain(kubelet, state, io);
  return writeStatus(kubelet, state, io, answer.body as Node);
}

/** Up to five tries at once; then the next period has its turn. */
function tryAgain(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  const statusTries = state.statusTries + 1;
  if (statusTries >= MAX_TRIES) return { ...state, statusTries: 0 };
  return getNode(kubelet, { ...state, statusTries }, io);
}

function writeStatus(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  node: Node,
): NodeStatusState {
  const { config } = kubelet;
  const behaviour = kubeletBehaviour(config.edition);
  const old: NodeStatus = node.status ?? {};
  const time = rfc3339(io.epochSeconds, io.now);
  const known: NodeStatusState = { ...state, node: state.node ?? node };
  const { conditions, events } = nodeConditions({ ...kubelet, node: known }, old, io.now, time);
  const hasDisk = behaviour.hasDiskAtStart || isDiskKnown(known, io.now);
  const status = { ...old, ...machineStatus(config, behaviour, known, hasDisk), conditions };
  const isOld = io.now - (state.lastReportAt ?? -state.reportAfter) >= state.reportAfter;
  sayConditions(kubelet, io, events);
  if (!isOld && !isChanged(old, status)) return { ...state, statusTries: 0 };
  const body = createTwoWayMergePatch({ status: old }, { status }, patchSchemaOf('Node'));
  const contentType = 'application/strategic-merge-patch+json';
  const path = `/api/v1/nodes/${config.nodeName}/status`;
  const tried: NodeStatusState = { ...state, triedAt: io.now };
  return ask(kubelet, tried, io, 'status-patch', { verb: 'PATCH', path, contentType, body });
}

/** Whether anything but the heartbeats differs. */
function isChanged(a: NodeStatus, b: NodeStatus): boolean {
  const { conditions: ofA = [], ...restA } = a;
  const { conditions: ofB = [], ...restB } = b;
  const plain = (list: typeof ofA): unknown =>
    list.map(({ lastHeartbeatTime: _beat, ...condition }) => condition);
  return !isSame(restA, restB) || !isSame(plain(ofA), plain(ofB));
}

/** A Node that was new is ready for the first time. */
function startOver(state: NodeStatusState, io: Io): NodeStatusState {
  const { registeredAt, machine } = state;
  if (registeredAt === undefined) return state;
  noteStartup(io, 'post_registration_', registeredAt, io.now);
  if (machine !== undefined) noteStartup(io, '', machine.bootAt, io.now);
  return { ...state, registeredAt: undefined };
}

/** The status is written. */
export function statusPatched(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  answer: ApiResponse | undefined,
): NodeStatusState {
  if (answer === undefined || answer.code >= 300) return tryAgain(kubelet, state, io);
  const { nodeStatusReportFrequency: period, edition } = kubelet.config;
  const half = Math.floor(period / 2);
  // A later version spreads the report after a change, so that nodes do not report together.
  const spread = kubeletBehaviour(edition).hasLeaseJitter
    ? io.draw('node.report').below(period) - half
    : 0;
  const node = answer.body as Node;
  const isChange =
    state.lastReportAt !== undefined && isChanged(state.node?.status ?? {}, node.status ?? {});
  const isReady = node.status?.conditions?.some(
    (one) => one.type === 'Ready' && one.status === 'True',
  );
  return {
    ...(isReady === true ? startOver(state, io) : state),
    node,
    statusTries: 0,
    // The time at which it was computed, so that the latency of the answer adds no tick.
    lastReportAt: state.triedAt ?? io.now,
    reportAfter: period + (isChange ? spread : 0),
  };
}
