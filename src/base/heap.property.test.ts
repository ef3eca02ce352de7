// The heap hands out what a sorted array would.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { heapOf, isBefore, pop, push, type Timed } from './heap.ts';

it('pops in order of time, then id', () => {
  const item = fc.record({ deliverAt: fc.nat({ max: 20 }), id: fc.nat() });
  fc.assert(
    fc.property(fc.array(item), fc.nat({ max: 5 }), (items, every) => {
      const heap = heapOf<Timed>([]);
      const model: Timed[] = [];
      for (const [index, one] of items.entries()) {
        push(heap, one);
        model.push(one);
        if (every > 0 && index % every === 0) takeOne();
      }
      while (model.length > 0) takeOne();
      expect(pop(heap)).toBeUndefined();

      function takeOne(): void {
        model.sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0));
        const expected = model.shift();
        const got = pop(heap);
        expect([got?.deliverAt, got?.id]).toEqual([expected?.deliverAt, expected?.id]);
      }
    }),
  );
});

it('is made of items in any order', () => {
  const item = fc.record({ deliverAt: fc.nat({ max: 20 }), id: fc.nat() });
  fc.assert(
    fc.property(fc.uniqueArray(item, { selector: ({ id }) => id }), (items) => {
      const heap = heapOf(items);
      const out = items.map(() => pop(heap)?.id);
      expect(out).toEqual([...items].sort((a, b) => (isBefore(a, b) ? -1 : 1)).map(({ id }) => id));
    }),
  );
});
