// An ordered persistent map with string keys: a B+tree whose nodes are never changed, only
// replaced. Plain data, so it may live in state. Its order depends on the keys alone (UTF-16 code
// units).

import {
  floorIndex,
  indexOf,
  insertedKey,
  lowerBound,
  type SortedKeys,
  sortedKeys,
  withKey,
  withoutKey,
} from './sorted-keys.ts';

/** A node: a leaf holds values, an inner node holds children and each child's smallest key. */
export type Tree<V> = Leaf<V> | Inner<V>;
interface Leaf<V> {
  readonly keys: SortedKeys;
  readonly values: readonly V[];
}
interface Inner<V> {
  readonly keys: SortedKeys;
  readonly children: readonly Tree<V>[];
}

/** An immutable ordered map from string to `V`. */
export interface PersistentMap<V> {
  readonly size: number;
  readonly root: Tree<V> | null;
}

/** Most entries of a leaf and most children of an inner node. */
const FAN_OUT = 64;

const EMPTY: PersistentMap<never> = { size: 0, root: null };

/** The map without entries. */
export function emptyMap<V>(): PersistentMap<V> {
  return EMPTY;
}

/** A map of the given entries; later ones win. */
export function mapOf<V>(entries: Iterable<readonly [string, V]>): PersistentMap<V> {
  let map = emptyMap<V>();
  for (const [key, value] of entries) map = set(map, key, value);
  return map;
}

/** The value under `key`, or undefined. */
export function get<V>(map: PersistentMap<V>, key: string): V | undefined {
  let node = map.root;
  if (node === null) return undefined;
  while ('children' in node) node = node.children[floorIndex(node.keys, key)] as Tree<V>;
  const index = indexOf(node.keys, key);
  return index < 0 ? undefined : node.values[index];
}

/** Whether `key` has an entry. */
export function has<V>(map: PersistentMap<V>, key: string): boolean {
  let node = map.root;
  if (node === null) return false;
  while ('children' in node) node = node.children[floorIndex(node.keys, key)] as Tree<V>;
  return indexOf(node.keys, key) >= 0;
}

/** The map with `key` set; the same map when the value is identical already. */
export function set<V>(map: PersistentMap<V>, key: string, value: V): PersistentMap<V> {
  if (map.root === null) return { size: 1, root: { keys: sortedKeys([key]), values: [value] } };
  const replaced = replacedIn(map.root, key, value);
  if (replaced === map.root) return map;
  if (replaced !== undefined) return { size: map.size, root: replaced };
  const { left, right } = insertedIn(map.root, key, value);
  return { size: map.size + 1, root: right === undefined ? left : joined(left, right) };
}

/** The map without `key`; the same map when it was not there. */
export function remove<V>(map: PersistentMap<V>, key: string): PersistentMap<V> {
  if (map.root === null) return map;
  const root = removeIn(map.root, key);
  if (root === undefined) return map;
  return root === null ? EMPTY : { size: map.size - 1, root: collapsed(root) };
}

/** The map with `key` replaced by what `change` makes of its value; undefined removes it. */
export function update<V>(
  map: PersistentMap<V>,
  key: string,
  change: (value: V | undefined) => V | undefined,
): PersistentMap<V> {
  const next = change(get(map, key));
  return next === undefined ? remove(map, key) : set(map, key, next);
}

/** All entries in key order. */
export function entries<V>(map: PersistentMap<V>): Generator<readonly [string, V]> {
  return walk(map.root, undefined, undefined);
}

/** All keys in order. */
export function* keys<V>(map: PersistentMap<V>): Generator<string> {
  for (const leaf of leaves(map.root)) yield* leaf.keys.texts;
}

/** All values in key order. */
export function* values<V>(map: PersistentMap<V>): Generator<V> {
  for (const leaf of leaves(map.root)) for (const value of leaf.values) yield value;
}

/** Looks at every entry in key order: several times as fast as iterating, for what runs often. */
export function forEach<V>(map: PersistentMap<V>, visit: (value: V, key: string) => void): void {
  if (map.root !== null) visitAll(map.root, visit);
}

/** Whether a value is as asked: looks no further than the first that is. */
export function some<V>(map: PersistentMap<V>, isWanted: (value: V) => boolean): boolean {
  return map.root !== null && isIn(map.root, isWanted);
}

