// Prints whole values the way each edition's API server shows them in an error: Go syntax with
// pointers in v1.20, JSON with Go's field names since v1.31.

import type { GoText } from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-text.ts';
import { quantityOf } from '../../../apimachinery/quantity.ts';
import type { Wording } from './formats.ts';

/** How one field of a Go struct is printed: `name` in Go, its JSON name, and its type. */
export interface GoField {
  readonly go: string;
  readonly json: string;
  /** `value`, or a pointer to that Go type. */
  readonly pointer?: string;
  /** Added after v1.20. */
  readonly isNewer?: boolean;
  /** Fields of a nested struct. */
  readonly fields?: readonly GoField[];
  /** The type of a struct that Go embeds: its fields stand in the same JSON object. */
  readonly embedded?: string;
  readonly isNumber?: boolean;
}

/** A struct as an error prints it. */
export function goStruct(
  typeName: string,
  fields: readonly GoField[],
  value: object,
  wording: Wording,
): GoText {
  return { go: wording.isModern ? asJson(fields, value) : asGo(typeName, fields, value) };
}

function asJson(fields: readonly GoField[], value: object): string {
  const parts = fields.map((field) => {
    const inner = (value as { readonly [name: string]: unknown })[field.json];
    return `${JSON.stringify(field.go)}:${jsonField(field, inner)}`;
  });
  return `{${parts.join(',')}}`;
}

function jsonField(field: GoField, inner: unknown): string {
  if (inner === undefined || inner === null) {
    return field.pointer === undefined ? '""' : 'null';
  }
  return field.fields === undefined ? JSON.stringify(inner) : asJson(field.fields, inner as object);
}

function asGo(typeName: string, fields: readonly GoField[], value: object): string {
  const known = fields.filter((field) => field.isNewer !== true);
  const parts = known.map((field) => {
    const inner = (value as { readonly [name: string]: unknown })[field.json];
    if (field.embedded !== undefined) {
      return `${field.go}:${asGo(field.embedded, field.fields ?? [], value)}`;
    }
    if (field.isNumber === true) return `${field.go}:${Number(inner ?? 0)}`;
    if (field.pointer === undefined) return `${field.go}:${quote(String(inner ?? ''))}`;
    return `${field.go}:(*${field.pointer})(${inner === undefined ? 'nil' : POINTER})`;
  });
  return `core.${typeName}{${parts.join(', ')}}`;
}

/** An address of Go's heap; any would do, this one is plausible. */
const POINTER = '0xc000a1e000';

/** A list of texts. */
export function goStrings(texts: readonly string[], wording: Wording): GoText {
  if (wording.isModern) return { go: JSON.stringify(texts) };
  return { go: `[]string{${texts.map(quote).join(', ')}}` };
}

/** A quantity: its text, or the struct behind it in v1.20. */
export function goQuantity(text: string, wording: Wording): GoText | string {
  if (wording.isModern) return text;
  const { nanos, format } = quantityOf(text);
  const [value, scale] = scaled(nanos);
  return {
    go:
      `resource.Quantity{i:resource.int64Amount{value:${value}, scale:${scale}}, ` +
      'd:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, ' +
      `s:${quote(text)}, Format:${quote(format)}}`,
  };
}

function scaled(nanos: bigint): readonly [bigint, number] {
  let value = nanos;
  let scale = -9;
  while (scale < 0 && value % 1_000n === 0n && value !== 0n) {
    value /= 1_000n;
    scale += 3;
  }
  return [value, scale];
}
