// Determinism: a run is a function of (scenario, seed, log), however it is walked.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testTimeline } from './test-world.ts';
import { micros, seconds } from './time.ts';

const END = micros(seconds(60));

function straight(): string {
  const timeline = testTimeline();
  timeline.issue('one', micros(seconds(10)));
  timeline.issue('two', micros(seconds(30)));
  timeline.advance(END);
  return timeline.digest();
}

describe('timeline', () => {
  it('gives the same digest after any seeks', () => {
    const expected = straight();
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60_000_000 }), { maxLength: 12 }), (stops) => {
        const timeline = testTimeline();
        timeline.issue('one', micros(seconds(10)));
        timeline.issue('two', micros(seconds(30)));
        for (const stop of stops) timeline.seek(micros(stop));
        timeline.seek(END);
        expect(timeline.digest()).toBe(expected);
        expect(timeline.branches).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same digest in pieces of any size and budget', () => {
    const expected = straight();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 50 }),
        (step, budget) => {
          const timeline = testTimeline();
          timeline.issue('one', micros(seconds(10)));
          timeline.issue('two', micros(seconds(30)));
          for (let at = 0; at < END; at += step * 1_000_000) {
            const to = micros(Math.min(END, at + step * 1_000_000));
            while (timeline.advance(to, budget).stopped === 'budget');
          }
          timeline.advance(END);
          expect(timeline.digest()).toBe(expected);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('opens a branch for a command in the past, and keeps the old one', () => {
    const timeline = testTimeline();
    timeline.advance(END);
    const old = timeline.digest();
    timeline.issue('past', micros(seconds(20)));
    expect(timeline.branches).toHaveLength(2);
    timeline.advance(END);
    const fresh = timeline.digest();
    expect(fresh).not.toBe(old);
    timeline.switchTo(1, END);
    expect(timeline.digest()).toBe(old);
    timeline.switchTo(2, END);
    expect(timeline.digest()).toBe(fresh);
  });

  it('depends on the seed', () => {
    const other = testTimeline(2);
    other.advance(END);
    const same = testTimeline(1);
    same.advance(END);
    expect(other.digest()).not.toBe(same.digest());
  });
});
