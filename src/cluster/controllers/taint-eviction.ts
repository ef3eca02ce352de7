// The port `taint-eviction`: deletes the pods that do not bear their node's NoExecute taints, at
// once or when their patience is over. Models pkg/controller/tainteviction/taint_eviction.go.

import type { Pod, PodCondition } from '../../api/pod.ts';
import { withCondition } from '../../api/pod-helpers.ts';
import { keyOf } from '../../apimachinery/meta.ts';
import { createTwoWayMergePatch } from '../../apimachinery/patch-diff.ts';
import { patchSchemaOf } from '../../apimachinery/patch-schema.ts';
import { rfc3339 } from '../../base/calendar.ts';
import { get, remove, set, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope, Message } from '../../kernel/message.ts';
import { type Duration, later, seconds } from '../../kernel/time.ts';
import { recordEvent, request } from './client.ts';
import type { Changed } from './informers.ts';
import { type ControllerManagerState, isModern } from './state.ts';
import { noExecuteTaints, toleratedSeconds } from './taints.ts';

/** The slices that the port owns. */
export type EvictionSlices = Pick<ControllerManagerState, 'evictions' | 'marking'>;

interface Desk {
  readonly state: ControllerManagerState;
  readonly io: Io;
  evictions: ControllerManagerState['evictions'];
  marking: ControllerManagerState['marking'];
}

interface Due extends Message {
  readonly type: 'eviction.due';
  readonly key: string;
}

/** Handles one message. */
export function receiveTaintEviction(
  state: ControllerManagerState,
  envelope: Envelope,
  io: Io,
): EvictionSlices {
  const { message } = envelope;
  const desk: Desk = { state, io, evictions: state.evictions, marking: state.marking };
  switch (message.type) {
    case 'node.changed':
      for (const pod of values(state.pods)) {
        if (pod.spec.nodeName === (message as Changed).key) weigh(desk, pod);
      }
      break;
    case 'object.changed':
      podChanged(desk, (message as Changed).key);
      break;
    case 'eviction.due':
      evict(desk, (message as Due).key);
      break;
    case 'api.response':
      marked(desk, String(envelope.inReplyTo));
      break;
    default:
  }
  return { evictions: desk.evictions, marking: desk.marking };
}

function podChanged(desk: Desk, key: string): void {
  const pod = get(desk.state.pods, key);
  if (pod !== undefined) return weigh(desk, pod);
  if (get(desk.evictions, key) === undefined) return;
  const [namespace, name] = key.split('/');
  cancel(desk, key, { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } } as Pod);
}

/** Decides when a pod has to go. */
function weigh(desk: Desk, pod: Pod): void {
  const { state, io } = desk;
  const key = keyOf(pod);
  const node = get(state.nodes, pod.spec.nodeName ?? '');
  const taints = node === undefined ? [] : noExecuteTaints(node);
  const pending = get(desk.evictions, key);
  const bears = taints.length === 0 ? undefined : toleratedSeconds(pod, taints);
  if (bears === undefined) {
    if (pending !== undefined) cancel(desk, key, pod);
    return;
  }
  const since = pending?.since ?? io.now;
  const at = later(since, seconds(bears));
  if (pending !== undefined && pending.at <= at) return;
  desk.evictions = set(desk.evictions, key, { since, at });
  const delay = Math.max(0, at - io.now) as Duration;
  io.after(`evict/${key}`, delay, { type: 'eviction.due', key } as Due);
}

function cancel(desk: Desk, key: string, pod: Pod): void {
  desk.evictions = remove(desk.evictions, key);
  desk.io.cancel(`evict/${key}`);
  tell(desk, pod, `Cancelling deletion of Pod ${key}`);
}

function evict(desk: Desk, key: string): void {
  const { state, io } = desk;
  const pod = get(state.pods, key);
  desk.evictions = remove(desk.evictions, key);
  if (pod === undefined) return;
  tell(desk, pod, `Marking for deletion Pod ${key}`);
  if (!isModern(state)) return deletePod(desk, key);
  const status = withCondition(pod.status ?? {}, {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastTransitionTime: rfc3339(io.epochSeconds, io.now),
  } as unknown as PodCondition);
  const patch = createTwoWayMergePatch(pod, { ...pod, status }, patchSchemaOf('Pod'));
  const id = request(io, {
    verb: 'PATCH',
    path: `${pathOf(key)}/status`,
    contentType: 'application/strategic-merge-patch+json',
    body: { metadata: { uid: pod.metadata.uid }, ...patch },
  });
  if (id !== undefined) desk.marking = set(desk.marking, String(id), key);
}

/** The condition is written: now the deletion. */
function marked(desk: Desk, id: string): void {
  const key = get(desk.marking, id);
  if (key === undefined) return;
  desk.marking = remove(desk.marking, id);
  deletePod(desk, key);
}

function deletePod(desk: Desk, key: string): void {
  request(desk.io, { verb: 'DELETE', path: pathOf(key) });
}

function tell(desk: Desk, pod: Pod, message: string): void {
  const modern = isModern(desk.state);
  recordEvent(desk.io, pod, {
    component: modern ? 'taint-eviction-controller' : 'taint-controller',
    type: 'Normal',
    reason: 'TaintManagerEviction',
    message,
    isModern: modern,
  });
}

function pathOf(key: string): string {
  const [namespace, name] = key.split('/');
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}
