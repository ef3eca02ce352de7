// A pod of a manifest becomes this node's: its name, uid, hash and tolerations.
// Models pkg/kubelet/config/common.go, applyDefaults.

import type { Toleration } from 'kubernetes-types/core/v1';
import type { Pod } from '../../../api/pod.ts';
import { CONFIG_HASH } from '../../../api/pod-helpers.ts';
import { hexDigits } from '../../../base/hash.ts';
import type { EditionName } from '../../editions/edition.ts';
import { podSourceRules } from '../../editions/pod-sources.ts';

/** Where a manifest lies. */
export interface ManifestPlace {
  readonly edition: EditionName;
  readonly nodeName: string;
  /** Path or URL. */
  readonly origin: string;
  readonly isFile: boolean;
}

/** A static pod stays when its node has problems. */
const STAYS: Toleration = { operator: 'Exists', effect: 'NoExecute' };

/** `web` on the node `Node-1` is `web-node-1`. Models generatePodName. */
export function staticPodName(name: string, nodeName: string): string {
  return `${name}-${nodeName.toLowerCase()}`;
}

/** The decoded, defaulted pod as the kubelet keeps it. */
export function staticPod(pod: Pod, place: ManifestPlace): Pod {
  const { metadata, spec } = pod;
  const uid = metadata.uid || uidOf(pod, place);
  const name = staticPodName(metadata.name ?? '', place.nodeName);
  const namespace = metadata.namespace || 'default';
  const selfLink = `/api/v1/namespaces/${namespace}/pods/${name}`;
  const { hasSelfLink } = podSourceRules(place.edition);
  return {
    ...pod,
    metadata: {
      ...metadata,
      name,
      namespace,
      uid,
      ...(hasSelfLink ? { selfLink } : {}),
      annotations: { ...metadata.annotations, [CONFIG_HASH]: uid },
    },
    spec: { ...spec, nodeName: place.nodeName, ...(place.isFile ? tolerant(spec) : {}) },
    status: { phase: 'Pending' },
  };
}

/** Thirty-two digits: any change of the manifest gives another pod. */
function uidOf(pod: Pod, { edition, nodeName, origin, isFile }: ManifestPlace): string {
  const text = JSON.stringify([pod.metadata, pod.spec]);
  if (!podSourceRules(edition).isUidOfPlace) return hexDigits(text, 4);
  return hexDigits(`${text}${isFile ? `host:${nodeName}file:` : 'url:'}${origin}`, 4);
}

function tolerant({ tolerations = [] }: Pod['spec']): Pick<Pod['spec'], 'tolerations'> {
  const isThere = tolerations.some(
    (one) =>
      one.operator === STAYS.operator &&
      one.effect === STAYS.effect &&
      (one.key ?? '') === '' &&
      (one.value ?? '') === '',
  );
  return isThere ? { tolerations } : { tolerations: [...tolerations, STAYS] };
}
