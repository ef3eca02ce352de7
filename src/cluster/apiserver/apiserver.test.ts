import { describe, expect, test } from 'vitest';
import type { Pod } from '../../api/pod.ts';
import type { ApiList } from '../../apimachinery/meta.ts';
import { seconds } from '../../kernel/time.ts';
import { ETCD_DEFAULTS } from '../etcd/etcd.ts';
import { fillScheme } from '../scheme/whole.ts';
import { messageOf, testCluster } from './test-cluster.ts';

fillScheme();

const PODS = '/api/v1/namespaces/default/pods';
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
};
const BOUND = { ...POD, spec: { ...POD.spec, nodeName: 'node-1' } };

describe('creating', () => {
  test('API-1 API-8: fills in what only the server may set', () => {
    const cluster = testCluster();
    const { code, body } = cluster.ask({ verb: 'POST', path: PODS, body: POD });
    expect(code).toBe(201);
    const pod = body as Pod;
    expect(pod.metadata).toMatchObject({ name: 'web', namespace: 'default', generation: 1 });
    expect(pod.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
    expect(Number(pod.metadata.resourceVersion)).toBeGreaterThan(1);
    expect(pod.status).toMatchObject({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(pod.spec.tolerations?.map((one) => [one.key, one.tolerationSeconds])).toEqual([
      ['node.kubernetes.io/not-ready', 300],
      ['node.kubernetes.io/unreachable', 300],
    ]);
    expect(pod.spec.priority).toBe(0);
    expect(cluster.ask({ verb: 'GET', path: `${PODS}/web` }).body).toEqual(pod);
  });

  test('API-1: pods of v1.20 have no generation', () => {
    const { body } = testCluster('docker').ask({ verb: 'POST', path: PODS, body: POD });
    expect((body as Pod).metadata.generation).toBeUndefined();
  });

  test('API-2: refuses taken names and missing namespaces in their own words', () => {
    const cluster = testCluster();
    cluster.ask({ verb: 'POST', path: PODS, body: POD });
    const again = cluster.ask({ verb: 'POST', path: PODS, body: POD });
    expect([again.code, messageOf(again)]).toEqual([409, 'pods "web" already exists']);
    const path = '/api/v1/namespaces/nowhere/pods';
    const lost = cluster.ask({ verb: 'POST', path, body: POD });
    expect([lost.code, messageOf(lost)]).toEqual([404, 'namespaces "nowhere" not found']);
  });

  test('makes names from generateName', () => {
    const cluster = testCluster();
    const body = { ...POD, metadata: { generateName: 'web-' } };
    const first = cluster.ask({ verb: 'POST', path: PODS, body }).body as Pod;
    const second = cluster.ask({ verb: 'POST', path: PODS, body }).body as Pod;
    expect(first.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(second.metadata.name).not.toBe(first.metadata.name);
  });

  test('API-7: a dry run leaves nothing behind', () => {
    const cluster = testCluster();
    const query = { dryRun: 'All' };
    expect(cluster.ask({ verb: 'POST', path: PODS, body: POD, query }).code).toBe(201);
    const missing = cluster.ask({ verb: 'GET', path: `${PODS}/web` });
    expect([missing.code, messageOf(missing)]).toEqual([404, 'pods "web" not found']);
  });
});

describe('updating', () => {
  test('API-3: an old resourceVersion is a conflict', () => {
    const cluster = testCluster();
    const pod = cluster.ask({ verb: 'POST', path: PODS, body: POD }).body as Pod;
    const changed = { ...pod, metadata: { ...pod.metadata, labels: { app: 'x' } } };
    expect(cluster.ask({ verb: 'PUT', path: `${PODS}/web`, body: changed }).code).toBe(200);
    const late = cluster.ask({ verb: 'PUT', path: `${PODS}/web`, body: changed });
    expect(late.code).toBe(409);
    expect(messageOf(late)).toBe(
      'Operation cannot be fulfilled on pods "web": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  test('API-4: status and spec are changed by their own paths only', () => {
    const cluster = testCluster();
    cluster.ask({ verb: 'POST', path: PODS, body: POD });
    const contentType = 'application/strategic-merge-patch+json';
    const body = { spec: { activeDeadlineSeconds: 5 }, status: { phase: 'Running' } };
    const path = `${PODS}/web`;
    const first = cluster.ask({ verb: 'PATCH', path, body, contentType }).body as Pod;
    expect([first.status?.phase, first.spec.activeDeadlineSeconds]).toEqual(['Pending', 5]);
    expect(first.metadata.generation).toBe(2);
    const onStatus = { spec: { activeDeadlineSeconds: 9 }, status: { phase: 'Running' } };
    const second = cluster.ask({
      verb: 'PATCH',
      path: `${path}/status`,
      body: onStatus,
      contentType,
    }).body as Pod;
    expect([second.status?.phase, second.spec.activeDeadlineSeconds]).toEqual(['Running', 5]);
    expect(second.status?.qosClass).toBe('BestEffort');
  });

  test.each([
    ['containerd', 'BestEffort'],
    ['docker', undefined],
  ] as const)('API-31: keeps the quality of service or not, in %s', (edition, kept) => {
    const cluster = testCluster(edition);
    cluster.ask({ verb: 'POST', path: PODS, body: POD });
    const status = { phase: 'Failed', qosClass: null };
    const contentType = 'application/strategic-merge-patch+json';
    const path = `${PODS}/web/status`;
    const pod = cluster.ask({ verb: 'PATCH', path, body: { status }, contentType }).body as Pod;
    expect(pod.status?.qosClass).toBe(kept);
  });

  test('API-5: a patch that changes nothing writes nothing', () => {
    const cluster = testCluster();
    const pod = cluster.ask({ verb: 'POST', path: PODS, body: POD }).body as Pod;
    const contentType = 'application/merge-patch+json';
    const body = { metadata: { labels: { app: 'web' } } };
    const same = cluster.ask({ verb: 'PATCH', path: `${PODS}/web`, body, contentType }).body as Pod;
    expect(same.metadata.resourceVersion).toBe(pod.metadata.resourceVersion);
  });

  test('API-6: a binding gives the pod its node, once', () => {
    const cluster = testCluster();
    cluster.ask({ verb: 'POST', path: PODS, body: POD });
    const body = { kind: 'Binding', apiVersion: 'v1', target: { kind: 'Node', name: 'node-1' } };
    const path = `${PODS}/web/binding`;
    expect(cluster.ask({ verb: 'POST', path, body }).code).toBe(201);
    const pod = cluster.ask({ verb: 'GET', path: `${PODS}/web` }).body as Pod;
    expect(pod.spec.nodeName).toBe('node-1');
    expect(pod.status?.conditions?.[0]).toMatchObject({ type: 'PodScheduled', status: 'True' });
    const again = cluster.ask({ verb: 'POST', path, body });
    expect(messageOf(again)).toBe(
      'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "node-1"',
    );
  });
});

describe('deleting', () => {
  test('API-10 API-11 API-12 API-13: a bound pod gets its grace; a second delete may shorten it; zero takes it away', () => {
    const cluster = testCluster();
    const { uid } = (cluster.ask({ verb: 'POST', path: PODS, body: BOUND }).body as Pod).metadata;
    const watch = cluster.watch(PODS, { resourceVersion: '0' });
    const path = `${PODS}/web`;
    const first = cluster.ask({ verb: 'DELETE', path }).body as Pod;
    expect(first.metadata).toMatchObject({ deletionGracePeriodSeconds: 30, generation: 2 });
    const again = cluster.ask({ verb: 'DELETE', path, body: { gracePeriodSeconds: 60 } });
    expect((again.body as Pod).metadata.deletionGracePeriodSeconds).toBe(30);
    const shorter = cluster.ask({ verb: 'DELETE', path, body: { gracePeriodSeconds: 5 } });
    expect((shorter.body as Pod).metadata.deletionGracePeriodSeconds).toBe(5);
    const preconditions = { uid: 'another' };
    const wrong = cluster.ask({ verb: 'DELETE', path, body: { preconditions } });
    expect(messageOf(wrong)).toBe(
      `Operation cannot be fulfilled on Pod "web": the UID in the precondition (another) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
    const body = { gracePeriodSeconds: 0, preconditions: { uid: uid ?? '' } };
    expect(cluster.ask({ verb: 'DELETE', path, body }).code).toBe(200);
    expect(
      watch.events().map((event) => {
        const { metadata } = event.object as Pod;
        return [event.type, metadata.deletionGracePeriodSeconds];
      }),
    ).toEqual([
      ['ADDED', undefined],
      ['MODIFIED', 30],
      ['MODIFIED', 5],
      ['MODIFIED', 0],
      ['DELETED', 0],
    ]);
    const [marked, removed] = cluster.facts
      .filter((fact) => fact.type === 'ObjectChanged')
      .slice(-2);
    expect((removed?.at ?? 0) - (marked?.at ?? 0)).toBeLessThan(ETCD_DEFAULTS.fsync.high + 1_000);
    const told = cluster.facts.filter((fact) => fact.type === 'ApiRequest').at(-1)?.data;
    expect(told).toEqual({
      by: 'kubectl',
      verb: 'DELETE',
      path: 'pods/web',
      code: 200,
      gracePeriodSeconds: 0,
      uidPrecondition: true,
    });
  });

  test('API-15: a collection goes object by object', () => {
    const cluster = testCluster();
    for (const name of ['a', 'b', 'c']) {
      const labels = { app: name === 'c' ? 'stays' : 'goes' };
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels } };
      cluster.ask({ verb: 'POST', path: '/api/v1/namespaces/default/configmaps', body });
    }
    const path = '/api/v1/namespaces/default/configmaps';
    const query = { labelSelector: 'app in (goes)' };
    expect(cluster.ask({ verb: 'DELETE', path, query }).code).toBe(200);
    const left = cluster.ask({ verb: 'GET', path }).body as ApiList;
    expect(left.items.map((one) => one.metadata.name)).toEqual(['c']);
  });

  test('API-14: an eviction says so, then deletes', () => {
    const cluster = testCluster();
    cluster.ask({ verb: 'POST', path: PODS, body: BOUND });
    const watch = cluster.watch(PODS, { resourceVersion: '0' });
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } };
    expect(cluster.ask({ verb: 'POST', path: `${PODS}/web/eviction`, body }).code).toBe(201);
    const [, marked, deleted] = watch.events().map((event) => event.object as Pod);
    expect(marked?.status?.conditions?.[0]).toMatchObject({ reason: 'EvictionByEvictionAPI' });
    expect(marked?.metadata.deletionTimestamp).toBeUndefined();
    expect(deleted?.metadata.deletionGracePeriodSeconds).toBe(30);
  });
});

test('API-28 ETCD-7: events vanish when their time is over', () => {
  const cluster = testCluster('containerd', { eventTtlSeconds: 10 });
  const path = '/api/v1/namespaces/default/events';
  const body = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'web.1' },
    involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
    reason: 'Started',
    type: 'Normal',
  };
  expect(cluster.ask({ verb: 'POST', path, body }).code).toBe(201);
  const other = '/apis/events.k8s.io/v1/namespaces/default/events/web.1';
  expect(cluster.ask({ verb: 'GET', path: other }).body).toMatchObject({
    regarding: { name: 'web' },
  });
  cluster.pass(seconds(120));
  expect(cluster.ask({ verb: 'GET', path: `${path}/web.1` }).code).toBe(404);
});
