// Semantic equality of API values, and the difference the API server shows after refusing a change.
// Models apimachinery's equality.Semantic and util/diff (its layout, not its every detail).

import type { PodSpec } from '../../../api/pod.ts';
import { sortedText } from '../../../apimachinery/go-text.ts';
import { compareQuantities, isQuantity } from '../../../apimachinery/quantity.ts';

/** Equal as Go's semantic equality is: nothing, null and empty are the same. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b || (isEmpty(a) && isEmpty(b))) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => deepEqual(item, b[index]));
  }
  if (isRecord(a) && isRecord(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) =>
      name === 'requests' || name === 'limits'
        ? sameAmounts(a[name], b[name])
        : deepEqual(a[name], b[name]),
    );
  }
  return false;
}

function sameAmounts(a: unknown, b: unknown): boolean {
  const [left, right] = [isRecord(a) ? a : {}, isRecord(b) ? b : {}];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => sameAmount(left[name], right[name]));
}

function sameAmount(a: unknown, b: unknown): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return a === b;
  return a === b || (isQuantity(a) && isQuantity(b) && compareQuantities(a, b) === 0);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) && value.length === 0;
}

/** Old against new, field by field, opening with the name of the struct. */
export function specDifference(old: PodSpec, next: PodSpec): string {
  const lines: string[] = [];
  const [before, after] = [old as unknown as Fields, next as unknown as Fields];
  const names = sortedText(new Set([...Object.keys(before), ...Object.keys(after)]));
  let same = 0;
  for (const name of names) {
    if (deepEqual(before[name], after[name])) {
      same += 1;
      continue;
    }
    const field = name.charAt(0).toUpperCase() + name.slice(1);
    lines.push(`- \t${field}: ${shown(before[name])},`, `+ \t${field}: ${shown(after[name])},`);
  }
  const rest = same === 0 ? [] : [`  \t... // ${same} identical fields`];
  return ['  core.PodSpec{', ...rest, ...lines, '  }', ''].join('\n');
}

function shown(value: unknown): string {
  return value === undefined ? 'nil' : JSON.stringify(value);
}

type Fields = { readonly [name: string]: unknown };

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
