// The schema of the kinds: every type with its fields, read once from the tables beside this file.
//
// A line of a table is `Type: field=code …`. Codes: s string (s#Name: a named one), b bool,
// i int32, l int64, q quantity, p int or string, t time, u time with microseconds, B base64,
// x anything, a name: that type; before it `[]` list, `{}` map by string, `*` pointer (a zero value
// stays), `!` always written. After a field's name: `@` newer than v1.20, `~` gone since.

import { type Late, late } from '../../base/late.ts';
import { CONFIG_TYPES } from './config.ts';
import { META_TYPES } from './meta.ts';
import { NODE_TYPES } from './node.ts';

/** What a field holds. */
export type FieldType =
  | { readonly kind: 'scalar'; readonly code: ScalarCode; readonly alias?: string }
  | { readonly kind: 'list'; readonly of: FieldType }
  | { readonly kind: 'map'; readonly of: FieldType }
  | { readonly kind: 'struct'; readonly name: string };

/** The types that are not made of others. */
export type ScalarCode = 's' | 'b' | 'i' | 'l' | 'q' | 'p' | 't' | 'u' | 'B' | 'x';

/** One field of a type. */
export interface FieldInfo {
  readonly name: string;
  readonly type: FieldType;
  readonly isPointer: boolean;
  /** Written even when empty; in the published schema: required. */
  readonly isAlways: boolean;
  /** Which versions know it. */
  readonly era: 'both' | 'newer' | 'gone';
}

/** One type with its fields in Go's order. */
export interface TypeInfo {
  readonly name: string;
  readonly fields: ReadonlyMap<string, FieldInfo>;
}

const SCALARS = 'sbilqptuBx';

/** Types by name. */
export type TypeTable = ReadonlyMap<string, TypeInfo>;

const TYPES: TypeTable = readTables(META_TYPES + NODE_TYPES + CONFIG_TYPES);

/** Types of pods and their volumes, once their tables have come. */
export const podTypes: Late<TypeTable> = late('types of pods');

/** The type of that name; `events.Event` for the one of the group events.k8s.io. */
export function typeInfo(name: string): TypeInfo | undefined {
  return TYPES.get(name) ?? podTypes.get().get(name);
}

/** Reads tables of types, each written as said above. */
export function readTables(text: string): TypeTable {
  const lines = text.replaceAll('\n  ', ' ').split('\n');
  return new Map(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        const colon = line.indexOf(':');
        const name = line.slice(0, colon);
        const fields = line.slice(colon + 1).trim();
        const infos = fields === '' ? [] : fields.split(' ').map(readField);
        return [name, { name, fields: new Map(infos.map((info) => [info.name, info])) }];
      }),
  );
}

function readField(text: string): FieldInfo {
  const equals = text.indexOf('=');
  const named = text.slice(0, equals);
  const mark = named.at(-1);
  let code = text.slice(equals + 1);
  const isAlways = code.startsWith('!');
  if (isAlways) code = code.slice(1);
  const isPointer = code.startsWith('*');
  if (isPointer) code = code.slice(1);
  return {
    name: mark === '@' || mark === '~' ? named.slice(0, -1) : named,
    type: readType(code),
    isPointer,
    isAlways,
    era: mark === '@' ? 'newer' : mark === '~' ? 'gone' : 'both',
  };
}

function readType(code: string): FieldType {
  if (code.startsWith('[]')) return { kind: 'list', of: readType(code.slice(2)) };
  if (code.startsWith('{}')) return { kind: 'map', of: readType(code.slice(2)) };
  if (code.startsWith('s#')) return { kind: 'scalar', code: 's', alias: code.slice(2) };
  if (code.length === 1 && SCALARS.includes(code)) {
    return { kind: 'scalar', code: code as ScalarCode };
  }
  return { kind: 'struct', name: code };
}

/** The name of the root type of a kind. */
export function rootType(apiVersion: string, kind: string): string {
  return apiVersion.startsWith('events.k8s.io/') ? `events.${kind}` : kind;
}
