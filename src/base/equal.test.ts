import { expect, it } from 'vitest';
import { isEqual } from './equal.ts';

it('compares plain data whatever the order of keys, absent members included', () => {
  expect(isEqual({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
  expect(isEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(isEqual([1, 2], [2, 1])).toBe(false);
  expect(isEqual({ 0: 'a' }, ['a'])).toBe(false);
  expect(isEqual(null, {})).toBe(false);
});
