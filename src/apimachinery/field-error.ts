// Validation errors with the path of the field, in Kubernetes' own wording.
// Models apimachinery/pkg/util/validation/field/errors.go and path.go. Paths are plain texts.

import { quote } from './go-text.ts';

/** The types of errors, as the text of an error opens. */
export type FieldErrorType =
  | 'Required value'
  | 'Invalid value'
  | 'Duplicate value'
  | 'Unsupported value'
  | 'Forbidden'
  | 'Not found'
  | 'Too long'
  | 'Too many'
  | 'Internal error';

/** One refused field. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].image` */
  readonly field: string;
  /** The text without the path: `Invalid value: "x": must be …`. */
  readonly message: string;
}

/** A bad value that is printed as it stands, for values Go prints by its own rules. */
export interface GoText {
  readonly go: string;
}

/** A value that an error can show. */
export type BadValue = string | number | boolean | GoText;

/** The path of a field inside `path`. */
export function child(path: string, ...names: readonly string[]): string {
  let full = path;
  for (const name of names) full = full === '' ? name : `${full}.${name}`;
  return full;
}

/** The path of an item of a list. */
export function at(path: string, index: number): string {
  return `${path}[${index}]`;
}

/** The path of an entry of a map. */
export function key(path: string, name: string): string {
  return `${path}[${name}]`;
}

/** A field that must be given. */
export function required(field: string, detail: string = ''): FieldError {
  return make('Required value', field, undefined, detail);
}

/** A field whose value breaks a rule. */
export function invalid(field: string, value: BadValue, detail: string): FieldError {
  return make('Invalid value', field, value, detail);
}

/** A value that may appear only once. */
export function duplicate(field: string, value: BadValue): FieldError {
  return make('Duplicate value', field, value, '');
}

/** A value outside a fixed set, which is listed in the order given. */
export function notSupported(
  field: string,
  value: BadValue,
  supported: readonly string[],
): FieldError {
  const known = supported.map(quote).join(', ');
  const detail = supported.length === 0 ? '' : `supported values: ${known}`;
  return make('Unsupported value', field, value, detail);
}

/** A field that may not be set here. */
export function forbidden(field: string, detail: string): FieldError {
  return make('Forbidden', field, undefined, detail);
}

/** A value that names something which is not there. */
export function notFound(field: string, value: BadValue): FieldError {
  return make('Not found', field, value, '');
}

/** A value over its limit, with the wording of v1.20. */
export function tooLong(field: string, maxBytes: number): FieldError {
  return make('Too long', field, undefined, `must have at most ${maxBytes} bytes`);
}

/** A value over its limit, with the wording since v1.32. */
export function tooLongMax(field: string, maxBytes: number): FieldError {
  const unit = maxBytes === 1 ? 'byte' : 'bytes';
  return make('Too long', field, undefined, `may not be more than ${maxBytes} ${unit}`);
}

/** A list over its limit. */
export function tooMany(field: string, actual: number, max: number): FieldError {
  return make('Too many', field, actual, `must have at most ${max} items`);
}

function make(
  type: FieldErrorType,
  field: string,
  value: BadValue | undefined,
  detail: string,
): FieldError {
  const shown = value === undefined ? '' : `: ${goValue(value)}`;
  return { type, field, message: `${type}${shown}${detail === '' ? '' : `: ${detail}`}` };
}

/** The value as the text of an error shows it. */
export function goValue(value: BadValue): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'object' ? value.go : String(value);
}

/** The whole text of one error. */
export function errorText(error: FieldError): string {
  return error.field === '' ? error.message : `${error.field}: ${error.message}`;
}

/** The text of all errors: alone as it is, several in brackets, equal ones once. */
export function aggregateText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(errorText))];
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

const REASONS: { readonly [type in FieldErrorType]: string } = {
  'Required value': 'FieldValueRequired',
  'Invalid value': 'FieldValueInvalid',
  'Duplicate value': 'FieldValueDuplicate',
  'Unsupported value': 'FieldValueNotSupported',
  Forbidden: 'FieldValueForbidden',
  'Not found': 'FieldValueNotFound',
  'Too long': 'FieldValueTooLong',
  'Too many': 'FieldValueTooMany',
  'Internal error': 'InternalError',
};

/** The machine-readable reason of an error, as a Status lists it. */
export function reasonOf(error: FieldError): string {
  return REASONS[error.type];
}
