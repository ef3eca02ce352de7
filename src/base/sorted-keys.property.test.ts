// A search by heads finds what a search in the texts finds, however the list came about.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  floorIndex,
  indexOf,
  insertedKey,
  lowerBound,
  sortedKeys,
  withKey,
  withoutKey,
} from './sorted-keys.ts';

const text = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc
    .constantFrom('/registry/pods/', '/registry/pods/a', 'web-')
    .chain((start) => fc.string({ maxLength: 3, unit: 'binary' }).map((end) => start + end)),
);

function naive(texts: readonly string[], key: string): number {
  const index = texts.findIndex((each) => each >= key);
  return index < 0 ? texts.length : index;
}

it('finds the first text that is not smaller', () => {
  const lists = fc.uniqueArray(text, { minLength: 1, maxLength: 32 });
  fc.assert(
    fc.property(lists, fc.array(text), text, (list, asked, added) => {
      const texts = [...list].sort((a, b) => (a < b ? -1 : 1));
      const keys = sortedKeys(texts);
      for (const key of [...asked, ...texts]) {
        expect(lowerBound(keys, key)).toBe(naive(texts, key));
        expect(floorIndex(keys, key)).toBe(
          Math.max(0, texts.filter((one) => one <= key).length - 1),
        );
        expect(indexOf(keys, key)).toBe(texts.indexOf(key));
      }
      const at = naive(texts, added);
      if (texts[at] !== added) {
        const more = insertedKey(keys, at, added);
        expect(more.texts).toEqual(texts.toSpliced(at, 0, added));
        for (const key of asked) expect(lowerBound(more, key)).toBe(naive(more.texts, key));
        expect(withoutKey(more, at).texts).toEqual(texts);
      }
      const middle = texts.length >> 1;
      const fewer = withoutKey(keys, middle);
      for (const key of asked) expect(lowerBound(fewer, key)).toBe(naive(fewer.texts, key));
    }),
    { numRuns: 200 },
  );
});

it('is the same list when the text is there already', () => {
  const keys = sortedKeys(['a', 'b']);
  expect(withKey(keys, 1, 'b')).toBe(keys);
  expect(withKey(keys, 1, 'c').texts).toEqual(['a', 'c']);
});
