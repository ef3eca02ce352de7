// How recorded events reach the API server: one after another, equal ones as a count of the first.
// Models client-go/tools/record/event.go, recordToSink and recordEvent.

import type { Event } from '../../api/config.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../kernel/message.ts';
import { type Duration, seconds } from '../../kernel/time.ts';
import type { ApiRequest, ApiResponse } from '../protocol/apiserver.ts';
import { correlate, withSent } from './correlate.ts';
import type { EventsState, SendingEvent } from './state.ts';
import { takeToken } from './token-bucket.ts';

/** The port that a recorder has to itself. */
export const EVENTS_PORT = 'events';

const TIMER = 'events.send';
const QUEUE_LENGTH = 1_000;
const MAX_TRIES = 12;
const RETRY_AFTER = seconds(10);

/** Where events go, and how many of them. */
export interface EventSink {
  /** 0: as many as there are. */
  readonly qps: number;
  readonly burst: number;
  /** One spam bucket per source and object, or per event type too. */
  readonly isSpamKeyWithType: boolean;
  /** Sends a request; undefined when there is nobody to send it to. */
  readonly call: (io: Io, request: Omit<ApiRequest, 'type' | 'userAgent'>) => EventId | undefined;
}

/** The state with one more event to send; a full queue drops it. */
export function recorded(state: EventsState, event: Event): EventsState {
  const counted = { ...state, recorded: state.recorded + 1 };
  if (state.queue.length >= QUEUE_LENGTH) return counted;
  return { ...counted, queue: [...state.queue, event] };
}

/** Takes what came for the event that is being sent: an answer, a broken connection, its timer. */
export function taken(
  sink: EventSink,
  state: EventsState,
  { message, inReplyTo }: Envelope,
  io: Io,
): EventsState {
  const { sending } = state;
  if (sending === undefined) return state;
  const isAnswer = inReplyTo !== undefined && inReplyTo === sending.request;
  switch ((message as Message).type) {
    case 'tick':
      return send(sink, state, io, sending);
    case 'api.response':
      return isAnswer ? answered(sink, state, io, sending, message as ApiResponse) : state;
    case 'net.refused':
      return isAnswer ? failed(state, io, sending) : state;
    case 'net.closed':
      return sending.request === undefined ? state : failed(state, io, sending);
    default:
      return state;
  }
}

/** Takes events from the queue until one has to be sent. */
export function pump(sink: EventSink, state: EventsState, io: Io): EventsState {
  let next = state;
  while (next.sending === undefined && next.queue.length > 0) {
    const [event, ...queue] = next.queue as readonly [Event, ...Event[]];
    const correlated = correlate({ ...next, queue }, sink.isSpamKeyWithType, event, io.now);
    next = correlated.state;
    if (correlated.sending !== undefined) next = send(sink, next, io, correlated.sending, true);
  }
  return next;
}

/** Sends it, after waiting for a token of the client when `isFirst`. */
function send(
  sink: EventSink,
  state: EventsState,
  io: Io,
  sending: SendingEvent,
  isFirst: boolean = false,
): EventsState {
  const token = takeToken(state.bucket, io.now, isFirst ? sink.qps : 0, sink.burst);
  const next = { ...state, bucket: token.bucket };
  if (token.wait > 0) {
    io.after(TIMER, token.wait, { type: 'tick' }, EVENTS_PORT);
    return { ...next, sending };
  }
  const { event } = sending;
  const root = `/api/v1/namespaces/${event.metadata.namespace ?? 'default'}/events`;
  const request = sending.isUpdate
    ? sink.call(io, {
        verb: 'PATCH',
        path: `${root}/${event.metadata.name ?? ''}`,
        contentType: 'application/strategic-merge-patch+json',
        body: { count: event.count, lastTimestamp: event.lastTimestamp, message: event.message },
      })
    : sink.call(io, { verb: 'POST', path: root, body: event });
  return request === undefined ? done(next) : { ...next, sending: { ...sending, request } };
}

function answered(
  sink: EventSink,
  state: EventsState,
  io: Io,
  sending: SendingEvent,
  answer: ApiResponse,
): EventsState {
  if (answer.code < 300) return done(withSent(state, sending.key, answer.body as Event));
  if (answer.code === 404 && sending.isUpdate) {
    return send(sink, state, io, { ...sending, isUpdate: false });
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
  io.after(TIMER, delay, { type: 'tick' }, EVENTS_PORT);
  const { request: _failed, ...rest } = sending;
  return { ...state, sending: { ...rest, tries } };
}
