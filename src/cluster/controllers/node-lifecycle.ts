// The port `node-lifecycle`: notices nodes that fell silent, says so in their conditions, taints
// them, and takes their pods out of service. Models pkg/controller/nodelifecycle
// (node_lifecycle_controller.go).

import type { Node, NodeCondition } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import { rfc3339 } from '../../base/calendar.ts';
import { entries, get, remove, set, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { seconds } from '../../kernel/time.ts';
import type { ApiResponse } from '../protocol/apiserver.ts';
import { recordEvent, request } from './client.ts';
import type { Changed } from './informers.ts';
import {
  type ControllerManagerState,
  isModern,
  monitorGrace,
  type NodeHealth,
  type NodePlan,
  type NodeStep,
  type NoExecuteMode,
} from './state.ts';
import { withNoExecute, withNoSchedule } from './taints.ts';

/** The slices that the port owns. */
export type NodeLifecycleSlices = Pick<
  ControllerManagerState,
  'health' | 'plans' | 'writes' | 'isAllLost'
>;

interface Desk extends NodeLifecycleSlicesInMaking {
  readonly state: ControllerManagerState;
  readonly io: Io;
}
interface NodeLifecycleSlicesInMaking {
  health: ControllerManagerState['health'];
  plans: ControllerManagerState['plans'];
  writes: ControllerManagerState['writes'];
  isAllLost: boolean;
}

const PERIOD = seconds(5);
/** A node that never said anything gets longer. */
const STARTUP_GRACE = seconds(60);
const WATCHED_CONDITIONS: readonly string[] = [
  'Ready',
  'MemoryPressure',
  'DiskPressure',
  'PIDPressure',
];

/** Handles one message. */
export function receiveNodeLifecycle(
  state: ControllerManagerState,
  envelope: Envelope,
  io: Io,
): NodeLifecycleSlices {
  const { message } = envelope;
  const { health, plans, writes, isAllLost } = state;
  const desk: Desk = { state, io, health, plans, writes, isAllLost };
  if (message.type === 'node-lifecycle.tick') {
    monitorAll(desk);
    io.after('node-lifecycle', PERIOD, { type: 'node-lifecycle.tick' });
  } else if (message.type === 'object.changed') {
    const node = get(state.nodes, (message as Changed).key);
    const name = (message as Changed).key;
    const plan = get(plans, name);
    if (node === undefined) forget(desk, name);
    else if (plan === undefined) begin(desk, node, ['no-schedule'], 'keep');
    else desk.plans = set(plans, name, { ...plan, steps: ['no-schedule', ...plan.steps] });
  } else {
    written(desk, envelope);
  }
  return {
    health: desk.health,
    plans: desk.plans,
    writes: desk.writes,
    isAllLost: desk.isAllLost,
  };
}

function forget(desk: Desk, name: string): void {
  desk.health = remove(desk.health, name);
  desk.plans = remove(desk.plans, name);
}

/** One look at every node, and at them all together. Models monitorNodeHealth, handleDisruption. */
function monitorAll(desk: Desk): void {
  const { state, io } = desk;
  const looks = [...values(state.nodes)].map((node) => look(desk, node));
  const wasAllLost = desk.isAllLost;
  desk.isAllLost = looks.length > 0 && looks.every(({ isFit }) => !isFit);
  for (const one of looks) act(desk, one, wasAllLost);
  if (!wasAllLost || desk.isAllLost) return;
  // Whoever was blind a moment ago gives every node its whole time again.
  for (const [name, health] of entries(desk.health)) {
    desk.health = set(desk.health, name, { ...health, probeAt: io.now });
  }
}

interface Look {
  readonly node: Node;
  readonly isFalling: boolean;
  /** Ready, and not falling silent with this look. */
  readonly isFit: boolean;
}

function look(desk: Desk, node: Node): Look {
  const { state, io } = desk;
  const name = node.metadata.name ?? '';
  const before = get(desk.health, name);
  if (before === undefined) {
    const message = `Node ${name} event: Registered Node ${name} in Controller`;
    tellNode(desk, node, 'RegisteredNode', message);
  }
  const health = observed(desk, node, before);
  desk.health = set(desk.health, name, health);
  const ready = node.status?.conditions?.find((one) => one.type === 'Ready');
  const grace = ready === undefined ? STARTUP_GRACE : monitorGrace(state);
  const isFalling = io.now - health.probeAt > grace && ready?.status !== 'Unknown';
  return { node, isFalling, isFit: isReady(node) && !isFalling };
}

function act(desk: Desk, { node, isFalling }: Look, wasAllLost: boolean): void {
  if (get(desk.plans, node.metadata.name ?? '') !== undefined) return;
  if (!isFalling) return begin(desk, node, ['no-schedule', 'no-execute'], modeOf(desk, wasAllLost));
  const steps: NodeStep[] = ['unknown'];
  // Pods are marked only when the controller itself finds the node silent.
  const marks = isReady(node) ? podsToMark(desk, node) : [];
  if (!isModern(desk.state)) {
    // v1.20 taints by the condition it found, which this look only changes now.
    return begin(desk, node, [...steps, 'pods'], 'keep');
  }
  // While pods are marked one by one, the worker that taints runs ten times a second beside it.
  const mode = marks.length > 0 ? 'place' : modeOf(desk, wasAllLost);
  begin(desk, node, [...steps, 'no-execute', 'pods'], mode);
}

function modeOf(desk: Desk, wasAllLost: boolean): NoExecuteMode {
  if (!desk.isAllLost) return 'place';
  return wasAllLost ? 'keep' : 'clear';
}

/** A sign of life is a renewed lease or a new heartbeat in the status. */
function observed(desk: Desk, node: Node, before: NodeHealth | undefined): NodeHealth {
  const { state, io } = desk;
  const renewTime = String(
    get(state.leases, `kube-node-lease/${node.metadata.name}`)?.spec?.renewTime ?? '',
  );
  const ready = node.status?.conditions?.find((one) => one.type === 'Ready');
  // What this controller itself wrote about a silent node is no sign of life.
  const isOwn = ready?.reason === 'NodeStatusUnknown' || ready?.reason === 'NodeStatusNeverUpdated';
  const heartbeat = isOwn ? (before?.heartbeat ?? '') : String(ready?.lastHeartbeatTime ?? '');
  const isSame =
    before !== undefined && before.renewTime === renewTime && before.heartbeat === heartbeat;
  return isSame ? before : { probeAt: io.now, renewTime, heartbeat };
}

function begin(desk: Desk, node: Node, steps: readonly NodeStep[], taint: NoExecuteMode): void {
  proceed(desk, { node, steps, taint });
}

/** Does the next step that has something to write; the plan waits for its answer. */
function proceed(desk: Desk, plan: NodePlan): void {
  const name = plan.node.metadata.name ?? '';
  const [step, ...steps] = plan.steps;
  if (step === undefined) {
    desk.plans = remove(desk.plans, name);
    return;
  }
  const id = carryOut(desk, plan, step);
  if (id === undefined) return proceed(desk, { ...plan, steps });
  desk.plans = set(desk.plans, name, { ...plan, steps });
  desk.writes = set(desk.writes, String(id), name);
}

function carryOut(desk: Desk, { node, taint }: NodePlan, step: NodeStep): number | undefined {
  const { io } = desk;
  const now = rfc3339(io.epochSeconds, io.now);
  switch (step) {
    case 'unknown':
      return writeUnknown(desk, node, now);
    case 'no-schedule':
      return writeTaints(desk, node, withNoSchedule(node, now));
    case 'no-execute':
      return writeTaints(desk, node, withNoExecute(node, taint, now));
    case 'pods':
      markPods(desk, node, now);
      return undefined;
    default:
      return undefined;
  }
}

function isReady(node: Node): boolean {
  return (
    node.status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true
  );
}

function writeUnknown(desk: Desk, node: Node, now: string): number | undefined {
  const conditions: readonly NodeCondition[] = node.status?.conditions ?? [];
  const creation = node.metadata.creationTimestamp ?? now;
  const changed = conditions.map((one) => (isWatched(one.type) ? unknown(one, now) : one));
  const added = WATCHED_CONDITIONS.filter(
    (type) => !conditions.some((one) => one.type === type),
  ).map((type) => ({
    type,
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: creation,
    lastTransitionTime: now,
  }));
  const body = { ...node, status: { ...node.status, conditions: [...changed, ...added] } };
  const path = `/api/v1/nodes/${node.metadata.name}/status`;
  const id = request(desk.io, { verb: 'PUT', path, body });
  const name = node.metadata.name ?? '';
  if (isReady(node))
    tellNode(desk, node, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  return id;
}

function isWatched(type: string): boolean {
  return WATCHED_CONDITIONS.includes(type);
}

function unknown(condition: NodeCondition, now: string): NodeCondition {
  if (condition.status === 'Unknown') return condition;
  const message = 'Kubelet stopped posting node status.';
  const changed = { status: 'Unknown', reason: 'NodeStatusUnknown', message };
  return { ...condition, ...changed, lastTransitionTime: now };
}

function writeTaints(
  desk: Desk,
  node: Node,
  taints: ReturnType<typeof withNoSchedule>,
): number | undefined {
  if (taints === undefined) return undefined;
  const contentType = 'application/strategic-merge-patch+json';
  const body = { spec: { taints: taints.length === 0 ? null : taints } };
  const path = `/api/v1/nodes/${node.metadata.name}`;
  return request(desk.io, { verb: 'PATCH', path, body, contentType });
}

/** Nothing of a lost node's pods may get traffic: their Ready condition goes to False. */
function markPods(desk: Desk, node: Node, now: string): void {
  const { state, io } = desk;
  for (const pod of podsToMark(desk, node)) {
    const conditions = (pod.status?.conditions ?? []).map((one) =>
      one.type === 'Ready' ? { ...one, status: 'False', lastTransitionTime: now } : one,
    );
    const body: Pod = { ...pod, status: { ...pod.status, conditions } };
    const { namespace, name } = pod.metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
    request(io, { verb: 'PUT', path, body });
    recordEvent(io, pod, {
      component: 'node-controller',
      type: 'Warning',
      reason: 'NodeNotReady',
      message: 'Node is not ready',
      isModern: isModern(state),
    });
  }
}

function podsToMark({ state }: Desk, node: Node): readonly Pod[] {
  return [...values(state.pods)].filter(
    ({ spec, status }) =>
      spec.nodeName === node.metadata.name &&
      status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true,
  );
}

function tellNode(desk: Desk, node: Node, reason: string, message: string): void {
  const text = { component: 'node-controller', type: 'Normal', reason, message } as const;
  recordEvent(desk.io, node, { ...text, isModern: isModern(desk.state) });
}

/**
 * The API server answered a write: on with the node as it is now; a refusal waits for the next
 * look.
 */
function written(desk: Desk, envelope: Envelope): void {
  if (envelope.message.type === 'net.closed') {
    for (const [, name] of entries(desk.writes)) desk.plans = remove(desk.plans, name);
    return;
  }
  const id = String(envelope.inReplyTo);
  const name = get(desk.writes, id);
  if (name === undefined) return;
  desk.writes = remove(desk.writes, id);
  const plan = get(desk.plans, name);
  const response = envelope.message as ApiResponse;
  if (plan === undefined) return;
  if (envelope.message.type !== 'api.response' || response.code >= 300) {
    desk.plans = remove(desk.plans, name);
    return;
  }
  proceed(desk, { ...plan, node: response.body as Node });
}
