// What a scheduler writes: bindings, the condition of pods it could not place, and events in the
// events.k8s.io form. Models plugins/defaultbinder, client-go/tools/events.

import type { Pod, PodCondition } from '../../api/pod.ts';
import { findCondition, podSubject } from '../../api/pod-helpers.ts';
import { rfc3339, rfc3339Micro } from '../../base/calendar.ts';
import { get, set } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { EventId } from '../../kernel/message.ts';
import { type Duration, elapsed, minutes } from '../../kernel/time.ts';
import type { ApiRequest } from '../protocol/apiserver.ts';
import { API_REQUESTS } from '../protocol/apiserver.ts';
import type { SchedulerState, SentEvent } from './state.ts';

type Request = Omit<ApiRequest, 'type' | 'userAgent' | 'user'>;

function send(
  state: SchedulerState,
  request: Request,
  io: Io,
  after: Duration,
): EventId | undefined {
  const actor = io.find(state.config.apiserver ?? 'apiserver');
  if (actor === undefined) return undefined;
  const message: ApiRequest = {
    type: 'api.request',
    userAgent: 'kube-scheduler',
    user: 'system:kube-scheduler',
    ...request,
  };
  return io.send({ actor, port: API_REQUESTS }, message, after);
}

function podPath(pod: Pod): string {
  const { namespace = 'default', name = '' } = pod.metadata;
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}

/** Posts the binding of a pod to a node. */
export function bind(
  state: SchedulerState,
  pod: Pod,
  node: string,
  io: Io,
  after: Duration,
): EventId | undefined {
  const { name = '', namespace = 'default', uid } = pod.metadata;
  const body = {
    kind: 'Binding',
    apiVersion: 'v1',
    metadata: { name, namespace, ...(uid !== undefined && { uid }) },
    target: { kind: 'Node', name: node },
  };
  return send(state, { verb: 'POST', path: `${podPath(pod)}/binding`, body }, io, after);
}

/** Says on the pod that no node was found, unless it says so already. */
export function patchUnschedulable(
  state: SchedulerState,
  pod: Pod,
  reason: string,
  message: string,
  io: Io,
  after: Duration,
): void {
  const old = findCondition(pod.status, 'PodScheduled');
  const isSame = old?.status === 'False' && old.reason === reason && old.message === message;
  if (isSame) return;
  const now = rfc3339(io.epochSeconds, io.now);
  const condition: PodCondition = {
    type: 'PodScheduled',
    status: 'False',
    reason,
    message,
    lastTransitionTime: old?.status === 'False' ? (old.lastTransitionTime ?? now) : now,
    ...(state.profile.isModern && { observedGeneration: pod.metadata.generation ?? 1 }),
  };
  const body = { status: { conditions: [condition] } };
  const contentType = 'application/strategic-merge-patch+json';
  const path = `${podPath(pod)}/status`;
  send(state, { verb: 'PATCH', path, contentType, body }, io, after);
}

/** An event about a pod. */
export interface PodEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: 'Scheduled' | 'FailedScheduling';
  readonly action: 'Binding' | 'Scheduling';
  readonly note: string;
}

const SERIES_END: Duration = minutes(6);

/** Sends an event, or makes a series of the one sent before; answers the remembered events. */
export function recordEvent(
  state: SchedulerState,
  pod: Pod,
  event: PodEvent,
  io: Io,
  after: Duration,
): SchedulerState['events'] {
  const about = podSubject(pod);
  const { name, namespace, uid } = about;
  const { reason, note, type } = event;
  io.fact('EventRecorded', about, { reason, message: note, eventType: type });
  const key = `${namespace}/${name}/${uid}/${event.reason}/${event.note}`;
  const sent = get(state.events, key);
  const isRepeated = sent !== undefined && elapsed(sent.last, io.now) < SERIES_END;
  const path = `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
  if (!isRepeated) {
    const created = eventName(name, io);
    const body = { ...eventBody(state, pod, event, io), metadata: { name: created, namespace } };
    send(state, { verb: 'POST', path, body }, io, after);
    return set(state.events, key, { name: created, count: 1, last: io.now });
  }
  const next: SentEvent = { ...sent, count: sent.count + 1, last: io.now };
  if (sent.count === 1) {
    const series = { count: 2, lastObservedTime: rfc3339Micro(io.epochSeconds, io.now) };
    const contentType = 'application/strategic-merge-patch+json';
    const request: Request = {
      verb: 'PATCH',
      path: `${path}/${sent.name}`,
      contentType,
      body: { series },
    };
    send(state, request, io, after);
  }
  return set(state.events, key, next);
}

/** The pod's name and the instant in nanoseconds, in hexadecimal digits. */
function eventName(pod: string, io: Io): string {
  const nanos = (BigInt(io.epochSeconds) * 1_000_000n + BigInt(io.now)) * 1_000n;
  return `${pod}.${nanos.toString(16)}`;
}

function eventBody(state: SchedulerState, pod: Pod, event: PodEvent, io: Io): object {
  const { name, namespace, uid, resourceVersion } = pod.metadata;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    eventTime: rfc3339Micro(io.epochSeconds, io.now),
    reportingController: 'default-scheduler',
    reportingInstance: `default-scheduler-${state.config.hostname ?? 'control-plane'}`,
    action: event.action,
    reason: event.reason,
    regarding: { kind: 'Pod', namespace, name, uid, apiVersion: 'v1', resourceVersion },
    note: event.note,
    type: event.type,
  };
}
