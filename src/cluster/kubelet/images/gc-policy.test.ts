// Which images go.

import { describe, expect, it } from 'vitest';
import { emptyMap } from '../../../base/persistent-map.ts';
import { type Micros, minutes } from '../../../kernel/time.ts';
import { bytesToFree, detectImages, imagesToFree, imagesTooOld, usedPercent } from './gc-policy.ts';

const MINUTE = minutes(1);

function at(minute: number): Micros {
  return (minute * MINUTE) as Micros;
}

function image(id: string, isPinned = false): { id: string; sizeBytes: number; isPinned: boolean } {
  return { id, sizeBytes: 100, isPinned };
}

describe('images (PRESSURE-10)', () => {
  const all = ['a', 'b', 'c'].map((id) => image(id));
  const first = detectImages(emptyMap(), all, new Set(['a', 'b']), at(0));
  const second = detectImages(first, all, new Set(['a']), at(5));
  const third = detectImages(second, [...all, image('p', true), image('new')], new Set(), at(9));
  const none = new Set<string>();
  const ids = (list: readonly { readonly id: string }[]): string => list.map(({ id }) => id).join();

  it('go by when they were used last, and not right after they came', () => {
    expect(ids(imagesToFree(third, none, 1_000, minutes(2), at(10)))).toBe('c,b,a');
    expect(ids(imagesToFree(third, none, 150, minutes(2), at(10)))).toBe('c,b');
    expect(ids(imagesToFree(third, none, 1_000, minutes(2), at(11)))).toBe('c,new,b,a');
    expect(ids(imagesToFree(third, new Set(['b', 'c']), 1_000, minutes(2), at(11)))).toBe('new,a');
  });

  it('go by age alone when there is a maximum', () => {
    expect(ids(imagesTooOld(third, none, minutes(6), at(11)))).toBe('c,new,b');
  });

  it('start to go at the high threshold, down to the low one', () => {
    const policy = { highPercent: 85, lowPercent: 80, minAge: MINUTE, maxAge: minutes(0) };
    expect(usedPercent({ capacityBytes: 1_000, availableBytes: 151 })).toBe(85);
    expect(bytesToFree({ capacityBytes: 1_000, availableBytes: 161 }, policy)).toBe(0);
    expect(bytesToFree({ capacityBytes: 1_000, availableBytes: 151 }, policy)).toBe(49);
  });
});
