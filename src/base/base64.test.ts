import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';

test('agrees with the platform in both directions', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const there = Buffer.from(text, 'utf8').toString('base64');
      expect(encodeBase64(text)).toBe(there);
      expect(decodeBase64(there)).toBe(text);
    }),
  );
});

test('refuses what is no base64', () => {
  expect(decodeBase64('abc')).toBeUndefined();
  expect(decodeBase64('a b=')).toBeUndefined();
});
