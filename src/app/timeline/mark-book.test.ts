// The book of marks: grown bit by bit it says what one made at once says, whatever came between.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Beat } from '../../session/protocol.ts';
import { type MarkBook, markBookOf, RANK } from './mark-book.ts';
import { linearScale } from './time-scale.ts';
import { marksIn, pathsOf } from './timeline-model.ts';

const WEB = 'uid-web';

function beat(at: number, more: Partial<Beat> = {}): Beat {
  return { at, lane: 'kubelet', weight: 2, uid: WEB, ...more } as Beat;
}

describe('the book of marks', () => {
  it('ranks what is followed above the rest', () => {
    const beats = [
      beat(1),
      beat(2, { weight: 3 }),
      beat(3, { uid: 'other' }),
      beat(4, { weight: 1 }),
    ];
    expect(markBookOf(undefined, { beats, follow: WEB }).rank).toEqual([
      RANK.own,
      RANK.main,
      RANK.other,
      RANK.faint,
    ]);
    expect(markBookOf(undefined, { beats }).rank[2]).toBe(RANK.own);
  });

  it('grows, and begins anew when the beats did', () => {
    const lengths = fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 8 });
    fc.assert(
      fc.property(lengths, (changes) => {
        const beats: Beat[] = [];
        let book: MarkBook | undefined;
        for (const [kept, added] of changes) {
          beats.length = Math.min(beats.length, kept);
          for (let i = 0; i < added; i += 1) beats.push(beat((beats.at(-1)?.at ?? 0) + added));
          book = markBookOf(book, { beats, follow: WEB });
          expect(book).toEqual(markBookOf(undefined, { beats, follow: WEB }));
        }
      }),
    );
  });

  it('draws one mark per lane and step, the weightiest', () => {
    const beats = [beat(10), beat(11, { weight: 3 }), beat(12, { lane: 'etcd' }), beat(90)];
    const view = { beats, follow: WEB, at: 50, seen: 100 } as never;
    const book = markBookOf(undefined, { beats, follow: WEB });
    const span = { from: 0, to: 100 };
    const scale = linearScale(0, 100);
    const marks = marksIn({ book, view, span, scale, wide: 100 });
    expect(marks).toEqual([
      { lane: 4, x: 12, width: 9, isOwn: true, isFuture: false },
      { lane: 2, x: 12, width: 7, isOwn: true, isFuture: false },
      { lane: 4, x: 92, width: 7, isOwn: true, isFuture: true },
    ]);
    expect(pathsOf(marks, 20, (lane) => lane * 10)).toEqual(
      new Map([
        ['own', 'M30.5 38.5h3v3h-3zM31.5 18.5h1v3h-1z'],
        ['future own', 'M111.5 38.5h1v3h-1z'],
      ]),
    );
  });
});
