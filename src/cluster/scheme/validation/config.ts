// Secrets and ConfigMaps. Models validation.go, ValidateSecret and ValidateConfigMap.

import type { ConfigMap, Secret } from '../../../api/config.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  forbidden,
  invalid,
  key,
  required,
  tooLong,
  tooLongMax,
} from '../../../apimachinery/field-error.ts';
import { byteLength, sortedText } from '../../../apimachinery/go-text.ts';
import type { StringMap } from '../../../apimachinery/meta.ts';
import { deepEqual } from './difference.ts';
import type { Wording } from './formats.ts';
import { configMapKey } from './formats.ts';
import { problems } from './object-meta.ts';

const MAX_BYTES = 1_048_576;

/** The data of a secret, by its type. */
export function validateSecret(secret: Secret, wording: Wording): readonly FieldError[] {
  const data = secret.data ?? {};
  const errors: FieldError[] = keyErrors(data, 'data');
  const size = Object.values(data).reduce((sum, value) => sum + decodedLength(value), 0);
  if (size > MAX_BYTES) errors.push(limit('data', wording));
  return [...errors, ...validateType(secret, data)];
}

const REQUIRED_KEYS: { readonly [type: string]: readonly string[] } = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function validateType(secret: Secret, data: StringMap): readonly FieldError[] {
  const type = secret.type ?? 'Opaque';
  if (type === 'kubernetes.io/basic-auth') {
    const names = ['username', 'password'];
    if (names.some((name) => data[name] !== undefined)) return [];
    return names.map((name) => required(key('data', name)));
  }
  if (type === 'kubernetes.io/service-account-token') {
    const name = 'kubernetes.io/service-account.name';
    const isNamed = (secret.metadata.annotations?.[name] ?? '') !== '';
    return isNamed ? [] : [required(key('metadata.annotations', name))];
  }
  return (REQUIRED_KEYS[type] ?? []).flatMap((name) => {
    const value = data[name];
    if (value === undefined) return [required(key('data', name))];
    if (!type.includes('dockerc') || isObjectInBase64(value)) return [];
    const detail = 'unexpected end of JSON input';
    return [invalid(key('data', name), '<secret contents redacted>', detail)];
  });
}

/** A JSON object opens with a brace, whose first six bits are those of `e` in base64. */
function isObjectInBase64(text: string): boolean {
  return /^(ew|ey|e3|IHs|Cns)/.test(text);
}

function decodedLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.floor((base64.length * 3) / 4) - padding;
}

function keyErrors(data: StringMap, path: string): FieldError[] {
  return sortedText(Object.keys(data)).flatMap((name) =>
    problems(key(path, name), name, configMapKey(name)),
  );
}

function limit(path: string, wording: Wording): FieldError {
  return wording.isModern ? tooLongMax(path, MAX_BYTES) : tooLong(path, MAX_BYTES);
}

/** The data of a ConfigMap. */
export function validateConfigMap(config: ConfigMap, wording: Wording): readonly FieldError[] {
  const { data = {}, binaryData = {} } = config;
  const errors: FieldError[] = keyErrors(data, 'data');
  for (const name of sortedText(Object.keys(data)).filter((one) => one in binaryData)) {
    const detail = 'duplicate of key present in binaryData';
    errors.push(invalid(key('data', name), name, detail));
  }
  errors.push(...keyErrors(binaryData, 'binaryData'));
  const plain = Object.values(data).reduce((sum, value) => sum + byteLength(value), 0);
  const binary = Object.values(binaryData).reduce((sum, value) => sum + decodedLength(value), 0);
  if (plain + binary > MAX_BYTES) errors.push(limit('', wording));
  return errors;
}

/** What may not change once `immutable` is set, and a secret's type. */
export function validateImmutable(
  next: Secret | ConfigMap,
  old: Secret | ConfigMap,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (next.kind === 'Secret' && old.kind === 'Secret' && next.type !== old.type) {
    errors.push(invalid('type', next.type ?? '', 'field is immutable'));
  }
  if (old.immutable !== true) return errors;
  const detail = 'field is immutable when `immutable` is set';
  if (next.immutable !== true) errors.push(forbidden('immutable', detail));
  const lists = next.kind === 'Secret' ? ['data'] : ['data', 'binaryData'];
  for (const name of lists as readonly ('data' | 'immutable')[]) {
    if (!deepEqual(next[name], old[name])) errors.push(forbidden(name, detail));
  }
  return errors;
}
