// Mounting one volume: what has to be asked first, and what is done on the node's files.
// Models operation_executor's MountVolume with the SetUp of each plug-in.

import type { Pod, Volume } from '../../../api/pod.ts';
import { get, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { EventId } from '../../../kernel/message.ts';
import type { FileContent, FileOp, FilesRequest } from '../../protocol/linux-files.ts';
import { callApi, callKey } from '../api-client.ts';
import type { GetObjects, ObjectsResult } from '../channels.ts';
import { callLinux } from '../linux-client.ts';
import { volumeReferences } from '../objects/references.ts';
import type { KubeletState } from '../state.ts';
import { isMadeFromObjects, volumeContent } from './content.ts';
import { pluginOf, volumePath } from './paths.ts';
import type { VolumeCall, VolumeManagerState } from './state.ts';

/** A mount that goes on with a request, is done at once, or failed. */
export type MountStep =
  | { readonly is: 'asked'; readonly state: VolumeManagerState }
  | { readonly is: 'done' }
  | { readonly is: 'failed'; readonly error: string }
  /** What to mount is not known: whoever waits is told. */
  | { readonly is: 'refused'; readonly error: string };

type Volumes = VolumeManagerState;

/** Begins to mount a volume, or to renew its content. */
export function beginMount(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  pod: Pod,
  volume: Volume,
): MountStep {
  const uid = pod.metadata.uid ?? '';
  const call: VolumeCall = { uid, volume: volume.name, step: 'objects' };
  const namespace = pod.metadata.namespace ?? 'default';
  if (isMadeFromObjects(volume)) return beginContent(kubelet, state, io, pod, volume, call);
  if (volume.emptyDir !== undefined) {
    const ops: FileOp[] = [{ op: 'mkdir', path: volumePath(uid, volume), mode: 0o777 }];
    return asked(state, files(kubelet, io, ops), { ...call, step: 'mount' });
  }
  if (volume.hostPath !== undefined) return beginHostPath(kubelet, state, io, volume, call);
  if (volume.image !== undefined) return { is: 'done' };
  if (volume.persistentVolumeClaim !== undefined) {
    const { claimName } = volume.persistentVolumeClaim;
    const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${claimName}`;
    const id = callApi(kubelet.config, io, { verb: 'GET', path });
    return asked(state, id, { ...call, step: 'claim' });
  }
  const plugin = pluginOf(volume);
  if (plugin === undefined) return { is: 'failed', error: 'no volume plugin matched' };
  const ops: FileOp[] = [{ op: 'mkdir', path: volumePath(uid, volume) }];
  return asked(state, files(kubelet, io, ops), { ...call, step: 'mount' });
}

function beginContent(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  pod: Pod,
  volume: Volume,
  call: VolumeCall,
): MountStep {
  const token = volume.projected?.sources?.find((one) => one.serviceAccountToken !== undefined);
  if (token !== undefined && call.found === undefined) {
    const account = pod.spec.serviceAccountName ?? 'default';
    const namespace = pod.metadata.namespace ?? 'default';
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
    const { audience, expirationSeconds = 3_600 } = token.serviceAccountToken ?? {};
    const audiences = audience === undefined ? {} : { audiences: [audience] };
    const kind = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest' };
    const body = { ...kind, spec: { ...audiences, expirationSeconds } };
    const id = callApi(kubelet.config, io, { verb: 'POST', path, body });
    return asked(state, id, { ...call, step: 'token' });
  }
  const keys = volumeReferences(pod, volume);
  if (keys.length === 0) return writeContent(kubelet, state, io, pod, volume, call, []);
  const request: GetObjects = { type: 'objects.get', keys };
  return asked(state, io.signal('objects', request), call);
}

/** Goes on after the token was asked for. */
export function withToken(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  pod: Pod,
  volume: Volume,
  call: VolumeCall,
): MountStep {
  return beginContent(kubelet, state, io, pod, volume, { ...call, step: 'objects' });
}

/** Writes the content made of the objects; equal content is left alone. */
export function writeContent(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  pod: Pod,
  volume: Volume,
  call: VolumeCall,
  objects: ObjectsResult['objects'],
): MountStep {
  const { config } = kubelet;
  const uid = pod.metadata.uid ?? '';
  const made = volumeContent({
    pod,
    volume,
    podIps: get(kubelet.podCache, uid)?.ips ?? [],
    hostIp: config.nodeIp,
    allocatable: config,
    ...(call.found === undefined ? {} : { token: call.found }),
    find: (kind, name) =>
      objects.find((one) => one.key.kind === kind && one.key.name === name) ?? {
        error: `${kind.toLowerCase()} "${name}" not found`,
        isNotFound: true,
      },
  });
  if ('error' in made) return { is: 'failed', error: made.error };
  const known = get(state.pods, uid)?.volumes.find((one) => one.name === volume.name);
  if (known?.isMounted && areFilesEqual(known.files, made.files)) return { is: 'done' };
  const ops: FileOp[] = [{ op: 'replace', path: volumePath(uid, volume), files: made.files }];
  const request = files(kubelet, io, ops);
  return asked(state, request, { ...call, step: 'mount', files: made.files });
}

function areFilesEqual(a: readonly FileContent[] | undefined, b: readonly FileContent[]): boolean {
  if (a === undefined || a.length !== b.length) return false;
  return a.every((one, i) => one.path === b[i]?.path && one.content === b[i]?.content);
}

function beginHostPath(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  volume: Volume,
  call: VolumeCall,
): MountStep {
  const { path = '', type = '' } = volume.hostPath ?? {};
  switch (type) {
    case '':
      return { is: 'done' };
    case 'DirectoryOrCreate': {
      const ops: FileOp[] = [{ op: 'mkdir', path, mode: 0o755 }];
      return asked(state, files(kubelet, io, ops), { ...call, step: 'mount' });
    }
    default: {
      const op = type.startsWith('File') || type === 'Socket' ? 'read' : 'list';
      return asked(state, files(kubelet, io, [{ op, path }]), { ...call, step: 'check' });
    }
  }
}

/** What a host path's type demands that is not so; undefined when it is. */
export function hostPathProblem(volume: Volume, isFound: boolean): string | undefined {
  const { path = '', type = '' } = volume.hostPath ?? {};
  if (isFound || type === 'FileOrCreate') return undefined;
  const words: { readonly [type: string]: string } = {
    Directory: 'a directory',
    File: 'a file',
    Socket: 'a socket file',
    CharDevice: 'a character device',
    BlockDevice: 'a block device',
  };
  return `hostPath type check failed: ${path} is not ${words[type] ?? type}`;
}

/** Takes a volume's files away; nothing where the kubelet made none. */
export function unmountOps(uid: string, volume: Volume): readonly FileOp[] {
  const isOurs = volume.emptyDir !== undefined || isMadeFromObjects(volume);
  return isOurs ? [{ op: 'remove', path: volumePath(uid, volume) }] : [];
}

/** Sends operations to the node's files. */
export function files(kubelet: KubeletState, io: Io, ops: readonly FileOp[]): EventId {
  const request: FilesRequest = { type: 'linux.files', ops };
  return callLinux(kubelet.config, io, request);
}

/** Keeps a request under way. */
export function asked(state: Volumes, id: EventId, call: VolumeCall): MountStep {
  return { is: 'asked', state: { ...state, calls: set(state.calls, callKey(id), call) } };
}
