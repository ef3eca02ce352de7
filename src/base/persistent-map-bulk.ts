// Changes of many values of a persistent map at once: each node on the way is copied once for all.

import type { PersistentMap, Tree } from './persistent-map.ts';
import { floorIndex, indexOf } from './sorted-keys.ts';

/** The map with the values of keys that are there replaced: each part of it is copied once. */
export function withReplaced<V>(
  map: PersistentMap<V>,
  changes: readonly (readonly [key: string, value: V])[],
): PersistentMap<V> {
  if (map.root === null) return map;
  const sorted = [...changes].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const names = sorted.map(([key]) => key);
  return withChanged(map, names, (_, at) => (sorted[at] as readonly [string, V])[1]);
}

/**
 * The map with values changed under keys that are given in order: each part of it is copied once.
 * Keys that are not there are passed over.
 */
export function withChanged<V>(
  map: PersistentMap<V>,
  keys: readonly string[],
  change: (value: V, at: number) => V,
): PersistentMap<V> {
  if (map.root === null || keys.length === 0) return map;
  return { size: map.size, root: changedBetween(map.root, keys, 0, keys.length, change) };
}

/** The node with what `keys` from one place up to another name changed. */
function changedBetween<V>(
  node: Tree<V>,
  keys: readonly string[],
  from: number,
  to: number,
  change: (value: V, at: number) => V,
): Tree<V> {
  if ('children' in node) {
    const children = node.children.slice();
    let start = from;
    while (start < to) {
      const child = floorIndex(node.keys, keys[start] as string);
      const bound = node.keys.texts[child + 1];
      let end = start + 1;
      while (end < to && (bound === undefined || (keys[end] as string) < bound)) end++;
      children[child] = changedBetween(children[child] as Tree<V>, keys, start, end, change);
      start = end;
    }
    return { keys: node.keys, children };
  }
  const values = node.values.slice();
  for (let at = from; at < to; at++) {
    const index = indexOf(node.keys, keys[at] as string);
    if (index >= 0) values[index] = change(values[index] as V, at);
  }
  return { keys: node.keys, values };
}
