// `kubectl describe` of volumes that outlive pods and of claims on them.
// Models kubectl/pkg/describe/describe.go, describePersistentVolume, describePersistentVolumeClaim.

import {
  accessModesText,
  type PersistentVolume,
  type PersistentVolumeClaim,
  storageClassOf,
} from '../../api/storage.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { ageOf, longTime, type Moment } from './ages.ts';
import { hostPathLines } from './describe-volumes.ts';
import { annotationLines, at, eventLines, labelLines } from './describe-writer.ts';

/** The lines of a volume. */
export function persistentVolumeLines(
  volume: PersistentVolume,
  events: readonly ApiObject[] | undefined,
  now: Moment,
): readonly string[] {
  const { metadata, spec, status } = volume;
  const { claimRef, volumeMode } = spec ?? {};
  const claim = claimRef === undefined ? '' : `${claimRef.namespace}/${claimRef.name}`;
  return [
    `Name:\t${metadata.name ?? ''}`,
    ...labelLines('Labels', metadata.labels),
    ...annotationLines(metadata.annotations),
    finalizersLine(volume),
    `StorageClass:\t${storageClassOf(volume)}`,
    statusLine(volume, now),
    `Claim:\t${claim}`,
    `Reclaim Policy:\t${spec?.persistentVolumeReclaimPolicy ?? ''}`,
    `Access Modes:\t${accessModesText(spec?.accessModes)}`,
    ...(volumeMode === undefined ? [] : [`VolumeMode:\t${volumeMode}`]),
    `Capacity:\t${spec?.capacity?.['storage'] ?? '0'}`,
    ...affinityLines(volume),
    `Message:\t${status?.message ?? ''}`,
    'Source:',
    ...sourceLines(volume),
    ...(events === undefined ? [] : eventLines(events, now)),
  ];
}

/** The lines of a claim; `related` holds the pods that use it. */
export function claimLines(
  claim: PersistentVolumeClaim,
  related: readonly ApiObject[],
  events: readonly ApiObject[] | undefined,
  now: Moment,
): readonly string[] {
  const { metadata, spec, status } = claim;
  const { volumeName = '', volumeMode } = spec ?? {};
  const isBound = volumeName !== '';
  return [
    `Name:\t${metadata.name ?? ''}`,
    `Namespace:\t${metadata.namespace ?? ''}`,
    `StorageClass:\t${storageClassOf(claim)}`,
    statusLine(claim, now),
    `Volume:\t${volumeName}`,
    ...labelLines('Labels', metadata.labels),
    ...annotationLines(metadata.annotations),
    finalizersLine(claim),
    `Capacity:\t${isBound ? (status?.capacity?.['storage'] ?? '0') : ''}`,
    `Access Modes:\t${isBound ? accessModesText(status?.accessModes) : ''}`,
    ...(volumeMode === undefined ? [] : [`VolumeMode:\t${volumeMode}`]),
    ...usedByLines(related),
    ...conditionLines(claim),
    ...(events === undefined ? [] : eventLines(events, now)),
  ];
}

/** As Go prints a list. */
function finalizersLine({ metadata }: ApiObject): string {
  return `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`;
}

function statusLine(
  { metadata, status }: PersistentVolume | PersistentVolumeClaim,
  now: Moment,
): string {
  const { deletionTimestamp } = metadata;
  return deletionTimestamp === undefined
    ? `Status:\t${status?.phase ?? ''}`
    : `Status:\tTerminating (lasts ${ageOf(deletionTimestamp, now)})`;
}

function affinityLines({ spec }: PersistentVolume): readonly string[] {
  const required = spec?.nodeAffinity?.required;
  if (required === undefined) return ['Node Affinity:\t<none>'];
  const { nodeSelectorTerms: terms = [] } = required;
  if (terms.length === 0) return ['Node Affinity:\t', at(1, 'Required Terms:\t<none>')];
  return [
    'Node Affinity:\t',
    at(1, 'Required Terms:\t'),
    ...terms.flatMap(({ matchExpressions = [] }, i) => {
      const lines = matchExpressions.map(({ key, operator, values = [] }) => {
        const list = values.length === 0 ? '' : ` [${values.join(', ')}]`;
        return `${key} ${operator.toLowerCase()}${list}`;
      });
      const [first = '<none>', ...rest] = lines;
      return [at(2, `Term ${i}:\t${first}`), ...rest.map((line) => at(2, `\t${line}`))];
    }),
  ];
}

function sourceLines({ spec }: PersistentVolume): readonly string[] {
  const { hostPath, local, nfs } = spec ?? {};
  if (hostPath !== undefined) return hostPathLines(hostPath);
  if (nfs !== undefined) {
    return [
      at(2, 'Type:\tNFS (an NFS mount that lasts the lifetime of a pod)'),
      at(2, `Server:\t${nfs.server}`),
      at(2, `Path:\t${nfs.path}`),
      at(2, `ReadOnly:\t${nfs.readOnly === true}`),
    ];
  }
  if (local !== undefined) {
    return [
      at(2, 'Type:\tLocalVolume (a persistent volume backed by local storage on a node)'),
      at(2, `Path:\t${local.path}`),
    ];
  }
  return [at(1, '<unknown>')];
}

function usedByLines(pods: readonly ApiObject[]): readonly string[] {
  const names = pods.map(({ metadata }) => metadata.name ?? '').sort();
  if (names.length === 0) return ['Used By:\t<none>'];
  return names.map((name, i) => `${i === 0 ? 'Used By:' : ''}\t${name}`);
}

function conditionLines({ status }: PersistentVolumeClaim): readonly string[] {
  const conditions = status?.conditions ?? [];
  if (conditions.length === 0) return [];
  return [
    'Conditions:',
    at(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage'),
    at(1, '----\t------\t-----------------\t------------------\t------\t-------'),
    ...conditions.map((one) => {
      const times = [one.lastProbeTime, one.lastTransitionTime].map(longTime);
      const cells = [`${one.type} `, `${one.status} `, `${times[0]} `, `${times[1]} `];
      return at(1, [...cells, `${one.reason ?? ''} `, one.message ?? ''].join('\t'));
    }),
  ];
}
