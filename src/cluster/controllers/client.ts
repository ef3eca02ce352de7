// How controllers talk to the API server: requests and Events. Models client-go as far as it shows.

import type { Event } from '../../api/config.ts';
import { type ApiObject, subjectOf } from '../../apimachinery/meta.ts';
import { rfc3339 } from '../../base/calendar.ts';
import type { Io } from '../../kernel/component.ts';
import type { EventId, Message } from '../../kernel/message.ts';
import { API_REQUESTS, type ApiRequest } from '../protocol/apiserver.ts';
import { EVENTS_PORT } from '../record/sink.ts';

/** Sends a request; undefined when no API server was ever started. */
export function request(
  io: Io,
  parts: Omit<ApiRequest, 'type' | 'userAgent'>,
): EventId | undefined {
  const actor = io.find('apiserver');
  if (actor === undefined) return undefined;
  const message: ApiRequest = {
    type: 'api.request',
    userAgent: 'kube-controller-manager',
    ...parts,
  };
  return io.send({ actor, port: API_REQUESTS }, message);
}

/** What an Event says. */
export interface EventText {
  readonly component: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly isModern: boolean;
}

/** An Event on its way to the recorder. */
export interface RecordEvent extends Message {
  readonly type: 'event.record';
  readonly event: Event;
}

/** Records an Event about an object. */
export function recordEvent(io: Io, about: ApiObject, text: EventText): void {
  const { name = '', namespace, uid } = about.metadata;
  const now = rfc3339(io.epochSeconds, io.now);
  const nanos = BigInt(io.epochSeconds) * 1_000_000_000n + BigInt(io.now) * 1_000n;
  const inNamespace = namespace ?? 'default';
  const { component, type, reason, message } = text;
  const body = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${nanos.toString(16)}`, namespace: inNamespace },
    involvedObject: {
      kind: about.kind,
      ...(namespace === undefined ? {} : { namespace }),
      name,
      ...(uid === undefined ? {} : { uid }),
      apiVersion: 'v1',
      ...(about.kind === 'Node' ? {} : { resourceVersion: about.metadata.resourceVersion ?? '' }),
    },
    reason,
    message,
    source: { component },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type,
    ...(text.isModern ? { reportingComponent: component } : {}),
  };
  io.fact('EventRecorded', subjectOf(about), { reason, message, eventType: type });
  const record: RecordEvent = { type: 'event.record', event: body as unknown as Event };
  io.signal(EVENTS_PORT, record);
}
