// The columns of volumes and of claims on them in `kubectl get`.
// Models pkg/printers/internalversion/printers.go, printPersistentVolume and …Claim.

import {
  accessModesText,
  type PersistentVolume,
  type PersistentVolumeClaim,
  storageClassOf,
} from '../../api/storage.ts';
import { ageOf } from './ages.ts';
import type { Column } from './rows.ts';

type Volume = PersistentVolume;
type Claim = PersistentVolumeClaim;

function ofVolume(header: string, cell: (volume: Volume) => string | undefined): Column {
  return { header, cell: (object) => cell(object as Volume) ?? '' };
}

function ofClaim(header: string, cell: (claim: Claim) => string | undefined): Column {
  return { header, cell: (object) => cell(object as Claim) ?? '' };
}

function phaseOf({ metadata, status }: Volume | Claim): string {
  return metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating';
}

const AGE: Column = {
  header: 'AGE',
  cell: (object, now) => ageOf(object.metadata.creationTimestamp, now),
};

const NAME: Column = { header: 'NAME', cell: (object) => object.metadata.name ?? '' };

const CLASSES: readonly Column[] = [
  {
    header: 'STORAGECLASS',
    cell: (object) => storageClassOf(object as Volume | Claim),
  },
  {
    header: 'VOLUMEATTRIBUTESCLASS',
    isModern: true,
    cell: (object) => (object as Volume).spec?.volumeAttributesClassName ?? '<unset>',
  },
];

const MODE: Column = {
  header: 'VOLUMEMODE',
  isWide: true,
  cell: (object) => (object as Volume).spec?.volumeMode ?? '<unset>',
};

/** Of volumes. */
export const VOLUME_COLUMNS: readonly Column[] = [
  NAME,
  ofVolume('CAPACITY', ({ spec }) => spec?.capacity?.['storage'] ?? '0'),
  ofVolume('ACCESS MODES', ({ spec }) => accessModesText(spec?.accessModes)),
  ofVolume('RECLAIM POLICY', ({ spec }) => spec?.persistentVolumeReclaimPolicy),
  ofVolume('STATUS', phaseOf),
  ofVolume('CLAIM', ({ spec }) => {
    const { claimRef } = spec ?? {};
    return claimRef === undefined ? '' : `${claimRef.namespace}/${claimRef.name}`;
  }),
  ...CLASSES,
  ofVolume('REASON', ({ status }) => status?.reason),
  AGE,
  MODE,
];

/** Of claims. */
export const CLAIM_COLUMNS: readonly Column[] = [
  NAME,
  ofClaim('STATUS', phaseOf),
  ofClaim('VOLUME', ({ spec }) => spec?.volumeName),
  ofClaim('CAPACITY', ({ spec, status }) =>
    (spec?.volumeName ?? '') === '' ? '' : (status?.capacity?.['storage'] ?? '0'),
  ),
  ofClaim('ACCESS MODES', ({ spec, status }) =>
    (spec?.volumeName ?? '') === '' ? '' : accessModesText(status?.accessModes),
  ),
  ...CLASSES,
  AGE,
  MODE,
];
