// The port `node-status`: registers the node, keeps its status and its lease alive.
// Models pkg/kubelet/kubelet_node_status.go.

import { present } from '../../../base/assert.ts';
import { emptyMap, entries, get, set, values } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, Message } from '../../../kernel/message.ts';
import { milliseconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ApiResponse, ApiWatch, ApiWatchEnd } from '../../protocol/apiserver.ts';
import type { CriResponse } from '../../protocol/cri.ts';
import { LINUX_PORT, type LinuxMachine } from '../../protocol/linux.ts';
import { callKey } from '../api-client.ts';
import { createMirror } from '../mirror-client.ts';
import { mirrorFor } from '../pod-manager.ts';
import type { KubeletState } from '../state.ts';
import { arm, sayNode, withoutCall } from './calls.ts';
import { CSI_TIMER, csiNodeMade, makeCsiNode } from './csi-node.ts';
import { LIST_TIMER, listLater, listNode, nodeListed, nodeWatched, watchNode } from './informer.ts';
import {
  foundLease,
  foundOwner,
  LEASE_RETRY_TIMER,
  LEASE_TIMER,
  leaseWritten,
  renew,
  retryLease,
} from './lease.ts';
import { FIRST_TIMER, REGISTER_TIMER, reconciled, register, registered } from './registration.ts';
import {
  askImages,
  askStatus,
  askStatusLater,
  askVersion,
  IMAGES_TIMER,
  RUNTIME_TIMER,
  runtimeAnswered,
} from './runtime-health.ts';
import type { NodeCall, NodeStatusState } from './state.ts';
import { gotNode, statusPatched, updateNodeStatus } from './update.ts';

const START_TIMER = 'node.start';
const STATUS_TIMER = 'node.status';
const FAST_TIMER = 'node.fast';
const MIRRORS_TIMER = 'node.mirrors';
const FAST_PERIOD = milliseconds(100);
/** What a round takes; the older kubelet counts its period from the end of the round before. */
const STATUS_WORK = milliseconds(70);

type NodeMessage =
  | ApiResponse
  | ApiWatch
  | ApiWatchEnd
  | CriResponse
  | LinuxMachine
  | (Message & { readonly type: 'tick' | 'net.refused' | 'net.closed' });

/** The port `node-status`. */
export const nodeStatus: PortHandler<KubeletState, never> = port<KubeletState, 'node'>(
  ['node'],
  (kubelet, envelope, io) => ({ node: take(kubelet, envelope, io) }),
);

/** Begins: the machine and the runtime are asked, the node shows itself. */
export function startNodeStatus(io: Io): void {
  arm(io, START_TIMER, 0);
}

function take(kubelet: KubeletState, envelope: Envelope, io: Io): NodeStatusState {
  const state = kubelet.node;
  const message = envelope.message as NodeMessage;
  switch (message.type) {
    case 'tick':
      return tick(kubelet, state, io, envelope.timer ?? '');
    case 'net.closed':
      return disconnected(kubelet, io, (message as { readonly peer?: string }).peer ?? '');
    default:
      return answered(kubelet, envelope, io);
  }
}

function tick(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  timer: string,
): NodeStatusState {
  switch (timer) {
    case START_TIMER:
      return start(kubelet, { ...state, startedAt: io.now, hasStarted: true }, io);
    case STATUS_TIMER:
      armStatus(kubelet, io);
      return updateNodeStatus(kubelet, state, io);
    case FIRST_TIMER:
      return updateNodeStatus(kubelet, state, io);
    case FAST_TIMER:
      return fast(kubelet, state, io);
    case MIRRORS_TIMER:
      return mirrorStatics(kubelet, state, io);
    case CSI_TIMER:
      return makeCsiNode(kubelet, state, io);
    case REGISTER_TIMER:
      return register(kubelet, state, io);
    case LEASE_TIMER:
      return renew(kubelet, state, io);
    case LEASE_RETRY_TIMER:
      return retryLease(kubelet, state, io);
    case LIST_TIMER:
      return listNode(kubelet, state, io);
    case RUNTIME_TIMER:
      return askStatus(kubelet, state, io);
    case IMAGES_TIMER:
      return askImages(kubelet, state, io);
    default:
      return state;
  }
}

function armStatus(kubelet: KubeletState, io: Io): void {
  const { nodeStatusUpdateFrequency: period, edition } = kubelet.config;
  const { hasLeaseJitter } = kubeletBehaviour(edition);
  const spread = hasLeaseJitter
    ? io.draw('node.status').below(Math.floor(period / 25))
    : STATUS_WORK;
  arm(io, STATUS_TIMER, period + spread);
}

