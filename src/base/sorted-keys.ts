// A short sorted list of texts that is searched without touching them: what they have in common is
// kept once, and of the rest the first letters as one number each. Texts lie all over the memory,
// the numbers lie side by side, and most searches need no more. Plain data: it may live in state.

/** Sorted texts, all different. */
export interface SortedKeys {
  readonly texts: readonly string[];
  /** How every text begins. */
  readonly prefix: string;
  /** Its length: most searches need no more of it, and a text lies somewhere else. */
  readonly skip: number;
  /** The letters after the prefix, as numbers in the order of the texts. */
  readonly heads: readonly number[];
}

/** Letters in a head. Three of ten bits each are a small integer on every engine. */
const LETTERS = 3;
/** A rarer letter ends the head with this: the texts themselves decide then. */
const RARE = 1_023;

/** Makes it from texts in ascending order. */
export function sortedKeys(texts: readonly string[]): SortedKeys {
  const first = texts[0] ?? '';
  const last = texts[texts.length - 1] ?? '';
  let length = 0;
  const most = Math.min(first.length, last.length);
  while (length < most && first.charCodeAt(length) === last.charCodeAt(length)) length++;
  const heads: number[] = [];
  for (const text of texts) heads.push(headOf(text, length));
  return { texts, prefix: first.slice(0, length), skip: length, heads };
}

function headOf(text: string, from: number): number {
  let head = 0;
  let isRare = false;
  for (let i = from; i < from + LETTERS; i++) {
    // The end of a text comes before every letter.
    const letter: number = i < text.length && !isRare ? Math.min(text.charCodeAt(i) + 1, RARE) : 0;
    isRare ||= letter === RARE;
    head = (head << 10) | letter;
  }
  return head;
}

/** Index of the first text that is not smaller than `key`. */
export function lowerBound(keys: SortedKeys, key: string): number {
  const { texts, prefix, skip } = keys;
  if (!key.startsWith(prefix)) return key < prefix ? 0 : texts.length;
  return place(keys, key, headOf(key, skip));
}

/** The same of a key that begins as all texts do, and goes on with that head. */
function place({ texts, heads }: SortedKeys, key: string, head: number): number {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = heads[middle] as number;
    if (there < head || (there === head && (texts[middle] as string) < key)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Index of `key`; -1 when it is not there. Looks at one text at most, unless heads are alike: what
 * all texts have in common need not be compared when the text that is found is.
 */
export function indexOf(keys: SortedKeys, key: string): number {
  const head = headOf(key, keys.skip);
  const index = place(keys, key, head);
  return keys.heads[index] === head && keys.texts[index] === key ? index : -1;
}

/** Index of the last text that is not greater than `key`; 0 when all are. */
export function floorIndex(keys: SortedKeys, key: string): number {
  const { texts, prefix, skip, heads } = keys;
  if (!key.startsWith(prefix)) return key < prefix ? 0 : texts.length - 1;
  const head = headOf(key, skip);
  const index = place(keys, key, head);
  const isThere = heads[index] === head && texts[index] === key;
  return isThere ? index : Math.max(0, index - 1);
}

/** With one more text, put in at its place. */
export function insertedKey(keys: SortedKeys, index: number, key: string): SortedKeys {
  const texts = spliced(keys.texts, index, 0, key);
  // What two texts or more have in common stays so, if the new one has it too.
  if (keys.texts.length < 2 || !key.startsWith(keys.prefix)) return sortedKeys(texts);
  const heads = spliced(keys.heads, index, 0, headOf(key, keys.skip));
  return { texts, prefix: keys.prefix, skip: keys.skip, heads };
}

/** Without the text at a place. */
export function withoutKey({ texts, prefix, skip, heads }: SortedKeys, index: number): SortedKeys {
  const left = spliced(texts, index, 1);
  if (index === 0 || index === texts.length - 1) return sortedKeys(left);
  return { texts: left, prefix, skip, heads: spliced(heads, index, 1) };
}

function spliced<T>(list: readonly T[], at: number, gone: number, ...added: readonly T[]): T[] {
  const copy = list.slice();
  copy.splice(at, gone, ...added);
  return copy;
}

/** With another text at a place; the same list when it is there already. */
export function withKey(keys: SortedKeys, index: number, key: string): SortedKeys {
  if (keys.texts[index] === key) return keys;
  const copy = keys.texts.slice();
  copy[index] = key;
  return sortedKeys(copy);
}
