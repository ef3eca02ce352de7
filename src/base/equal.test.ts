import { expect, it } from 'vitest';
import { isEqual, isShallowEqual } from './equal.ts';

it('compares plain data whatever the order of keys, absent members included', () => {
  expect(isEqual({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
  expect(isEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(isEqual([1, 2], [2, 1])).toBe(false);
  expect(isEqual({ 0: 'a' }, ['a'])).toBe(false);
  expect(isEqual(null, {})).toBe(false);
});

it('compares records by the identity of their members', () => {
  const list = [1];
  expect(isShallowEqual({ a: 1, list }, { a: 1, list })).toBe(true);
  expect(isShallowEqual({ a: 1, list }, { a: 1, list: [1] })).toBe(false);
});
