// Volumes of plug-ins that nobody simulates: only what the API server demands of their fields.
// A table of required fields; the few with more to them have a rule of their own.

import type { Volume } from '../../../api/pod.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { child, invalid, required } from '../../../apimachinery/field-error.ts';
import { localDescending } from './paths.ts';

/** Required fields per source, in upstream's order. */
const REQUIRED: { readonly [source: string]: readonly string[] } = {
  gcePersistentDisk: ['pdName'],
  awsElasticBlockStore: ['volumeID'],
  glusterfs: ['endpoints', 'path'],
  persistentVolumeClaim: ['claimName'],
  rbd: ['monitors', 'image'],
  cinder: ['volumeID'],
  cephfs: ['monitors'],
  flexVolume: ['driver'],
  azureFile: ['secretName', 'shareName'],
  vsphereVolume: ['volumePath'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  scaleIO: ['gateway', 'system', 'volumeName'],
  storageos: ['volumeName'],
  csi: ['driver'],
};

/** The checks of a source that has no other rule. */
export function validatePlugin(
  source: keyof Volume & string,
  value: object,
  path: string,
): readonly FieldError[] {
  const fields = value as { readonly [name: string]: unknown };
  switch (source) {
    case 'gitRepo':
      return [
        ...missing(fields, ['repository'], path),
        ...localDescending(String(fields.directory ?? ''), child(path, 'directory')),
      ];
    case 'nfs':
      return validateNfs(fields, path);
    case 'flocker':
      return validateFlocker(fields, path);
    case 'iscsi':
      return validateIscsi(fields, path);
    default:
      return missing(fields, REQUIRED[source] ?? [], path);
  }
}

type Fields = { readonly [name: string]: unknown };

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function missing(fields: Fields, names: readonly string[], path: string): readonly FieldError[] {
  return names.filter((name) => isEmpty(fields[name])).map((name) => required(child(path, name)));
}

function validateNfs(fields: Fields, path: string): readonly FieldError[] {
  const errors = missing(fields, ['server', 'path'], path);
  const mount = String(fields.path ?? '');
  const isRelative = mount !== '' && !mount.startsWith('/');
  if (!isRelative) return errors;
  return [...errors, invalid(child(path, 'path'), mount, 'must be an absolute path')];
}

function validateFlocker(fields: Fields, path: string): readonly FieldError[] {
  const hasName = !isEmpty(fields.datasetName);
  const hasId = !isEmpty(fields.datasetUUID);
  const errors: FieldError[] = [];
  if (!hasName && !hasId) {
    errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  }
  if (hasName && hasId) {
    const detail = 'datasetName and datasetUUID can not be specified simultaneously';
    errors.push(invalid(path, 'resource', detail));
  }
  if (String(fields.datasetName ?? '').includes('/')) {
    errors.push(
      invalid(child(path, 'datasetName'), String(fields.datasetName), "must not contain '/'"),
    );
  }
  return errors;
}

const IQN = /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/;
const EUI = /^eui.[A-Za-z0-9]{16}$/;
const NAA = /^naa.[A-Za-z0-9]{32}$/;

function validateIscsi(fields: Fields, path: string): readonly FieldError[] {
  const errors: FieldError[] = [...missing(fields, ['targetPortal'], path)];
  const iqn = String(fields.iqn ?? '');
  const lun = Number(fields.lun ?? 0);
  const format = 'must be valid format';
  const patterns: { readonly [start: string]: RegExp } = { iqn: IQN, eui: EUI, naa: NAA };
  const pattern = patterns[iqn.slice(0, 3)];
  if (iqn === '') errors.push(required(child(path, 'iqn')));
  else if (pattern === undefined || !pattern.test(iqn)) {
    errors.push(invalid(child(path, 'iqn'), iqn, format));
  }
  if (lun < 0 || lun > 255) {
    errors.push(invalid(child(path, 'lun'), lun, 'must be between 0 and 255, inclusive'));
  }
  const usesChap = fields.chapAuthDiscovery === true || fields.chapAuthSession === true;
  if (usesChap && fields.secretRef === undefined) errors.push(required(child(path, 'secretRef')));
  const initiator = fields.initiatorName;
  if (typeof initiator === 'string') {
    const rule = patterns[initiator.slice(0, 3)];
    if (rule === undefined || !rule.test(initiator)) {
      errors.push(invalid(child(path, 'initiatorname'), initiator, format));
    }
  }
  return errors;
}
