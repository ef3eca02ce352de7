// A column beside the simplest thing that does the same: a sorted list.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Column, isEmpty, NO_POINTS, since, visitPoints, withValue } from './points.ts';

const END = 1_000;
const instant = fc.integer({ min: 0, max: END - 1 });
/** Mostly in order, as they come; some late, some twice. */
const writes = fc
  .array(fc.tuple(instant, fc.integer()), { maxLength: 200 })
  .chain((points) =>
    fc.tuple(
      fc.constant([...points].sort(([a], [b]) => a - b)),
      fc.array(fc.tuple(instant, fc.integer()), { maxLength: 10 }),
      fc.boolean(),
    ),
  )
  .map(([ordered, late, isMixed]) => (isMixed ? [...ordered, ...late, ...ordered] : ordered));

function pointsIn(column: Column, from = 0, until = END): readonly (readonly [number, unknown])[] {
  const found: [number, unknown][] = [];
  visitPoints(column, from, until, (at, value) => found.push([at, value]));
  return found;
}

test('keeps every point at its place, the last one written at an instant', () => {
  fc.assert(
    fc.property(writes, instant, instant, (written, from, until) => {
      const naive = new Map<number, number>();
      let column = NO_POINTS;
      for (const [at, value] of written) {
        naive.set(at, value);
        const before = pointsIn(column);
        const next = withValue(column, at, value);
        expect(pointsIn(column)).toEqual(before);
        column = next;
      }
      const all = [...naive].sort(([a], [b]) => a - b);
      expect(pointsIn(column)).toEqual(all);
      const within = all.filter(([at]) => at >= from && at < until);
      expect(pointsIn(column, from, until)).toEqual(within);
      const kept = since(column, from);
      expect(pointsIn(kept)).toEqual(all.filter(([at]) => at >= from));
      expect(isEmpty(kept)).toBe(all.every(([at]) => at < from));
      expect(since(kept, from)).toBe(kept);
    }),
  );
});
