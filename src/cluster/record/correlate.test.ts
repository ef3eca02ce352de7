// Events before they are sent: counted, combined, or dropped as spam.

import { describe, expect, it } from 'vitest';
import type { Event } from '../../api/config.ts';
import { type Micros, micros, seconds } from '../../kernel/time.ts';
import { correlate, withSent } from './correlate.ts';
import { type EventsState, initialEventsState, type SendingEvent } from './state.ts';

const START = '2026-01-01T00:00:00Z';

function event(message: string, change: Partial<Event> = {}): Event {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `web.${message}`, namespace: 'default' },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web', uid: 'u' },
    reason: 'BackOff',
    message,
    type: 'Warning',
    count: 1,
    firstTimestamp: START,
    lastTimestamp: START,
    ...change,
  } as Event;
}

/** What is sent of each event, one a second; `undefined` is spam. */
function sent(
  events: readonly Event[],
  edition: 'docker' | 'containerd' = 'docker',
): readonly (SendingEvent | undefined)[] {
  let state: EventsState = initialEventsState(10);
  return events.map((one, i) => {
    const at = micros(seconds(i));
    const correlated = correlate(state, edition === 'containerd', one, at);
    state = correlated.state;
    return correlated.sending;
  });
}

describe('equal events', () => {
  it('are created once, then counted under the first name', () => {
    const [first, second] = sent([
      event('a'),
      event('a', { metadata: { name: 'web.later', namespace: 'default' }, firstTimestamp: 'x' }),
    ]);
    expect(first).toMatchObject({ isUpdate: false, tries: 0, event: event('a') });
    expect(second?.isUpdate).toBe(true);
    expect(second?.event).toEqual(event('a', { count: 2 }));
  });

  it('go on counting from what the API server has', () => {
    const isSpamKeyWithType = false;
    const now = 0 as Micros;
    const first = correlate(initialEventsState(10), isSpamKeyWithType, event('a'), now);
    const key = first.sending?.key ?? '';
    const state = withSent(first.state, key, event('a', { count: 7 }));
    expect(correlate(state, isSpamKeyWithType, event('a'), now).sending?.event.count).toBe(8);
  });

  it('are others when they are about another container', () => {
    const of = (fieldPath: string): Event =>
      event('a', { involvedObject: { ...event('a').involvedObject, fieldPath } });
    const found = sent([of('spec.containers{a}'), of('spec.containers{b}')]);
    expect(found.map((one) => one?.isUpdate)).toEqual([false, false]);
  });
});

describe('similar events', () => {
  const messages = Array.from({ length: 12 }, (_, i) => event(`message ${i}`));

  it('are combined from the tenth message within ten minutes on', () => {
    const found = sent(messages);
    expect(found.slice(0, 9).map((one) => one?.event.message)).toEqual(
      messages.slice(0, 9).map((one) => one.message),
    );
    expect(found.slice(9).map((one) => [one?.event.message, one?.event.count])).toEqual([
      ['(combined from similar events): message 9', 1],
      ['(combined from similar events): message 10', 2],
      ['(combined from similar events): message 11', 3],
    ]);
  });

  it('are apart again after ten quiet minutes', () => {
    const isSpamKeyWithType = false;
    let state = initialEventsState(10);
    for (const one of messages.slice(0, 9)) {
      ({ state } = correlate(state, isSpamKeyWithType, one, 0 as Micros));
    }
    const after = correlate(state, isSpamKeyWithType, event('late'), micros(seconds(601)));
    expect(after.sending?.event.message).toBe('late');
  });
});

describe('the spam filter', () => {
  it('lets 25 events of an object pass, then one in five minutes', () => {
    const found = sent(Array.from({ length: 330 }, () => event('a')));
    const passed = found.flatMap((one, i) => (one === undefined ? [] : [i]));
    expect(passed.slice(0, 25)).toEqual(Array.from({ length: 25 }, (_, i) => i));
    expect(passed.slice(25)).toEqual([300]);
    // What was dropped was counted all the same.
    expect(found[300]?.event.count).toBe(301);
  });

  it('counts Normal and Warning together in the older kubelet only', () => {
    const mixed = Array.from({ length: 40 }, (_, i) =>
      event('a', { type: i % 2 === 0 ? 'Normal' : 'Warning' }),
    );
    const count = (edition: 'docker' | 'containerd'): number =>
      sent(mixed, edition).filter((one) => one !== undefined).length;
    expect([count('docker'), count('containerd')]).toEqual([25, 40]);
  });
});
