import { describe, expect, test } from 'vitest';
import type { Event } from '../../api/config.ts';
import type { Pod } from '../../api/pod.ts';
import { findCondition } from '../../api/pod-helpers.ts';
import { CONTROL } from '../../kernel/message.ts';
import { seconds } from '../../kernel/time.ts';
import { type TestCluster, testCluster } from '../apiserver/test-cluster.ts';
import type { EditionName } from '../editions/edition.ts';
import { fillScheme } from '../scheme/whole.ts';
import { schedulerComponent } from './scheduler.ts';
import { fillScheduler } from './whole.ts';

fillScheme();
fillScheduler();

const PODS = '/api/v1/namespaces/default/pods';

function cluster(edition: EditionName = 'containerd'): TestCluster {
  const made = testCluster(edition);
  made.simulation.add(schedulerComponent, 'scheduler', { edition });
  return made;
}

function addNode(on: TestCluster, name: string, more: object = {}): void {
  const allocatable = { cpu: '2', memory: '4Gi', pods: '110' };
  const metadata = { name, labels: { 'kubernetes.io/hostname': name } };
  const status = { capacity: allocatable, allocatable };
  const body = { apiVersion: 'v1', kind: 'Node', metadata, ...more, status };
  expect(on.ask({ verb: 'POST', path: '/api/v1/nodes', body }).code).toBe(201);
  const spec = (more as { readonly spec?: object }).spec ?? {};
  const patch = { spec: { taints: null, ...spec } };
  const contentType = 'application/merge-patch+json';
  on.ask({ verb: 'PATCH', path: `/api/v1/nodes/${name}`, body: patch, contentType });
  on.ask({ verb: 'PATCH', path: `/api/v1/nodes/${name}/status`, body: { status }, contentType });
}

function addPod(on: TestCluster, name: string, spec: object = {}, cpu = '100m'): void {
  const container = { name: 'c', image: 'nginx', resources: { requests: { cpu } } };
  const metadata = { name, labels: { app: name } };
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [container], ...spec },
  };
  const answer = on.ask({ verb: 'POST', path: PODS, body });
  expect(answer.code).toBe(201);
}

function pod(on: TestCluster, name: string): Pod {
  return on.ask({ verb: 'GET', path: `${PODS}/${name}` }).body as Pod;
}

function events(on: TestCluster): readonly Event[] {
  const { body } = on.ask({ verb: 'GET', path: '/api/v1/namespaces/default/events' });
  return (body as { readonly items: readonly Event[] }).items;
}

describe('placing', () => {
  test('binds a pod that fits and says so', () => {
    const on = cluster();
    addNode(on, 'node-1');
    addPod(on, 'web');
    on.pass(seconds(1));
    expect(pod(on, 'web').spec.nodeName).toBe('node-1');
    expect(findCondition(pod(on, 'web').status, 'PodScheduled')?.status).toBe('True');
    const [event] = events(on);
    expect(event).toMatchObject({
      reason: 'Scheduled',
      message: 'Successfully assigned default/web to node-1',
      reportingComponent: 'default-scheduler',
      involvedObject: { kind: 'Pod', name: 'web' },
    });
    expect(on.facts.filter((fact) => fact.type === 'Scheduled')).toHaveLength(1);
  });

  test('prefers the emptier node', () => {
    const on = cluster();
    addNode(on, 'node-1');
    addNode(on, 'node-2');
    addPod(on, 'big', { nodeName: 'node-1' }, '1500m');
    addPod(on, 'web');
    on.pass(seconds(1));
    expect(pod(on, 'web').spec.nodeName).toBe('node-2');
  });

  test('leaves gated pods and pods of other schedulers alone', () => {
    const on = cluster();
    addNode(on, 'node-1');
    addPod(on, 'gated', { schedulingGates: [{ name: 'example.com/wait' }] });
    addPod(on, 'other', { schedulerName: 'mine' });
    on.pass(seconds(5));
    expect(pod(on, 'gated').spec.nodeName).toBeUndefined();
    expect(pod(on, 'other').spec.nodeName).toBeUndefined();
    expect(events(on)).toEqual([]);
  });
});

describe('failing', () => {
  test('tells what every node lacks, in the words of the era', () => {
    const text = '0/1 nodes are available: 1 Insufficient cpu.';
    const preemption =
      ' no new claims to deallocate, preemption: 0/1 nodes are available: ' +
      '1 Preemption is not helpful for scheduling.';
    for (const edition of ['docker', 'containerd'] as const) {
      const on = cluster(edition);
      addNode(on, 'node-1');
      addPod(on, 'big', {}, '64');
      on.pass(seconds(1));
      const condition = findCondition(pod(on, 'big').status, 'PodScheduled');
      const message = edition === 'docker' ? text : text + preemption;
      expect(condition).toMatchObject({ status: 'False', reason: 'Unschedulable', message });
      expect(events(on).map((one) => one.message)).toEqual([message]);
    }
  });

  test('counts the reasons of all nodes', () => {
    const on = cluster('docker');
    addNode(on, 'node-1', { spec: { unschedulable: true } });
    addNode(on, 'node-2', { spec: { taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }] } });
    addNode(on, 'node-3');
    addPod(on, 'picky', { nodeSelector: { disk: 'ssd' } });
    on.pass(seconds(1));
    expect(events(on)[0]?.message).toBe(
      "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity, " +
        "1 node(s) had taint {a: b}, that the pod didn't tolerate, 1 node(s) were unschedulable.",
    );
  });

  test('without nodes, then with one: the pod moves on', () => {
    const on = cluster();
    addPod(on, 'early');
    on.pass(seconds(1));
    expect(events(on)[0]?.message).toBe('no nodes available to schedule pods');
    addNode(on, 'node-1');
    on.pass(seconds(3));
    expect(pod(on, 'early').spec.nodeName).toBe('node-1');
  });

  test('a host port that is taken frees with its pod', () => {
    const on = cluster();
    const ports = [{ containerPort: 80, hostPort: 8080 }];
    const spec = { containers: [{ name: 'c', image: 'nginx', ports }] };
    addNode(on, 'node-1');
    addPod(on, 'first', spec);
    on.pass(seconds(1));
    addPod(on, 'second', spec);
    on.pass(seconds(1));
    expect(findCondition(pod(on, 'second').status, 'PodScheduled')?.message).toBe(
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. " +
        'no new claims to deallocate, preemption: 0/1 nodes are available: ' +
        '1 No preemption victims found for incoming pod.',
    );
    on.ask({ verb: 'DELETE', path: `${PODS}/first`, query: { gracePeriodSeconds: '0' } });
    on.pass(seconds(3));
    expect(pod(on, 'second').spec.nodeName).toBe('node-1');
  });
});

test('an outage of the API server only delays', () => {
  const on = cluster();
  addNode(on, 'node-1');
  on.simulation.inject('apiserver', CONTROL, { type: 'process.stop' });
  on.pass(seconds(10));
  on.simulation.inject('apiserver', CONTROL, { type: 'process.start' });
  on.pass(seconds(30));
  addPod(on, 'late');
  on.pass(seconds(1));
  expect(pod(on, 'late').spec.nodeName).toBe('node-1');
});