function isIn<V>(node: Tree<V>, isWanted: (value: V) => boolean): boolean {
  if ('children' in node) {
    for (const child of node.children) if (isIn(child, isWanted)) return true;
    return false;
  }
  for (const value of node.values) if (isWanted(value)) return true;
  return false;
}

/** Looks at every entry together with what another map has under the same key: one walk of both. */
export function forEachWith<V, W>(
  map: PersistentMap<V>,
  other: PersistentMap<W>,
  visit: (value: V, there: W | undefined, key: string) => void,
): void {
  const iterator = leaves(other.root)[Symbol.iterator]();
  let leaf: Leaf<W> | undefined;
  let at = 0;
  const advance = (): void => {
    const { done, value } = iterator.next();
    leaf = done === true ? undefined : value;
    at = 0;
  };
  advance();
  forEach(map, (value, key) => {
    while (leaf !== undefined) {
      const { texts } = leaf.keys;
      // Most of the time both have it: the same text is the same at once.
      while (at < texts.length && texts[at] !== key && (texts[at] as string) < key) at++;
      if (at < texts.length) break;
      advance();
    }
    const isThere = leaf !== undefined && leaf.keys.texts[at] === key;
    visit(value, isThere ? (leaf as Leaf<W>).values[at] : undefined, key);
  });
}

function visitAll<V>(node: Tree<V>, visit: (value: V, key: string) => void): void {
  if ('children' in node) {
    for (const child of node.children) visitAll(child, visit);
    return;
  }
  const { texts } = node.keys;
  const { values } = node;
  for (let i = 0; i < texts.length; i++) visit(values[i] as V, texts[i] as string);
}

/** The entries with `from` ≤ key < `to`, in key order; an absent bound is open. */
export function range<V>(
  map: PersistentMap<V>,
  from: string | undefined,
  to: string | undefined,
): Generator<readonly [string, V]> {
  return walk(map.root, from, to);
}

/** The entries whose key starts with `prefix`. */
export function* withPrefix<V>(
  map: PersistentMap<V>,
  prefix: string,
): Generator<readonly [string, V]> {
  for (const leaf of leaves(map.root, prefix)) {
    const { keys, values } = leaf;
    const { texts } = keys;
    for (let i = lowerBound(keys, prefix); i < texts.length; i++) {
      const key = texts[i] as string;
      if (!key.startsWith(prefix)) return;
      yield [key, values[i] as V];
    }
  }
}

/** The first entry whose key is `from` or later. */
export function first<V>(map: PersistentMap<V>, from?: string): readonly [string, V] | undefined {
  for (const entry of walk(map.root, from, undefined)) return entry;
  return undefined;
}

/** All entries of a node in key order. */
export function entriesOf<V>(node: Tree<V>): (readonly [string, V])[] {
  return [...walk(node, undefined, undefined)];
}

/** Leaf by leaf, and within a leaf in one loop: a generator inside another costs at every step. */
function* walk<V>(
  node: Tree<V> | null,
  from: string | undefined,
  to: string | undefined,
): Generator<readonly [string, V]> {
  for (const leaf of leaves(node, from)) {
    const { keys, values } = leaf;
    const { texts } = keys;
    const start = from === undefined ? 0 : lowerBound(keys, from);
    for (let i = start; i < texts.length; i++) {
      const key = texts[i] as string;
      if (to !== undefined && key >= to) return;
      yield [key, values[i] as V];
    }
  }
}

/** The leaves in order, without those that lie wholly before `from`. */
function leaves<V>(node: Tree<V> | null, from?: string): Iterable<Leaf<V>> {
  if (node === null) return [];
  return 'children' in node ? leavesOf(node, from) : [node];
}

function* leavesOf<V>(top: Inner<V>, from: string | undefined): Generator<Leaf<V>> {
  const stack: { readonly node: Inner<V>; at: number }[] = [];
  let node: Tree<V> = top;
  let bound = from;
  for (;;) {
    if ('children' in node) {
      const at: number = bound === undefined ? 0 : floorIndex(node.keys, bound);
      stack.push({ node, at });
    } else {
      yield node;
      bound = undefined;
      let above = stack[stack.length - 1];
      while (above !== undefined && ++above.at >= above.node.children.length) {
        stack.pop();
        above = stack[stack.length - 1];
      }
      if (above === undefined) return;
    }
    const next = stack[stack.length - 1] as { readonly node: Inner<V>; at: number };
    node = next.node.children[next.at] as Tree<V>;
  }
}

