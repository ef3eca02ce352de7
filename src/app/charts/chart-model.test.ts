// The arithmetic of charts: gaps, samples under a cursor, marks that cover what is drawn.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChartLine,
  formatMark,
  formatTick,
  formatValue,
  instantsOf,
  type Point,
  pointsIn,
  sampleAt,
  timeTicks,
  type Unit,
  valueTicks,
  withGaps,
} from './chart-model.ts';

const S = 1e6;
const every10: readonly Point[] = [0, 10, 20, 50, 60].map((at) => [at * S, at]);

function lineOf(points: readonly Point[]): ChartLine {
  return { id: 'a', name: 'a', points, look: 0 };
}

describe('gaps', () => {
  it('does not join samples that are much further apart than is usual', () => {
    expect(withGaps(every10).map((point) => point?.[1])).toEqual([0, 10, 20, undefined, 50, 60]);
  });

  it('joins all where they come evenly', () => {
    const even = every10.slice(0, 3);
    expect(withGaps(even)).toEqual(even);
  });
});

describe('the sample under a cursor', () => {
  it('is the last one at that instant or before', () => {
    expect(sampleAt(every10, 49 * S)?.[1]).toBe(20);
    expect(sampleAt(every10, 50 * S)?.[1]).toBe(50);
    expect(sampleAt(every10, -1)).toBeUndefined();
  });

  it('finds what a span needs, neighbours included', () => {
    expect(pointsIn(every10, [15 * S, 55 * S]).map(([, value]) => value)).toEqual([10, 20, 50, 60]);
    expect(instantsOf([lineOf(every10)], [15 * S, 55 * S])).toEqual([20 * S, 50 * S]);
  });
});

describe('marks', () => {
  const units: readonly Unit[] = ['millicores', 'bytes', 'bytesPerSecond', 'share', 'count'];

  it('begin at zero, rise evenly and reach above every value', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 2, max: 6 }),
        (unit, values, count) => {
          const points = values.map((value, i) => [i * S, value] as const);
          const marks = valueTicks(unit, [lineOf(points)], [0, values.length * S], count);
          expect(marks[0]).toBe(0);
          expect(marks.at(-1)).toBeGreaterThanOrEqual(Math.max(...values));
          const step = (marks[1] as number) - (marks[0] as number);
          for (let i = 1; i < marks.length; i += 1) {
            expect((marks[i] as number) - (marks[i - 1] as number)).toBeCloseTo(step, 3);
          }
          expect(marks.length).toBeLessThan(count * 3);
        },
      ),
    );
  });

  it('stand on whole steps of time inside the span', () => {
    expect(timeTicks([31 * S, 151 * S], 4).map(formatTick)).toEqual([
      '1:00',
      '1:30',
      '2:00',
      '2:30',
    ]);
    expect(timeTicks([-20 * S, 3 * S], 3).map(formatTick)).toEqual(['-0:20', '-0:10', '0:00']);
    expect(formatTick(3_725 * S)).toBe('1:02:05');
  });
});

it('writes values as Kubernetes does', () => {
  expect(formatValue('millicores', 250.4)).toBe('250m');
  expect(formatValue('millicores', 1_500)).toBe('1.5');
  expect(formatValue('millicores', 0.3)).toBe('<1m');
  expect(formatValue('bytesPerSecond', 2_048)).toBe('2.0 KiB/s');
  expect(formatMark('bytesPerSecond', 2_048)).toBe('2.0 KiB');
  expect(formatValue('share', 0.756)).toBe('76 %');
});
