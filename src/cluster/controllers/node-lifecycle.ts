// The port `node-lifecycle`: notices nodes that fell silent, says so in their conditions, taints
// them, and takes their pods out of service. Models pkg/controller/nodelifecycle
// (node_lifecycle_controller.go).

import type { Node, NodeCondition } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import { rfc3339 } from '../../base/calendar.ts';
import { emptyMap, entries, get, remove, set, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { later, milliseconds, seconds } from '../../kernel/time.ts';
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
  'health' | 'plans' | 'writes' | 'tainting' | 'marks' | 'unmarked' | 'isAllLost'
>;

interface Desk extends NodeLifecycleSlicesInMaking {
  readonly state: ControllerManagerState;
  readonly io: Io;
}
interface NodeLifecycleSlicesInMaking {
  health: ControllerManagerState['health'];
  plans: ControllerManagerState['plans'];
  writes: ControllerManagerState['writes'];
  tainting: ControllerManagerState['tainting'];
  marks: ControllerManagerState['marks'];
  unmarked: ControllerManagerState['unmarked'];
  isAllLost: boolean;
}

const PERIOD = seconds(5);
/** The worker that taints looks ten times a second, at the node in the cache. */
const TAINT_PERIOD = milliseconds(100);
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
  const { health, plans, writes, tainting, marks, unmarked, isAllLost } = state;
  const desk: Desk = { state, io, health, plans, writes, tainting, marks, unmarked, isAllLost };
  if (message.type === 'node-lifecycle.tick') {
    monitorAll(desk);
    io.after('node-lifecycle', PERIOD, { type: 'node-lifecycle.tick' });
  } else if (message.type === 'object.changed') {
    nodeChanged(desk, (message as Changed).key);
  } else if (get(marks, String(envelope.inReplyTo)) !== undefined) {
    marked(desk, envelope);
  } else {
    written(desk, envelope);
  }
  return {
    health: desk.health,
    plans: desk.plans,
    writes: desk.writes,
    tainting: desk.tainting,
    marks: desk.marks,
    unmarked: desk.unmarked,
    isAllLost: desk.isAllLost,
  };
}

/** The cache shows another node: its taints follow from it. */
function nodeChanged(desk: Desk, name: string): void {
  const { state, io } = desk;
  const node = get(state.nodes, name);
  const plan = get(desk.plans, name);
  if (node === undefined) return forget(desk, name);
  const until = get(desk.tainting, name);
  const isTainting = until !== undefined && until >= io.now && !isReady(node);
  if (until !== undefined) desk.tainting = remove(desk.tainting, name);
  const steps: readonly NodeStep[] = isTainting ? ['no-schedule', 'no-execute'] : ['no-schedule'];
  if (plan === undefined) return begin(desk, node, steps, isTainting ? 'place' : 'keep');
  const taint = isTainting ? 'place' : plan.taint;
  desk.plans = set(desk.plans, name, { ...plan, taint, steps: [...steps, ...plan.steps] });
}

function forget(desk: Desk, name: string): void {
  desk.health = remove(desk.health, name);
  desk.plans = remove(desk.plans, name);
  desk.tainting = remove(desk.tainting, name);
  desk.unmarked = remove(desk.unmarked, name);
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
  const name = node.metadata.name ?? '';
  if (get(desk.plans, name) !== undefined) return;
  const mode = modeOf(desk, wasAllLost);
  if (!isFalling) {
    const isRetry = get(desk.unmarked, name) !== undefined && !isReady(node);
    if (isReady(node)) desk.unmarked = remove(desk.unmarked, name);
    return begin(desk, node, ['no-schedule', 'no-execute', ...(isRetry ? PODS : [])], mode);
  }
  // Pods are marked only when the controller itself finds the node silent.
  const marks = isReady(node) ? PODS : [];
  // v1.20 taints by the condition it found, which this look only changes now.
  if (!isModern(desk.state)) return begin(desk, node, ['unknown', ...marks], 'keep');
  // While pods are marked one by one, the worker that taints runs beside it.
  const hasMarks = marks.length > 0 && podsToMark(desk, node).length > 0;
  if (!hasMarks && mode !== 'place') {
    return begin(desk, node, ['unknown', 'no-execute', ...marks], mode);
  }
  desk.tainting = set(desk.tainting, name, later(desk.io.now, TAINT_PERIOD));
  begin(desk, node, ['unknown', ...marks], 'keep');
}

