// The port `events`: takes events from everyone in the kubelet, and sends them one after another.

import { podSubject } from '../../../api/pod-helpers.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Subject } from '../../../kernel/message.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { type EventSink, pump, recorded, taken } from '../../record/sink.ts';
import type { EventsState } from '../../record/state.ts';
import { callApi } from '../api-client.ts';
import type { RecordEvent } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import { makeEvent } from './make-event.ts';

/** The port `events`. */
export const eventRecorder: PortHandler<KubeletState, never> = port<KubeletState, 'events'>(
  ['events'],
  (kubelet, envelope, io) => {
    const { message } = envelope;
    const sink = sinkOf(kubelet);
    const next =
      message.type === 'event.record'
        ? record(kubelet, message as RecordEvent, io)
        : taken(sink, kubelet.events, envelope, io);
    return { events: pump(sink, next, io) };
  },
);

function sinkOf({ config }: KubeletState): EventSink {
  const { isSpamKeyWithType } = kubeletBehaviour(config.edition);
  const { eventQps: qps, eventBurst: burst } = config;
  return { qps, burst, isSpamKeyWithType, call: (io, request) => callApi(config, io, request) };
}

function record(kubelet: KubeletState, said: RecordEvent, io: Io): EventsState {
  const { reason, message, eventType, fieldPath } = said;
  const container = /\{(.*)\}$/.exec(fieldPath ?? '')?.[1];
  const named = container === undefined ? {} : { container };
  io.fact('EventRecorded', subjectOf(kubelet, said), { reason, message, eventType, ...named });
  const { events } = kubelet;
  return recorded(events, makeEvent(kubelet.config, said, io, events.recorded));
}

function subjectOf(kubelet: KubeletState, { pod }: RecordEvent): Subject {
  return pod === undefined ? { kind: 'node', name: kubelet.config.nodeName } : podSubject(pod);
}