/** The node with the value under `key` replaced; undefined when the key is not there. */
function replacedIn<V>(node: Tree<V>, key: string, value: V): Tree<V> | undefined {
  if ('children' in node) {
    const index = floorIndex(node.keys, key);
    const old = node.children[index] as Tree<V>;
    const child = replacedIn(old, key, value);
    if (child === undefined || child === old) return child && node;
    const children = node.children.slice();
    children[index] = child;
    return { keys: node.keys, children };
  }
  const index = indexOf(node.keys, key);
  if (index < 0) return undefined;
  if (node.values[index] === value) return node;
  const values = node.values.slice();
  values[index] = value;
  return { keys: node.keys, values };
}

/** A node with one more entry; in two when it would be too big. */
interface Grown<V> {
  readonly left: Tree<V>;
  readonly right?: Tree<V>;
}

function insertedIn<V>(node: Tree<V>, key: string, value: V): Grown<V> {
  if ('children' in node) return insertedInInner(node, key, value);
  const index = lowerBound(node.keys, key);
  const values = inserted(node.values, index, value);
  if (values.length <= FAN_OUT) {
    return { left: { keys: insertedKey(node.keys, index, key), values } };
  }
  const texts = inserted(node.keys.texts, index, key);
  const half = texts.length >> 1;
  return {
    left: { keys: sortedKeys(texts.slice(0, half)), values: values.slice(0, half) },
    right: { keys: sortedKeys(texts.slice(half)), values: values.slice(half) },
  };
}

function insertedInInner<V>(node: Inner<V>, key: string, value: V): Grown<V> {
  const index = floorIndex(node.keys, key);
  const { left, right } = insertedIn(node.children[index] as Tree<V>, key, value);
  const replaced = node.children.slice();
  replaced[index] = left;
  const smallest = withKey(node.keys, index, smallestKey(left));
  if (right === undefined) return { left: { keys: smallest, children: replaced } };
  const texts = inserted(smallest.texts, index + 1, smallestKey(right));
  const children = inserted(replaced, index + 1, right);
  if (texts.length <= FAN_OUT) return { left: { keys: sortedKeys(texts), children } };
  const half = texts.length >> 1;
  return {
    left: { keys: sortedKeys(texts.slice(0, half)), children: children.slice(0, half) },
    right: { keys: sortedKeys(texts.slice(half)), children: children.slice(half) },
  };
}

/** The node without `key`; null when nothing is left, undefined when the key was not there. */
function removeIn<V>(node: Tree<V>, key: string): Tree<V> | null | undefined {
  if ('children' in node) {
    const index = floorIndex(node.keys, key);
    const child = removeIn(node.children[index] as Tree<V>, key);
    if (child === undefined) return undefined;
    if (child === null) {
      if (node.children.length === 1) return null;
      return { keys: withoutKey(node.keys, index), children: without(node.children, index) };
    }
    const children = node.children.slice();
    children[index] = child;
    return { keys: withKey(node.keys, index, smallestKey(child)), children };
  }
  const index = indexOf(node.keys, key);
  if (index < 0) return undefined;
  if (node.values.length === 1) return null;
  return { keys: withoutKey(node.keys, index), values: without(node.values, index) };
}

function collapsed<V>(node: Tree<V>): Tree<V> {
  let top = node;
  while ('children' in top && top.children.length === 1) top = top.children[0] as Tree<V>;
  return top;
}

function joined<V>(left: Tree<V>, right: Tree<V>): Inner<V> {
  return { keys: sortedKeys([smallestKey(left), smallestKey(right)]), children: [left, right] };
}

function smallestKey<V>(node: Tree<V>): string {
  return node.keys.texts[0] as string;
}

function inserted<T>(list: readonly T[], index: number, item: T): T[] {
  const copy = list.slice();
  copy.splice(index, 0, item);
  return copy;
}

function without<T>(list: readonly T[], index: number): T[] {
  const copy = list.slice();
  copy.splice(index, 1);
  return copy;
}
