import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashCache, hashJson } from './digest.ts';

const json = fc.jsonValue({ maxDepth: 4 });

test('equal values have one hash, whatever was hashed before', () => {
  const warm = hashCache();
  fc.assert(
    fc.property(json, (value) => {
      const copy: unknown = JSON.parse(JSON.stringify(value));
      const cold = hashJson(copy, hashCache());
      expect(hashJson(value, warm)).toBe(cold);
      expect(hashJson(value, warm)).toBe(cold);
    }),
  );
});

test('values that differ have different hashes', () => {
  const cache = hashCache();
  fc.assert(
    fc.property(json, json, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(hashJson(one, cache) === hashJson(other, cache)).toBe(isSame);
      if (!isSame) expect(hashJson([one, other], cache)).not.toBe(hashJson([other, one], cache));
    }),
  );
});

test('a text is not the number that it shows, and a place in a list counts', () => {
  const values = [
    1,
    '1',
    true,
    null,
    [],
    {},
    [1],
    [[1]],
    { a: 1 },
    { a: '1' },
    [0, 1],
    [1, 0],
    0.5,
  ];
  const hashes = values.map((value) => hashJson(value, hashCache()));
  expect(new Set(hashes).size).toBe(values.length);
});
