// PersistentVolumes and claims on them.
// Models validation.go, ValidatePersistentVolume, ValidatePersistentVolumeClaim and their updates.

import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/storage.ts';
import {
  child,
  type FieldError,
  forbidden,
  invalid,
  key,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts';
import { compareQuantities } from '../../../apimachinery/quantity.ts';
import { deepEqual } from './difference.ts';
import { dns1123Subdomain, type Wording } from './formats.ts';
import { problems, validateLabelSelector } from './object-meta.ts';
import { noBacksteps } from './paths.ts';

const POD_MODE = 'ReadWriteOncePod';
const MODES: readonly string[] = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce'];
const VOLUME_MODES: readonly string[] = ['Block', 'Filesystem'];
const POLICIES: readonly string[] = ['Delete', 'Recycle', 'Retain'];

function accessModes(
  modes: readonly string[],
  path: string,
  { isModern }: Wording,
): readonly FieldError[] {
  const known = isModern ? [...MODES, POD_MODE].toSorted() : MODES;
  const errors: FieldError[] = modes
    .filter((mode) => !known.includes(mode))
    .map((mode) => notSupported(path, mode, known));
  const isMixed = isModern && modes.includes(POD_MODE) && modes.some((one) => MODES.includes(one));
  if (!isMixed) return errors;
  return [...errors, forbidden(path, 'may not use ReadWriteOncePod with other access modes')];
}

function positive(amount: string, path: string): readonly FieldError[] {
  if (compareQuantities(amount, '0') > 0) return [];
  return [invalid(path, amount, 'must be greater than zero')];
}

function volumeMode(mode: string | undefined, path: string): readonly FieldError[] {
  if (mode === undefined || VOLUME_MODES.includes(mode)) return [];
  return [notSupported(child(path, 'volumeMode'), mode, VOLUME_MODES)];
}

function className(name: string | undefined, path: string): readonly FieldError[] {
  if (name === undefined || name === '') return [];
  return problems(child(path, 'storageClassName'), name, dns1123Subdomain(name));
}

const SOURCES = ['hostPath', 'local', 'nfs', 'csi', 'gcePersistentDisk', 'awsElasticBlockStore'];

/** A new volume. */
export function validateVolume(
  { spec = {} }: PersistentVolume,
  wording: Wording,
): readonly FieldError[] {
  const path = 'spec';
  const { capacity = {}, accessModes: modes = [], persistentVolumeReclaimPolicy: policy } = spec;
  const errors: FieldError[] = [];
  if (modes.length === 0) errors.push(required(child(path, 'accessModes')));
  errors.push(...accessModes(modes, child(path, 'accessModes'), wording));
  const where = child(path, 'capacity');
  const amount = capacity['storage'];
  if (amount === undefined) errors.push(required(where));
  else errors.push(...positive(amount, key(where, 'storage')));
  if (policy !== undefined && !POLICIES.includes(policy)) {
    errors.push(notSupported(child(path, 'persistentVolumeReclaimPolicy'), policy, POLICIES));
  }
  const sources = SOURCES.filter((name) => spec[name as keyof typeof spec] !== undefined);
  if (sources.length === 0) errors.push(required(path, 'must specify a volume type'));
  for (const name of sources.slice(1)) {
    errors.push(forbidden(child(path, name), 'may not specify more than 1 volume type'));
  }
  errors.push(...sourcePath(spec), ...className(spec.storageClassName, path));
  return [...errors, ...volumeMode(spec.volumeMode, path)];
}

function sourcePath(spec: NonNullable<PersistentVolume['spec']>): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { hostPath, local, persistentVolumeReclaimPolicy: policy } = spec;
  for (const [name, source] of [
    ['hostPath', hostPath],
    ['local', local],
  ] as const) {
    if (source === undefined) continue;
    const path = child('spec', name, 'path');
    if ((source.path ?? '') === '') errors.push(required(path));
    else errors.push(...noBacksteps(source.path, path));
  }
  if (local !== undefined && spec.nodeAffinity?.required === undefined) {
    const detail = 'Local volume requires node affinity';
    errors.push(required(child('spec', 'nodeAffinity'), detail));
  }
  if (hostPath?.path === '/' && policy === 'Recycle') {
    const detail = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(forbidden(child('spec', 'persistentVolumeReclaimPolicy'), detail));
  }
  return errors;
}

/** A new claim. */
export function validateClaim(
  { spec = {} }: PersistentVolumeClaim,
  wording: Wording,
): readonly FieldError[] {
  const path = 'spec';
  const modes = spec.accessModes ?? [];
  const errors: FieldError[] = [];
  if (modes.length === 0) {
    errors.push(required(child(path, 'accessModes'), 'at least 1 access mode is required'));
  }
  if (spec.selector !== undefined) {
    errors.push(...validateLabelSelector(spec.selector, child(path, 'selector'), wording));
  }
  errors.push(...accessModes(modes, child(path, 'accessModes'), wording));
  const where = key(child(path, 'resources'), 'storage');
  const amount = spec.resources?.requests?.['storage'];
  if (amount === undefined) errors.push(required(where));
  else errors.push(...positive(amount, where));
  return [
    ...errors,
    ...className(spec.storageClassName, path),
    ...volumeMode(spec.volumeMode, path),
  ];
}

/** A claim changes only by being bound, and by asking for more once it is. */
export function validateClaimUpdate(
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
  { isModern }: Wording,
): readonly FieldError[] {
  const isBound = next.status?.phase === 'Bound';
  const isNamed = (old.spec?.volumeName ?? '') !== '';
  const before = {
    ...old.spec,
    ...(isNamed ? {} : { volumeName: next.spec?.volumeName }),
    ...(isBound ? { resources: next.spec?.resources } : {}),
  };
  if (deepEqual(before, next.spec)) return [];
  const what = isModern ? 'resources.requests and volumeAttributesClassName' : 'resources.requests';
  return [forbidden('spec', `spec is immutable after creation except ${what} for bound claims`)];
}

/** What a volume is made of stays. */
export function validateVolumeUpdate(
  next: PersistentVolume,
  old: PersistentVolume,
): readonly FieldError[] {
  const isSame = SOURCES.every((name) => {
    const source = name as keyof NonNullable<PersistentVolume['spec']>;
    return deepEqual(old.spec?.[source], next.spec?.[source]);
  });
  if (isSame) return [];
  const detail = 'spec.persistentvolumesource is immutable after creation';
  return [forbidden('spec.persistentvolumesource', detail)];
}
