// Story pace is increasing, can be read both ways, and gives what it promises.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockPacing, type Story, storyPacing, toSimulation, toStage } from './pacing.ts';

const story: fc.Arbitrary<Story> = fc
  .record({
    length: fc.integer({ min: 1, max: 60_000_000 }),
    holds: fc.array(fc.record({ at: fc.nat(), stageMs: fc.integer({ min: 0, max: 900 }) }), {
      maxLength: 20,
    }),
    travels: fc.array(
      fc.record({
        from: fc.nat(),
        length: fc.integer({ min: 0, max: 5_000_000 }),
        stageMs: fc.integer({ min: 100, max: 900 }),
      }),
      { maxLength: 20 },
    ),
    isFolding: fc.boolean(),
  })
  .map(({ length, holds, travels, isFolding }) => ({
    from: 0,
    to: length,
    isFolding,
    holds: holds.map((one) => ({ ...one, at: one.at % length })),
    travels: travels.map((one) => ({
      from: one.from % length,
      to: (one.from % length) + one.length,
      stageMs: one.stageMs,
    })),
  }));

describe('storyPacing', () => {
  it('rises strictly and inverts', () => {
    fc.assert(
      fc.property(story, fc.double({ min: 0, max: 1, noNaN: true }), (one, part) => {
        const pacing = storyPacing(one);
        for (let i = 1; i < pacing.knots.length; i += 1) {
          const [a, b] = [pacing.knots[i - 1]!, pacing.knots[i]!];
          expect(b.at).toBeGreaterThan(a.at);
          expect(b.stage).toBeGreaterThan(a.stage);
        }
        const at = one.to * part;
        expect(toSimulation(pacing, toStage(pacing, at))).toBeCloseTo(at, 2);
      }),
    );
  });

  it('keeps travels that lie inside at least as long as they ask', () => {
    fc.assert(
      fc.property(story, (one) => {
        const pacing = storyPacing(one);
        for (const travel of one.travels) {
          const to = Math.max(travel.to, travel.from + 1);
          if (to > one.to || to - travel.from > 2_000_000) continue;
          const shown = toStage(pacing, to) - toStage(pacing, travel.from);
          expect(shown).toBeGreaterThanOrEqual(travel.stageMs - 1e-3);
        }
      }),
    );
  });

  it('folds what is empty and says so', () => {
    const holds = [{ at: 40e6, stageMs: 300 }];
    const pacing = storyPacing({ from: 0, to: 40e6 + 1, holds, travels: [], isFolding: true });
    expect(toStage(pacing, 40e6)).toBe(1600);
    expect(pacing.folds).toEqual([{ from: 0, to: 40e6 }]);
  });
});

describe('clockPacing', () => {
  it('is a straight line', () => {
    const pacing = clockPacing(10);
    expect(toStage(pacing, 5_000_000)).toBe(500);
    expect(toSimulation(pacing, 500)).toBe(5_000_000);
  });
});
