// What differs between two versions of a persistent map.

import { entriesOf, type PersistentMap, type Tree } from './persistent-map.ts';

/**
 * The keys whose values are not the same in both maps, in order; shared parts are not looked at.
 */
export function changedKeys<V>(before: PersistentMap<V>, after: PersistentMap<V>): string[] {
  const keys: string[] = [];
  compare(before.root, after.root, keys);
  return keys;
}

function compare<V>(a: Tree<V> | null, b: Tree<V> | null, into: string[]): void {
  if (a === b) return;
  if (a !== null && b !== null && 'children' in a && 'children' in b) {
    const [inA, inB] = [new Set(a.children), new Set(b.children)];
    const left = a.children.filter((child) => !inB.has(child));
    const right = b.children.filter((child) => !inA.has(child));
    // One child replaced by another is by far the most frequent change.
    if (left.length === 1 && right.length === 1)
      compare(left[0] as Tree<V>, right[0] as Tree<V>, into);
    else compareEntries(left.flatMap(entriesOf), right.flatMap(entriesOf), into);
    return;
  }
  compareEntries(a === null ? [] : entriesOf(a), b === null ? [] : entriesOf(b), into);
}

function compareEntries<V>(
  a: readonly (readonly [string, V])[],
  b: readonly (readonly [string, V])[],
  into: string[],
): void {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (right === undefined || (left !== undefined && left[0] < right[0])) {
      into.push((left as readonly [string, V])[0]);
      i++;
    } else if (left === undefined || right[0] < left[0]) {
      into.push(right[0]);
      j++;
    } else {
      if (left[1] !== right[1]) into.push(left[0]);
      i++;
      j++;
    }
  }
}
