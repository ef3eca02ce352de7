// Making strategic merge patches: two-way (what the kubelet sends for a status) and three-way (what
// `kubectl apply` sends). Models apimachinery/pkg/util/strategicpatch/patch.go,
// CreateTwoWayMergePatch and CreateThreeWayMergePatch.

import { identityOf, indexOf } from './patch-order.ts';
import type { FieldSchema, PatchSchema } from './patch-schema.ts';
import { DELETE_FROM_LIST, PATCH_DIRECTIVE, RETAIN_KEYS, SET_ORDER } from './patch-strategic.ts';
import { isObject, isSame, type JsonObject } from './patch-values.ts';

/** Which differences go into the patch. */
interface DiffOptions {
  readonly hasDeletions: boolean;
  readonly hasChanges: boolean;
}

type Draft = { [key: string]: unknown };

const ALL: DiffOptions = { hasDeletions: true, hasChanges: true };
const NO_FIELD: FieldSchema = {};
const NO_SCHEMA: PatchSchema = {};

/** The patch that turns `original` into `modified`; empty when they say the same. */
export function createTwoWayMergePatch(
  original: unknown,
  modified: unknown,
  schema: PatchSchema,
): JsonObject {
  return diffObject(asObject(original), asObject(modified), schema, ALL);
}

/**
 * The patch that brings `current` to `modified`: what the last `original` had and `modified` lacks
 * is deleted, what others added stays.
 */
export function createThreeWayMergePatch(
  original: unknown,
  modified: unknown,
  current: unknown,
  schema: PatchSchema,
): JsonObject {
  const wanted = asObject(modified);
  const changes = { hasDeletions: false, hasChanges: true };
  const deletions = { hasDeletions: true, hasChanges: false };
  const delta = diffObject(asObject(current), wanted, schema, changes);
  const removed = diffObject(asObject(original), wanted, schema, deletions);
  return joinObjects(removed, delta, schema);
}

function diffObject(
  original: JsonObject,
  modified: JsonObject,
  schema: PatchSchema,
  options: DiffOptions,
): JsonObject {
  const patch: Draft = {};
  for (const key of Object.keys(modified)) {
    const wanted = modified[key];
    const before = original[key];
    if (wanted === undefined) continue;
    if (before === undefined) {
      if (options.hasChanges) patch[key] = wanted;
    } else if (!isSame(before, wanted)) {
      diffMember(patch, key, before, wanted, schema[key] ?? NO_FIELD, options);
    }
  }
  if (!options.hasDeletions) return patch;
  for (const key of Object.keys(original)) {
    if (original[key] !== undefined && modified[key] === undefined) patch[key] = null;
  }
  return patch;
}

function diffMember(
  patch: Draft,
  key: string,
  before: unknown,
  wanted: unknown,
  field: FieldSchema,
  options: DiffOptions,
): void {
  if (isObject(before) && isObject(wanted)) {
    const inner = diffObject(before, wanted, field.fields ?? NO_SCHEMA, options);
    if (Object.keys(inner).length > 0) patch[key] = inner;
  } else if (Array.isArray(before) && Array.isArray(wanted) && field.mergeKey !== undefined) {
    diffByKey(patch, key, before, wanted, field, options);
  } else if (Array.isArray(before) && Array.isArray(wanted) && field.isSet === true) {
    diffSet(patch, key, before, wanted, options);
  } else if (options.hasChanges) {
    patch[key] = wanted;
  }
}

function diffByKey(
  patch: Draft,
  name: string,
  before: readonly unknown[],
  wanted: readonly unknown[],
  field: FieldSchema,
  options: DiffOptions,
): void {
  const key = field.mergeKey as string;
  const items: JsonObject[] = [];
  for (const item of wanted as readonly JsonObject[]) {
    const at = indexOf(before, item[key], key);
    if (at < 0) {
      if (options.hasChanges) items.push(item);
      continue;
    }
    const old = before[at] as JsonObject;
    const inner = diffObject(old, item, field.fields ?? NO_SCHEMA, options);
    if (Object.keys(inner).length === 0) continue;
    const retain =
      field.isRetainingKeys === true ? { [RETAIN_KEYS]: Object.keys(item).sort() } : {};
    items.push({ ...retain, ...inner, [key]: item[key] });
  }
  if (options.hasDeletions) {
    for (const item of before as readonly JsonObject[]) {
      if (indexOf(wanted, item[key], key) < 0) {
        items.push({ [PATCH_DIRECTIVE]: 'delete', [key]: item[key] });
      }
    }
  }
  const order = wanted.map((item) => ({ [key]: identityOf(item, key) }));
  const isReordered =
    options.hasChanges && !isSame(common(before, wanted, key), common(wanted, before, key));
  if (items.length > 0 || isReordered) patch[`${SET_ORDER}${name}`] = order;
  if (items.length > 0) patch[name] = items;
}

function diffSet(
  patch: Draft,
  name: string,
  before: readonly unknown[],
  wanted: readonly unknown[],
  options: DiffOptions,
): void {
  const added = wanted.filter((item) => indexOf(before, item, undefined) < 0);
  const gone = before.filter((item) => indexOf(wanted, item, undefined) < 0);
  if (options.hasDeletions && gone.length > 0) patch[`${DELETE_FROM_LIST}${name}`] = gone;
  if (options.hasChanges && added.length > 0) patch[name] = added;
  patch[`${SET_ORDER}${name}`] = wanted;
}

/** The identities of the items of `list` that `other` has as well, in order. */
function common(list: readonly unknown[], other: readonly unknown[], key: string): unknown[] {
  return list
    .map((item) => identityOf(item, key))
    .filter((identity) => indexOf(other, identity, key) >= 0);
}

/** Two patches as one; nothing of either is carried out. */
function joinObjects(first: JsonObject, second: JsonObject, schema: PatchSchema): JsonObject {
  const joined: Draft = { ...first };
  for (const key of Object.keys(second)) {
    const a = joined[key];
    const b = second[key];
    const field = schema[key] ?? NO_FIELD;
    if (isObject(a) && isObject(b)) joined[key] = joinObjects(a, b, field.fields ?? NO_SCHEMA);
    else if (Array.isArray(a) && Array.isArray(b) && field.mergeKey !== undefined) {
      joined[key] = joinLists(a, b, field);
    } else joined[key] = b;
  }
  return joined;
}

function joinLists(
  first: readonly unknown[],
  second: readonly unknown[],
  field: FieldSchema,
): readonly unknown[] {
  const joined = [...first];
  for (const item of second) {
    const at = indexOf(joined, identityOf(item, field.mergeKey), field.mergeKey);
    const schema = field.fields ?? NO_SCHEMA;
    if (at < 0) joined.push(item);
    else joined[at] = joinObjects(joined[at] as JsonObject, item as JsonObject, schema);
  }
  return joined;
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
