// The adapters of workers, kills and admission with cases of their own (KUBELET-35, KUBELET-38).

import { beforeAll, describe, expect, it } from 'vitest';
import { fillCluster } from '../../src/cluster/whole.ts';
import { matches } from '../match.ts';
import { containerLifecycle } from './container-lifecycle.ts';
import { podAdmission } from './pod-admission.ts';
import { podWorkers } from './pod-workers.ts';
import { syncPod } from './sync-pod.ts';

beforeAll(fillCluster);

const probes = {
  livenessProbe: { terminationGracePeriodSeconds: 7 },
  startupProbe: { terminationGracePeriodSeconds: 4 },
};

describe('a kill (KUBELET-38)', () => {
  it.each([
    ['LivenessProbe', 7],
    ['StartupProbe', 4],
    ['Unknown', 50],
  ])('for %s gives %i s', (killReason, gracePeriodSeconds) => {
    const spec = { containers: [{ name: 'a', ...probes }], terminationGracePeriodSeconds: 50 };
    const answer = containerLifecycle({ pod: { spec }, container: 'a', killReason }, 'containerd');
    expect(answer).toEqual({ gracePeriodSeconds });
  });

  it('lets sidecars wait for their turn, and no longer than their grace', () => {
    const sidecars = ['one', 'two'].map((name) => ({ name, restartPolicy: 'Always' }));
    const pod = { spec: { containers: [{ name: 'app' }], initContainers: sidecars } };
    const answer = (gracePeriodSeconds: number): unknown =>
      containerLifecycle({ pod, gracePeriodSeconds, secondsToExitAfterStop: 3 }, 'containerd');
    expect(answer(30)).toEqual({ secondsWaitedBeforeStop: { app: 0, two: 3, one: 6 } });
    expect(answer(4)).toEqual({ secondsWaitedBeforeStop: { app: 0, two: 3, one: 4 } });
  });
});

describe('admission (KUBELET-35)', () => {
  const node = {
    metadata: { name: 'n', labels: { zone: 'a' } },
    status: { allocatable: { cpu: '1', memory: '100', pods: '2' } },
  };
  const pod = (name: string, spec: object): object => ({ metadata: { name, uid: name }, spec });
  const requests = (cpu: string): object => ({
    containers: [{ name: 'c', resources: { requests: { cpu } } }],
  });

  it('counts the pods that were taken', () => {
    const podsAdded = [pod('a', requests('600m')), pod('b', requests('600m')), pod('c', {})];
    const answer = podAdmission({ node, podsAdded: [...podsAdded, pod('d', {})] }, 'docker');
    expect(answer).toMatchObject({
      phases: { a: 'Pending', b: 'Failed', c: 'Pending', d: 'Failed' },
      observed: { b: { reason: 'OutOfcpu' }, d: { reason: 'OutOfpods' } },
    });
  });

  it.each([
    ['docker', 'Predicate NodeName failed', "node(s) didn't match the requested hostname"],
    [
      'containerd',
      "Predicate NodeName failed: node(s) didn't match the requested node name",
      "node(s) didn't match the requested node name",
    ],
  ] as const)('speaks the words of %s', (edition, error, reason) => {
    const input = { node, pod: pod('a', { nodeName: 'other' }), podsOnNode: [] };
    const reasons = [{ error, predicate: 'NodeName', reason }];
    expect(podAdmission(input, edition)).toEqual({ fits: false, reasons });
  });
});

describe('workers', () => {
  it('end a pod that is deleted, and remember it', () => {
    const metadata = { uid: 'u', name: 'web', namespace: 'ns' };
    const deletion = { deletionTimestamp: '1970-01-01T00:00:01Z', deletionGracePeriodSeconds: 9 };
    const steps = [
      { update: 'create', pod: { metadata } },
      { update: 'update', pod: { metadata: { ...metadata, ...deletion } } },
    ];
    const answer = podWorkers({ steps }, 'containerd');
    const calls = { u: ['sync create', 'terminating grace=9', 'terminated'] };
    expect(matches({ finished: true, deleted: true, gracePeriodSeconds: 9, calls }, answer)).toBe(
      true,
    );
    expect(matches({ calls: { u: ['sync create'] } }, answer)).toBe(false);
  });

  it('start one container after another, and keep what they had', () => {
    const spec = {
      containers: [{ name: 'app', image: 'a' }],
      initContainers: [{ name: 'first', image: 'b' }],
    };
    const pod = { metadata: { uid: 'u', name: 'web', namespace: 'ns' }, spec };
    const steps = [
      { do: 'syncPod' },
      { do: 'stopContainer', container: 'first' },
      { do: 'syncPod' },
    ];
    expect(syncPod({ op: 'sequence', pod, steps }, 'containerd')).toEqual({
      afterEachSync: [
        { step: 1, containers: [{ name: 'first', attempt: 0, state: 'running' }] },
        {
          step: 3,
          containers: [
            { name: 'first', attempt: 0, state: 'exited' },
            { name: 'app', attempt: 0, state: 'running' },
          ],
        },
      ],
    });
  });
});
