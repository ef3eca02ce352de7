// Singles against the engine's own.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { singlePrecision } from './single.ts';

test('a single is what the engine makes of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999, max: 999_999 }), (millionths) => {
      const share = millionths / 1_000_000;
      expect(singlePrecision(share)).toBe(Math.fround(share));
    }),
  );
});
