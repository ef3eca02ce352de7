// Which Secrets and ConfigMaps a pod refers to, in its environment, its volumes and its pull
// secrets. Models pkg/api/v1/pod/util.go, VisitPodSecretNames and VisitPodConfigmapNames.

import type { Pod, Volume } from '../../../api/pod.ts';
import { allContainers } from '../../../api/pod-helpers.ts';
import type { ObjectKey } from '../channels.ts';
import { referencedObjects } from './environment-references.ts';

/** `Secret/ns/name`. */
export function objectId(key: ObjectKey): string {
  return `${key.kind}/${key.namespace}/${key.name}`;
}

/** Everything the pod refers to, each once. */
export function podReferences(pod: Pod): readonly ObjectKey[] {
  const namespace = pod.metadata.namespace ?? 'default';
  const byId = new Map<string, ObjectKey>();
  const add = (key: ObjectKey): void => void byId.set(objectId(key), key);
  for (const { name } of pod.spec.imagePullSecrets ?? []) {
    if (name !== undefined && name !== '') add({ kind: 'Secret', namespace, name });
  }
  for (const { container } of allContainers(pod.spec)) {
    for (const key of referencedObjects(pod, container)) add(key);
  }
  for (const volume of pod.spec.volumes ?? []) {
    for (const key of volumeReferences(pod, volume)) add(key);
  }
  return [...byId.values()];
}

/** What the content of a volume comes from. */
export function volumeReferences(pod: Pod, volume: Volume): readonly ObjectKey[] {
  const namespace = pod.metadata.namespace ?? 'default';
  const keys: ObjectKey[] = [];
  const add = (kind: ObjectKey['kind'], name: string | undefined): void => {
    if (name !== undefined && name !== '') keys.push({ kind, namespace, name });
  };
  add('Secret', volume.secret?.secretName);
  add('ConfigMap', volume.configMap?.name);
  for (const source of volume.projected?.sources ?? []) {
    add('Secret', source.secret?.name);
    add('ConfigMap', source.configMap?.name);
  }
  return keys;
}
