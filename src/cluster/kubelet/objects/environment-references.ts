// Which Secrets and ConfigMaps a container's environment refers to.

import type { Container, EphemeralContainer } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import type { ObjectKey } from '../channels.ts';

/** Secrets and config maps that a container's environment needs. */
export function referencedObjects(
  pod: Pod,
  container: Container | EphemeralContainer,
): readonly ObjectKey[] {
  const namespace = pod.metadata.namespace ?? 'default';
  const keys = new Map<string, ObjectKey>();
  const add = (kind: ObjectKey['kind'], name: string | undefined): void => {
    if (name !== undefined) keys.set(`${kind}/${name}`, { kind, namespace, name });
  };
  for (const source of container.envFrom ?? []) {
    add('ConfigMap', source.configMapRef?.name);
    add('Secret', source.secretRef?.name);
  }
  for (const { valueFrom } of container.env ?? []) {
    add('ConfigMap', valueFrom?.configMapKeyRef?.name);
    add('Secret', valueFrom?.secretKeyRef?.name);
  }
  return [...keys.values()];
}
