// The loop: ownership, order per connection, crashes, cut links, causes, the first difference.

import { describe, expect, it } from 'vitest';
import { present } from '../base/assert.ts';
import { hashHex } from '../base/hash.ts';
import { port } from './component.ts';
import { type EventDigest, firstDifference } from './digest.ts';
import { CONTROL, type ControlMessage, type Envelope } from './message.ts';
import { createSimulation } from './simulation.ts';
import { type Talker, talker, testSimulation } from './test-world.ts';
import { micros, milliseconds, seconds } from './time.ts';
import { stateOf } from './world.ts';

function digests(seed: number, plant?: number): readonly EventDigest[] {
  const simulation = testSimulation(seed);
  const list: EventDigest[] = [];
  for (let i = 0; i < 200; i++) {
    if (i === plant) simulation.inject('b', 'ear', { type: 'planted' });
    const event = simulation.step();
    if (event === undefined) break;
    const { id, deliverAt: at, message } = event;
    list.push({
      id,
      at,
      digest: hashHex(present(simulation.digest(), 'kept')),
      type: message.type,
    });
  }
  return list;
}

describe('simulation', () => {
  it('refuses two owners of one slice, and writes to the slice of another', () => {
    const options = {
      seed: 1,
      epochSeconds: 0,
      latencyOf: () => ({ base: milliseconds(1), jitter: milliseconds(0) }),
      isFrozen: true,
    };
    const twice = { ...talker, ports: { x: talker.ports['loop']!, y: talker.ports['loop']! } };
    expect(() => createSimulation(options).add(twice, 'x', { peer: '' })).toThrow('own the slice');
    const rogue = {
      ...talker,
      ports: {
        ear: port<Talker, 'heard'>(['heard'], (state) => ({ ...state, ticks: state.ticks + 9 })),
      },
    };
    const simulation = createSimulation(options);
    simulation.add(rogue, 'r', { peer: '' });
    simulation.run(micros(0));
    simulation.inject('r', 'ear', { type: 'x' });
    expect(() => simulation.run(micros(1))).toThrow('slice ticks of another port');
  });

  it('keeps the order of a connection and names a cause for everything', () => {
    const simulation = testSimulation();
    const sent: Envelope[] = [];
    const arrived: Envelope[] = [];
    simulation.setSink({ sent: (e) => void sent.push(e), delivered: (e) => void arrived.push(e) });
    simulation.run(micros(seconds(30)));
    const known = new Set<number>([0, ...arrived.map(({ id }) => id)]);
    for (const envelope of sent) expect(known.has(envelope.cause)).toBe(true);
    const links = arrived.filter(({ carrier }) => carrier === 'link');
    for (const a of links) {
      const later = links.filter((b) => b.from.actor === a.from.actor && b.to.actor === a.to.actor);
      expect(later.map(({ id }) => id)).toEqual(later.map(({ id }) => id).sort((x, y) => x - y));
    }
  });

  it('tells who talks to a dead process, and starts it again from its disk', () => {
    const simulation = testSimulation();
    simulation.run(micros(seconds(5)));
    simulation.inject('b', CONTROL, { type: 'process.stop' });
    simulation.run(micros(seconds(10)));
    expect(stateOf<Talker>(simulation.world, 'b')).toBeUndefined();
    const { disk } = simulation.world.processes[1]!;
    expect(disk).toBeGreaterThan(2);
    simulation.inject('b', CONTROL, { type: 'process.start' });
    simulation.run(micros(seconds(15)));
    expect(stateOf<Talker>(simulation.world, 'b')?.ticks).toBeGreaterThan(2);
    expect(simulation.world.processes[1]?.incarnation).toBe(2);
  });

  it('OUTAGE-1: refuses until the process has come up, and lets a stop end the start', () => {
    const simulation = testSimulation();
    const isUp = (): boolean => simulation.world.processes[1]?.isUp === true;
    const told = (message: ControlMessage): void => {
      simulation.inject('b', CONTROL, message);
    };
    simulation.run(micros(seconds(5)));
    told({ type: 'process.stop' });
    told({ type: 'process.start', afterMicros: seconds(2) });
    simulation.run(micros(seconds(6)));
    expect(isUp()).toBe(false);
    simulation.run(micros(seconds(8)));
    expect(isUp()).toBe(true);
    told({ type: 'process.stop' });
    told({ type: 'process.start', afterMicros: seconds(2) });
    simulation.run(micros(seconds(9)));
    told({ type: 'process.stop' });
    simulation.run(micros(seconds(15)));
    expect(isUp()).toBe(false);
  });

  it('loses what crosses a cut link', () => {
    const simulation = testSimulation();
    const cut: ControlMessage = { type: 'link.cut', peer: 'b' };
    const heal: ControlMessage = { type: 'link.heal', peer: 'b' };
    simulation.inject('a', CONTROL, cut);
    let lost = 0;
    simulation.setSink({
      sent(_envelope, fate) {
        if (fate === 'lost') lost++;
      },
    });
    simulation.run(micros(seconds(10)));
    expect(lost).toBeGreaterThan(5);
    simulation.inject('a', CONTROL, heal);
    lost = 0;
    simulation.run(micros(seconds(20)));
    expect(lost).toBe(0);
  });

  it('finds a planted divergence and names its first event', () => {
    expect(firstDifference(digests(1), digests(1))).toBeUndefined();
    const found = firstDifference(digests(1), digests(1, 120));
    expect(found?.index).toBeGreaterThanOrEqual(120);
    expect(found?.b?.type).toBe('planted');
  });
});
