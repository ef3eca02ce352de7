// A daemon that is told to end: whose turn comes when, who is let in, and when it is gone.

import { describe, expect, it } from 'vitest';
import { mapOf } from '../../base/persistent-map.ts';
import type { ReplyTo } from '../../kernel/component.ts';
import { testIo } from '../../kernel/test-io.ts';
import { micros, seconds } from '../../kernel/time.ts';
import { awaitEnd, beginClosing, closeDown, onClosing } from './closing.ts';
import { isLetIn, startFailure } from './door.ts';
import { DOCKER_LATENCIES } from './latencies.ts';
import { restored } from './restore.ts';
import type { ContainerRecord, DockerConfig, DockerdState, DockerWork } from './state.ts';

const TO: ReplyTo = { id: 1, from: { actor: 0, port: 'terminal' } } as never;

function daemon(isLiveRestore: boolean, waiters = 0): DockerdState {
  const config = { isLiveRestore, latencies: DOCKER_LATENCIES, images: [] } as unknown;
  const io = testIo({});
  const container = (id: string, Running: boolean): ContainerRecord =>
    ({ id, state: { Running }, waiters: Array(waiters).fill({ want: 'stop', to: TO }) }) as never;
  const all = [container('a', true), container('b', false), container('c', true)];
  return {
    ...restored(config as DockerConfig, undefined, io),
    containers: mapOf(all.map((one) => [one.id, one] as const)),
  };
}

describe('OUTAGE-3: a daemon that ends', () => {
  it('stops what runs, one after the other', () => {
    const io = testIo({});
    const { door } = beginClosing(daemon(false), TO, io);
    expect(door).toMatchObject({ is: 'closing', awaited: ['a', 'c'] });
    const turns = io.effects.flatMap((effect) => (effect.do === 'after' ? [effect] : []));
    expect(turns.map(({ message }) => message)).toEqual([
      { type: 'docker.closing', id: 'a' },
      { type: 'docker.closing', id: 'c' },
    ]);
    expect((turns[1]?.delay ?? 0) > (turns[0]?.delay ?? 0)).toBe(true);
  });

  it('leaves its containers alone with live-restore, and says when it is gone', () => {
    const io = testIo({});
    const state = beginClosing(daemon(true), TO, io);
    expect(state.door).toMatchObject({ is: 'closing', awaited: [] });
    onClosing(state, { type: 'docker.closing' }, io);
    expect(io.effects.at(-1)).toMatchObject({ do: 'reply', message: { type: 'docker.stopped' } });
  });

  it('is told again, or to begin: both wait for the same end, in their order', () => {
    const io = testIo({});
    const others = ['next', 'last'].map((port) => ({ ...TO, from: { actor: 0, port } }));
    const again = beginClosing(beginClosing(daemon(true), TO, io), others[0] as never, io);
    const queued = awaitEnd(again, others[1] as never, io);
    expect(io.effects.filter((effect) => effect.do === 'reply')).toEqual([]);
    onClosing(queued, { type: 'docker.closing' }, io);
    const told = io.effects.flatMap((effect) => (effect.do === 'reply' ? [effect.to] : []));
    expect(told).toEqual([TO, ...others].map(({ from }) => from));
  });

  it('serves two kept connections and nobody else', () => {
    const closing = (waiters: number): DockerdState =>
      beginClosing(daemon(false, waiters), TO, testIo({}));
    expect(isLetIn(daemon(false, 5))).toBe(true);
    expect(isLetIn(closing(0))).toBe(true);
    expect(isLetIn(closing(1))).toBe(false);
  });

  it('fails a start that falls into the closing of its networks', () => {
    const io = testIo({ now: micros(seconds(40)) });
    const begun = beginClosing(daemon(false), TO, io);
    const work = (at: number): DockerWork =>
      ({ op: { op: 'start', id: 'b' }, since: micros(seconds(at)) }) as never;
    expect(startFailure(begun, work(39))).toBeUndefined();
    const closed = closeDown(begun, begun.door as never, io);
    expect(startFailure(closed, work(39))).toMatch(/^transport is closing/);
    expect(startFailure(closed, work(41))).toMatch(/libnetwork/);
  });
});
