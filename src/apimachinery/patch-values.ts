// JSON values as patches see them: equality and plain objects. Knows no schema.

/** A JSON object of unknown content. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** What a patch made of a document, or why it does not apply. */
export type Patched = { readonly value: unknown } | { readonly error: string };

/** Whether it is a JSON object, neither list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values say the same; absent and undefined members are equal. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  for (const key in a) if (!isSame(a[key], b[key])) return false;
  for (const key in b) if (!(key in a) && b[key] !== undefined) return false;
  return true;
}

/** The object with one member set. */
export function withMember(object: JsonObject, key: string, value: unknown): JsonObject {
  return { ...object, [key]: value };
}

/** The object without one member; the same object when it had none. */
export function withoutMember(object: JsonObject, key: string): JsonObject {
  if (!(key in object)) return object;
  const { [key]: _, ...rest } = object;
  return rest;
}
