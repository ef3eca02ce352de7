// JSON merge patch (RFC 7386) and JSON patch (RFC 6902). The strategic one has files of its own.

import {
  isObject,
  isSame,
  type JsonObject,
  type Patched,
  withMember,
  withoutMember,
} from './patch-values.ts';

/** Applies a JSON merge patch: null removes a member, objects are merged, all else is replaced. */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: { [key: string]: unknown } = isObject(document) ? { ...document } : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = applyMergePatch(result[key], value);
  }
  return result;
}

/** The JSON merge patch that turns `original` into `modified`. */
export function createMergePatch(original: unknown, modified: unknown): unknown {
  if (!isObject(original) || !isObject(modified)) return modified;
  const patch: { [key: string]: unknown } = {};
  for (const key of Object.keys(modified)) {
    const wanted = modified[key];
    if (wanted === undefined || isSame(original[key], wanted)) continue;
    patch[key] = isObject(original[key]) ? createMergePatch(original[key], wanted) : wanted;
  }
  for (const key of Object.keys(original)) {
    if (original[key] !== undefined && modified[key] === undefined) patch[key] = null;
  }
  return patch;
}

/** One operation of a JSON patch. */
export interface JsonPatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** Applies a JSON patch: all operations, or the error of the first that does not apply. */
export function applyJsonPatch(document: unknown, operations: unknown): Patched {
  if (!Array.isArray(operations)) {
    return {
      error:
        'error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    };
  }
  let value = document;
  for (const operation of operations as readonly JsonPatchOperation[]) {
    const next = applyOperation(value, operation);
    if ('error' in next) return next;
    value = next.value;
  }
  return { value };
}

function applyOperation(document: unknown, operation: JsonPatchOperation): Patched {
  const { op, path } = operation;
  const steps = stepsOf(path);
  switch (op) {
    case 'add':
      return edit(document, steps, { value: operation.value, isInsert: true }, op, path);
    case 'replace':
      if (!exists(document, steps)) return missing('replace', path);
      return edit(document, steps, { value: operation.value }, op, path);
    case 'remove':
      if (!exists(document, steps)) return missing('remove', path);
      return edit(document, steps, { isRemoved: true }, op, path);
    case 'test':
      return isSame(lookUp(document, steps) ?? null, operation.value ?? null)
        ? { value: document }
        : { error: `testing value ${path} failed: test failed` };
    case 'copy':
    case 'move': {
      const from = operation.from ?? '';
      if (!exists(document, stepsOf(from))) return missing(op, from);
      const moved = lookUp(document, stepsOf(from));
      const rest =
        op === 'copy'
          ? { value: document }
          : applyOperation(document, { op: 'remove', path: from });
      if ('error' in rest) return rest;
      return applyOperation(rest.value, { op: 'add', path, value: moved });
    }
    default:
      return { error: `Unexpected kind: ${op}` };
  }
}

interface Edit {
  readonly value?: unknown;
  readonly isInsert?: boolean;
  readonly isRemoved?: boolean;
}

function edit(
  target: unknown,
  steps: readonly string[],
  change: Edit,
  op: string,
  path: string,
): Patched {
  const [step, ...rest] = steps;
  if (step === undefined) return { value: change.value };
  if (rest.length > 0) {
    if (!exists(target, [step])) return missing(op, path);
    const inner = edit(lookUp(target, [step]), rest, change, op, path);
    if ('error' in inner) return inner;
    return { value: placed(target, step, { value: inner.value }) };
  }
  if (Array.isArray(target)) {
    const index = step === '-' ? target.length : Number(step);
    if (!Number.isInteger(index) || index < 0 || index > target.length) {
      return { error: `Unable to access invalid index: ${step}: invalid index referenced` };
    }
  } else if (!isObject(target)) return missing(op, path);
  return { value: placed(target, step, change) };
}

function placed(target: unknown, step: string, change: Edit): unknown {
  if (!Array.isArray(target)) {
    const object = target as JsonObject;
    return change.isRemoved === true
      ? withoutMember(object, step)
      : withMember(object, step, change.value);
  }
  const list = target.slice();
  const index = step === '-' ? list.length : Number(step);
  if (change.isRemoved === true) list.splice(index, 1);
  else if (change.isInsert === true) list.splice(index, 0, change.value);
  else list[index] = change.value;
  return list;
}

function missing(op: string, path: string): Patched {
  return { error: `${op} operation does not apply: doc is missing path: ${path}: missing value` };
}

function exists(target: unknown, steps: readonly string[]): boolean {
  return steps.length === 0 || lookUp(target, steps) !== undefined;
}

function lookUp(target: unknown, steps: readonly string[]): unknown {
  let value = target;
  for (const step of steps) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isObject(value)) value = value[step];
    else return undefined;
  }
  return value;
}

function stepsOf(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
