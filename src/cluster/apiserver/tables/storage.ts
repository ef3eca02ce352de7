// The rows of volumes and of claims on them.
// Models pkg/printers/internalversion/printers.go, printPersistentVolume and …Claim.

import {
  accessModesText,
  type PersistentVolume,
  type PersistentVolumeClaim,
  storageClassOf,
} from '../../../api/storage.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { ageOf, type Cell, column, type Now } from './column.ts';
import type { KindTable } from './table.ts';

/** How volumes are printed. */
export const VOLUME_TABLE: KindTable = {
  columns: [
    column('Name'),
    column('Capacity'),
    column('Access Modes'),
    column('Reclaim Policy'),
    column('Status'),
    column('Claim'),
    column('StorageClass'),
    column('Reason'),
    column('Age'),
    column('VolumeMode', 1),
  ],
  row: volumeRow,
};

function volumeRow(object: ApiObject, now: Now): readonly Cell[] {
  const volume = object as PersistentVolume;
  const { metadata, spec = {}, status = {} } = volume;
  const { claimRef } = spec;
  return [
    metadata.name ?? '',
    spec.capacity?.['storage'] ?? '0',
    accessModesText(spec.accessModes),
    spec.persistentVolumeReclaimPolicy ?? '',
    metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
    claimRef === undefined ? '' : `${claimRef.namespace}/${claimRef.name}`,
    storageClassOf(volume),
    status.reason ?? '',
    ageOf(metadata.creationTimestamp, now),
    spec.volumeMode ?? '<unset>',
  ];
}

/** How claims are printed. */
export const CLAIM_TABLE: KindTable = {
  columns: [
    column('Name'),
    column('Status'),
    column('Volume'),
    column('Capacity'),
    column('Access Modes'),
    column('StorageClass'),
    column('Age'),
    column('VolumeMode', 1),
  ],
  row: claimRow,
};

function claimRow(object: ApiObject, now: Now): readonly Cell[] {
  const claim = object as PersistentVolumeClaim;
  const { metadata, spec = {}, status = {} } = claim;
  const isBound = (spec.volumeName ?? '') !== '';
  return [
    metadata.name ?? '',
    metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
    spec.volumeName ?? '',
    isBound ? (status.capacity?.['storage'] ?? '0') : '',
    isBound ? accessModesText(status.accessModes) : '',
    storageClassOf(claim),
    ageOf(metadata.creationTimestamp, now),
    spec.volumeMode ?? '<unset>',
  ];
}

/** The newer table, which has the class of the attributes after the storage class. */
export function withAttributesClass({ columns, row }: KindTable): KindTable {
  const after = columns.findIndex(({ name }) => name === 'StorageClass') + 1;
  return {
    columns: columns.toSpliced(after, 0, column('VolumeAttributesClass')),
    row: (object, now) => {
      const { spec = {} } = object as PersistentVolume | PersistentVolumeClaim;
      return row(object, now).toSpliced(after, 0, spec.volumeAttributesClassName ?? '<unset>');
    },
  };
}
