// What is to be done next so that a claim and a volume find each other: one write at a time.
// Models pkg/controller/volume/persistentvolume, pv_controller.go and index.go.

import {
  BIND_COMPLETED,
  type PersistentVolume,
  type PersistentVolumeClaim,
  storageClassOf,
} from '../../api/storage.ts';
import { compareQuantities } from '../../apimachinery/quantity.ts';
import { matchesLabels, selectorOf } from '../../apimachinery/selector.ts';
import { get, type PersistentMap, values } from '../../base/persistent-map.ts';

type Volume = PersistentVolume;
type Claim = PersistentVolumeClaim;

/** What the caches hold. */
export interface Storage {
  readonly volumes: PersistentMap<Volume>;
  readonly claims: PersistentMap<Claim>;
}

/** What comes next for an object. */
export type BindingStep =
  | { readonly write: Volume | Claim; readonly isStatus: boolean }
  /** The claim has to be looked at. */
  | { readonly claim: Claim }
  | {
      readonly event: 'Normal' | 'Warning';
      readonly reason: string;
      readonly message: string;
      /** With a phase that the claim has to get as well. */
      readonly write?: Claim;
    };

const BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

/** Models syncVolume. */
export function volumeStep(volume: Volume, { claims }: Storage): BindingStep | undefined {
  const { claimRef } = volume.spec ?? {};
  if (claimRef === undefined || (claimRef.uid ?? '') === '') return withPhase(volume, 'Available');
  const claim = get(claims, `${claimRef.namespace ?? 'default'}/${claimRef.name ?? ''}`);
  if (claim?.metadata.uid !== claimRef.uid) return withPhase(volume, 'Released');
  if (claim === undefined) return undefined;
  const named = claim.spec?.volumeName ?? '';
  if (named === volume.metadata.name) return withPhase(volume, 'Bound');
  return named === '' ? { claim } : undefined;
}

function withPhase(volume: Volume, phase: string): BindingStep | undefined {
  if (volume.status?.phase === phase) return undefined;
  return { write: { ...volume, status: { ...volume.status, phase } }, isStatus: true };
}

/** Models syncClaim. */
export function claimStep(claim: Claim, storage: Storage): BindingStep | undefined {
  const name = claim.spec?.volumeName ?? '';
  const isCompleted = claim.metadata.annotations?.[BIND_COMPLETED] !== undefined;
  if (isCompleted) return completedStep(claim, get(storage.volumes, name));
  if (name === '') {
    const found = bestMatch(claim, storage.volumes);
    return found === undefined ? unmatched(claim) : bindStep(found, claim);
  }
  const asked = get(storage.volumes, name);
  if (asked === undefined) return undefined;
  const { claimRef } = asked.spec ?? {};
  if (claimRef !== undefined) {
    if (isBoundTo(asked, claim)) return bindStep(asked, claim);
    const message = `volume "${name}" already bound to a different claim.`;
    return { event: 'Warning', reason: 'FailedBinding', message };
  }
  const mismatch = mismatchOf(asked, claim);
  if (mismatch === undefined) return bindStep(asked, claim);
  const message = `Cannot bind to requested volume "${name}": ${mismatch}`;
  return { event: 'Warning', reason: 'VolumeMismatch', message };
}

/** A claim that was bound once stays so, or is lost. */
function completedStep(claim: Claim, volume: Volume | undefined): BindingStep | undefined {
  if (volume !== undefined && (volume.spec?.claimRef === undefined || isBoundTo(volume, claim))) {
    return bindStep(volume, claim);
  }
  if (claim.status?.phase === 'Lost') return undefined;
  const write: Claim = { ...claim, status: { phase: 'Lost' } };
  if (volume === undefined) {
    const message = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
    return { event: 'Warning', reason: 'ClaimLost', message, write };
  }
  const message = 'Two claims are bound to the same volume, this one is bound incorrectly';
  return { event: 'Warning', reason: 'ClaimMisbound', message, write };
}

function unmatched(claim: Claim): BindingStep {
  const name = storageClassOf(claim);
  if (name === '') {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    return { event: 'Normal', reason: 'FailedBinding', message };
  }
  const message = `storageclass.storage.k8s.io "${name}" not found`;
  return { event: 'Warning', reason: 'ProvisioningFailed', message };
}

