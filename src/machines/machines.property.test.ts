// Our interpreter and XState agree on every machine, event by event, whatever the guards say.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMachine, initialTransition, transition } from 'xstate';
import { compile, step } from '../kernel/machine.ts';
import { MACHINES } from './catalog.ts';

interface Coin {
  readonly truths: readonly boolean[];
}

function guardsOf(definition: (typeof MACHINES)[string]['definition']): readonly string[] {
  const names = Object.values(definition.states).flatMap((state) =>
    Object.values(state.on ?? {}).flatMap((arms) =>
      [arms ?? []].flat().flatMap((arm) => ('guard' in arm && arm.guard ? [arm.guard] : [])),
    ),
  );
  return [...new Set(names)];
}

describe.each(Object.entries(MACHINES))('machine %s', (_id, { definition, places }) => {
  const guards = guardsOf(definition);
  const table = Object.fromEntries(
    guards.map((name, index) => [name, (coin: Coin) => coin.truths[index] === true]),
  );
  const ours = compile(definition, table);

  it('steps as XState does', () => {
    const events = fc.array(
      fc.tuple(
        fc.constantFrom(...ours.events),
        fc.array(fc.boolean(), { minLength: guards.length, maxLength: guards.length }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(events, (list) => {
        let coin: Coin = { truths: [] };
        const machine = createMachine(
          definition as never,
          {
            guards: Object.fromEntries(
              guards.map((name) => [name, () => (table[name] as (c: Coin) => boolean)(coin)]),
            ),
          } as never,
        );
        let [snapshot] = initialTransition(machine);
        let value: string = ours.initial;
        for (const [event, truths] of list) {
          coin = { truths };
          const isFinal = definition.states[value]?.type === 'final';
          if (!isFinal) value = step(ours, value, coin, event).value;
          [snapshot] = transition(machine, snapshot, { type: event });
          expect(snapshot.value).toBe(value);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has a place for every state', () => {
    expect(Object.keys(places).sort()).toEqual(Object.keys(definition.states).sort());
  });
});
