// Volume mounts and block devices of a container.
// Models validation.go, ValidateVolumeMounts and ValidateVolumeDevices.

import type { Container, VolumeMount } from '../../../api/container.ts';
import type { Volume } from '../../../api/pod.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  at,
  child,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts';
import { localDescending, noBacksteps } from './paths.ts';

type Volumes = ReadonlyMap<string, Volume>;

/** The mounts of a container against the pod's volumes and its own devices. */
export function validateMounts(
  container: Container,
  volumes: Volumes,
  path: string,
): readonly FieldError[] {
  const devices = container.volumeDevices ?? [];
  const seen = new Set<string>();
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const where = at(path, index);
    const { name = '', mountPath = '' } = mount;
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(child(where, 'name')));
    if (!volumes.has(name)) errors.push(notFound(child(where, 'name'), name));
    if (mountPath === '') errors.push(required(child(where, 'mountPath')));
    if (seen.has(mountPath)) {
      errors.push(invalid(child(where, 'mountPath'), mountPath, 'must be unique'));
    }
    seen.add(mountPath);
    if (devices.some((device) => device.name === name)) {
      errors.push(invalid(child(where, 'name'), name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => device.devicePath === mountPath)) {
      const detail = 'must not already exist as a path in volumeDevices';
      errors.push(invalid(child(where, 'mountPath'), mountPath, detail));
    }
    return [...errors, ...validateDetails(mount, container, where, path)];
  });
}

function validateDetails(
  mount: VolumeMount,
  container: Container,
  where: string,
  path: string,
): readonly FieldError[] {
  const { subPath = '', subPathExpr = '', mountPropagation } = mount;
  const errors: FieldError[] = [];
  if (subPath !== '') errors.push(...localDescending(subPath, child(path, 'subPath')));
  if (subPathExpr !== '') {
    if (subPath !== '') {
      const detail = 'subPathExpr and subPath are mutually exclusive';
      errors.push(invalid(child(where, 'subPathExpr'), subPathExpr, detail));
    }
    errors.push(...localDescending(subPathExpr, child(path, 'subPathExpr')));
  }
  if (mountPropagation !== undefined) {
    const field = child(path, 'mountPropagation');
    const modes = ['Bidirectional', 'HostToContainer', 'None'];
    if (!modes.includes(mountPropagation)) {
      errors.push(notSupported(field, mountPropagation, modes));
    }
    const isPrivileged = container.securityContext?.privileged === true;
    if (mountPropagation === 'Bidirectional' && !isPrivileged) {
      const detail = 'Bidirectional mount propagation is available only to privileged containers';
      errors.push(forbidden(field, detail));
    }
  }
  return [...errors, ...validateRecursive(mount, child(path, 'recursiveReadOnly'))];
}

function validateRecursive(mount: VolumeMount, field: string): readonly FieldError[] {
  const mode = mount.recursiveReadOnly;
  if (mode === undefined || mode === 'Disabled') return [];
  const modes = ['Disabled', 'Enabled', 'IfPossible'];
  if (!modes.includes(mode)) return [notSupported(field, mode, modes)];
  const errors: FieldError[] = [];
  if (mount.readOnly !== true) {
    errors.push(forbidden(field, 'may only be specified when readOnly is true'));
  }
  if ((mount.mountPropagation ?? 'None') !== 'None') {
    const detail = 'may only be specified when mountPropagation is None or not specified';
    errors.push(forbidden(field, detail));
  }
  return errors;
}

/** The block devices of a container. */
export function validateDevices(
  container: Container,
  volumes: Volumes,
  path: string,
  isModern: boolean,
): readonly FieldError[] {
  const mounts = container.volumeMounts ?? [];
  const names = new Set<string>();
  const paths = new Set<string>();
  return (container.volumeDevices ?? []).flatMap((device, index) => {
    const { name = '', devicePath = '' } = device;
    const nameField = child(at(path, index), 'name');
    const pathField = child(at(path, index), 'devicePath');
    const errors: FieldError[] = [];
    const volume = volumes.get(name);
    if (name === '') errors.push(required(nameField));
    if (names.has(name)) errors.push(invalid(nameField, name, 'must be unique'));
    const isBlock = volume?.persistentVolumeClaim ?? volume?.ephemeral;
    if (volume !== undefined && isBlock === undefined) {
      const kinds = isModern ? 'PersistentVolumeClaim or Ephemeral' : 'PersistentVolumeClaim';
      const detail = `can only use volume source type of ${kinds} for block mode`;
      errors.push(invalid(nameField, name, detail));
    }
    if (volume === undefined) errors.push(notFound(nameField, name));
    if (devicePath === '') errors.push(required(pathField));
    if (paths.has(devicePath)) errors.push(invalid(pathField, devicePath, 'must be unique'));
    if (noBacksteps(devicePath, pathField).length > 0) {
      errors.push(invalid(pathField, devicePath, "can not contain backsteps ('..')"));
    } else {
      paths.add(devicePath);
    }
    if (mounts.some((mount) => mount.name === name)) {
      errors.push(invalid(nameField, name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some((mount) => mount.mountPath === devicePath)) {
      const detail = 'must not already exist as a path in volumeMounts';
      errors.push(invalid(pathField, devicePath, detail));
    }
    if (name !== '') names.add(name);
    return errors;
  });
}
