// The kernel's own cost: an event through bus, handler, commit and digest, beside a bare heap loop
// that only pops and pushes as many timed items. A ratio within one run; machines differ.

import { heapOf, pop, push, type Timed } from '../src/base/heap.ts';
import { type Component, port } from '../src/kernel/component.ts';
import { createSimulation } from '../src/kernel/simulation.ts';
import { type Duration, type Micros, microseconds, milliseconds } from '../src/kernel/time.ts';

const PENDING = 500;
const EVENTS = 400_000;

interface Counter {
  readonly n: number;
}

/** Each counter ticks and tells its neighbour: half timers, half messages over a link. */
const counter: Component<Counter, { readonly index: number }> = {
  kind: 'counter',
  init({ index }, io) {
    io.after('tick', milliseconds(10 + (index % 7)), { type: 'tick' }, 'loop');
    return { n: 0 };
  },
  ports: {
    loop: port<Counter, 'n'>(['n'], (state, _envelope, io) => {
      io.after('tick', milliseconds(10), { type: 'tick' });
      const actor = ((io.self.actor + 1) % PENDING) as never;
      io.send({ actor, port: 'in' }, { type: 'hello', n: state.n } as never);
      return { n: state.n + 1 };
    }),
    in: port<Counter, never>([], () => ({})),
  },
};

function kernelRun(): number {
  const latency = { base: microseconds(500), jitter: microseconds(500) };
  const simulation = createSimulation({ seed: 1, epochSeconds: 0, latencyOf: () => latency });
  for (let index = 0; index < PENDING; index++) simulation.add(counter, `c${index}`, { index });
  simulation.run(Number.MAX_SAFE_INTEGER as Micros, EVENTS / 10);
  const from = performance.now();
  simulation.run(Number.MAX_SAFE_INTEGER as Micros, EVENTS);
  return ((performance.now() - from) * 1_000) / EVENTS;
}

function bareRun(): number {
  const heap = heapOf<Timed>([]);
  let id = 0;
  for (let i = 0; i < PENDING; i++) push(heap, { deliverAt: i % 17, id: id++ });
  const from = performance.now();
  let at = 0 as Duration;
  for (let i = 0; i < EVENTS; i++) {
    const top = pop(heap) as Timed;
    at = top.deliverAt as Duration;
    push(heap, { deliverAt: at + 10 + (i % 7), id: id++ });
  }
  return ((performance.now() - from) * 1_000) / EVENTS;
}

/** Microseconds per event of both, the better of several rounds each, and their ratio. */
export function benchKernel(): {
  readonly kernel: number;
  readonly bare: number;
  readonly ratio: number;
} {
  const rounds = Array.from({ length: 4 }, () => ({ bare: bareRun(), kernel: kernelRun() }));
  const kernel = Math.min(...rounds.map((round) => round.kernel));
  const bare = Math.min(...rounds.map((round) => round.bare));
  return { kernel, bare, ratio: kernel / bare };
}
