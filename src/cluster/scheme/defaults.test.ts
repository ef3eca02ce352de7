import { expect, test } from 'vitest';
import type { Service } from '../../api/config.ts';
import type { Pod } from '../../api/pod.ts';
import { defaultObject } from './defaults.ts';
import { fillScheme } from './whole.ts';

fillScheme();

function pod(spec: object): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec } as unknown as Pod;
}

test('a bare pod gets what every pod has', () => {
  const { spec } = defaultObject(pod({ containers: [{ name: 'c', image: 'nginx' }] }), 'docker');
  expect(spec).toMatchObject({
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    enableServiceLinks: true,
  });
  expect(spec.containers[0]).toEqual({
    name: 'c',
    image: 'nginx',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'Always',
  });
});

test('probes, ports, volumes and requests', () => {
  const container = {
    name: 'c',
    image: 'nginx:1.25',
    ports: [{ containerPort: 80 }],
    livenessProbe: { httpGet: { port: 80 } },
    resources: { limits: { cpu: '0.5' } },
    env: [{ name: 'N', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
  };
  const volumes = [{ name: 'e' }, { name: 's', secret: { secretName: 's' } }];
  const { spec } = defaultObject(
    pod({ containers: [container], volumes, hostNetwork: true }),
    'docker',
  );
  expect(spec.containers[0]).toMatchObject({
    imagePullPolicy: 'IfNotPresent',
    ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }],
    livenessProbe: {
      httpGet: { path: '/', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    resources: { limits: { cpu: '500m' }, requests: { cpu: '500m' } },
    env: [{ valueFrom: { fieldRef: { apiVersion: 'v1' } } }],
  });
  expect(spec.volumes).toEqual([
    { name: 'e', emptyDir: {} },
    { name: 's', secret: { secretName: 's', defaultMode: 420 } },
  ]);
});

test('pod level requests follow the containers, then the limits', () => {
  const containers = [{ name: 'c', image: 'i', resources: { requests: { cpu: '100m' } } }];
  const resources = { limits: { cpu: '1', memory: '1Gi' } };
  const { spec } = defaultObject(pod({ containers, resources }), 'containerd');
  expect(spec.resources?.requests).toEqual({ cpu: '100m', memory: '1Gi' });
});

test('services differ by edition', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's' },
    spec: { ports: [{ port: 80 }] },
  } as Service;
  expect(defaultObject(service, 'docker').spec).toEqual({
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    sessionAffinity: 'None',
    type: 'ClusterIP',
  });
  expect(defaultObject(service, 'containerd').spec?.internalTrafficPolicy).toBe('Cluster');
});
