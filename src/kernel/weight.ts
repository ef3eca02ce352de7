// How much a message carries, in values, roughly: who gets more to read has more to do. Only what
// stands near its top is looked at, as this is asked of every message.

import type { Envelope } from './message.ts';

/** What an item of a list counts for: most of a list is known from the last one. */
const ITEM = 2;
/** So many letters of a text count for one value. */
const LETTERS = 64;

/** The weight of a message that came over a link; what a process tells itself is small. */
export function weightOf({ carrier, message }: Envelope): number {
  return carrier === 'link' ? weigh(message, true) : 0;
}

function weigh(value: object, isTop: boolean): number {
  let weight = 0;
  for (const key in value) {
    const member = value[key as keyof object] as unknown;
    if (typeof member === 'object' && member !== null) {
      if (Array.isArray(member)) weight += ITEM * member.length;
      else if (isTop) weight += weigh(member, false);
    } else if (typeof member === 'string' && member.length > LETTERS) {
      weight += Math.floor(member.length / LETTERS);
    }
  }
  return weight;
}
