// What changed between two maps: the same as comparing every key.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedKeys } from './changed-keys.ts';
import { get, keys, mapOf, type PersistentMap, remove, set } from './persistent-map.ts';

const key = fc.integer({ min: 0, max: 400 }).map((number) => `k${number}`);
const edits = fc.array(fc.tuple(key, fc.option(fc.integer({ min: 0, max: 3 }))), { maxLength: 60 });

function edited(
  map: PersistentMap<number>,
  changes: readonly (readonly [string, number | null])[],
): PersistentMap<number> {
  let next = map;
  for (const [name, value] of changes) {
    next = value === null ? remove(next, name) : set(next, name, value);
  }
  return next;
}

describe('changedKeys', () => {
  it('names exactly the keys that differ, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, fc.nat(3)), { maxLength: 500 }),
        edits,
        (start, changes) => {
          const before = mapOf(start);
          const after = edited(before, changes);
          const all = [...new Set([...keys(before), ...keys(after)])].sort();
          const expected = all.filter((name) => get(before, name) !== get(after, name));
          expect(changedKeys(before, after)).toEqual(expected);
        },
      ),
    );
  });
});
