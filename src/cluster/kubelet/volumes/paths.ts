// Where a pod's volumes lie on the node. Models pkg/kubelet/kubelet_getters.go and the volume
// plug-ins' GetPath.

import type { Volume } from '../../../api/pod.ts';

/** `/var/lib/kubelet`. */
export const KUBELET_ROOT: string = '/var/lib/kubelet';

/** The kinds of volumes that the kubelet mounts itself, with the name of their plug-in. */
const PLUGINS: readonly (readonly [keyof Volume, string])[] = [
  ['emptyDir', 'empty-dir'],
  ['secret', 'secret'],
  ['configMap', 'configmap'],
  ['downwardAPI', 'downward-api'],
  ['projected', 'projected'],
  ['hostPath', 'host-path'],
  ['nfs', 'nfs'],
  ['csi', 'csi'],
];

/** The directory of a pod. */
export function podDirectory(uid: string): string {
  return `${KUBELET_ROOT}/pods/${uid}`;
}

/** The name of a volume's plug-in without its prefix; undefined for kinds nobody simulates. */
export function pluginOf(volume: Volume): string | undefined {
  return PLUGINS.find(([field]) => volume[field] !== undefined)?.[1];
}

/** The directory in which the files of a volume lie. */
export function volumePath(uid: string, volume: Volume, claimPath?: string): string {
  if (volume.hostPath !== undefined) return volume.hostPath.path;
  if (claimPath !== undefined) return claimPath;
  const plugin = pluginOf(volume) ?? 'local-volume';
  return `${podDirectory(uid)}/volumes/kubernetes.io~${plugin}/${volume.name}`;
}
