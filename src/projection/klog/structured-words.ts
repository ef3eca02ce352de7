// How one occasion of v1.36 is put into words: a message, and what it is about as pairs.

import type { KlogWords, Occasion } from './record.ts';
import { type Pairs, structured } from './text.ts';

/** What a line is about, taken from its occasion. */
export type About = (about: Occasion) => Pairs;

/** The words of a structured line. */
export function say(
  source: string,
  v: number,
  message: string,
  about: About = () => [],
  severity?: 'W' | 'E',
): KlogWords {
  const text = (occasion: Occasion): string => structured(message, about(occasion));
  return { source, v, text, ...(severity === undefined ? {} : { severity }) };
}
