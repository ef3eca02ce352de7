// The volumes of a pod and the sources the kubelet mounts itself.
// Models pkg/apis/core/validation/validation.go, ValidateVolumes and validateVolumeSource.

import type { Volume } from '../../../api/pod.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  at,
  child,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-text.ts';
import { compareQuantities } from '../../../apimachinery/quantity.ts';
import { validateFieldRef, validateResourceRef } from './field-refs.ts';
import type { Wording } from './formats.ts';
import { dns1123Label, dns1123Subdomain } from './formats.ts';
import { problems } from './object-meta.ts';
import { fileMode, localNonReserved, noBacksteps } from './paths.ts';
import { validatePlugin } from './volume-plugins.ts';

/** The volumes without an error, by name, and all errors. */
export interface CheckedVolumes {
  readonly byName: ReadonlyMap<string, Volume>;
  readonly errors: readonly FieldError[];
}

type Source = keyof Volume & string;

/** All sources in upstream's order, with the names under which two of them are reported. */
const SOURCES: readonly Source[] = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];

/** Validates the volumes of a pod of that name. */
export function validateVolumes(
  volumes: readonly Volume[],
  podName: string,
  path: string,
  wording: Wording,
): CheckedVolumes {
  const byName = new Map<string, Volume>();
  const errors: FieldError[] = [];
  const created = volumes
    .filter((volume) => volume.ephemeral !== undefined && podName !== '')
    .map((volume) => `${podName}-${volume.name}`);
  volumes.forEach((volume, index) => {
    const where = at(path, index);
    const found = [...validateSource(volume, podName, where, wording)];
    const { name = '' } = volume;
    if (name === '') found.push(required(child(where, 'name')));
    else found.push(...problems(child(where, 'name'), name, dns1123Label(name, wording)));
    if (byName.has(name)) found.push(duplicate(child(where, 'name'), name));
    if (found.length === 0) byName.set(name, volume);
    errors.push(...found);
    const claim = volume.persistentVolumeClaim?.claimName ?? '';
    if (created.includes(claim)) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(invalid(child(where, 'persistentVolumeClaim', 'claimName'), claim, detail));
    }
  });
  return { byName, errors };
}

function validateSource(
  volume: Volume,
  podName: string,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  let isTyped = false;
  for (const source of SOURCES) {
    const value = volume[source];
    if (value === undefined || typeof value !== 'object') continue;
    if (isTyped) {
      const shown = source === 'cephfs' ? 'cephFS' : source;
      const name = shown === 'downwardAPI' ? 'downwarAPI' : shown;
      errors.push(forbidden(child(path, name), 'may not specify more than 1 volume type'));
      continue;
    }
    isTyped = true;
    const shown = source === 'gcePersistentDisk' ? 'persistentDisk' : source;
    errors.push(...validateOne(volume, source, value, child(path, shown), wording));
    if (source === 'ephemeral') errors.push(...validateClaimName(volume, podName, path));
  }
  if (!isTyped) errors.push(required(path, 'must specify a volume type'));
  return errors;
}

function validateClaimName(volume: Volume, podName: string, path: string): readonly FieldError[] {
  if (podName === '' || volume.name === '') return [];
  const claim = `${podName}-${volume.name}`;
  return dns1123Subdomain(claim).map((problem) =>
    invalid(child(path, 'name'), volume.name, `PVC name ${quote(claim)}: ${problem}`),
  );
}

function validateOne(
  volume: Volume,
  source: Source,
  value: object,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  switch (source) {
    case 'emptyDir':
      if (compareQuantities(volume.emptyDir?.sizeLimit, '0') >= 0) return [];
      return [
        forbidden(child(path, 'sizeLimit'), 'SizeLimit field must be a valid resource quantity'),
      ];
    case 'hostPath':
      return validateHostPath(volume, path);
    case 'secret':
    case 'configMap':
      return validateKeys(volume, source, path);
    case 'downwardAPI':
      return [
        ...fileMode(volume.downwardAPI?.defaultMode, child(path, 'defaultMode')),
        ...(volume.downwardAPI?.items ?? []).flatMap((file) =>
          validateDownwardFile(file, path, wording),
        ),
      ];
    case 'projected':
      return validateProjected(volume, path, wording);
    case 'image':
      return validateImage(volume, path);
    case 'ephemeral':
      if (volume.ephemeral?.volumeClaimTemplate !== undefined) return [];
      return [required(child(path, 'volumeClaimTemplate'))];
    default:
      return validatePlugin(source, value, path);
  }
}

const HOST_PATH_TYPES: readonly string[] = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function validateHostPath(volume: Volume, path: string): readonly FieldError[] {
  const { path: hostPath = '', type = '' } = volume.hostPath ?? {};
  if (hostPath === '') return [required(child(path, 'path'))];
  const errors = noBacksteps(hostPath, child(path, 'path'));
  if (HOST_PATH_TYPES.includes(type)) return errors;
  return [...errors, notSupported(child(path, 'type'), type, HOST_PATH_TYPES)];
}

