// What a static pod may not name since v1.34: objects that only the API server has.
// Models pkg/api/pod/util.go, HasAPIObjectReference.

import type { Pod, Volume } from '../../../api/pod.ts';
import { podReferences } from '../objects/references.ts';

/** The resource that the pod names, as the error says it; undefined when it stands on its own. */
export function apiReferenceOf(pod: Pod): string | undefined {
  const { spec } = pod;
  if ((spec.serviceAccountName ?? '') !== '') return 'serviceaccounts';
  const kinds = podReferences(pod).map(({ kind }) => kind);
  if (kinds.includes('Secret')) return 'secrets';
  if (kinds.includes('ConfigMap')) return 'configmaps';
  if ((spec.resourceClaims ?? []).length > 0) return 'resourceclaims';
  for (const volume of spec.volumes ?? []) {
    const resource = ofVolume(volume);
    if (resource !== undefined) return resource;
  }
  return undefined;
}

function ofVolume(volume: Volume): string | undefined {
  if (volume.csi !== undefined) return 'csidrivers (via CSI volumes)';
  if (volume.glusterfs !== undefined) return 'endpoints (via glusterFS volumes)';
  if (volume.persistentVolumeClaim !== undefined) return 'persistentvolumeclaims';
  if (volume.ephemeral !== undefined) return 'persistentvolumeclaims (via ephemeral volumes)';
  if (volume.azureFile !== undefined) return 'secrets (via azureFile volumes)';
  const hasToken = (volume.projected?.sources ?? []).some(
    ({ serviceAccountToken }) => serviceAccountToken !== undefined,
  );
  return hasToken ? 'serviceaccounts (via projected volumes)' : undefined;
}
