import { expect, it } from 'vitest';
import type { Pod } from '../../api/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../api/storage.ts';
import { emptyMap, set } from '../../base/persistent-map.ts';
import { claimsOf, releasedClaim, releasedVolume } from './storage-protection.ts';

const gone = { deletionTimestamp: '2026-01-01T00:00:00Z' };
const guarded = { finalizers: ['example.com/other', 'kubernetes.io/pvc-protection'] };

function claim(metadata: object): PersistentVolumeClaim {
  const own = { name: 'data', namespace: 'ns', ...metadata };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: own };
}

function pod(nodeName: string | undefined, claimName: string, phase: string): Pod {
  return {
    metadata: { name: 'p', namespace: 'ns' },
    spec: {
      ...(nodeName === undefined ? {} : { nodeName }),
      containers: [],
      volumes: [
        { name: 'v', persistentVolumeClaim: { claimName } },
        { name: 'e', emptyDir: {} },
      ],
    },
    status: { phase },
  } as unknown as Pod;
}

it.each([
  ['nobody uses', undefined, true],
  ['a pod on a node uses', pod('n', 'data', 'Running'), false],
  ['a pod used that has ended but is there', pod('n', 'data', 'Succeeded'), false],
  ['a pod without a node wants', pod(undefined, 'data', 'Pending'), true],
  ['a pod on a node does not name', pod('n', 'other', 'Running'), true],
])('OUTAGE-22: lets go of a claim that %s: %#', (_what, user, isFree) => {
  const pods = user === undefined ? emptyMap<Pod>() : set(emptyMap<Pod>(), 'ns/p', user);
  const released = releasedClaim(claim({ ...gone, ...guarded }), pods);
  expect(released?.metadata.finalizers).toEqual(isFree ? ['example.com/other'] : undefined);
});

it('OUTAGE-22: leaves a claim alone that stays, or that has no protection', () => {
  expect(releasedClaim(claim(guarded), emptyMap())).toBeUndefined();
  expect(releasedClaim(claim(gone), emptyMap())).toBeUndefined();
});

it.each([
  ['Bound', false],
  ['Released', true],
  ['Available', true],
])('OUTAGE-22: a volume that is %s may go: %s', (phase, mayGo) => {
  const volume: PersistentVolume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'disk', ...gone, finalizers: ['kubernetes.io/pv-protection'] },
    status: { phase } as NonNullable<PersistentVolume['status']>,
  };
  expect(releasedVolume(volume)?.metadata.finalizers).toEqual(mayGo ? [] : undefined);
});

it('names the claims of a pod', () => {
  expect(claimsOf(pod('n', 'data', 'Running'))).toEqual(['ns/data']);
});
