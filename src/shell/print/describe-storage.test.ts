// `kubectl describe pv` and `pvc`, letter by letter as the printer's source has it.

import { expect, it } from 'vitest';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { micros } from '../../kernel/time.ts';
import { descriptionText } from './describe.ts';

function text(resource: string, object: object, related: readonly object[] = []): string {
  return descriptionText({
    kind: 'description',
    resource,
    object: object as ApiObject,
    events: [],
    related: related as readonly ApiObject[],
    showEvents: true,
    at: micros(60_000_000),
    epochSeconds: 1_767_225_600,
    edition: 'containerd',
  });
}

it('describes a bound volume', () => {
  const disk = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'disk', finalizers: ['kubernetes.io/pv-protection'] },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
      persistentVolumeReclaimPolicy: 'Retain',
      volumeMode: 'Filesystem',
      claimRef: { namespace: 'default', name: 'data' },
      hostPath: { path: '/srv/disk', type: '' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'host', operator: 'In', values: ['a', 'b'] }] },
          ],
        },
      },
    },
    status: { phase: 'Bound' },
  };
  expect(text('persistentvolumes', disk)).toBe(`Name:              disk
Labels:            <none>
Annotations:       <none>
Finalizers:        [kubernetes.io/pv-protection]
StorageClass:      
Status:            Bound
Claim:             default/data
Reclaim Policy:    Retain
Access Modes:      RWO,ROX
VolumeMode:        Filesystem
Capacity:          1Gi
Node Affinity:     
  Required Terms:  
    Term 0:        host in [a, b]
Message:           
Source:
    Type:          HostPath (bare host directory volume)
    Path:          /srv/disk
    HostPathType:  
Events:            <none>
`);
});

it('describes a claim with who uses it, and one that waits', () => {
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default' },
    spec: { volumeName: 'disk', volumeMode: 'Filesystem' },
    status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } },
  };
  const pods = ['web', 'app'].map((name) => ({ kind: 'Pod', metadata: { name } }));
  expect(text('persistentvolumeclaims', claim, pods)).toBe(`Name:          data
Namespace:     default
StorageClass:  
Status:        Bound
Volume:        disk
Labels:        <none>
Annotations:   <none>
Finalizers:    []
Capacity:      1Gi
Access Modes:  RWO
VolumeMode:    Filesystem
Used By:       app
               web
Events:        <none>
`);
  const deletionTimestamp = '2026-01-01T00:00:55Z';
  const going = { ...claim, metadata: { ...claim.metadata, deletionTimestamp }, spec: {} };
  const said = text('persistentvolumeclaims', going);
  expect(said).toContain('Status:        Terminating (lasts 5s)\n');
  expect(said).toContain('Used By:       <none>\n');
  expect(said).toContain('Capacity:      \n');
});