const PODS: readonly NodeStep[] = ['pods'];

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
  desk.plans = set(desk.plans, name, { ...plan, doing: step, steps });
  desk.writes = set(desk.writes, String(id), name);
}

function carryOut(desk: Desk, { node, taint }: NodePlan, step: NodeStep): number | undefined {
  const { io } = desk;
  const now = rfc3339(io.epochSeconds, io.now);
  switch (step) {
    case 'unknown':
      return writeUnknown(desk, node, now);
    case 'read':
      return request(io, { verb: 'GET', path: `/api/v1/nodes/${node.metadata.name}` });
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
  return request(desk.io, { verb: 'PUT', path, body });
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
  const nodeName = node.metadata.name ?? '';
  desk.unmarked = remove(desk.unmarked, nodeName);
  for (const pod of podsToMark(desk, node)) {
    const conditions = (pod.status?.conditions ?? []).map((one) =>
      one.type === 'Ready' ? { ...one, status: 'False', lastTransitionTime: now } : one,
    );
    const body: Pod = { ...pod, status: { ...pod.status, conditions } };
    const { namespace, name } = pod.metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
    const id = request(desk.io, { verb: 'PUT', path, body });
    if (id !== undefined) desk.marks = set(desk.marks, String(id), { node: nodeName, pod });
  }
}

/** Told whether it worked or not, but not of a pod that is gone. Models MarkPodsNotReady. */
function marked(desk: Desk, { message, inReplyTo }: Envelope): void {
  const id = String(inReplyTo);
  const mark = get(desk.marks, id);
  if (mark === undefined) return;
  desk.marks = remove(desk.marks, id);
  const code = message.type === 'api.response' ? (message as ApiResponse).code : 0;
  if (code === 404) return;
  if (code !== 200) desk.unmarked = set(desk.unmarked, mark.node, true);
  recordEvent(desk.io, mark.pod, {
    component: 'node-controller',
    type: 'Warning',
    reason: 'NodeNotReady',
    message: 'Node is not ready',
    isModern: isModern(desk.state),
  });
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
 * look, but for one because the node in the cache was old.
 */
function written(desk: Desk, envelope: Envelope): void {
  if (envelope.message.type === 'net.closed') return cutOff(desk);
  const id = String(envelope.inReplyTo);
  const name = get(desk.writes, id);
  if (name === undefined) return;
  desk.writes = remove(desk.writes, id);
  const plan = get(desk.plans, name);
  if (plan === undefined) return;
  const { message } = envelope;
  const { code, body } = (message.type === 'api.response' ? message : {}) as Partial<ApiResponse>;
  if (code === 409 && plan.doing === 'unknown') {
    return proceed(desk, { ...plan, steps: ['read', ...plan.steps] });
  }
  if (code === undefined || code >= 300) {
    desk.plans = remove(desk.plans, name);
    return;
  }
  if (plan.doing === 'unknown' && isReady(plan.node)) {
    tellNode(desk, plan.node, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  }
  const next = { ...plan, node: body as Node };
  proceed(desk, plan.doing === 'read' ? afterRead(desk, next) : next);
}

/** What an earlier look wrote is not written again; pods that it could not mark are. */
function afterRead(desk: Desk, plan: NodePlan): NodePlan {
  const { node, steps } = plan;
  const ready = node.status?.conditions?.find((one) => one.type === 'Ready');
  if (ready?.status !== 'Unknown') return { ...plan, steps: ['unknown', ...steps] };
  const isRetry = get(desk.unmarked, node.metadata.name ?? '') !== undefined;
  return { ...plan, steps: steps.filter((step) => step !== 'pods' || isRetry) };
}

/** The connection broke: what was under way has failed. */
function cutOff(desk: Desk): void {
  for (const [, name] of entries(desk.writes)) desk.plans = remove(desk.plans, name);
  for (const { node } of values(desk.marks)) desk.unmarked = set(desk.unmarked, node, true);
  desk.marks = emptyMap();
}
