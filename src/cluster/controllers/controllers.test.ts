import { describe, expect, test } from 'vitest';
import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import type { ApiList } from '../../apimachinery/meta.ts';
import { seconds } from '../../kernel/time.ts';
import { type TestCluster, testCluster, type Watching } from '../apiserver/test-cluster.ts';
import type { EditionName } from '../editions/edition.ts';
import type { ControllerName } from '../protocol/setup.ts';
import { fillScheme } from '../scheme/whole.ts';
import { controllerManager } from './controller-manager.ts';

fillScheme();

const ALL: readonly ControllerName[] = [
  'node-lifecycle',
  'taint-eviction',
  'pod-garbage-collector',
  'namespace',
];
const STRATEGIC = 'application/strategic-merge-patch+json';

function withControllers(edition: EditionName): TestCluster {
  const cluster = testCluster(edition);
  const config = { edition, controllers: ALL };
  cluster.simulation.add(controllerManager, 'controller-manager', config);
  cluster.pass(seconds(1));
  return cluster;
}

function addNode(cluster: TestCluster, name: string): void {
  const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }];
  const body = { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { conditions } };
  expect(cluster.ask({ verb: 'POST', path: '/api/v1/nodes', body }).code).toBe(201);
}

function addPod(cluster: TestCluster, name: string, tolerationSeconds?: number): void {
  const toleration = {
    key: 'node.kubernetes.io/unreachable',
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds,
  };
  const tolerations = tolerationSeconds === undefined ? {} : { tolerations: [toleration] };
  const spec = { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx' }], ...tolerations };
  const path = '/api/v1/namespaces/default/pods';
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec };
  expect(cluster.ask({ verb: 'POST', path, body }).code).toBe(201);
  const ready = { type: 'Ready', status: 'True' };
  const status = { phase: 'Running', conditions: [ready] };
  const patch = { body: { status }, contentType: STRATEGIC } as const;
  expect(cluster.ask({ verb: 'PATCH', path: `${path}/${name}/status`, ...patch }).code).toBe(200);
}

function heartbeat(cluster: TestCluster, at: string): void {
  const conditions = [
    { type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: at },
  ];
  const path = '/api/v1/nodes/node-1/status';
  cluster.ask({ verb: 'PATCH', path, body: { status: { conditions } }, contentType: STRATEGIC });
}

function nodeSteps(watch: Watching): readonly string[] {
  return watch.events().map((event) => {
    const node = event.object as Node;
    const ready = node.status?.conditions?.find((one) => one.type === 'Ready');
    const taints = (node.spec?.taints ?? []).map(
      (taint) => `${taint.key.split('/')[1]}:${taint.effect}`,
    );
    return [ready?.status, ...taints].join(' ');
  });
}

function reasons(cluster: TestCluster): readonly string[] {
  const { body } = cluster.ask({ verb: 'GET', path: '/api/v1/namespaces/default/events' });
  const events = (body as ApiList).items as unknown as readonly {
    readonly reason: string;
    readonly message: string;
    readonly involvedObject: { readonly name: string };
  }[];
  return events.map((one) => `${one.involvedObject.name} ${one.reason} ${one.message}`);
}

