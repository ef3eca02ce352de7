// The controllers' recorder: equal events are one event with a count.

import { expect, test } from 'vitest';
import type { EventId, Message } from '../../kernel/message.ts';
import { testEnvelope, testIo } from '../../kernel/test-io.ts';
import type { Micros } from '../../kernel/time.ts';
import type { ApiRequest } from '../protocol/apiserver.ts';
import { recordEvent } from './client.ts';
import { receiveEvents } from './events.ts';
import { type ControllerManagerState, initialState } from './state.ts';

const NODE = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: 'n' } } as const;

function notReady(now: number): Message {
  const io = testIo({ now: now as Micros, processes: ['apiserver'] });
  const text = { component: 'node-controller', type: 'Normal', isModern: true } as const;
  recordEvent(io, NODE, { ...text, reason: 'NodeNotReady', message: 'Node n is not ready' });
  const [said] = io.effects.flatMap((effect) => (effect.do === 'signal' ? [effect.message] : []));
  return said as Message;
}

interface Sent {
  readonly state: ControllerManagerState;
  readonly requests: readonly ApiRequest[];
}

function tell(state: ControllerManagerState, message: Message, now: number, to?: EventId): Sent {
  const io = testIo({ now: now as Micros, processes: ['apiserver'] });
  const reply = to === undefined ? {} : { inReplyTo: to };
  const slices = receiveEvents(state, testEnvelope(message, reply), io);
  const sent = io.effects.flatMap((effect) => (effect.do === 'send' ? [effect] : []));
  return {
    state: { ...state, ...slices },
    requests: sent.map(({ message: one }) => one as ApiRequest),
  };
}

test('OUTAGE-20: an event that comes again is counted, not written anew', () => {
  const fresh = initialState({ edition: 'containerd', controllers: [] });
  const first = tell(fresh, notReady(1_000_000), 1_000_000);
  expect(first.requests).toMatchObject([
    {
      verb: 'POST',
      path: '/api/v1/namespaces/default/events',
      userAgent: 'kube-controller-manager',
    },
  ]);
  const waiting = tell(first.state, notReady(2_000_000), 2_000_000);
  expect(waiting.requests).toEqual([]);
  const body = first.requests[0]?.body as object;
  const stored = { type: 'api.response', code: 201, body } as Message;
  const second = tell(waiting.state, stored, 3_000_000, first.state.events.sending?.request);
  expect(second.requests).toMatchObject([{ verb: 'PATCH', body: { count: 2 } }]);
  expect(second.requests[0]?.path).toMatch(/^\/api\/v1\/namespaces\/default\/events\/n\./);
});

test('an event is tried again when nobody answers', () => {
  const fresh = initialState({ edition: 'docker', controllers: [] });
  const first = tell(fresh, notReady(1_000_000), 1_000_000);
  const refused = tell(
    first.state,
    { type: 'net.refused' } as Message,
    2_000_000,
    first.state.events.sending?.request,
  );
  expect(refused.requests).toEqual([]);
  const again = tell(refused.state, { type: 'tick' } as Message, 9_000_000);
  expect(again.requests).toMatchObject([{ verb: 'POST' }]);
});
