// Paths inside volumes and file modes: relative, without steps back, within 0777.

import type { FieldError } from '../../../apimachinery/field-error.ts';
import { invalid } from '../../../apimachinery/field-error.ts';

/** A path that may not climb. */
export function noBacksteps(path: string, field: string): readonly FieldError[] {
  return path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : [];
}

/** A relative path that may not climb. */
export function localDescending(path: string, field: string): readonly FieldError[] {
  const errors = path.startsWith('/') ? [invalid(field, path, 'must be a relative path')] : [];
  return [...errors, ...noBacksteps(path, field)];
}

/** A relative path that leaves the names beginning with two dots to the kubelet. */
export function localNonReserved(path: string, field: string): readonly FieldError[] {
  const isReserved = path.startsWith('..') && !path.startsWith('../');
  const errors = isReserved ? [invalid(field, path, "must not start with '..'")] : [];
  return [...localDescending(path, field), ...errors];
}

/** The permission bits of files. */
export function fileMode(mode: number | undefined, field: string): readonly FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return [];
  return [invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')];
}
