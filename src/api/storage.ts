// Volumes that outlive pods: PersistentVolume and PersistentVolumeClaim.

import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject } from '../apimachinery/meta.ts';
import type { DeepReadonly } from '../base/readonly.ts';

/** A piece of storage of the cluster. */
export interface PersistentVolume extends ApiObject {
  readonly kind: 'PersistentVolume';
  readonly apiVersion: 'v1';
  readonly spec?: DeepReadonly<core.PersistentVolumeSpec>;
  readonly status?: DeepReadonly<core.PersistentVolumeStatus>;
}

/** What somebody asks for of such storage. */
export interface PersistentVolumeClaim extends ApiObject {
  readonly kind: 'PersistentVolumeClaim';
  readonly apiVersion: 'v1';
  readonly spec?: DeepReadonly<core.PersistentVolumeClaimSpec>;
  readonly status?: DeepReadonly<core.PersistentVolumeClaimStatus>;
}

const CLASS = 'volume.beta.kubernetes.io/storage-class';

/** The annotation of a claim that has been bound, and stays so. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

/** The finalizer that keeps a claim which pods use. */
export const PVC_PROTECTION = 'kubernetes.io/pvc-protection';

/** The finalizer that keeps a volume which is bound. */
export const PV_PROTECTION = 'kubernetes.io/pv-protection';

/** The storage class that a volume or a claim names; empty for none. */
export function storageClassOf(object: PersistentVolume | PersistentVolumeClaim): string {
  return object.metadata.annotations?.[CLASS] ?? object.spec?.storageClassName ?? '';
}

const MODES: readonly (readonly [mode: string, word: string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** `RWO,ROX`. */
export function accessModesText(modes: readonly string[] = []): string {
  return MODES.flatMap(([mode, word]) => (modes.includes(mode) ? [word] : [])).join(',');
}
