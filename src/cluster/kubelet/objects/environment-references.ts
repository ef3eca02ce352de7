// Which Secrets, ConfigMaps and files of volumes a container's environment refers to.

import type { Container, EphemeralContainer } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import type { ObjectKey } from '../channels.ts';
import { volumePath } from '../volumes/paths.ts';

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

/** A file of one of the pod's volumes. */
export interface FileReference {
  readonly volume: string;
  readonly path: string;
  /** Where it lies on the node. */
  readonly hostPath: string;
}

/** A file that was looked for, and what is in it if it is there. */
export interface FoundFile extends FileReference {
  readonly content: string | undefined;
}

/** Files that a container's environment needs. */
export function referencedFiles(
  pod: Pod,
  container: Container | EphemeralContainer,
): readonly FileReference[] {
  const uid = pod.metadata.uid ?? '';
  return (container.env ?? []).flatMap(({ valueFrom }) => {
    const { volumeName, path } = valueFrom?.fileKeyRef ?? {};
    const volume = pod.spec.volumes?.find((one) => one.name === volumeName);
    if (volume === undefined || path === undefined) return [];
    return [{ volume: volume.name, path, hostPath: `${volumePath(uid, volume)}/${path}` }];
  });
}
