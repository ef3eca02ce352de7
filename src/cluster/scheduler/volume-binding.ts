// The plugin VolumeBinding as far as claims are bound by others: are they, and where may the pod
// run then? Models pkg/scheduler/framework/plugins/volumebinding.

import type { Node } from '../../api/node.ts';
import { matchesNodeTerm } from '../../api/node-selection.ts';
import type { Pod } from '../../api/pod.ts';
import { BIND_COMPLETED, type PersistentVolume } from '../../api/storage.ts';
import { get } from '../../base/persistent-map.ts';
import type { StorageCache } from './state.ts';

/** The volumes behind a pod's claims, or why no node will do. */
export type PodClaims =
  | { readonly volumes: readonly PersistentVolume[] }
  | { readonly problem: string };

/** Looks the pod's claims up. Models podHasPVCs and PreFilter. */
export function podClaims({ metadata, spec }: Pod, storage: StorageCache): PodClaims {
  const volumes: PersistentVolume[] = [];
  let isUnbound = false;
  for (const { persistentVolumeClaim } of spec.volumes ?? []) {
    const name = persistentVolumeClaim?.claimName;
    if (name === undefined) continue;
    const claim = get(storage.persistentvolumeclaims, `${metadata.namespace ?? 'default'}/${name}`);
    if (claim === undefined) return { problem: `persistentvolumeclaim "${name}" not found` };
    const volumeName = claim.spec?.volumeName ?? '';
    if (claim.status?.phase === 'Lost') {
      const lost = `bound to non-existent persistentvolume "${volumeName}"`;
      return { problem: `persistentvolumeclaim "${name}" ${lost}` };
    }
    if (claim.metadata.deletionTimestamp !== undefined) {
      return { problem: `persistentvolumeclaim "${name}" is being deleted` };
    }
    const volume = get(storage.persistentvolumes, volumeName);
    const isBound =
      claim.metadata.annotations?.[BIND_COMPLETED] !== undefined && volume !== undefined;
    if (isBound) volumes.push(volume);
    else isUnbound = true;
  }
  if (isUnbound) return { problem: 'pod has unbound immediate PersistentVolumeClaims' };
  return { volumes };
}

/** Whether a volume can be used on a node. Models CheckNodeAffinity. */
export function fitsNode({ spec }: PersistentVolume, node: Node): boolean {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => matchesNodeTerm(term, node));
}
