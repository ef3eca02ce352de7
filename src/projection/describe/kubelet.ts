// Words for what the kubelet's own loops say to each other.

import { podSubject } from '../../api/pod-helpers.ts';
import type { ChannelMessage } from '../../cluster/kubelet/channels.ts';
import type { Subject } from '../../kernel/message.ts';
import { andMore, type Describers, type Description, described } from './description.ts';

/** Describers of the kubelet's channels. */
export const KUBELET: Describers<ChannelMessage> = {
  'source.update': ({ source, pods }) =>
    described('source', 'signal', `${source}: ${pods.length} pods`),
  'config.update': ({ op, pods }) => {
    const label = `${op} ${pods[0]?.metadata.name ?? 'nothing'}`;
    return described('source', 'signal', andMore(label, pods.length), firstPod(pods));
  },
  'pleg.event': ({ event, uid }) => internal(event, { kind: 'pod', name: '', uid }),
  'pleg.relist': ({ uid }) => internal('relist this pod', { kind: 'pod', name: '', uid }),
  'resize.completed': ({ uid }) => internal('resized', { kind: 'pod', name: '', uid }),
  'resize.failed': ({ uid }) => internal('not resized', { kind: 'pod', name: '', uid }),
  'resizes.retry': () => internal('look at resizes that wait'),
  'pleg.read': ({ uid }) => internal('read from the runtime', { kind: 'pod', name: '', uid }),
  'pleg.read-done': ({ status }) =>
    internal(
      'runtime status',
      status === undefined ? undefined : { kind: 'pod', ...nameOf(status) },
    ),
  'cache.updated': ({ uid }) =>
    internal('pod cache is newer', uid === undefined ? undefined : { kind: 'pod', name: '', uid }),
  'pod.update': ({ updateType, pod }) =>
    internal(`${updateType} ${pod.metadata.name ?? ''}`, podSubject(pod)),
  'worker.wake': ({ uid }) => internal('the worker wakes', { kind: 'pod', name: '', uid }),
  'pod.killed': ({ uid }) => internal('killed', { kind: 'pod', name: '', uid }),
  'status.set': ({ pod, status }) =>
    internal(`status ${status.phase ?? ''}`.trim(), podSubject(pod)),
  'status.terminate': ({ pod }) => internal('status: terminated', podSubject(pod)),
  'status.readiness': ({ uid, isTrue }) =>
    internal(isTrue ? 'ready' : 'not ready', { kind: 'pod', name: '', uid }),
  'status.startup': ({ uid, isTrue }) =>
    internal(isTrue ? 'started' : 'not started', { kind: 'pod', name: '', uid }),
  'status.forget': () => internal('forget orphaned statuses'),
  'volumes.wait-mount': ({ pod }) => internal('wait for mounts', podSubject(pod)),
  'volumes.wait-unmount': ({ pod }) => internal('wait for unmounts', podSubject(pod)),
  'volumes.done': ({ uid, error }) =>
    internal(error === undefined ? 'volumes done' : 'volumes failed', {
      kind: 'pod',
      name: '',
      uid,
    }),
  'objects.register': ({ pod }) => internal('cache what it refers to', podSubject(pod)),
  'objects.unregister': ({ pod }) => internal('stop caching', podSubject(pod)),
  'objects.get': ({ keys }) =>
    internal(andMore(`get ${keys[0]?.kind ?? ''} ${keys[0]?.name ?? ''}`, keys.length)),
  'objects.result': ({ objects }) => internal(`${objects.length} objects`),
  'image.ensure': ({ pod, image }) => internal(`image ${image}`, podSubject(pod)),
  'image.done': ({ error }) => internal(error === undefined ? 'image is there' : error.reason),
  'probes.add': ({ pod }) => internal('probe its containers', podSubject(pod)),
  'probes.remove': ({ pod }) => internal('stop probing', podSubject(pod)),
  'probes.stop-liveness-and-startup': ({ pod }) => internal('stop liveness', podSubject(pod)),
  'probe.update': ({ probe, result, uid }) =>
    internal(`${probe} ${result}`, { kind: 'pod', name: '', uid }),
  'probes.container-started': ({ uid }) =>
    internal('container started', { kind: 'pod', name: '', uid }),
  'event.record': ({ reason, pod }) =>
    internal(reason, pod === undefined ? undefined : podSubject(pod)),
};

function internal(label: string, about?: Subject): Description {
  return described('internal', 'signal', label, about);
}

function firstPod(pods: readonly Parameters<typeof podSubject>[0][]): Subject | undefined {
  return pods.length === 1 ? podSubject(pods[0] as Parameters<typeof podSubject>[0]) : undefined;
}

function nameOf(pod: {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}): Omit<Subject, 'kind'> {
  return { name: pod.name, namespace: pod.namespace, uid: pod.uid };
}
