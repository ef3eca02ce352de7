// Broken invariants. They stop a run; what Kubernetes itself would answer is data instead.

/** Thrown when the simulation contradicts itself; never for bad input. */
export class InvariantError extends Error {
  override name = 'InvariantError';
}

/** Stops the run with `message` unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Ends a `switch` over a union; compiles only when every arm is handled. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${JSON.stringify(value)}`);
}

/** The value, or a stop with `message` when it is missing. */
export function present<T>(value: T | undefined | null, message: string): T {
  if (value === undefined || value === null) throw new InvariantError(message);
  return value;
}
