// The port `events`: takes events from everyone in the kubelet, and sends them one after another.
// Models client-go/tools/record/event.go, recordToSink and recordEvent.

import type { Event } from '../../../api/config.ts';
import { podSubject } from '../../../api/pod-helpers.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, Message, Subject } from '../../../kernel/message.ts';
import { type Duration, seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import { callApi } from '../api-client.ts';
import type { RecordEvent } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import { takeToken } from '../token-bucket.ts';
import { correlate, withSent } from './correlate.ts';
import { makeEvent } from './make-event.ts';
import type { EventsState, SendingEvent } from './state.ts';

const TIMER = 'events.send';
const QUEUE_LENGTH = 1_000;
const MAX_TRIES = 12;
const RETRY_AFTER = seconds(10);

type RecorderMessage =
  | RecordEvent
  | ApiResponse
  | (Message & { readonly type: 'tick' | 'net.refused' | 'net.closed' });

/** The port `events`. */
export const eventRecorder: PortHandler<KubeletState, never> = port<KubeletState, 'events'>(
  ['events'],
  (kubelet, envelope, io) => ({ events: pump(kubelet, take(kubelet, envelope, io), io) }),
);

function take(kubelet: KubeletState, envelope: Envelope, io: Io): EventsState {
  const state = kubelet.events;
  const message = envelope.message as RecorderMessage;
  const { sending } = state;
  switch (message.type) {
    case 'event.record':
      return recorded(kubelet, message, io);
    case 'tick':
      return sending === undefined ? state : send(kubelet, state, io, sending);
    case 'api.response':
      if (sending === undefined || envelope.inReplyTo !== sending.request) return state;
      return answered(kubelet, state, io, sending, message);
    case 'net.refused':
      if (sending === undefined || envelope.inReplyTo !== sending.request) return state;
      return failed(state, io, sending);
    case 'net.closed':
      return sending?.request === undefined ? state : failed(state, io, sending);
    default:
      return state;
  }
}

function recorded(kubelet: KubeletState, record: RecordEvent, io: Io): EventsState {
  const state = kubelet.events;
  const { reason, message, eventType, fieldPath } = record;
  const container = /\{(.*)\}$/.exec(fieldPath ?? '')?.[1];
  const about = subjectOf(kubelet, record);
  const named = container === undefined ? {} : { container };
  io.fact('EventRecorded', about, { reason, message, eventType, ...named });
  const event = makeEvent(kubelet.config, record, io, state.recorded);
  const counted = { ...state, recorded: state.recorded + 1 };
  if (state.queue.length >= QUEUE_LENGTH) return counted;
  return { ...counted, queue: [...state.queue, event] };
}

function subjectOf(kubelet: KubeletState, { pod }: RecordEvent): Subject {
  return pod === undefined ? { kind: 'node', name: kubelet.config.nodeName } : podSubject(pod);
}

/** Takes events from the queue until one has to be sent. */
function pump(kubelet: KubeletState, state: EventsState, io: Io): EventsState {
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  let next = state;
  while (next.sending === undefined && next.queue.length > 0) {
    const [event, ...queue] = next.queue as readonly [Event, ...Event[]];
    const correlated = correlate({ ...next, queue }, behaviour, event, io.now);
    next = correlated.state;
    if (correlated.sending !== undefined) next = send(kubelet, next, io, correlated.sending, true);
  }
  return next;
}

/** Sends it, after waiting for a token of the client when `isFirst`. */
function send(
  kubelet: KubeletState,
  state: EventsState,
  io: Io,
  sending: SendingEvent,
  isFirst: boolean = false,
): EventsState {
  const { eventQps, eventBurst } = kubelet.config;
  const taken = takeToken(state.bucket, io.now, isFirst ? eventQps : 0, eventBurst);
  const next = { ...state, bucket: taken.bucket };
  if (taken.wait > 0) {
    io.after(TIMER, taken.wait, { type: 'tick' }, 'events');
    return { ...next, sending };
  }
  const { event } = sending;
  const root = `/api/v1/namespaces/${event.metadata.namespace ?? 'default'}/events`;
  const request = sending.isUpdate
    ? callApi(kubelet.config, io, {
        verb: 'PATCH',
        path: `${root}/${event.metadata.name ?? ''}`,
        contentType: 'application/strategic-merge-patch+json',
        body: { count: event.count, lastTimestamp: event.lastTimestamp, message: event.message },
      })
    : callApi(kubelet.config, io, { verb: 'POST', path: root, body: event });
  return { ...next, sending: { ...sending, request } };
}

function answered(
  kubelet: KubeletState,
  state: EventsState,
  io: Io,
  sending: SendingEvent,
  answer: ApiResponse,
): EventsState {
  if (answer.code < 300) return done(withSent(state, sending.key, answer.body as Event));
  if (answer.code === 404 && sending.isUpdate) {
    return send(kubelet, state, io, { ...sending, isUpdate: false });
  }
  const isServerTrouble = answer.code >= 500 || answer.code === 429;
  return isServerTrouble ? failed(state, io, sending) : done(state);
}

function done(state: EventsState): EventsState {
  const { sending: _sent, ...rest } = state;
  return rest;
}

/** Tries again after 10 s; the first time after a part of it, so that clients spread. */
function failed(state: EventsState, io: Io, sending: SendingEvent): EventsState {
  const tries = sending.tries + 1;
  if (tries >= MAX_TRIES) return done(state);
  const delay =
    tries === 1 ? io.draw('events.retry').between(0 as Duration, RETRY_AFTER) : RETRY_AFTER;
  io.after(TIMER, delay, { type: 'tick' }, 'events');
  const { request: _failed, ...rest } = sending;
  return { ...state, sending: { ...rest, tries } };
}
