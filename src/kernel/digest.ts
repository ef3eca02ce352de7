// Digests of runs and states, and the first difference between two runs.

import { fold, type Hash, hashNumber, hashText } from '../base/hash.ts';
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

/** A cache that knows nothing yet. */
export function hashCache(): HashCache {
  return { known: new WeakMap(), texts: new Map(), visited: 0 };
}

/** A 32-bit hash of a JSON value; keys in the order they stand, undefined members left out. */
export function hashJson(value: unknown, cache: HashCache): number {
  return hashValue(value, cache, WORTH_REMEMBERING);
}

function hashValue(value: unknown, cache: HashCache, worth: number): number {
  cache.visited++;
  if (typeof value === 'string')
    return value.length < LONG ? hashText(value, 1) : hashLong(value, cache);
  if (typeof value === 'number') return hashNumber(value, 2);
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
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MOST_TEXTS) texts.clear();
  const hash = hashText(text, 1);
  texts.set(text, hash);
  return hash;
}

function hashArray(list: readonly unknown[], cache: HashCache): number {
  let hash = hashNumber(list.length, 4);
  for (const item of list) hash = hashNumber(hashJson(item, cache), hash);
  return hash;
}

function hashObject(value: object, cache: HashCache, worth: number): number {
  let hash = 5;
  // Two lists are read faster than one member after another of objects of so many shapes.
  const keys = Object.keys(value);
  const members: readonly unknown[] = Object.values(value);
  for (let i = 0; i < keys.length; i++) {
    const member = members[i];
    if (member === undefined) continue;
    hash = hashNumber(hashValue(member, cache, worth), hashText(keys[i] as string, hash));
  }
  return hash;
}

/** The digest of a run after one more delivered event. */
export function foldEvent(digest: Hash, envelope: Envelope, cache: HashCache): Hash {
  let hash = hashNumber(envelope.id, 6);
  hash = hashNumber(envelope.deliverAt, hash);
  hash = hashNumber(envelope.cause, hash);
  hash = hashNumber(envelope.to.actor, hashText(envelope.to.port, hash));
  // A message is handled once: only what it carries is worth remembering.
  hash = hashNumber(hashObject(envelope.message, cache, WORTH_CARRYING), hash);
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
