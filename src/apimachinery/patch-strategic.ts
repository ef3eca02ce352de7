// Strategic merge patch: applying one, with its directives `$patch`, `$setElementOrder`,
// `$deleteFromPrimitiveList` and `$retainKeys`.
// Models apimachinery/pkg/util/strategicpatch/patch.go, StrategicMergeMapPatch.

import { identityOf, indexOf, inOrder } from './patch-order.ts';
import type { FieldSchema, PatchSchema } from './patch-schema.ts';
import { isObject, type JsonObject, type Patched, withoutMember } from './patch-values.ts';

/** The directive that replaces or deletes an object or an item. */
export const PATCH_DIRECTIVE = '$patch' as const;
/** Names the members that stay. */
export const RETAIN_KEYS = '$retainKeys' as const;
/** Prefix of the order wanted of a merged list. */
export const SET_ORDER = '$setElementOrder/' as const;
/** Prefix of the values to take out of a list of plain values. */
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList/' as const;

const NO_FIELD: FieldSchema = {};
const NO_SCHEMA: PatchSchema = {};

/** Applies a strategic merge patch. */
export function applyStrategicMergePatch(
  document: unknown,
  patch: unknown,
  schema: PatchSchema,
): Patched {
  if (!isObject(patch))
    return { error: 'cannot unmarshal patch into Go value of type map[string]interface {}' };
  const error = faultOf(patch, schema);
  if (error !== undefined) return { error };
  return { value: mergeObject(isObject(document) ? document : {}, patch, schema) };
}

function mergeObject(original: JsonObject, patch: JsonObject, schema: PatchSchema): JsonObject {
  const directive = patch[PATCH_DIRECTIVE];
  if (directive === 'replace') return withoutMember(patch, PATCH_DIRECTIVE);
  if (directive === 'delete') return {};
  const result: { [key: string]: unknown } = { ...retained(original, patch[RETAIN_KEYS]) };
  for (const key of Object.keys(patch)) {
    if (key === PATCH_DIRECTIVE || key === RETAIN_KEYS) continue;
    if (key.startsWith(DELETE_FROM_LIST)) {
      const field = key.slice(DELETE_FROM_LIST.length);
      const gone = asList(patch[key]);
      const left = asList(result[field]).filter((item) => indexOf(gone, item, undefined) < 0);
      if (field in result) result[field] = left;
    }
  }
  for (const key of Object.keys(patch)) {
    if (key.startsWith('$')) continue;
    const value = patch[key];
    if (value === null) delete result[key];
    else result[key] = mergeValue(result[key], value, schema[key] ?? NO_FIELD);
  }
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(SET_ORDER)) continue;
    const field = key.slice(SET_ORDER.length);
    if (!(field in result)) continue;
    const before = asList(original[field]);
    const { mergeKey } = schema[field] ?? NO_FIELD;
    result[field] = inOrder(asList(result[field]), asList(patch[key]), before, mergeKey);
  }
  return result;
}

function mergeValue(original: unknown, value: unknown, field: FieldSchema): unknown {
  if (isObject(value)) {
    const before = isObject(original) ? original : {};
    return mergeObject(before, value, field.fields ?? NO_SCHEMA);
  }
  if (!Array.isArray(value)) return value;
  if (field.mergeKey !== undefined) return mergeByKey(asList(original), value, field);
  if (field.isSet === true) {
    const all = [...asList(original), ...value];
    const merged = all.filter((item, index) => indexOf(all, item, undefined) === index);
    return inOrder(merged, value, asList(original), undefined);
  }
  return value;
}

function mergeByKey(
  original: readonly unknown[],
  patch: readonly unknown[],
  field: FieldSchema,
): readonly unknown[] {
  const key = field.mergeKey;
  const fields = field.fields ?? NO_SCHEMA;
  const directiveOf = (item: unknown): unknown =>
    isObject(item) ? item[PATCH_DIRECTIVE] : undefined;
  const plain = patch.filter((item) => typeof directiveOf(item) !== 'string');
  if (patch.some((item) => directiveOf(item) === 'replace')) return plain;
  const gone = patch.filter((item) => directiveOf(item) === 'delete');
  const merged = original.filter((item) => indexOf(gone, identityOf(item, key), key) < 0);
  for (const item of plain) {
    const at = indexOf(merged, identityOf(item, key), key);
    const before = at < 0 ? {} : merged[at];
    const after = mergeObject(isObject(before) ? before : {}, item as JsonObject, fields);
    if (at < 0) merged.push(after);
    else merged[at] = after;
  }
  return inOrder(merged, plain, original, key);
}

function retained(original: JsonObject, keys: unknown): JsonObject {
  if (!Array.isArray(keys)) return original;
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The first thing in a patch that cannot be carried out. */
function faultOf(patch: JsonObject, schema: PatchSchema): string | undefined {
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    const field = schema[key] ?? NO_FIELD;
    if (key === PATCH_DIRECTIVE && !isDirective(value)) {
      return `Unknown patch type: ${String(value)}`;
    }
    if (isObject(value)) {
      const fault = faultOf(value, field.fields ?? NO_SCHEMA);
      if (fault !== undefined) return fault;
    }
    if (!Array.isArray(value) || field.mergeKey === undefined) continue;
    for (const item of value) {
      if (!isObject(item)) return 'expected an object in a list that is merged by key';
      const isWhole = item[PATCH_DIRECTIVE] === 'replace';
      if (!isWhole && !(field.mergeKey in item)) {
        return `map: ${goMap(item)} does not contain declared merge key: ${field.mergeKey}`;
      }
      const fault = faultOf(item, field.fields ?? NO_SCHEMA);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

function isDirective(value: unknown): boolean {
  return value === 'replace' || value === 'delete' || value === 'merge';
}

/** A map as Go prints it with %v: keys sorted. */
function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goMap(value[key])}`);
  return `map[${parts.join(' ')}]`;
}
