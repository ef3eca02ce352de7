// The bind mounts of a container: its volumes, /etc/hosts and its termination message.
// Models kubelet_pods.go, makeMounts, and kuberuntime_container.go, makeMounts.

import type { Container, EphemeralContainer, VolumeMount } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { hashText, hex8 } from '../../../base/hash.ts';
import type { Mount, MountPropagation } from '../../protocol/cri-objects.ts';
import type { FileOp } from '../../protocol/linux-files.ts';
import { podDirectory, volumePath } from '../volumes/paths.ts';
import type { EnvironmentVariable } from './env-types.ts';
import { expand } from './expansion.ts';
import { defaultNodeHosts, managedHosts, nodeHosts, podHostname } from './hosts.ts';

/** What mounts are made from. */
export interface MountInput {
  readonly pod: Pod;
  readonly container: Container | EphemeralContainer;
  readonly podIps: readonly string[];
  readonly env: readonly EnvironmentVariable[];
  readonly restartCount: number;
  readonly clusterDomain: string;
  readonly nodeName: string;
  readonly nodeIp: string;
  /** Where a claim's volume is mounted. */
  readonly claimPath: (volume: string) => string | undefined;
}

/** The mounts and what has to be written before they can be used, or why they cannot. */
export type MountResult =
  | { readonly mounts: readonly Mount[]; readonly files: readonly FileOp[] }
  | { readonly error: string };

const ETC_HOSTS = '/etc/hosts';

/** The mounts of a container. */
export function makeMounts(input: MountInput): MountResult {
  const mounts: Mount[] = [];
  const files: FileOp[] = [];
  for (const mount of input.container.volumeMounts ?? []) {
    const made = volumeMount(input, mount);
    if ('error' in made) return made;
    mounts.push(made.mount);
    files.push(...made.files);
  }
  if (input.podIps.length > 0 && !mounts.some((one) => one.containerPath === ETC_HOSTS)) {
    const hostPath = `${podDirectory(input.pod.metadata.uid ?? '')}/etc-hosts`;
    files.push({ op: 'write', path: hostPath, content: hostsContent(input) });
    mounts.push({ containerPath: ETC_HOSTS, hostPath, isReadonly: false });
  }
  const target = input.container.terminationMessagePath ?? '/dev/termination-log';
  if (target !== '') {
    const hostPath = terminationLog(input);
    files.push({ op: 'write', path: hostPath, content: '' });
    mounts.push({ containerPath: target, hostPath, isReadonly: false });
  }
  return { mounts, files };
}

function hostsContent(input: MountInput): string {
  const { pod, nodeName, nodeIp, podIps } = input;
  const aliases = pod.spec.hostAliases ?? [];
  if (pod.spec.hostNetwork === true) return nodeHosts(defaultNodeHosts(nodeName, nodeIp), aliases);
  const { hostname, domain } = podHostname(pod, input.clusterDomain);
  return managedHosts(podIps, hostname, domain, aliases);
}

/** A file of its own for each try to start the container. */
function terminationLog({ pod, container, restartCount }: MountInput): string {
  const uid = pod.metadata.uid ?? '';
  const name = hex8(hashText(`${uid}/${container.name}/${restartCount}`));
  return `${podDirectory(uid)}/containers/${container.name}/${name}`;
}

type Made =
  | { readonly mount: Mount; readonly files: readonly FileOp[] }
  | { readonly error: string };

function volumeMount(input: MountInput, mount: VolumeMount): Made {
  const volume = input.pod.spec.volumes?.find((one) => one.name === mount.name);
  if (volume === undefined) {
    const { name } = input.container;
    const what = `cannot find volume "${mount.name}" to mount into container "${name}"`;
    return { error: what };
  }
  const path = subPath(input, mount);
  if (path.split('/').includes('..') || path.startsWith('/')) {
    return { error: `subPath must not contain .. or be absolute: ${path}` };
  }
  const base = {
    containerPath: mount.mountPath.startsWith('/') ? mount.mountPath : `/${mount.mountPath}`,
    isReadonly: mount.readOnly === true || volume.image !== undefined,
    ...propagation(mount),
  };
  if (volume.image !== undefined) {
    const image = volume.image.reference ?? '';
    const sub = path === '' ? {} : { imageSubPath: path };
    return { mount: { ...base, hostPath: '', image, ...sub }, files: [] };
  }
  const uid = input.pod.metadata.uid ?? '';
  const root = volumePath(uid, volume, input.claimPath(volume.name));
  if (path === '') return { mount: { ...base, hostPath: root }, files: [] };
  const hostPath = `${root}/${path}`;
  // A missing subPath of a writable volume is made as a directory.
  const isMade = volume.emptyDir !== undefined || volume.persistentVolumeClaim !== undefined;
  return { mount: { ...base, hostPath }, files: isMade ? [{ op: 'mkdir', path: hostPath }] : [] };
}

function subPath({ env }: MountInput, mount: VolumeMount): string {
  if (mount.subPath !== undefined && mount.subPath !== '') return mount.subPath;
  const expression = mount.subPathExpr ?? '';
  return expand(expression, (name) => env.find((one) => one.name === name)?.value);
}

function propagation(mount: VolumeMount): { readonly propagation?: MountPropagation } {
  if (mount.mountPropagation === 'HostToContainer') {
    return { propagation: 'PROPAGATION_HOST_TO_CONTAINER' };
  }
  if (mount.mountPropagation === 'Bidirectional') {
    return { propagation: 'PROPAGATION_BIDIRECTIONAL' };
  }
  return {};
}
