import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { values } from '../../../base/persistent-map.ts';
import { micros } from '../../../kernel/time.ts';
import { stateOf } from '../../../kernel/world.ts';
import { defaultNode, defaultSetup } from '../../../scenario/defaults.ts';
import { openTimeline } from '../../../session/run.ts';

const CLAIM = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'wanted' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const VOLUME = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'disk' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    hostPath: { path: '/srv/x' },
  },
};
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'user' },
  spec: {
    nodeName: 'n1',
    volumes: [
      { name: 'own', emptyDir: {} },
      { name: 'kept', persistentVolumeClaim: { claimName: 'wanted' } },
    ],
    containers: [
      {
        name: 'c',
        image: 'busybox:1.36',
        command: ['sleep', '600'],
        volumeMounts: [{ name: 'kept', mountPath: '/k' }],
      },
    ],
  },
};

/** The pod's FailedMount, and its phase, when these objects are made one a second. */
function run(edition: 'docker' | 'containerd', objects: readonly object[]): readonly string[] {
  const setup = {
    ...defaultSetup(edition, 2, 1),
    nodes: [defaultNode('n1')],
    images: [{ image: 'busybox:1.36', isPresent: true }],
  };
  const steps = objects.map((object, i) => {
    const files = { 'o.json': JSON.stringify(object) };
    return { at: micros((i + 1) * 1_000_000), line: { text: 'kubectl create -f o.json', files } };
  });
  const timeline = openTimeline({ setup, steps });
  timeline.advance(micros(60_000_000));
  const etcd = stateOf<{ readonly store: { readonly current: unknown } }>(timeline.world, 'etcd');
  const stored = [...values(etcd?.store.current as never)].map(
    (kv) =>
      (kv as { readonly value: unknown }).value as ApiObject & {
        readonly reason?: string;
        readonly message?: string;
        readonly status?: { readonly phase?: string };
      },
  );
  const events = stored.filter(({ kind, reason }) => kind === 'Event' && reason === 'FailedMount');
  const pod = stored.find(({ kind }) => kind === 'Pod');
  return [pod?.status?.phase ?? '', ...events.map(({ message = '' }) => message)];
}

const DOCKER = 'unmounted volumes=[kept], unattached volumes=[own kept]';
const CONTAINERD =
  'unmounted volumes=[kept], unattached volumes=[], failed to process volumes=[kept]';

describe('KUBELET-63: the volume of a claim', () => {
  it.each([
    ['docker', DOCKER],
    ['containerd', CONTAINERD],
  ] as const)('is waited for as long as there is no such claim (%s)', (edition, what) => {
    const why = 'failed to fetch PVC from API server: persistentvolumeclaims "wanted" not found';
    expect(run(edition, [POD])).toEqual([
      'Pending',
      `Unable to attach or mount volumes: ${what}: error processing PVC default/wanted: ${why}`,
    ]);
  });

  it.each([
    ['docker', DOCKER],
    ['containerd', CONTAINERD],
  ] as const)('is waited for as long as the claim is not bound (%s)', (edition, what) => {
    expect(run(edition, [CLAIM, POD])).toEqual([
      'Pending',
      `Unable to attach or mount volumes: ${what}: error processing PVC default/wanted: PVC is not bound`,
    ]);
  });

  it.each(['docker', 'containerd'] as const)('is mounted once it is bound (%s)', (edition) => {
    expect(run(edition, [VOLUME, CLAIM, POD])).toEqual(['Running']);
  });
});
