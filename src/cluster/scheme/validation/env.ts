// Environment of a container. Models validation.go, ValidateEnv and ValidateEnvFrom.

import type { Container, EnvVar, EnvVarSource } from '../../../api/container.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { at, child, invalid, required } from '../../../apimachinery/field-error.ts';
import { validateFieldRef, validateResourceRef } from './field-refs.ts';
import type { Wording } from './formats.ts';
import {
  configMapKey,
  dns1123Label,
  dns1123Subdomain,
  envVarName,
  relaxedEnvVarName,
} from './formats.ts';
import { problems } from './object-meta.ts';
import { noBacksteps } from './paths.ts';

/** The variables of a container. */
export function validateEnv(
  env: readonly EnvVar[] | undefined,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  return (env ?? []).flatMap((variable, index) => {
    const where = at(path, index);
    const name = variable.name ?? '';
    const named =
      name === ''
        ? [required(child(where, 'name'))]
        : problems(child(where, 'name'), name, envVarName(name, wording));
    return [...named, ...validateValueFrom(variable, child(where, 'valueFrom'), wording)];
  });
}

function validateValueFrom(
  variable: EnvVar,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const source = variable.valueFrom;
  if (source === undefined) return [];
  const sources = [
    source.fieldRef,
    source.resourceFieldRef,
    source.configMapKeyRef,
    source.secretKeyRef,
    source.fileKeyRef,
  ].filter((one) => one !== undefined);
  const errors = [...validateSources(source, path, wording)];
  if (sources.length === 0) {
    const choices = wording.isModern
      ? '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
      : '`fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    errors.push(invalid(path, '', `must specify one of: ${choices}`));
  } else if ((variable.value ?? '') !== '') {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (sources.length > 1) {
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

function validateSources(
  source: EnvVarSource,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  const errors: FieldError[] = [];
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, child(path, 'fieldRef'), 'env', wording));
  if (resourceFieldRef) {
    const where = child(path, 'resourceFieldRef');
    errors.push(...validateResourceRef(resourceFieldRef, where, 'env', wording));
  }
  if (configMapKeyRef)
    errors.push(...validateKeyRef(configMapKeyRef, child(path, 'configMapKeyRef')));
  if (secretKeyRef) errors.push(...validateKeyRef(secretKeyRef, child(path, 'secretKeyRef')));
  if (fileKeyRef) errors.push(...validateFileKey(fileKeyRef, child(path, 'fileKeyRef'), wording));
  return errors;
}

function validateKeyRef(
  ref: { readonly name?: string; readonly key?: string },
  path: string,
): readonly FieldError[] {
  const { name = '', key = '' } = ref;
  const keyErrors =
    key === ''
      ? [required(child(path, 'key'))]
      : problems(child(path, 'key'), key, configMapKey(key));
  return [...problems(child(path, 'name'), name, dns1123Subdomain(name)), ...keyErrors];
}

type FileKey = NonNullable<EnvVarSource['fileKeyRef']>;

function validateFileKey(ref: FileKey, path: string, wording: Wording): readonly FieldError[] {
  const { key = '', volumeName = '', path: file = '' } = ref;
  const volume = child(path, 'volumeName');
  return [
    ...(key === ''
      ? [required(child(path, 'key'))]
      : problems(child(path, 'key'), key, relaxedEnvVarName(key))),
    ...(volumeName === ''
      ? [required(volume)]
      : problems(volume, volumeName, dns1123Label(volumeName, wording))),
    ...(file === '' ? [required(child(path, 'path'))] : noBacksteps(file, child(path, 'path'))),
  ];
}

/** Whole ConfigMaps and Secrets as environment. */
export function validateEnvFrom(
  envFrom: Container['envFrom'],
  path: string,
  wording: Wording,
): readonly FieldError[] {
  return (envFrom ?? []).flatMap((source, index) => {
    const where = at(path, index);
    const { prefix = '', configMapRef, secretRef } = source;
    const errors: FieldError[] = [];
    if (prefix !== '') {
      errors.push(...problems(child(where, 'prefix'), prefix, envVarName(prefix, wording)));
    }
    if (configMapRef) errors.push(...validateName(configMapRef, child(where, 'configMapRef')));
    if (secretRef) errors.push(...validateName(secretRef, child(where, 'secretRef')));
    if (!configMapRef && !secretRef) {
      errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef && secretRef) {
      errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    }
    return errors;
  });
}

function validateName(ref: { readonly name?: string }, path: string): readonly FieldError[] {
  const { name = '' } = ref;
  const field = child(path, 'name');
  if (name === '') return [required(field)];
  return problems(field, name, dns1123Subdomain(name));
}
