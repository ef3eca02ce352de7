// Digests of runs and states, and the first difference between two runs.

import { fold, type Hash, hashNumber, hashText, mix32 } from '../base/hash.ts';
import { partitionPoint } from '../base/search.ts';
import type { Envelope } from './message.ts';

/** Hashes of big immutable objects by identity; a cache only, it never changes a result. */
export interface HashCache {
  readonly known: WeakMap<object, number>;
  /** Hashes of long texts, which come again and again: a page, a manifest, a message. */
  readonly texts: Map<string, number>;
  /** Values looked at so far: tells how big an object was. */
  visited: number;
}

/** Remembering a small object costs more than hashing it again. */
const WORTH_REMEMBERING = 24;
/** What a message carries comes again sooner: the plan of a probe, the page of a server. */
const WORTH_CARRYING = 6;
/** From this length on a text is worth remembering, and so many texts are. */
const LONG = 64;
const MOST_TEXTS = 2_048;
/** From this length on it is not kept: what is written to a database comes once. */
const HUGE = 16_384;

/** A cache that knows nothing yet. */
export function hashCache(): HashCache {
  return { known: new WeakMap(), texts: new Map(), visited: 0 };
}

/** A 32-bit hash of a JSON value; keys in the order they stand, undefined members left out. */
export function hashJson(value: unknown, cache: HashCache): number {
  return mix32(hashValue(value, cache, WORTH_REMEMBERING));
}

function hashValue(value: unknown, cache: HashCache, worth: number): number {
  cache.visited++;
  if (typeof value === 'number') return (value | 0) === value ? value : hashNumber(value, 2);
  if (typeof value === 'string')
    return value.length < LONG ? withText(TEXT, value) : hashLong(value, cache);
  if (value === true) return 0x1234_5671;
  if (value === false) return 0x2345_6782;
  if (value === null || value === undefined) return 0x3456_7893;
  if (typeof value !== 'object') return hashText(String(value), 3);
  const known = cache.known.get(value);
  if (known !== undefined) return known;
  const before = cache.visited;
  const hash = Array.isArray(value)
    ? hashArray(value, cache)
    : hashObject(value, cache, WORTH_REMEMBERING);
  if (cache.visited - before >= worth) cache.known.set(value, hash);
  return hash;
}

function hashLong(text: string, { texts }: HashCache): number {
  if (text.length >= HUGE) return withText(TEXT, text);
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MOST_TEXTS) texts.clear();
  const hash = withText(TEXT, text);
  texts.set(text, hash);
  return hash;
}

function hashArray(list: readonly unknown[], cache: HashCache): number {
  let hash = joined(LIST, list.length);
  for (const item of list) hash = joined(hash, hashValue(item, cache, WORTH_REMEMBERING));
  return hash;
}

function hashObject(value: object, cache: HashCache, worth: number): number {
  let hash = RECORD;
  // Two lists are read faster than one member after another of objects of so many shapes.
  const keys = Object.keys(value);
  const members: readonly unknown[] = Object.values(value);
  for (let i = 0; i < keys.length; i++) {
    const member = members[i];
    if (member === undefined) continue;
    hash = joined(withText(hash, keys[i] as string), hashValue(member, cache, worth));
  }
  return hash;
}

/** Where the hash of a text, of a list and of an object begins. */
const TEXT = 0x2f0b_4c47;
const LIST = 0x51ed_270b;
const RECORD = 0x6a09_e667;

/** The hash of what came before, and of one 32-bit value (the body of MurmurHash3). */
function joined(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** The same of a text, letter by letter (FNV-1a). */
function withText(hash: number, text: string): number {
  let h = hash;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}

/** The digest of a run after one more delivered event. */
export function foldEvent(digest: Hash, envelope: Envelope, cache: HashCache): Hash {
  let hash = hashNumber(envelope.deliverAt, envelope.id);
  hash = joined(joined(hash, envelope.cause), envelope.to.actor);
  hash = withText(hash, envelope.to.port);
  // A message is handled once: only what it carries is worth remembering.
  hash = joined(hash, hashObject(envelope.message, cache, WORTH_CARRYING));
  return fold(digest, hash);
}

/** One line per event of a run, enough to name the first difference. */
export interface EventDigest {
  readonly id: number;
  readonly at: number;
  readonly digest: string;
  readonly type: string;
}

/** The first event in which two runs differ, by halving; undefined when they agree. */
export function firstDifference(
  a: readonly EventDigest[],
  b: readonly EventDigest[],
): { readonly index: number; readonly a?: EventDigest; readonly b?: EventDigest } | undefined {
  const shorter = Math.min(a.length, b.length);
  // Digests are rolling: once two runs differ they differ ever after, so halving finds the place.
  const index = partitionPoint(shorter, (i) => a[i]?.digest === b[i]?.digest);
  if (index === shorter && a.length === b.length) return undefined;
  const left = a[index];
  const right = b[index];
  return {
    index,
    ...(left === undefined ? {} : { a: left }),
    ...(right === undefined ? {} : { b: right }),
  };
}
