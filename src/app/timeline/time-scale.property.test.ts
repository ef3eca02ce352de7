// The timeline's scale rises and can be read both ways.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instantAt, linearScale, placeAt, placesAlong, storyScale } from './time-scale.ts';

it('story scale rises and inverts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1e8 }), { maxLength: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (instants, part) => {
        const scale = storyScale(instants, 0, 1e8);
        for (let i = 1; i < scale.corners.length; i += 1) {
          expect(scale.corners[i]!.x).toBeGreaterThan(scale.corners[i - 1]!.x);
        }
        expect(scale.corners.at(-1)!.x).toBeCloseTo(1, 9);
        expect(placeAt(scale, instantAt(scale, part))).toBeCloseTo(part, 6);
      },
    ),
  );
});

it('walking along the scale finds the places that searching finds', () => {
  const instant = fc.integer({ min: -1, max: 1e8 + 1 });
  fc.assert(
    fc.property(fc.array(instant), fc.array(instant), (instants, wanted) => {
      const scale = storyScale(instants, 0, 1e8);
      const inOrder = [...wanted].sort((a, b) => a - b);
      expect(inOrder.map(placesAlong(scale))).toEqual(inOrder.map((at) => placeAt(scale, at)));
    }),
  );
});

it('linear scale is linear', () => {
  expect(placeAt(linearScale(0, 10), 5)).toBe(0.5);
  expect(instantAt(linearScale(0, 10), 0.2)).toBe(2);
});
