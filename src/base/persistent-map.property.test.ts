// The persistent map behaves as a sorted Map, and old versions never change.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyMap,
  entries,
  first,
  forEachWith,
  get,
  has,
  mapOf,
  range,
  remove,
  set,
  withPrefix,
} from './persistent-map.ts';
import { withReplaced } from './persistent-map-bulk.ts';

const key = fc.oneof(fc.string({ maxLength: 3 }), fc.nat({ max: 300 }).map(String));
const change = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key, value: fc.nat() }),
  fc.record({ do: fc.constant('remove' as const), key }),
);

function sorted(map: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...map.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

describe('persistent map', () => {
  it('equals a Map under any changes, and keeps its earlier versions', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 600 }), (changes) => {
        const model = new Map<string, number>();
        let map = emptyMap<number>();
        const versions: [typeof map, readonly (readonly [string, number])[]][] = [];
        changes.forEach((one, index) => {
          if (one.do === 'set') {
            model.set(one.key, one.value);
            map = set(map, one.key, one.value);
          } else {
            model.delete(one.key);
            map = remove(map, one.key);
          }
          if (index % 97 === 0) versions.push([map, sorted(model)]);
        });
        expect([...entries(map)]).toEqual(sorted(model));
        expect(map.size).toBe(model.size);
        for (const [version, then] of versions) expect([...entries(version)]).toEqual(then);
        for (const [name, value] of model) {
          expect(get(map, name)).toBe(value);
          expect(has(map, name)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reads ranges and prefixes in order', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 300 }), key, key, (names, from, to) => {
        const map = mapOf(names.map((name) => [name, name.length] as const));
        const all = [...entries(map)];
        expect([...range(map, from, to)]).toEqual(all.filter(([k]) => k >= from && k < to));
        expect([...withPrefix(map, from)]).toEqual(all.filter(([k]) => k.startsWith(from)));
        expect(first(map, from)).toEqual(all.find(([k]) => k >= from));
      }),
      { numRuns: 100 },
    );
  });

  it('holds thousands: three levels grow, and shrink again', () => {
    const count = 9_000;
    const nameOf = (i: number): string => `/registry/${i % 7 === 0 ? 'nodes' : 'pods'}/web-${i}`;
    // A step that shares no factor with the count visits all in an order of its own.
    const mixed = Array.from({ length: count }, (_, i) => nameOf((i * 4_001) % count));
    let map = mapOf(mixed.map((name) => [name, name] as const));
    expect([...entries(map)].map(([name]) => name)).toEqual([...mixed].sort());
    for (const name of mixed) expect(get(map, name)).toBe(name);
    for (const name of ['', '/registry/pods/web-1x', '/registry/z', 'zz'])
      expect(get(map, name)).toBeUndefined();
    for (const name of mixed.slice(100)) map = remove(map, name);
    expect([...entries(map)].map(([name]) => name)).toEqual(mixed.slice(0, 100).sort());
  });

  it('walks beside another map, and replaces many values as one after the other would', () => {
    const names = fc.array(key, { maxLength: 400 });
    fc.assert(
      fc.property(names, names, (ours, theirs) => {
        const map = mapOf(ours.map((name) => [name, name.length] as const));
        const other = mapOf(theirs.map((name) => [name, `${name}!`] as const));
        const seen: (readonly [string, number, string | undefined])[] = [];
        forEachWith(map, other, (value, there, name) => seen.push([name, value, there]));
        expect(seen).toEqual([...entries(map)].map(([k, v]) => [k, v, get(other, k)]));
        const changes = [...new Set(theirs)].map((name) => [name, -1] as const);
        const known = changes.filter(([name]) => has(map, name));
        const expected = known.reduce((now, [name, value]) => set(now, name, value), map);
        expect([...entries(withReplaced(map, changes))]).toEqual([...entries(expected)]);
      }),
      { numRuns: 100 },
    );
  });

  it('is the same map when nothing changes', () => {
    const map = mapOf([['a', 1]]);
    expect(set(map, 'a', 1)).toBe(map);
    expect(remove(map, 'b')).toBe(map);
    expect(remove(map, 'a').size).toBe(0);
  });
});
