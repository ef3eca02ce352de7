// A small world for tests of the kernel: processes that tick, draw, talk and count.

import { type Component, port } from './component.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import { milliseconds, seconds } from './time.ts';
import { createTimeline, type Timeline } from './timeline.ts';

/** State of a talker. */
export interface Talker {
  readonly ticks: number;
  readonly heard: readonly string[];
  readonly refused: number;
  readonly luck: number;
}

/** Ticks every second with luck, tells its peer, counts what it hears. */
export const talker: Component<Talker, { readonly peer: string }> = {
  kind: 'talker',
  init(_config, io) {
    io.after('tick', seconds(1), { type: 'tick' }, 'loop');
    return { ticks: 0, heard: [], refused: 0, luck: 0 };
  },
  survives: (state) => state.ticks,
  ports: {
    loop: port<Talker, 'ticks' | 'luck'>(['ticks', 'luck'], (state, envelope, io) => {
      if (envelope.message.type !== 'tick') return state;
      const extra = io.draw('tick').between(milliseconds(0), milliseconds(500));
      io.after('tick', (seconds(1) + extra) as never, { type: 'tick' });
      for (const name of ['a', 'b', 'c']) {
        const actor = io.find(name);
        if (actor === undefined || actor === io.self.actor) continue;
        io.send({ actor, port: 'ear' }, { type: 'hello', from: io.self.actor } as never);
      }
      io.fact('Ticked', { kind: 'talker', name: String(io.self.actor) }, { n: state.ticks });
      return { ticks: state.ticks + 1, luck: io.draw('luck').below(1_000) };
    }),
    ear: port<Talker, 'heard' | 'refused'>(['heard', 'refused'], (state, envelope) => {
      const { type } = envelope.message;
      if (type.startsWith('net.')) return { heard: state.heard, refused: state.refused + 1 };
      return { heard: [...state.heard.slice(-4), type], refused: state.refused };
    }),
  },
};

/** Three talkers. */
export function testSimulation(seed = 1): Simulation {
  const simulation = createSimulation({
    seed,
    epochSeconds: 0,
    latencyOf: () => ({ base: milliseconds(2), jitter: milliseconds(6) }),
    isFrozen: true,
  });
  for (const name of ['a', 'b', 'c']) simulation.add(talker, name, { peer: name });
  return simulation;
}

/** A timeline over three talkers; a command is a word told to `a`. */
export function testTimeline(seed = 1, isDigestKept = false): Timeline<string> {
  return createTimeline<string>({
    build: () => testSimulation(seed),
    interpret: (simulation, { command }) => void simulation.inject('a', 'ear', { type: command }),
    eventsPerCheckpoint: 40,
    isDigestKept,
  });
}
