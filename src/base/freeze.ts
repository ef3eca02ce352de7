// Deep freezing, for tests and development: a handler that changes shared state fails at once.

/** Freezes `value` and everything below it that is not frozen yet, and returns it. */
export function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child);
  return value;
}