describe('a node that falls silent', () => {
  test('loses the taint it was born with once it is Ready', () => {
    const cluster = withControllers('containerd');
    const watch = cluster.watch('/api/v1/nodes');
    addNode(cluster, 'node-1');
    expect(nodeSteps(watch)).toEqual(['True not-ready:NoSchedule', 'True']);
  });

  test('becomes Unknown, is tainted, its pods are not Ready and go when their patience ends', () => {
    const cluster = withControllers('containerd');
    addNode(cluster, 'node-1');
    addPod(cluster, 'short', 10);
    addPod(cluster, 'long');
    const watch = cluster.watch('/api/v1/nodes', { resourceVersion: '0' });
    cluster.pass(seconds(60));
    expect(nodeSteps(watch)).toEqual([
      'True',
      'Unknown',
      'Unknown unreachable:NoSchedule',
      'Unknown unreachable:NoSchedule unreachable:NoExecute',
    ]);
    const pod = cluster.ask({ verb: 'GET', path: '/api/v1/namespaces/default/pods/long' })
      .body as Pod;
    expect(pod.status?.conditions?.[0]?.status).toBe('False');
    cluster.pass(seconds(12));
    const gone = cluster.ask({ verb: 'GET', path: '/api/v1/namespaces/default/pods/short' })
      .body as Pod;
    expect(gone.metadata.deletionTimestamp).toBeDefined();
    expect(gone.status?.conditions?.[1]).toMatchObject({ reason: 'DeletionByTaintManager' });
    heartbeat(cluster, '2027-01-15T08:02:00Z');
    cluster.pass(seconds(6));
    expect(nodeSteps(watch).slice(-2)).toEqual(['True unreachable:NoExecute', 'True']);
    expect(reasons(cluster)).toEqual(
      expect.arrayContaining([
        'node-1 RegisteredNode Node node-1 event: Registered Node node-1 in Controller',
        'node-1 NodeNotReady Node node-1 status is now: NodeNotReady',
        'long NodeNotReady Node is not ready',
        'short TaintManagerEviction Marking for deletion Pod default/short',
        'long TaintManagerEviction Cancelling deletion of Pod default/long',
      ]),
    );
  });

  test('keeps its pods in v1.20 while no other node is left', () => {
    const cluster = withControllers('docker');
    addNode(cluster, 'node-1');
    const watch = cluster.watch('/api/v1/nodes', { resourceVersion: '0' });
    cluster.pass(seconds(90));
    expect(nodeSteps(watch)).toEqual(['True', 'Unknown', 'Unknown unreachable:NoSchedule']);
  });
});

describe('OUTAGE-4: while every node is lost', () => {
  test('a taint that is there stays until the node is back', () => {
    const cluster = withControllers('containerd');
    addNode(cluster, 'node-1');
    addPod(cluster, 'long');
    const watch = cluster.watch('/api/v1/nodes', { resourceVersion: '0' });
    cluster.pass(seconds(200));
    expect(nodeSteps(watch).at(-1)).toBe('Unknown unreachable:NoSchedule unreachable:NoExecute');
  });

  test('OUTAGE-5: a node that calls itself not ready keeps its pods as they are', () => {
    const cluster = withControllers('containerd');
    addNode(cluster, 'node-1');
    addPod(cluster, 'long');
    const conditions = [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady' }];
    const body = { status: { conditions } };
    const path = '/api/v1/nodes/node-1/status';
    cluster.ask({ verb: 'PATCH', path, body, contentType: STRATEGIC });
    const watch = cluster.watch('/api/v1/nodes', { resourceVersion: '0' });
    cluster.pass(seconds(20));
    expect(nodeSteps(watch).at(-1)).toBe('False not-ready:NoSchedule');
    const pod = cluster.ask({ verb: 'GET', path: '/api/v1/namespaces/default/pods/long' });
    expect((pod.body as Pod).status?.conditions?.[0]?.status).toBe('True');
  });
});

test('API-16: a namespace is emptied before it goes', () => {
  const cluster = withControllers('containerd');
  const metadata = { name: 'lab' };
  cluster.ask({ verb: 'POST', path: '/api/v1/namespaces', body: { kind: 'Namespace', metadata } });
  const path = '/api/v1/namespaces/lab/configmaps';
  const body = { kind: 'ConfigMap', metadata: { name: 'a' } };
  expect(cluster.ask({ verb: 'POST', path, body }).code).toBe(201);
  expect(cluster.ask({ verb: 'DELETE', path: '/api/v1/namespaces/lab' }).code).toBe(200);
  cluster.pass(seconds(5));
  expect(cluster.ask({ verb: 'GET', path: '/api/v1/namespaces/lab' }).code).toBe(404);
  const left = cluster.ask({ verb: 'GET', path: '/api/v1/configmaps' }).body as ApiList;
  expect(left.items).toEqual([]);
});

test('pods of a node that is gone for good are taken away', () => {
  const cluster = withControllers('containerd');
  addPod(cluster, 'orphan');
  cluster.pass(seconds(90));
  expect(cluster.ask({ verb: 'GET', path: '/api/v1/namespaces/default/pods/orphan' }).code).toBe(
    404,
  );
});
