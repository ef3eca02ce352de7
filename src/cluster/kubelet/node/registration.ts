// Making the Node, or taking over the one that is there.
// Models kubelet_node_status.go, registerWithAPIServer and tryRegisterWithAPIServer.

import type { Node, NodeCondition } from '../../../api/node.ts';
import { createTwoWayMergePatch } from '../../../apimachinery/patch-diff.ts';
import { patchSchemaOf } from '../../../apimachinery/patch-schema.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import type { Io } from '../../../kernel/component.ts';
import { milliseconds, seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import { gauge } from '../metrics/book.ts';
import type { KubeletState } from '../state.ts';
import { arm, ask, sayConditions, sayNode } from './calls.ts';
import { isDiskKnown, nodeConditions } from './conditions.ts';
import { machineStatus, newNode, nodeLabels } from './content.ts';
import { CSI_TIMER } from './csi-node.ts';
import type { NodeStatusState } from './state.ts';

/** The timer of the next try. */
export const REGISTER_TIMER: string = 'node.register';

/** The timer of the first status after a registration. */
export const FIRST_TIMER: string = 'node.first';

const FIRST_WAIT = milliseconds(200);
const LAST_WAIT = seconds(7);
const ATTACH_DETACH = 'volumes.kubernetes.io/controller-managed-attach-detach';

/** Posts the Node. */
export function register(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  const node = withStatus(kubelet, state, io, newNode(kubelet.config));
  const tried = { ...state, attemptedAt: state.attemptedAt ?? io.now };
  return ask(kubelet, tried, io, 'register', { verb: 'POST', path: '/api/v1/nodes', body: node });
}

/** A Node with a status as of now; looking at one without conditions tells of them. */
function withStatus(kubelet: KubeletState, state: NodeStatusState, io: Io, node: Node): Node {
  const { config } = kubelet;
  const behaviour = kubeletBehaviour(config.edition);
  const time = rfc3339(io.epochSeconds, io.now);
  const view: KubeletState = { ...kubelet, node: state };
  const { conditions, events } = nodeConditions(view, node.status, io.now, time);
  sayConditions(kubelet, io, events);
  const hasDisk = behaviour.hasDiskAtStart || isDiskKnown(state, io.now);
  return { ...node, status: { ...machineStatus(config, behaviour, state, hasDisk), conditions } };
}

/** The answer to the post. */
export function registered(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  answer: ApiResponse | undefined,
): NodeStatusState {
  const path = `/api/v1/nodes/${kubelet.config.nodeName}`;
  if (answer?.code === 409 || answer?.code === 403) {
    return ask(kubelet, state, io, 'register-get', { verb: 'GET', path });
  }
  if (answer === undefined || answer.code >= 300) return tryAgain(state, io);
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  // Until the informer has the Node, whoever needs one makes it up, and tells of its conditions.
  for (let i = 0; i < behaviour.madeUpNodes; i++) {
    withStatus(kubelet, state, io, newNode(kubelet.config));
  }
  if (behaviour.hasDiskAtStart) sayDiskUnknown(io);
  const node = answer.body as Node;
  noteRegistered(state, io);
  const done: NodeStatusState = { ...state, isRegistered: true, registeredAt: io.now, node };
  arm(io, CSI_TIMER, behaviour.csiNodeAfter);
  arm(io, FIRST_TIMER, behaviour.firstStatusAfter);
  return done;
}

/** Models pkg/kubelet/util/node_startup_latency_tracker.go. */
function noteRegistered(
  { machine, startedAt, attemptedAt = startedAt }: NodeStatusState,
  io: Io,
): void {
  if (machine !== undefined) noteStartup(io, 'pre_kubelet_', machine.bootAt, startedAt);
  noteStartup(io, 'pre_registration_', startedAt, attemptedAt);
  noteStartup(io, 'registration_', attemptedAt, io.now);
}

/** How long a part of the node's start took. */
export function noteStartup(io: Io, part: string, from: number, to: number): void {
  gauge(io, `node_startup_${part}duration_seconds`, (to - from) / 1_000_000);
}

/** The Node that was there: labels and annotation are made as they shall be. */
export function reconciled(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  answer: ApiResponse | undefined,
): NodeStatusState {
  if (answer === undefined || answer.code >= 300) return tryAgain(state, io);
  const node = answer.body as Node;
  const isLost = node.status?.conditions?.some(isUnknownReady) === true;
  if (isLost && kubeletBehaviour(kubelet.config.edition).hasDiskAtStart) sayDiskUnknown(io);
  const done: NodeStatusState = {
    ...state,
    isRegistered: true,
    wasThere: true,
    node,
  };
  const { labels, annotations } = node.metadata;
  const wished = {
    labels: { ...labels, ...nodeLabels(kubelet.config) },
    annotations: { ...annotations, [ATTACH_DETACH]: 'true' },
  };
  const was = { labels: labels ?? {}, annotations: annotations ?? {} };
  const body = createTwoWayMergePatch(
    { metadata: was },
    { metadata: wished },
    patchSchemaOf('Node'),
  );
  if (Object.keys(body).length === 0) {
    arm(io, FIRST_TIMER, kubeletBehaviour(kubelet.config.edition).firstStatusAfter);
    return done;
  }
  const contentType = 'application/strategic-merge-patch+json';
  const path = `/api/v1/nodes/${kubelet.config.nodeName}/status`;
  return ask(kubelet, done, io, 'register-patch', { verb: 'PATCH', path, contentType, body });
}

function isUnknownReady({ type, status }: NodeCondition): boolean {
  return type === 'Ready' && status === 'Unknown';
}

/**
 * The first image garbage collection comes before the first look at the file system when that takes
 * long: on a node that is new, or was without its kubelet until nothing of it was cached any more.
 */
function sayDiskUnknown(io: Io): void {
  sayNode(io, 'InvalidDiskCapacity', 'invalid capacity 0 on image filesystem', 'Warning');
}

function tryAgain(state: NodeStatusState, io: Io): NodeStatusState {
  const wait = Math.min(LAST_WAIT, FIRST_WAIT * 2 ** Math.min(state.registerTries, 6));
  arm(io, REGISTER_TIMER, wait);
  return { ...state, registerTries: state.registerTries + 1 };
}
