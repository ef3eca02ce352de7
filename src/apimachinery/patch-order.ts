// The order of a merged list: items the patch names in the patch's order, the others where the
// server had them. Models apimachinery/pkg/util/strategicpatch, normalizeElementOrder.

import { isObject, isSame } from './patch-values.ts';

/** What tells an item of a list: its merge key's value, or the plain value itself. */
export function identityOf(item: unknown, mergeKey: string | undefined): unknown {
  return mergeKey !== undefined && isObject(item) ? item[mergeKey] : item;
}

/** Where the list has an item of that identity; -1 when nowhere. */
export function indexOf(
  list: readonly unknown[],
  identity: unknown,
  mergeKey: string | undefined,
): number {
  return list.findIndex((item) => isSame(identityOf(item, mergeKey), identity));
}

/** The merged items in order: `wanted` is the patch's order, `server` the order before. */
export function inOrder(
  merged: readonly unknown[],
  wanted: readonly unknown[],
  server: readonly unknown[],
  mergeKey: string | undefined,
): readonly unknown[] {
  const at = (list: readonly unknown[], item: unknown): number =>
    indexOf(list, identityOf(item, mergeKey), mergeKey);
  const isNamed = (item: unknown): boolean => at(wanted, item) >= 0;
  const by = (list: readonly unknown[]) => (a: unknown, b: unknown) => at(list, a) - at(list, b);
  const named = merged.filter(isNamed).sort(by(wanted));
  const others = merged.filter((item) => !isNamed(item)).sort(by(server));
  const ordered: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < others.length && j < named.length) {
    const left = at(server, others[i]);
    const right = at(server, named[j]);
    if (left >= 0 && right >= 0 && left < right) ordered.push(others[i++]);
    else ordered.push(named[j++]);
  }
  return [...ordered, ...others.slice(i), ...named.slice(j)];
}
