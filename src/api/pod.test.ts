import { expect, test } from 'vitest';
import { kindOf, kindOfWord, pathOf, storageKey } from './kinds.ts';
import type { PodSpec } from './pod.ts';
import { allContainers, containerPort, hostPorts, withCondition } from './pod-helpers.ts';
import { podLimits, podRequests } from './pod-resources.ts';
import { qosClass } from './qos.ts';

function container(name: string, requests: object = {}, more: object = {}): object {
  return { name, image: 'i', resources: { requests, limits: requests }, ...more };
}

function spec(containers: readonly object[], more: object = {}): PodSpec {
  return { containers, ...more } as unknown as PodSpec;
}

test('requests: the larger of running and starting, sidecars in both, overhead on top', () => {
  const always = { restartPolicy: 'Always' };
  const pod = spec([container('a', { cpu: '100m', memory: '64Mi' })], {
    initContainers: [
      container('setup', { cpu: '1' }),
      container('side', { cpu: '50m' }, always),
      container('late', { cpu: '980m' }),
    ],
    overhead: { cpu: '10m' },
  });
  expect(podRequests(pod)).toEqual({ cpu: 1_040, memory: 67_108_864 });
  expect(podLimits(pod)['cpu']).toBe(1_040);
});

test('quality of service', () => {
  const full = { cpu: '1', memory: '1Gi' };
  expect(qosClass(spec([container('a', full), container('b', full)]))).toBe('Guaranteed');
  expect(qosClass(spec([container('a', full), container('b')]))).toBe('Burstable');
  expect(qosClass(spec([container('a')]))).toBe('BestEffort');
  const ofPod = { resources: { requests: full, limits: full } };
  expect(qosClass(spec([container('a')], ofPod))).toBe('Guaranteed');
});

test('small questions', () => {
  const ports = [{ name: 'http', containerPort: 80, hostPort: 8080 }];
  const pod = spec([{ name: 'a', ports }], { initContainers: [{ name: 'i' }] });
  expect(allContainers(pod).map((one) => one.fieldPath)).toEqual([
    'spec.initContainers{i}',
    'spec.containers{a}',
  ]);
  expect(containerPort({ ports }, 'http')).toBe(80);
  expect(containerPort({ ports }, 'grpc')).toBeUndefined();
  expect(hostPorts(pod)).toHaveLength(1);
  const ready = { type: 'Ready', status: 'True' } as const;
  const status = withCondition({ conditions: [{ type: 'Ready', status: 'False' }] }, ready);
  expect(status.conditions).toEqual([ready]);
});

test('kinds by name, path and key', () => {
  const node = kindOfWord('no');
  expect(node && storageKey(node, undefined, 'n')).toBe('/registry/minions/n');
  const pod = kindOf('v1', 'Pod');
  expect(pod && pathOf(pod, 'default', 'web')).toBe('/api/v1/namespaces/default/pods/web');
  expect(kindOfWord('Leases.coordination.k8s.io')?.kind).toBe('Lease');
  expect(kindOf('v2', 'Pod')).toBeUndefined();
});
