// How Go names the types of fields in the texts of its decoders.

import type { FieldType, ScalarCode } from './schema.ts';

const SCALAR_NAMES: { readonly [code in ScalarCode]: string } = {
  s: 'string',
  b: 'bool',
  i: 'int32',
  l: 'int64',
  q: 'resource.Quantity',
  p: 'intstr.IntOrString',
  t: 'v1.Time',
  u: 'v1.MicroTime',
  B: '[]uint8',
  x: 'interface {}',
};

/** `string`, `[]v1.Container`, `map[string]string`. */
export function goTypeName(type: FieldType): string {
  if (type.kind === 'list') return `[]${goTypeName(type.of)}`;
  if (type.kind === 'map') return `map[string]${goTypeName(type.of)}`;
  if (type.kind === 'struct') return `v1.${structName(type.name)}`;
  if (type.alias === 'UID') return 'types.UID';
  return type.alias === undefined ? SCALAR_NAMES[type.code] : `v1.${type.alias}`;
}

/** The bare name of a struct: `Container`. */
export function structName(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/** `array`, `object`, `string`, `number`, `bool`, as encoding/json calls a value. */
export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}