/** Volume, its phase, claim, its phase: the first of them that is not as it shall be. */
function bindStep(volume: Volume, claim: Claim): BindingStep | undefined {
  const { name = '', uid = '', resourceVersion = '', namespace = 'default' } = claim.metadata;
  const { claimRef } = volume.spec ?? {};
  if (claimRef?.uid !== uid) {
    const object = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name };
    const bound: Volume = {
      ...volume,
      ...(claimRef === undefined ? { metadata: marked(volume, BY_CONTROLLER) } : {}),
      spec: { ...volume.spec, claimRef: { ...object, uid, resourceVersion } },
    };
    return { write: bound, isStatus: false };
  }
  const phase = withPhase(volume, 'Bound');
  if (phase !== undefined) return phase;
  const isNamed = claim.spec?.volumeName === volume.metadata.name;
  if (!isNamed || claim.metadata.annotations?.[BIND_COMPLETED] === undefined) {
    const metadata = marked(claim, BIND_COMPLETED, ...(isNamed ? [] : [BY_CONTROLLER]));
    const spec = { ...claim.spec, volumeName: volume.metadata.name ?? '' };
    return { write: { ...claim, metadata, spec }, isStatus: false };
  }
  if (claim.status?.phase === 'Bound') return undefined;
  const { accessModes = [], capacity = {} } = volume.spec ?? {};
  const status = { ...claim.status, phase: 'Bound', accessModes, capacity };
  return { write: { ...claim, status }, isStatus: true };
}

function marked(object: Volume | Claim, ...names: readonly string[]): Claim['metadata'] {
  const marks = Object.fromEntries(names.map((name) => [name, 'yes']));
  return { ...object.metadata, annotations: { ...object.metadata.annotations, ...marks } };
}

/** Of this very claim, or set aside for one of its name. Models IsVolumeBoundToClaim. */
function isBoundTo(volume: Volume, { metadata }: Claim): boolean {
  const { claimRef } = volume.spec ?? {};
  if (claimRef?.name !== metadata.name) return false;
  if ((claimRef?.namespace ?? 'default') !== (metadata.namespace ?? 'default')) return false;
  const uid = claimRef?.uid ?? '';
  return uid === '' || uid === metadata.uid;
}

/** Models FindMatchingVolume: what was bound beforehand, else the smallest that will do. */
function bestMatch(claim: Claim, volumes: PersistentMap<Volume>): Volume | undefined {
  let best: Volume | undefined;
  for (const volume of values(volumes)) {
    if (volume.metadata.deletionTimestamp !== undefined) continue;
    if (mismatchOf(volume, claim) !== undefined) continue;
    if (isBoundTo(volume, claim)) return volume;
    const isFree = volume.spec?.claimRef === undefined && volume.status?.phase === 'Available';
    const selector = selectorOf(claim.spec?.selector);
    const isChosen =
      claim.spec?.selector === undefined ||
      (selector !== undefined && matchesLabels(selector, volume.metadata.labels));
    if (!isFree || !isChosen) continue;
    const isSmaller = best === undefined || compareQuantities(sizeOf(volume), sizeOf(best)) < 0;
    if (isSmaller) best = volume;
  }
  return best;
}

function sizeOf({ spec }: Volume): string {
  return spec?.capacity?.['storage'] ?? '0';
}

/** Why a volume does not satisfy a claim. Models checkVolumeSatisfyClaim. */
function mismatchOf(volume: Volume, claim: Claim): string | undefined {
  const wanted = claim.spec?.resources?.requests?.['storage'] ?? '0';
  if (compareQuantities(sizeOf(volume), wanted) < 0) return 'requested PV is too small';
  if (storageClassOf(volume) !== storageClassOf(claim)) return 'storageClassName does not match';
  const [have, want] = [volume.spec?.volumeMode, claim.spec?.volumeMode];
  if ((have ?? 'Filesystem') !== (want ?? 'Filesystem')) return 'incompatible volumeMode';
  const modes = volume.spec?.accessModes ?? [];
  const isAllowed = (claim.spec?.accessModes ?? []).every((mode) => modes.includes(mode));
  return isAllowed ? undefined : 'incompatible accessMode';
}
