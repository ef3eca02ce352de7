import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partitionPoint } from './search.ts';

it('finds where a walk through the list would stop', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(21), (numbers, limit) => {
      const sorted = [...numbers].sort((a, b) => a - b);
      const walked = sorted.findIndex((one) => one >= limit);
      const found = partitionPoint(sorted.length, (i) => (sorted[i] as number) < limit);
      expect(found).toBe(walked < 0 ? sorted.length : walked);
    }),
  );
});
