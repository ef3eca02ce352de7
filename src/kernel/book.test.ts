// A book: every port may write it, none owns it.

import { describe, expect, it } from 'vitest';
import { type Component, port } from './component.ts';
import { createSimulation } from './simulation.ts';
import { milliseconds, ZERO } from './time.ts';
import { stateOf } from './world.ts';

interface Counted {
  readonly heard: number;
  readonly seen: number;
  readonly book: readonly string[];
}

/** Two ports with a slice each; both note what came. */
const counter: Component<Counted, undefined> = {
  kind: 'counter',
  init: () => ({ heard: 0, seen: 0, book: [] }),
  book: {
    slice: 'book',
    write: (book, notes, now) => [
      ...(book as readonly string[]),
      ...notes.map((note) => `${now} ${(note as { word: string }).word}`),
    ],
  },
  ports: {
    ear: port<Counted, 'heard'>(['heard'], (state, { message }, io) => {
      io.note({ word: 'ear' });
      if (message.type === 'pass') io.signal('eye', { type: 'look' }, milliseconds(3));
      return { heard: state.heard + 1 };
    }),
    eye: port<Counted, 'seen'>(['seen'], (state, _envelope, io) => {
      io.note({ word: 'eye' });
      io.note({ word: 'eye again' });
      return state;
    }),
  },
};

function simulationOf(component: Component<Counted, undefined>) {
  const simulation = createSimulation({
    seed: 1,
    epochSeconds: 0,
    latencyOf: () => ({ base: milliseconds(1), jitter: milliseconds(0) }),
    isFrozen: true,
  });
  simulation.add(component, 'a', undefined);
  simulation.run(ZERO);
  return simulation;
}

describe('a book', () => {
  it('has what every port noted, also of a port that changed nothing else', () => {
    const simulation = simulationOf(counter);
    simulation.inject('a', 'ear', { type: 'pass' });
    simulation.run(milliseconds(10) as never);
    const book = ['0 ear', '3000 eye', '3000 eye again'];
    expect(stateOf(simulation.world, 'a')).toEqual({ heard: 1, seen: 0, book });
  });

  it('has no owner', () => {
    const owned = { ...counter, ports: { x: port<Counted, 'book'>(['book'], (state) => state) } };
    expect(() => simulationOf(owned)).toThrow('two ports own the slice book');
  });

  it('begins anew with the process, and with what was noted before gone', () => {
    const noting: Component<Counted, undefined> = {
      ...counter,
      init(_config, io) {
        io.note({ word: 'init' });
        return { heard: 0, seen: 0, book: [] };
      },
    };
    const simulation = simulationOf(noting);
    simulation.inject('a', 'ear', { type: 'hello' });
    simulation.run(milliseconds(1) as never);
    expect(stateOf<Counted>(simulation.world, 'a')?.book).toEqual(['0 ear']);
  });
});
