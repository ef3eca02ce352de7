// Claims that scheduled pods use, and volumes that are bound, stay until they are not: whoever
// deletes them earlier waits for the finalizer that admission gave them. Models
// pkg/controller/volume/pvcprotection and pvprotection.

import type { Pod } from '../../api/pod.ts';
import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  PV_PROTECTION,
  PVC_PROTECTION,
} from '../../api/storage.ts';
import { keyOf } from '../../apimachinery/meta.ts';
import { type PersistentMap, some } from '../../base/persistent-map.ts';

/** The claim without its protection, when it is being deleted and no pod uses it any more. */
export function releasedClaim(
  claim: PersistentVolumeClaim,
  pods: PersistentMap<Pod>,
): PersistentVolumeClaim | undefined {
  if (!isCandidate(claim, PVC_PROTECTION)) return undefined;
  return some(pods, (pod) => usesClaim(pod, keyOf(claim)))
    ? undefined
    : without(claim, PVC_PROTECTION);
}

/** The same for a volume that nobody is bound to. */
export function releasedVolume(volume: PersistentVolume): PersistentVolume | undefined {
  if (!isCandidate(volume, PV_PROTECTION) || volume.status?.phase === 'Bound') return undefined;
  return without(volume, PV_PROTECTION);
}

/** The keys of the claims that a pod names. */
export function claimsOf({ metadata, spec }: Pod): readonly string[] {
  return (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim === undefined
      ? []
      : [`${metadata.namespace ?? 'default'}/${persistentVolumeClaim.claimName}`],
  );
}

/** Only of a pod on a node: no kubelet starts one whose claim is being deleted. */
function usesClaim(pod: Pod, claim: string): boolean {
  return (pod.spec.nodeName ?? '') !== '' && claimsOf(pod).includes(claim);
}

type Stored = PersistentVolume | PersistentVolumeClaim;

function isCandidate({ metadata }: Stored, finalizer: string): boolean {
  return (
    metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(finalizer) === true
  );
}

function without<T extends Stored>(object: T, finalizer: string): T {
  const finalizers = object.metadata.finalizers?.filter((one) => one !== finalizer) ?? [];
  return { ...object, metadata: { ...object.metadata, finalizers } };
}
