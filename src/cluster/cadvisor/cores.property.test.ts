// CAD-16: whatever is used when, the cores add up to it, none falls, none counts more than it had.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Micros } from '../../kernel/time.ts';
import { type CoreTimes, coresAfter, coresAt } from './cores.ts';

const steps = fc.array(
  fc.record({
    micros: fc.integer({ min: 1, max: 20_000_000 }),
    /** Of all cores, in thousandths. */
    busy: fc.oneof(fc.constantFrom(0, 250, 1_000), fc.integer({ min: 0, max: 1_000 })),
  }),
  { minLength: 1, maxLength: 30 },
);

test('CAD-16: sums, order and limits of the cores', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), steps, (count, all) => {
      let cores: CoreTimes = Array.from({ length: count }, () => 0);
      let last = { at: 0 as Micros, cpuNanos: 0 };
      const samples = [last];
      const was = [cores];
      for (const { micros, busy } of all) {
        const cpuNanos = last.cpuNanos + micros * count * busy;
        const now = { at: (last.at + micros) as Micros, cpuNanos };
        const next = coresAfter(cores, last, now, 'key');
        expect(next.reduce((sum, one) => sum + one, 0)).toBe(Math.floor(cpuNanos));
        next.forEach((time, core) => {
          const more = time - (cores[core] ?? 0);
          expect(more).toBeGreaterThanOrEqual(0);
          expect(more).toBeLessThanOrEqual(micros * 1_000);
        });
        cores = next;
        last = now;
        samples.push(now);
        was.push(next);
      }
      // From the newest one finds those of all others again.
      was.forEach((one, i) => void expect(coresAt(cores, samples, i, 'key')).toEqual(one));
    }),
  );
});

test('CAD-16: what one core could do mostly falls on few, and moves', () => {
  let cores: CoreTimes = [0, 0, 0, 0];
  const most = new Set<number>();
  let last = { at: 0 as Micros, cpuNanos: 0 };
  for (let i = 0; i < 20; i++) {
    const now = { at: (last.at + 10_000_000) as Micros, cpuNanos: last.cpuNanos + 9e9 };
    const next = coresAfter(cores, last, now, 'pod');
    const shares = next.map((time, core) => (time - (cores[core] ?? 0)) / 9e9);
    most.add(shares.indexOf(Math.max(...shares)));
    expect(Math.max(...shares)).toBeGreaterThan(0.28);
    cores = next;
    last = now;
  }
  expect(most.size).toBeGreaterThan(2);
});
