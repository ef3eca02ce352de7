// The port `events`: the recorder that all controllers share.

import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { type EventSink, pump, recorded, taken } from '../record/sink.ts';
import { type RecordEvent, request } from './client.ts';
import { type ControllerManagerState, EVENT_BURST, isModern } from './state.ts';

/** The slice that the port owns. */
export type EventSlices = Pick<ControllerManagerState, 'events'>;

/** Events a second: --kube-api-qps. */
const QPS = 20;

/** Handles one message. */
export function receiveEvents(
  state: ControllerManagerState,
  envelope: Envelope,
  io: Io,
): EventSlices {
  const { message } = envelope;
  const sink: EventSink = {
    qps: QPS,
    burst: EVENT_BURST,
    isSpamKeyWithType: isModern(state),
    call: request,
  };
  const next =
    message.type === 'event.record'
      ? recorded(state.events, (message as RecordEvent).event)
      : taken(sink, state.events, envelope, io);
  return { events: pump(sink, next, io) };
}
