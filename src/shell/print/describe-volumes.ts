// The volumes of `kubectl describe pod`. Models kubectl/pkg/describe/describe.go, describeVolumes.

import type { Pod } from '../../api/pod.ts';
import { at } from './describe-writer.ts';

type Volume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

/** The section of all volumes. */
export function volumeLines(volumes: readonly Volume[]): readonly string[] {
  if (volumes.length === 0) return ['Volumes:\t<none>'];
  return [
    'Volumes:',
    ...volumes.flatMap((volume) => [at(1, `${volume.name}:`), ...source(volume)]),
  ];
}

/** A directory of the node, in a pod or as a volume of the cluster. */
export function hostPathLines(hostPath: NonNullable<Volume['hostPath']>): readonly string[] {
  return [
    at(2, 'Type:\tHostPath (bare host directory volume)'),
    at(2, `Path:\t${hostPath.path}`),
    at(2, `HostPathType:\t${hostPath.type ?? '<none>'}`),
  ];
}

function source(volume: Volume): readonly string[] {
  const { emptyDir, hostPath, secret, configMap, downwardAPI, projected } = volume;
  const { persistentVolumeClaim } = volume;
  if (emptyDir) {
    return [
      at(2, "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)"),
      at(2, `Medium:\t${emptyDir.medium ?? ''}`),
      at(2, `SizeLimit:\t${emptyDir.sizeLimit ?? '<unset>'}`),
    ];
  }
  if (hostPath) return hostPathLines(hostPath);
  if (secret) {
    return [
      at(2, 'Type:\tSecret (a volume populated by a Secret)'),
      at(2, `SecretName:\t${secret.secretName ?? ''}`),
      at(2, `Optional:\t${secret.optional === true}`),
    ];
  }
  if (configMap) {
    return [
      at(2, 'Type:\tConfigMap (a volume populated by a ConfigMap)'),
      at(2, `Name:\t${configMap.name ?? ''}`),
      at(2, `Optional:\t${configMap.optional === true}`),
    ];
  }
  if (downwardAPI) {
    const items = downwardAPI.items ?? [];
    return [
      at(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)'),
      at(2, 'Items:'),
      ...items.map((item) =>
        at(3, `${item.fieldRef?.fieldPath ?? item.resourceFieldRef?.resource} -> ${item.path}`),
      ),
    ];
  }
  if (projected) return projectedLines(projected);
  if (persistentVolumeClaim) {
    return [
      at(
        2,
        'Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
      ),
      at(2, `ClaimName:\t${persistentVolumeClaim.claimName}`),
      at(2, `ReadOnly:\t${persistentVolumeClaim.readOnly === true}`),
    ];
  }
  return [at(2, 'Type:\t<unknown>')];
}

function projectedLines(projected: NonNullable<Volume['projected']>): readonly string[] {
  const sources = projected.sources ?? [];
  return [
    at(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)'),
    ...sources.flatMap((one) => {
      if (one.secret) {
        return [
          at(2, `SecretName:\t${one.secret.name ?? ''}`),
          at(2, `Optional:\t${one.secret.optional === true}`),
        ];
      }
      if (one.downwardAPI) return [at(2, 'DownwardAPI:\ttrue')];
      if (one.configMap) {
        return [
          at(2, `ConfigMapName:\t${one.configMap.name ?? ''}`),
          at(2, `Optional:\t${one.configMap.optional === true}`),
        ];
      }
      const seconds = one.serviceAccountToken?.expirationSeconds;
      return seconds === undefined ? [] : [at(2, `TokenExpirationSeconds:\t${seconds}`)];
    }),
  ];
}
