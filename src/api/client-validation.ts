// What kubectl itself refuses before it sends anything: unknown and missing fields and wrong types
// by the published schema (v1.20), or only a missing kind and version (since v1.25).
// Models kube-openapi/pkg/util/proto/validation and kubectl/pkg/validation/schema.go.

import { sortedText } from '../apimachinery/go-text.ts';
import { structName } from './schema/go-types.ts';
import type { FieldType, TypeInfo } from './schema/schema.ts';
import { rootType, typeInfo } from './schema/schema.ts';

/** Which kubectl validates: `schema` checks all fields, `kind` only that there is a kind. */
export type ClientValidation = 'schema' | 'kind';

/** What kubectl finds wrong with one object, in the order it finds it. */
export function validateClient(raw: unknown, how: ClientValidation): readonly string[] {
  if (!isRecord(raw)) return [];
  const missing = ['apiVersion', 'kind'].filter((name) => !isText(raw[name]));
  if (missing.length > 0) return missing.map((name) => `${name} not set`);
  if (how === 'kind') return [];
  const { apiVersion, kind } = raw as { readonly apiVersion: string; readonly kind: string };
  const info = typeInfo(rootType(apiVersion, kind));
  if (info === undefined) return [];
  return validateStruct(raw, info, kind);
}

/** The text kubectl prints for them; `source` is the file's name. */
export function clientValidationText(problems: readonly string[], source: string): string {
  const all = problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
  return (
    `error: error validating "${source}": error validating data: ${all}; if you choose to ` +
    'ignore these errors, turn validation off with --validate=false'
  );
}

type Raw = { readonly [key: string]: unknown };

function validateStruct(raw: Raw, info: TypeInfo, path: string): readonly string[] {
  const model = modelName(info.name);
  const problems: string[] = [];
  for (const name of sortedText(Object.keys(raw))) {
    const value = raw[name];
    if (value === null || value === undefined) continue;
    const field = info.fields.get(name);
    if (field === undefined || field.era === 'newer') {
      problems.push(at(path, `unknown field "${name}" in ${model}`));
    } else {
      problems.push(...validateValue(value, field.type, `${path}.${name}`, `${model}.${name}`));
    }
  }
  for (const field of info.fields.values()) {
    const isMissing = raw[field.name] === undefined || raw[field.name] === null;
    if (field.isAlways && isMissing && !OPTIONAL.includes(field.name)) {
      problems.push(at(path, `missing required field "${field.name}" in ${model}`));
    }
  }
  return problems;
}

/** Always written by Go, and yet optional in the published schema. */
const OPTIONAL: readonly string[] = ['reportingComponent', 'reportingInstance', 'metadata'];

function validateValue(
  value: unknown,
  type: FieldType,
  path: string,
  model: string,
): readonly string[] {
  if (type.kind === 'struct') {
    const info = typeInfo(type.name);
    if (info === undefined) return [];
    if (isRecord(value)) return validateStruct(value, info, path);
    return [mismatch(path, modelName(type.name), value, 'map')];
  }
  if (type.kind === 'list') {
    if (!Array.isArray(value)) return [mismatch(path, model, value, 'array')];
    return value.flatMap((item, index) =>
      item === null
        ? [`unknown object type "nil" in ${path}[${index}]`]
        : validateValue(item, type.of, `${path}[${index}]`, model),
    );
  }
  if (type.kind === 'map') {
    if (!isRecord(value)) return [mismatch(path, model, value, 'map')];
    return sortedText(Object.keys(value)).flatMap((name) =>
      value[name] === null ? [] : validateValue(value[name], type.of, `${path}.${name}`, model),
    );
  }
  return validateScalar(value, type.code, path, model);
}

function validateScalar(
  value: unknown,
  code: string,
  path: string,
  model: string,
): readonly string[] {
  if (code === 'x') return [];
  const found = kindOf(value);
  const expected = code === 'b' ? 'boolean' : code === 'i' || code === 'l' ? 'integer' : 'string';
  const isPrimitive = found !== 'array' && found !== 'map';
  if (expected === 'string' && isPrimitive) return [];
  if (expected === found || (expected === 'integer' && found === 'number')) return [];
  return [mismatch(path, model, value, expected)];
}

function mismatch(path: string, model: string, value: unknown, expected: string): string {
  return at(path, `invalid type for ${model}: got "${kindOf(value)}", expected "${expected}"`);
}

function at(path: string, problem: string): string {
  return `ValidationError(${path}): ${problem}`;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'object' ? 'map' : typeof value;
}

const META_NAMES: readonly string[] = [
  'ObjectMeta',
  'OwnerReference',
  'ManagedFieldsEntry',
  'LabelSelector',
  'LabelSelectorRequirement',
];

/** The name of a type in the published schema of v1.20. */
function modelName(name: string): string {
  if (META_NAMES.includes(name)) return `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`;
  if (name.startsWith('Lease')) return `io.k8s.api.coordination.v1.${name}`;
  if (name.startsWith('events.')) return `io.k8s.api.events.v1.${structName(name)}`;
  return `io.k8s.api.core.v1.${name === 'LifecycleHandler' ? 'Handler' : name}`;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
