// Mirrors in the API: what is posted for a static pod, when one is out of date, how it is removed.
// Models pkg/kubelet/pod/mirror_client.go.

import type { Pod } from '../../api/pod.ts';
import { CONFIG_HASH, CONFIG_MIRROR } from '../../api/pod-helpers.ts';
import type { Io } from '../../kernel/component.ts';
import type { EventId } from '../../kernel/message.ts';
import { callApi, corePath } from './api-client.ts';
import { parsePodFullName } from './pod-names.ts';
import type { KubeletState } from './state.ts';

/** Whether the mirror is of another version of the pod, or is being deleted. */
export function isOutdated(mirror: Pod, pod: Pod): boolean {
  const own = pod.metadata.annotations?.[CONFIG_HASH];
  const isOwn = own !== undefined && mirror.metadata.annotations?.[CONFIG_MIRROR] === own;
  return mirror.metadata.deletionTimestamp !== undefined || !isOwn;
}

/** Posts the mirror; undefined while the node is not known, or goes. */
export function createMirror(kubelet: KubeletState, pod: Pod, io: Io): EventId | undefined {
  const body = mirrorOf(kubelet, pod);
  if (body === undefined) return undefined;
  const { namespace = 'default' } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  return callApi(kubelet.config, io, { verb: 'POST', path, body });
}

/** The static pod as the API is to show it: owned by the node, marked with its hash. */
function mirrorOf({ node: { node }, config }: KubeletState, pod: Pod): Pod | undefined {
  const nodeUid = node?.metadata.uid ?? '';
  if (nodeUid === '' || node?.metadata.deletionTimestamp !== undefined) return undefined;
  const { uid: _own, ...metadata } = pod.metadata;
  const hash = metadata.annotations?.[CONFIG_HASH] ?? '';
  const owner = {
    apiVersion: 'v1',
    kind: 'Node',
    name: config.nodeName,
    uid: nodeUid,
    controller: true,
  };
  return {
    ...pod,
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, [CONFIG_MIRROR]: hash },
      ownerReferences: [owner],
    },
  };
}

/** Removes the mirror of that full name at once; with a uid only that very object. */
export function deleteMirror(
  kubelet: KubeletState,
  fullName: string,
  io: Io,
  uid?: string,
): EventId | undefined {
  const parsed = parsePodFullName(fullName);
  if (parsed === undefined) return undefined;
  const preconditions = uid === undefined ? {} : { preconditions: { uid } };
  const body = { gracePeriodSeconds: 0, ...preconditions };
  const path = corePath(parsed.namespace, 'pods', parsed.name);
  return callApi(kubelet.config, io, { verb: 'DELETE', path, body });
}
