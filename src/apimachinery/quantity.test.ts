import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  milliQuantity,
  milliValue,
  parseQuantity,
  subtractQuantities,
  wholeQuantity,
  wholeValue,
} from './quantity.ts';

test.each([
  ['1', '1'],
  ['0Mi', '0'],
  ['1000m', '1'],
  ['0.5', '500m'],
  ['1.5Gi', '1536Mi'],
  ['1.1Mi', '1153433600m'],
  ['1024Mi', '1Gi'],
  ['0.0001Ki', '102400u'],
  ['1e3', '1e3'],
  ['1000', '1k'],
  ['-10', '-10'],
  ['+5', '5'],
  ['.5', '500m'],
  ['100M', '100M'],
  ['512', '512'],
  ['1023Ki', '1023Ki'],
  ['0.5Ki', '512'],
  ['12345678901234567890Ei', '9223372036854775807'],
  ['1e-9', '1e-9'],
  ['0.0000000001', '1n'],
])('%s is written %s', (text, canonical) => {
  expect(canonicalQuantity(text)).toBe(canonical);
});

test.each(['', '.', 'x', '1x', '1 Gi', '1KI', '1i', '1e', '--1', '1mm'])('%s is none', (text) => {
  expect(typeof parseQuantity(text)).toBe('string');
});

test('values round up', () => {
  expect(wholeValue('100m')).toBe(1);
  expect(wholeValue('1.5Gi')).toBe(1_610_612_736);
  expect(milliValue('1u')).toBe(1);
  expect(milliValue('2')).toBe(2000);
  expect(wholeValue('-1500m')).toBe(-1);
  expect(milliValue(undefined)).toBe(0);
});

test('arithmetic keeps the first format', () => {
  expect(addQuantities('1Gi', '512Mi')).toBe('1536Mi');
  expect(subtractQuantities('1', '250m')).toBe('750m');
  expect(addQuantities(undefined, '64Mi')).toBe('64Mi');
  expect(compareQuantities('1Ki', '1000')).toBe(1);
  expect(milliQuantity(1500)).toBe('1500m');
  expect(wholeQuantity(1024 * 1024, 'BinarySI')).toBe('1Mi');
});

test('canonical text reads back as the same amount', () => {
  const suffixes = fc.constantFrom('', 'm', 'u', 'n', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'E2');
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), suffixes, (number, suffix) => {
      const text = `${number}${suffix}`;
      const canonical = canonicalQuantity(text);
      expect(canonicalQuantity(canonical)).toBe(canonical);
      expect(compareQuantities(text, canonical)).toBe(0);
    }),
  );
});