/** The kubelet is up: it asks its machine and its runtime, then shows itself. */
function start(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  const { linux, isRegisterNode, edition, nodeStatusReportFrequency } = kubelet.config;
  sayNode(io, 'Starting', 'Starting kubelet.');
  sayNode(io, 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
  const actor = present(io.find(linux), `no process ${linux}`);
  const id = io.send({ actor, port: LINUX_PORT }, { type: 'linux.machine' });
  let next: NodeStatusState = { ...state, reportAfter: nodeStatusReportFrequency };
  next = { ...next, calls: set(next.calls, callKey(id), 'machine') };
  next = askVersion(kubelet, next, io);
  next = listNode(kubelet, next, io);
  next = renew(kubelet, next, io);
  armStatus(kubelet, io);
  arm(io, RUNTIME_TIMER, kubeletBehaviour(edition).runtimeCheckAfter);
  arm(io, IMAGES_TIMER, milliseconds(50));
  // The machine's and the runtime's answers are worth waiting for: they stand in the new Node.
  if (isRegisterNode) arm(io, REGISTER_TIMER, milliseconds(20));
  if (kubeletBehaviour(edition).hasFastNodeStatus) {
    arm(io, FAST_TIMER, FAST_PERIOD);
    arm(io, MIRRORS_TIMER, 0);
  }
  return next;
}

/** A later version looks every 100 ms until the node is ready for the first time. */
function fast(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  const ready = state.node?.status?.conditions?.find((one) => one.type === 'Ready');
  if (ready?.status === 'True' && state.isRegistered) return state;
  arm(io, FAST_TIMER, FAST_PERIOD);
  return state.isRegistered ? updateNodeStatus(kubelet, state, io) : state;
}

/**
 * A later version posts the mirrors of its static pods as soon as the Node is known, once, instead
 * of waiting for the next sync of each. Models pkg/kubelet/kubelet.go, fastStaticPodsRegistration.
 */
function mirrorStatics(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  if (state.node === undefined) {
    arm(io, MIRRORS_TIMER, FAST_PERIOD);
    return state;
  }
  for (const pod of values(kubelet.podManager.statics)) {
    if (mirrorFor(kubelet.podManager, pod) === undefined) createMirror(kubelet, pod, io);
  }
  return state;
}

/** Goes on with an answer. */
function answered(kubelet: KubeletState, envelope: Envelope, io: Io): NodeStatusState {
  if (envelope.inReplyTo === undefined) return kubelet.node;
  const key = callKey(envelope.inReplyTo);
  const call = get(kubelet.node.calls, key);
  if (call === undefined) return kubelet.node;
  const message = envelope.message as NodeMessage;
  if (message.type === 'api.watch') return nodeWatched(kubelet.node, message);
  const isOpen = call === 'watch' && message.type === 'api.response' && message.code < 300;
  if (isOpen) return kubelet.node;
  const state = withoutCall(kubelet.node, key);
  if (call === 'runtime-status') askStatusLater(io);
  if (message.type === 'linux.machineInfo') return withMachine(state, message);
  if (message.type === 'cri.response') return runtimeAnswered(kubelet, state, io, message);
  const answer = message.type === 'api.response' ? message : undefined;
  if (call === 'watch') {
    const isOver = message.type === 'api.watch.end' && state.resourceVersion !== '';
    return isOver ? watchNode(kubelet, state, io) : listLater(state, io);
  }
  return goOn(kubelet, state, io, call, answer);
}

function goOn(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  call: NodeCall,
  answer: ApiResponse | undefined,
): NodeStatusState {
  switch (call) {
    case 'register':
      return registered(kubelet, state, io, answer);
    case 'register-get':
      return reconciled(kubelet, state, io, answer);
    case 'register-patch':
      arm(io, FIRST_TIMER, kubeletBehaviour(kubelet.config.edition).firstStatusAfter);
      return state;
    case 'csi-node':
      return csiNodeMade(state, io, answer);
    case 'status-get':
      return gotNode(kubelet, state, io, answer);
    case 'status-patch':
      return statusPatched(kubelet, state, io, answer);
    case 'list':
      return nodeListed(kubelet, state, io, answer);
    case 'lease-get':
      return foundLease(kubelet, state, io, answer);
    case 'lease-owner':
      return foundOwner(kubelet, state, io, answer);
    case 'lease-create':
    case 'lease-put':
      return leaseWritten(kubelet, state, io, answer);
    default:
      return state;
  }
}

function withMachine(state: NodeStatusState, info: LinuxMachine): NodeStatusState {
  const { machineId, systemUuid, bootId, bootAt, kernelVersion, osImage } = info;
  return { ...state, machine: { machineId, systemUuid, bootId, bootAt, kernelVersion, osImage } };
}

/** A connection broke: what was asked over it failed. The runtime is asked again anyway. */
function disconnected(kubelet: KubeletState, io: Io, peer: string): NodeStatusState {
  const isRuntime = peer === kubelet.config.engine;
  if (!isRuntime && peer !== kubelet.config.apiserver) return kubelet.node;
  let kept: NodeStatusState['calls'] = emptyMap();
  const failed: NodeCall[] = [];
  for (const [key, call] of entries(kubelet.node.calls)) {
    if (OF_RUNTIME.includes(call) !== isRuntime) kept = set(kept, key, call);
    else if (call === 'runtime-status') askStatusLater(io);
    else if (!isRuntime) failed.push(call);
  }
  let state: NodeStatusState = { ...kubelet.node, calls: kept };
  for (const call of failed) {
    state = call === 'watch' ? listLater(state, io) : goOn(kubelet, state, io, call, undefined);
  }
  return state;
}

const OF_RUNTIME: readonly NodeCall[] = ['runtime-status', 'runtime-version', 'images', 'machine'];
