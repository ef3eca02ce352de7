// Determinism: a run is a function of (scenario, seed, log), however it is walked.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testTimeline } from './test-world.ts';
import { micros, seconds } from './time.ts';

const END = micros(seconds(60));

/** All in one go, every event folded in as it came. */
function straight(): string {
  const timeline = testTimeline(1, true);
  timeline.issue('one', micros(seconds(10)));
  timeline.issue('two', micros(seconds(30)));
  timeline.advance(END);
  return timeline.digest();
}

describe('timeline', () => {
  it('gives the same digest after any seeks', () => {
    const expected = straight();
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 60_000_000 }), { maxLength: 12 }),
        fc.boolean(),
        (stops, isKept) => {
          const timeline = testTimeline(1, isKept);
          timeline.issue('one', micros(seconds(10)));
          timeline.issue('two', micros(seconds(30)));
          for (const stop of stops) timeline.seek(micros(stop));
          timeline.seek(END);
          expect(timeline.digest()).toBe(expected);
          expect(timeline.branches).toHaveLength(1);
        },
      ),
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

  it('replays a digest that was not kept, wherever it stands, and changes nothing by it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 60_000_000 }), { minLength: 1, maxLength: 6 }),
        (stops) => {
          const [kept, replayed] = [testTimeline(1, true), testTimeline()];
          for (const timeline of [kept, replayed]) timeline.issue('one', micros(seconds(10)));
          for (const stop of stops) {
            for (const timeline of [kept, replayed]) timeline.seek(micros(stop));
            const { now, head, pending } = replayed;
            const before = pending();
            expect(replayed.digest()).toBe(kept.digest());
            expect([replayed.now, replayed.head, replayed.pending()]).toEqual([now, head, before]);
          }
          for (const timeline of [kept, replayed]) timeline.seek(END);
          expect(replayed.digest()).toBe(kept.digest());
        },
      ),
      { numRuns: 40 },
    );
  });

  it('tells nobody of what is replayed for a digest', () => {
    const timeline = testTimeline();
    timeline.advance(END);
    let told = 0;
    timeline.setSink({ delivered: () => void told++ });
    timeline.digest();
    expect(told).toBe(0);
    timeline.advance(micros(END + seconds(5)));
    expect(told).toBeGreaterThan(0);
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