function validateImage(volume: Volume, path: string): readonly FieldError[] {
  const { reference = '', pullPolicy = '' } = volume.image ?? {};
  const policies = ['Always', 'IfNotPresent', 'Never'];
  const errors: FieldError[] = [];
  if (reference === '') errors.push(required(child(path, 'reference')));
  if (!policies.includes(pullPolicy)) {
    errors.push(notSupported(child(path, 'pullPolicy'), pullPolicy, policies));
  }
  return errors;
}

function validateKeys(
  volume: Volume,
  source: 'secret' | 'configMap',
  path: string,
): readonly FieldError[] {
  const name = source === 'secret' ? volume.secret?.secretName : volume.configMap?.name;
  const field = source === 'secret' ? 'secretName' : 'name';
  const { defaultMode, items = [] } = volume[source] ?? {};
  return [
    ...((name ?? '') === '' ? [required(child(path, field))] : []),
    ...fileMode(defaultMode, child(path, 'defaultMode')),
    ...items.flatMap((item, index) => validateKeyToPath(item, at(child(path, 'items'), index))),
  ];
}

interface KeyToPath {
  readonly key: string;
  readonly path: string;
  readonly mode?: number;
}

function validateKeyToPath(item: KeyToPath, path: string): readonly FieldError[] {
  return [
    ...(item.key === '' ? [required(child(path, 'key'))] : []),
    ...(item.path === '' ? [required(child(path, 'path'))] : []),
    ...localNonReserved(item.path, child(path, 'path')),
    ...fileMode(item.mode, child(path, 'mode')),
  ];
}

type DownwardFile = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

function validateDownwardFile(
  file: DownwardFile,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { path: name = '', fieldRef, resourceFieldRef } = file;
  if (name === '') errors.push(required(child(path, 'path')));
  errors.push(...localNonReserved(name, child(path, 'path')));
  if (fieldRef !== undefined) {
    errors.push(...validateFieldRef(fieldRef, child(path, 'fieldRef'), 'volume', wording));
    if (resourceFieldRef !== undefined) {
      const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously';
      errors.push(invalid(path, 'resource', detail));
    }
  } else if (resourceFieldRef !== undefined) {
    const where = child(path, 'resourceFieldRef');
    errors.push(...validateResourceRef(resourceFieldRef, where, 'volume', wording));
  } else {
    errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  }
  return [...errors, ...fileMode(file.mode, child(path, 'mode'))];
}

type ProjectedSource = NonNullable<NonNullable<Volume['projected']>['sources']>[number];

function validateProjected(volume: Volume, path: string, wording: Wording): readonly FieldError[] {
  const paths = new Set<string>();
  return [
    ...fileMode(volume.projected?.defaultMode, child(path, 'defaultMode')),
    ...(volume.projected?.sources ?? []).flatMap((source, index) =>
      validateProjection(source, path, index, paths, wording),
    ),
  ];
}

function validateProjection(
  source: ProjectedSource,
  path: string,
  index: number,
  paths: Set<string>,
  wording: Wording,
): readonly FieldError[] {
  const where = at(child(path, 'sources'), index);
  const errors: FieldError[] = [];
  for (const kind of ['secret', 'configMap'] as const) {
    const projection = source[kind];
    if (projection === undefined) continue;
    const inside = child(where, kind);
    if ((projection.name ?? '') === '') errors.push(required(child(inside, 'name')));
    (projection.items ?? []).forEach((item, place) => {
      errors.push(...validateKeyToPath(item, at(child(inside, 'items'), place)));
      errors.push(...claimPath(item.path, projection.name ?? '', path, paths));
    });
  }
  for (const file of source.downwardAPI?.items ?? []) {
    errors.push(...validateDownwardFile(file, child(where, 'downwardAPI'), wording));
    errors.push(...claimPath(file.path, file.path, path, paths));
  }
  errors.push(...validateToken(source, path, where));
  const kinds = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle'];
  const count = kinds.filter((kind) => kind in source).length;
  if (count > 1) {
    const suffix = wording.isModern ? ' per source' : '';
    errors.push(forbidden(where, `may not specify more than 1 volume type${suffix}`));
  }
  return errors;
}

function claimPath(
  name: string,
  owner: string,
  path: string,
  paths: Set<string>,
): readonly FieldError[] {
  if (name === '') return [];
  if (paths.has(name)) return [invalid(path, owner, 'conflicting duplicate paths')];
  paths.add(name);
  return [];
}

function validateToken(
  source: ProjectedSource,
  path: string,
  where: string,
): readonly FieldError[] {
  const token = source.serviceAccountToken;
  if (token === undefined) return [];
  const errors: FieldError[] = [];
  const field = child(where, 'serviceAccountToken', 'expirationSeconds');
  const seconds = token.expirationSeconds ?? 3_600;
  if (seconds < 600) {
    errors.push(invalid(field, seconds, 'may not specify a duration less than 10 minutes'));
  }
  if (seconds > 4_294_967_296) {
    errors.push(invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  if ((token.path ?? '') === '') errors.push(required(child(path, 'path')));
  return errors;
}
