// A controller whose caches are old after the API server was away: what it can still do (OUTAGE-8).

import { describe, expect, test } from 'vitest';
import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import { keys, mapOf } from '../../base/persistent-map.ts';
import type { EventId, Message } from '../../kernel/message.ts';
import { type Effect, testEnvelope, testIo } from '../../kernel/test-io.ts';
import { type Micros, seconds, ZERO } from '../../kernel/time.ts';
import type { ApiRequest } from '../protocol/apiserver.ts';
import { receiveNodeLifecycle } from './node-lifecycle.ts';
import { type ControllerManagerState, initialState } from './state.ts';

function node(ready: string): Node {
  const conditions = [{ type: 'Ready', status: ready }];
  const metadata = { name: 'n', resourceVersion: '5' };
  return { apiVersion: 'v1', kind: 'Node', metadata, status: { conditions } } as Node;
}

function pod(name: string): Pod {
  const status = { conditions: [{ type: 'Ready', status: 'True' }] };
  const spec = { nodeName: 'n', containers: [] };
  const metadata = { name, namespace: 'default' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status } as unknown as Pod;
}

/** A silent node with two pods, as a controller of v1.36 knows them. */
function silent(): ControllerManagerState {
  const config = { edition: 'containerd', controllers: ['node-lifecycle'] } as const;
  return {
    ...initialState(config),
    nodes: mapOf([['n', node('True')]]),
    pods: mapOf([
      ['default/a', pod('a')],
      ['default/b', pod('b')],
    ]),
    health: mapOf([['n', { probeAt: ZERO, renewTime: '', heartbeat: '' }]]),
  };
}

interface Done {
  readonly state: ControllerManagerState;
  readonly requests: readonly string[];
}

function tell(
  state: ControllerManagerState,
  message: Message,
  now: number,
  inReplyTo?: string,
): Done {
  const io = testIo({ now: seconds(now) as number as Micros, processes: ['apiserver'] });
  const reply = inReplyTo === undefined ? {} : { inReplyTo: Number(inReplyTo) as EventId };
  const slices = receiveNodeLifecycle(state, testEnvelope(message, reply), io);
  return { state: { ...state, ...slices }, requests: io.effects.flatMap(requestOf) };
}

function requestOf(effect: Effect): readonly string[] {
  if (effect.do === 'signal' && effect.message.type === 'event.record') return ['Event'];
  if (effect.do !== 'send') return [];
  const { verb, path, body } = effect.message as ApiRequest;
  const spec = (body as Node | undefined)?.spec as Node['spec'] | undefined;
  const taints = verb === 'PATCH' ? (spec?.taints ?? []).map(({ effect: one }) => ` ${one}`) : [];
  return [`${verb} ${path.replace(/^.*\/(nodes|pods|events)/, '$1')}${taints.join('')}`];
}

const TICK: Message = { type: 'node-lifecycle.tick' };

function answer(state: ControllerManagerState, code: number, body: unknown, now: number): Done {
  const id = [...keys(state.writes)][0] ?? '';
  return tell(state, { type: 'api.response', code, body } as Message, now, id);
}

/** The node was found silent and says so; its pods are being marked. */
function marking(): Done {
  const found = tell(silent(), TICK, 60);
  expect(found.requests).toEqual(['PUT nodes/n/status']);
  return answer(found.state, 200, node('Unknown'), 60);
}

/** Of the two pods one has changed and one is gone. */
function halfMarked(): ControllerManagerState {
  const { state, requests } = marking();
  expect(requests).toEqual(['Event', 'PUT pods/a/status', 'PUT pods/b/status']);
  const [a, b] = [...keys(state.marks)];
  const refused = tell(state, { type: 'api.response', code: 409 } as Message, 60, a);
  expect(refused.requests).toEqual(['Event']);
  const gone = tell(refused.state, { type: 'api.response', code: 404 } as Message, 60, b);
  expect(gone.requests).toEqual([]);
  return gone.state;
}

describe('OUTAGE-8: a controller with old caches', () => {
  test('tries the pods again with each look, and reads the node that it could not write', () => {
    const look = tell(halfMarked(), TICK, 65);
    expect(look.requests).toEqual(['PUT nodes/n/status']);
    const refused = answer(look.state, 409, {}, 65);
    expect(refused.requests).toEqual(['GET nodes/n']);
    const read = answer(refused.state, 200, node('Unknown'), 65);
    expect(read.requests).toEqual(['PUT pods/a/status', 'PUT pods/b/status']);
  });

  test('leaves the pods alone once all are marked', () => {
    const { state } = marking();
    const marked = [...keys(state.marks)].reduce(
      (now, id) => tell(now, { type: 'api.response', code: 200 } as Message, 60, id).state,
      state,
    );
    const refused = answer(tell(marked, TICK, 65).state, 409, {}, 65);
    expect(answer(refused.state, 200, node('Unknown'), 65).requests).toEqual([]);
  });

  test('keeps the node free of NoExecute when its cache learns too late', () => {
    const changed: Message = { type: 'object.changed', key: 'n' } as Message;
    const cached = { nodes: mapOf([['n', node('Unknown')]]) };
    const soon = tell({ ...halfMarked(), ...cached }, changed, 60.05);
    expect(soon.requests).toEqual(['PATCH nodes/n NoSchedule']);
    const next = answer(soon.state, 200, node('Unknown'), 60.06);
    expect(next.requests).toEqual(['PATCH nodes/n NoExecute']);
    const late = tell({ ...halfMarked(), ...cached }, changed, 95);
    expect(late.requests).toEqual(['PATCH nodes/n NoSchedule']);
    expect(answer(late.state, 200, node('Unknown'), 95).requests).toEqual([]);
  });
});
