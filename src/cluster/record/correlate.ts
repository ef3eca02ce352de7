// What becomes of an event before it is sent: merged with equal ones into a count, merged with
// similar ones into one, or dropped as spam. Models client-go/tools/record/events_cache.go.

import type { Event } from '../../api/config.ts';
import { get, set } from '../../base/persistent-map.ts';
import type { Micros } from '../../kernel/time.ts';
import type { EventsState, SendingEvent } from './state.ts';
import { refilled, type TokenBucket, tryTakeToken } from './token-bucket.ts';

/** Different messages of similar events before they are combined. */
const MAX_SIMILAR = 10;
const SIMILAR_WINDOW = 600_000_000;
const SPAM_BURST = 25;
/** One event in 300 s, in micro-tokens the bucket can count. */
const SPAM_PERIOD = 300;

/** The state after looking at an event, and the event to send; none when it is spam. */
export interface Correlated {
  readonly state: EventsState;
  readonly sending?: SendingEvent;
}

/** Correlates one event. Models EventCorrelate. */
export function correlate(
  state: EventsState,
  isSpamKeyWithType: boolean,
  event: Event,
  now: Micros,
): Correlated {
  const similar = withSimilar(state, event, now);
  const { key } = similar;
  const observed = observe(similar.state, similar.event, key);
  const allowed = allow(observed.state, isSpamKeyWithType, event, now);
  if (!allowed.isAllowed) return { state: allowed.state };
  return { state: allowed.state, sending: { ...observed.sending, key } };
}

/** Remembers how the API server keeps an event, so that the next equal one only counts. */
export function withSent(state: EventsState, key: string, sent: Event): EventsState {
  const log = {
    count: sent.count ?? 1,
    firstTimestamp: sent.firstTimestamp ?? '',
    name: sent.metadata.name ?? '',
    resourceVersion: sent.metadata.resourceVersion ?? '',
  };
  return { ...state, logs: set(state.logs, key, log) };
}

function similarKey(event: Event): string {
  const { kind, namespace, name, uid } = event.involvedObject;
  return [kind, namespace, name, uid, event.type, event.reason].join('|');
}

function withSimilar(
  state: EventsState,
  event: Event,
  now: Micros,
): { state: EventsState; event: Event; key: string } {
  const group = similarKey(event);
  const message = event.message ?? '';
  const own = `${group}|${event.involvedObject.fieldPath ?? ''}|${message}`;
  const known = get(state.similar, group);
  const isFresh = known !== undefined && now - known.lastAt <= SIMILAR_WINDOW;
  const before = isFresh ? known.messages : [];
  const messages = before.includes(message) ? before : [...before, message];
  const isFull = messages.length >= MAX_SIMILAR;
  const kept = isFull ? messages.slice(1) : messages;
  const similar = set(state.similar, group, { messages: kept, lastAt: now });
  if (!isFull) return { state: { ...state, similar }, event, key: own };
  const combined = { ...event, message: `(combined from similar events): ${message}` };
  return { state: { ...state, similar }, event: combined, key: group };
}

function observe(
  state: EventsState,
  event: Event,
  key: string,
): { state: EventsState; sending: Omit<SendingEvent, 'key'> } {
  const log = get(state.logs, key);
  if (log === undefined) {
    const { count = 1, firstTimestamp } = event;
    const name = event.metadata.name ?? '';
    const first = { count, firstTimestamp: firstTimestamp ?? '', name, resourceVersion: '' };
    const logs = set(state.logs, key, first);
    return { state: { ...state, logs }, sending: { event, isUpdate: false, tries: 0 } };
  }
  const count = log.count + 1;
  const counted: Event = {
    ...event,
    metadata: { ...event.metadata, name: log.name },
    firstTimestamp: log.firstTimestamp,
    count,
  };
  const logs = set(state.logs, key, { ...log, count });
  return { state: { ...state, logs }, sending: { event: counted, isUpdate: true, tries: 0 } };
}

function allow(
  state: EventsState,
  isSpamKeyWithType: boolean,
  event: Event,
  now: Micros,
): { state: EventsState; isAllowed: boolean } {
  const { kind, namespace, name, uid } = event.involvedObject;
  const type = isSpamKeyWithType ? event.type : '';
  const key = [kind, namespace, name, uid, type].join('|');
  const bucket = get(state.spam, key) ?? fullSpamBucket(now);
  const slow = slowed(now);
  const taken = tryTakeToken(bucket, slow, 1, SPAM_BURST);
  const next = taken ?? refilled(bucket, slow, 1, SPAM_BURST);
  return { state: { ...state, spam: set(state.spam, key, next) }, isAllowed: taken !== undefined };
}

function fullSpamBucket(now: Micros): TokenBucket {
  return { microTokens: SPAM_BURST * 1_000_000, at: slowed(now) };
}

/** A clock on which a token a second is one in 300 s. */
function slowed(now: Micros): Micros {
  return Math.floor(now / SPAM_PERIOD) as Micros;
}
