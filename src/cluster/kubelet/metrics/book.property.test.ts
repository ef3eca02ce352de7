// The books against a naive model: lists of everything that was noted.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entries, get } from '../../../base/persistent-map.ts';
import type { EventId } from '../../../kernel/message.ts';
import { testIo } from '../../../kernel/test-io.ts';
import { micros } from '../../../kernel/time.ts';
import {
  callBegins,
  callEnds,
  callsLost,
  count,
  emptyBook,
  type MetricsBook,
  observe,
  writeBook,
} from './book.ts';

const BOUNDS = [1, 2, 5];

type Act =
  | { readonly do: 'count'; readonly key: string }
  | { readonly do: 'observe'; readonly key: string; readonly value: number }
  | { readonly do: 'begin' | 'end' | 'fail'; readonly id: number }
  | { readonly do: 'lose' };

const key = fc.constantFrom('a', 'b');
const id = fc.integer({ min: 1, max: 6 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant('count' as const), key }),
  fc.record({ do: fc.constant('observe' as const), key, value: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ do: fc.constantFrom('begin' as const, 'end' as const, 'fail' as const), id }),
  fc.constant({ do: 'lose' as const }),
);

/** Each act at its second. */
function after(acts: readonly Act[]): { readonly book: MetricsBook; readonly falls: number } {
  let book = emptyBook();
  let falls = 0;
  acts.forEach((one, second) => {
    const now = micros(second * 1_000_000);
    const io = testIo({ now });
    if (one.do === 'count') count(io, one.key);
    else if (one.do === 'observe') observe(io, one.key, one.value, BOUNDS);
    else if (one.do === 'lose') callsLost(io, 'runtime_operations', 'gone');
    else if (one.do === 'begin') {
      callBegins(io, one.id as EventId, 'runtime_operations', 'Status', BOUNDS);
    } else callEnds(io, one.id as EventId, one.do === 'fail' ? 'Unknown' : '');
    const next = writeBook(book, io.notes, now);
    for (const [name, value] of entries(book.values)) {
      if ((get(next.values, name) ?? 0) < value) falls++;
    }
    book = next;
  });
  return { book, falls };
}

/** How long the calls took that ended, and how many failed. */
function calls(acts: readonly Act[]): { readonly took: readonly number[]; readonly bad: number } {
  const open = new Map<number, number>();
  const took: number[] = [];
  let bad = 0;
  acts.forEach((one, second) => {
    if (one.do === 'begin') open.set(one.id, second);
    const ended = one.do === 'lose' ? [...open.keys()] : 'id' in one ? [one.id] : [];
    for (const each of one.do === 'begin' ? [] : ended) {
      const from = open.get(each);
      if (from === undefined || !open.delete(each)) continue;
      took.push(second - from);
      if (one.do !== 'end') bad++;
    }
  });
  return { took, bad };
}

function histogramOf(values: readonly number[]): object | undefined {
  if (values.length === 0) return undefined;
  const buckets = BOUNDS.map((bound) => values.filter((value) => value <= bound).length);
  return { count: values.length, sum: values.reduce((a, b) => a + b, 0), buckets };
}

describe('KSRV-20: the books', () => {
  it('count and measure what was noted, each call once, and never fall', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { book, falls } = after(acts);
        expect(falls).toBe(0);
        for (const name of ['a', 'b']) {
          const counted = acts.filter((one) => one.do === 'count' && one.key === name).length;
          expect(get(book.values, name) ?? 0).toBe(counted);
          const seen = acts.flatMap((one) =>
            one.do === 'observe' && one.key === name ? one.value : [],
          );
          expect(get(book.histograms, name)).toEqual(histogramOf(seen));
        }
        const { took, bad } = calls(acts);
        const told = get(book.histograms, 'runtime_operations_duration_seconds\nStatus');
        expect(told).toEqual(histogramOf(took));
        expect(get(book.values, 'runtime_operations_errors_total\nStatus') ?? 0).toBe(bad);
      }),
    );
  });
});
