// The mirror of a static pod: created, or replaced when it is another pod's. Errors are only
// noticed at the next sync. Models pkg/kubelet/pod/mirror_client.go and Kubelet.SyncPod, step
// "mirror".

import type { Pod } from '../../../api/pod.ts';
import { CONFIG_HASH, CONFIG_MIRROR, isStaticPod } from '../../../api/pod-helpers.ts';
import type { ApiRequest } from '../../protocol/apiserver.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import { expect, type Turn } from './turn.ts';

/** Makes the API show the static pod as it runs; does nothing for pods of the API. */
export function reconcileMirror(turn: Turn, worker: PodWorker): void {
  const { pod, mirror } = worker;
  if (!isStaticPod(pod)) return;
  const isStale =
    mirror !== undefined &&
    (mirror.metadata.deletionTimestamp !== undefined || !isMirrorOf(mirror, pod));
  if (isStale) deleteMirror(turn, worker, mirror);
  if (mirror === undefined || isStale) createMirror(turn, worker);
}

/** Whether the mirror shows this very pod. Models IsMirrorPodOf. */
export function isMirrorOf(mirror: Pod, pod: Pod): boolean {
  const own = pod.metadata.annotations?.[CONFIG_HASH];
  return own !== undefined && mirror.metadata.annotations?.[CONFIG_MIRROR] === own;
}

/** Removes a mirror at once. */
export function deleteMirror(turn: Turn, worker: PodWorker, mirror: Pod): void {
  const { name = '', namespace = 'default', uid } = mirror.metadata;
  send(turn, worker, {
    type: 'api.request',
    verb: 'DELETE',
    path: `/api/v1/namespaces/${namespace}/pods/${name}`,
    userAgent: 'kubelet',
    body: { gracePeriodSeconds: 0, ...(uid === undefined ? {} : { preconditions: { uid } }) },
  });
}

function createMirror(turn: Turn, worker: PodWorker): void {
  const { pod } = worker;
  const { namespace = 'default', annotations = {} } = pod.metadata;
  const hash = annotations[CONFIG_HASH] ?? '';
  const node = turn.state.node.node;
  const owner =
    node?.metadata.uid === undefined
      ? {}
      : {
          ownerReferences: [
            {
              apiVersion: 'v1',
              kind: 'Node',
              name: turn.state.config.nodeName,
              uid: node.metadata.uid,
              controller: true,
            },
          ],
        };
  const { uid: _uid, ...metadata } = pod.metadata;
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, annotations: { ...annotations, [CONFIG_MIRROR]: hash }, ...owner },
    spec: pod.spec,
  };
  send(turn, worker, {
    type: 'api.request',
    verb: 'POST',
    path: `/api/v1/namespaces/${namespace}/pods`,
    userAgent: 'kubelet',
    body,
  });
}

function send(turn: Turn, worker: PodWorker, request: ApiRequest): void {
  const actor = turn.io.find(turn.state.config.apiserver);
  if (actor === undefined) return;
  expect(turn, worker, turn.io.send({ actor, port: 'requests' }, request), 'mirror');
}
