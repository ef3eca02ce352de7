// A request's body becomes an object of its kind: types are checked, fields nobody knows are
// dropped and named, quantities get their canonical text, empty fields go as Go's encoder drops
// them. Models the JSON serializer of apimachinery. Knows no kind but through the schema.

import { goTypeName, jsonKind, structName } from '../../api/schema/go-types.ts';
import type { FieldInfo, FieldType, ScalarCode, TypeInfo } from '../../api/schema/schema.ts';
import { rootType, typeInfo } from '../../api/schema/schema.ts';
import { sortedText } from '../../apimachinery/go-text.ts';
import { canonicalQuantity, parseQuantity } from '../../apimachinery/quantity.ts';
import { parseRfc3339, rfc3339, rfc3339Micro } from '../../base/calendar.ts';
import type { EditionName } from '../editions/edition.ts';

/** What came of decoding. `unknown` are the paths of dropped fields in the order met. */
export type Decoded =
  | { readonly ok: true; readonly object: JsonRecord; readonly unknown: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/** A JSON object. */
export interface JsonRecord {
  readonly [key: string]: unknown;
}

/** Where the decoder stands: Go's errors name the struct and the fields on the way. */
interface Place {
  /** `spec.containers[0].image`, with indices. */
  readonly path: string;
  /** `spec.containers.image`, without. */
  readonly goPath: string;
  readonly struct: string;
}

interface Walk {
  readonly isModern: boolean;
  readonly unknown: string[];
}

class DecodeProblem extends Error {}

/** Decodes a body as the kind it names. */
export function decodeObject(raw: unknown, edition: EditionName): Decoded {
  const body = isRecord(raw) ? raw : {};
  const name = rootType(String(body.apiVersion ?? 'v1'), String(body.kind ?? ''));
  return decodeAs(body, name, edition);
}

/** Decodes a body as the type of that name in the schema. */
export function decodeAs(raw: unknown, typeName: string, edition: EditionName): Decoded {
  const info = typeInfo(typeName);
  if (info === undefined || !isRecord(raw)) {
    const found = isRecord(raw) ? {} : raw;
    const wanted = `v1.${structName(typeName)}`;
    const problem = `json: cannot unmarshal ${jsonKind(found)} into Go value of type ${wanted}`;
    return isRecord(raw) && info === undefined
      ? { ok: true, object: raw, unknown: [] }
      : { ok: false, problem };
  }
  const walk: Walk = { isModern: edition === 'containerd', unknown: [] };
  try {
    const place: Place = { path: '', goPath: '', struct: structName(typeName) };
    return { ok: true, object: decodeStruct(raw, info, place, walk), unknown: walk.unknown };
  } catch (error) {
    if (error instanceof DecodeProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

function decodeStruct(raw: JsonRecord, info: TypeInfo, place: Place, walk: Walk): JsonRecord {
  const decoded = new Map<string, unknown>();
  for (const name of sortedText(Object.keys(raw))) {
    const field = info.fields.get(name);
    const path = place.path === '' ? name : `${place.path}.${name}`;
    if (field === undefined || !isKnown(field, walk.isModern)) {
      walk.unknown.push(path);
      continue;
    }
    const goPath = place.goPath === '' ? name : `${place.goPath}.${name}`;
    const inside: Place = { path, goPath, struct: structName(info.name) };
    decoded.set(name, decodeValue(raw[name], field.type, inside, walk));
  }
  return inGoOrder(decoded, info, walk);
}

/** Whether an edition's API has the field. */
export function isKnown(field: FieldInfo, isModern: boolean): boolean {
  return field.era === 'both' || (field.era === 'newer') === isModern;
}

function inGoOrder(decoded: ReadonlyMap<string, unknown>, info: TypeInfo, walk: Walk): JsonRecord {
  const object: Record<string, unknown> = {};
  for (const field of info.fields.values()) {
    if (!isKnown(field, walk.isModern)) continue;
    const value = decoded.get(field.name);
    if (isWritten(value, field)) object[field.name] = value;
    else if (field.isAlways) object[field.name] = zeroOf(field, walk);
    else if (isEmptyStruct(field)) object[field.name] = zeroOf(field, walk);
  }
  return object;
}

function isEmptyStruct(field: FieldInfo): boolean {
  return field.type.kind === 'struct' && !field.isPointer;
}

function isWritten(value: unknown, field: FieldInfo): boolean {
  if (value === undefined || value === null) return false;
  if (field.isPointer || field.isAlways) return true;
  if (value === '' || value === 0 || value === false) return field.type.kind !== 'scalar';
  if (field.type.kind === 'list') return (value as readonly unknown[]).length > 0;
  return field.type.kind !== 'map' || Object.keys(value as object).length > 0;
}

function zeroOf(field: FieldInfo, walk: Walk): unknown {
  if (field.type.kind === 'struct' && !field.isPointer) {
    const info = typeInfo(field.type.name);
    return info === undefined ? {} : inGoOrder(new Map(), info, walk);
  }
  if (field.type.kind !== 'scalar') return null;
  const zeros: { readonly [code in ScalarCode]: unknown } = {
    s: '',
    b: false,
    i: 0,
    l: 0,
    q: '0',
    p: 0,
    t: null,
    u: null,
    B: null,
    x: null,
  };
  return zeros[field.type.code];
}

function decodeValue(raw: unknown, type: FieldType, place: Place, walk: Walk): unknown {
  if (raw === null || raw === undefined) return undefined;
  switch (type.kind) {
    case 'scalar':
      return decodeScalar(raw, type, place);
    case 'list':
      if (!Array.isArray(raw)) throw mismatch(raw, type, place);
      return raw.map((item, index) => decodeItem(item, type.of, index, place, walk));
    case 'map':
      if (!isRecord(raw)) throw mismatch(raw, type, place);
      return decodeMap(raw, type.of, place, walk);
    case 'struct': {
      if (!isRecord(raw)) throw mismatch(raw, type, place);
      const info = typeInfo(type.name);
      return info === undefined ? raw : decodeStruct(raw, info, place, walk);
    }
  }
}

function decodeItem(
  raw: unknown,
  type: FieldType,
  index: number,
  place: Place,
  walk: Walk,
): unknown {
  const value = decodeValue(raw, type, { ...place, path: `${place.path}[${index}]` }, walk);
  if (value !== undefined) return value;
  if (type.kind === 'struct') return decodeValue({}, type, place, walk);
  return type.kind === 'scalar' && type.code === 's' ? '' : null;
}

function decodeMap(raw: JsonRecord, of: FieldType, place: Place, walk: Walk): JsonRecord {
  const entries = sortedText(Object.keys(raw)).map((key): [string, unknown] => {
    const inside = { ...place, path: `${place.path}.${key}` };
    const value = decodeValue(raw[key], of, inside, walk);
    return [key, value ?? (of.kind === 'scalar' && of.code === 'q' ? '0' : '')];
  });
  return Object.fromEntries(entries);
}

type ScalarType = Extract<FieldType, { readonly kind: 'scalar' }>;

function decodeScalar(raw: unknown, type: ScalarType, place: Place): unknown {
  switch (type.code) {
    case 's':
      if (typeof raw !== 'string') throw mismatch(raw, type, place);
      return raw;
    case 'b':
      if (typeof raw !== 'boolean') throw mismatch(raw, type, place);
      return raw;
    case 'i':
    case 'l':
      return decodeInteger(raw, type, place);
    case 'q':
      return decodeQuantity(raw);
    case 'p':
      if (typeof raw === 'string' || Number.isInteger(raw)) return raw;
      throw new DecodeProblem(
        typeof raw === 'number'
          ? `json: cannot unmarshal number ${raw} into Go value of type int32`
          : `json: cannot unmarshal ${jsonKind(raw)} into Go value of type string`,
      );
    case 't':
    case 'u':
      return decodeTime(raw, type.code);
    case 'B':
      return decodeBase64(raw, type, place);
    case 'x':
      return raw;
  }
}

function decodeInteger(raw: unknown, type: ScalarType, place: Place): number {
  if (typeof raw !== 'number') throw mismatch(raw, type, place);
  const isTooBig = type.code === 'i' && (raw > 2_147_483_647 || raw < -2_147_483_648);
  if (!Number.isInteger(raw) || isTooBig) throw mismatch(raw, type, place, ` ${raw}`);
  return raw;
}

function decodeQuantity(raw: unknown): string {
  const text = typeof raw === 'string' ? raw.trim() : JSON.stringify(raw);
  if (text === '') return '0';
  const parsed = parseQuantity(text);
  if (typeof parsed === 'string') throw new DecodeProblem(parsed);
  return canonicalQuantity(text);
}

function decodeTime(raw: unknown, code: 't' | 'u'): string | undefined {
  if (typeof raw !== 'string') {
    throw new DecodeProblem(`json: cannot unmarshal ${jsonKind(raw)} into Go value of type string`);
  }
  const time = parseRfc3339(raw);
  if (time === undefined) {
    const layout = code === 't' ? '2006-01-02T15:04:05Z07:00' : '2006-01-02T15:04:05.000000Z07:00';
    throw new DecodeProblem(
      `parsing time "${raw}" as "${layout}": cannot parse "${raw}" as "2006"`,
    );
  }
  return code === 't' ? rfc3339(time.seconds, 0) : rfc3339Micro(time.seconds, time.micros);
}

function decodeBase64(raw: unknown, type: FieldType, place: Place): string {
  if (typeof raw !== 'string') throw mismatch(raw, type, place);
  const text = raw.replaceAll(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]/.exec(text)?.index ?? -1;
  const isPadded = /^[^=]*={0,2}$/.test(text) && text.length % 4 === 0;
  if (bad >= 0 || !isPadded) {
    const place4 = bad >= 0 ? bad : text.length - (text.length % 4);
    throw new DecodeProblem(`illegal base64 data at input byte ${place4}`);
  }
  return text;
}

function mismatch(raw: unknown, type: FieldType, place: Place, number: string = ''): DecodeProblem {
  const field = `Go struct field ${place.struct}.${place.goPath}`;
  return new DecodeProblem(
    `json: cannot unmarshal ${jsonKind(raw)}${number} into ${field} of type ${goTypeName(type)}`,
  );
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
