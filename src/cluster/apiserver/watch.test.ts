import { describe, expect, test } from 'vitest';
import type { Pod } from '../../api/pod.ts';
import type { ApiList } from '../../apimachinery/meta.ts';
import type { Status } from '../../apimachinery/status.ts';
import { minutes, seconds } from '../../kernel/time.ts';
import type { WatchEvent } from '../protocol/apiserver.ts';
import { fillScheme } from '../scheme/whole.ts';
import { messageOf, type TestCluster, testCluster } from './test-cluster.ts';

fillScheme();

const PATH = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';

function configMap(cluster: TestCluster, name: string, value: string): string {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } };
  const isNew = cluster.ask({ verb: 'GET', path: `${PATH}/${name}` }).code === 404;
  const request = isNew
    ? ({ verb: 'POST', path: PATH, body } as const)
    : ({ verb: 'PUT', path: `${PATH}/${name}`, body } as const);
  const { code, body: stored } = cluster.ask(request);
  if (code >= 300) throw new Error(messageOf({ type: 'api.response', code, body: stored }));
  return (stored as Pod).metadata.resourceVersion ?? '';
}

function told(events: readonly WatchEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.type === 'ERROR') return `ERROR ${event.object.code} ${event.object.message}`;
    return `${event.type} ${event.object.metadata.name ?? event.object.metadata.resourceVersion}`;
  });
}

describe('a watch', () => {
  test('API-22: from "0" begins with what is there, from a revision with what came after it', () => {
    const cluster = testCluster();
    const first = configMap(cluster, 'a', '1');
    configMap(cluster, 'b', '1');
    const all = cluster.watch(PATH, { resourceVersion: '0' });
    const later = cluster.watch(PATH, { resourceVersion: first });
    configMap(cluster, 'a', '2');
    cluster.ask({ verb: 'DELETE', path: `${PATH}/b` });
    expect(told(all.events())).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a', 'DELETED b']);
    expect(told(later.events())).toEqual(['ADDED b', 'MODIFIED a', 'DELETED b']);
  });

  test('API-22: before the window ends with 410 and the real text', () => {
    const cluster = testCluster('docker', { watchCacheSize: 2 });
    const first = configMap(cluster, 'a', '1');
    for (let i = 0; i < 4; i++) configMap(cluster, 'a', `x${i}`);
    cluster.pass(seconds(80));
    configMap(cluster, 'a', 'last');
    const watch = cluster.watch(PATH, { resourceVersion: first });
    expect(told(watch.events())[0]).toMatch(
      new RegExp(`^ERROR 410 too old resource version: ${first} \\(\\d+\\)$`),
    );
    expect(watch.messages().at(-1)).toEqual({ type: 'api.watch.end' });
  });

  test('API-23: shows objects that come into and leave its selection', () => {
    const cluster = testCluster();
    const pods = cluster.watch('/api/v1/pods', {
      resourceVersion: '0',
      fieldSelector: 'spec.nodeName=node-1',
    });
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: { containers: [{ name: 'c', image: 'nginx' }] },
    };
    cluster.ask({ verb: 'POST', path: PODS, body });
    const target = { apiVersion: 'v1', kind: 'Node', name: 'node-1' };
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'web' }, target };
    cluster.ask({ verb: 'POST', path: `${PODS}/web/binding`, body: binding });
    expect(told(pods.events())).toEqual(['ADDED web']);
    const labelled = cluster.watch(PODS, { resourceVersion: '0', labelSelector: '!gone' });
    const patch = { metadata: { labels: { gone: 'yes' } } };
    const contentType = 'application/merge-patch+json';
    cluster.ask({ verb: 'PATCH', path: `${PODS}/web`, body: patch, contentType });
    expect(told(labelled.events())).toEqual(['ADDED web', 'DELETED web']);
  });

  test('API-24 API-25: sends bookmarks, initial events with their end, and ends when its time is over', () => {
    const cluster = testCluster();
    configMap(cluster, 'a', '1');
    const query = {
      allowWatchBookmarks: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      timeoutSeconds: '90',
    };
    const watch = cluster.watch(PATH, query);
    const [added, end] = watch.events();
    expect(added).toMatchObject({ type: 'ADDED' });
    expect(end?.type === 'BOOKMARK' && end.object.metadata.annotations).toEqual({
      'k8s.io/initial-events-end': 'true',
    });
    cluster.pass(minutes(2));
    expect(watch.events().slice(2)).toMatchObject([{ type: 'BOOKMARK' }]);
    expect(watch.messages().at(-1)?.type).toBe('api.watch.end');
  });

  test('API-26: a change is told once and shared by everybody', () => {
    const cluster = testCluster();
    const watches = [1, 2, 3].map(() => cluster.watch(PATH));
    const before = cluster.facts.filter((fact) => fact.type === 'ObjectChanged').length;
    configMap(cluster, 'a', '1');
    const after = cluster.facts.filter((fact) => fact.type === 'ObjectChanged').length;
    expect(after - before).toBe(1);
    const objects = watches.map((watch) => watch.events()[0]?.object);
    expect(objects[0]).toBeDefined();
    expect(objects[1]).toBe(objects[0]);
    expect(objects[2]).toBe(objects[0]);
  });
});

describe('a list', () => {
  test('API-21: goes page by page at one revision, until etcd forgot it', () => {
    const cluster = testCluster();
    for (const name of ['a', 'b', 'c', 'd', 'e']) configMap(cluster, name, '1');
    const names = (list: ApiList): readonly (string | undefined)[] => {
      return list.items.map((one) => one.metadata.name);
    };
    const first = cluster.ask({ verb: 'GET', path: PATH, query: { limit: '2' } }).body as ApiList;
    expect(names(first)).toEqual(['a', 'b']);
    expect(first.metadata).toMatchObject({ remainingItemCount: 3 });
    const token = first.metadata.continue ?? '';
    cluster.ask({ verb: 'DELETE', path: `${PATH}/c` });
    const query = { limit: '2', continue: token };
    const second = cluster.ask({ verb: 'GET', path: PATH, query }).body as ApiList;
    expect(names(second)).toEqual(['c', 'd']);
    cluster.pass(minutes(11));
    const late = cluster.ask({ verb: 'GET', path: PATH, query });
    expect(late.code).toBe(410);
    expect(messageOf(late)).toMatch(/^The provided continue parameter is too old/);
  });

  test('API-27: refuses selectors it does not know', () => {
    const cluster = testCluster();
    const query = { fieldSelector: 'spec.foo=bar' };
    const pods = cluster.ask({ verb: 'GET', path: PODS, query });
    expect([pods.code, messageOf(pods)]).toEqual([400, 'field label not supported: spec.foo']);
    const maps = cluster.ask({ verb: 'GET', path: PATH, query });
    expect(messageOf(maps)).toBe(
      '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
  });
});

function namesIn(list: unknown): readonly string[] {
  return (list as { resources: readonly { readonly name: string }[] }).resources.map(
    ({ name }) => name,
  );
}

test.each([
  ['docker', []],
  ['containerd', ['pods/ephemeralcontainers', 'pods/resize']],
] as const)('API-32: discovery in %s', (edition, later) => {
  const { body } = testCluster(edition).ask({ verb: 'GET', path: '/api/v1' });
  expect(namesIn(body).filter((name) => /ephemeral|resize/.test(name))).toEqual(later);
});

test('the server tells what it serves', () => {
  const cluster = testCluster('docker');
  expect(cluster.ask({ verb: 'GET', path: '/version' }).body).toMatchObject({
    gitVersion: 'v1.20.2',
  });
  const { body } = cluster.ask({ verb: 'GET', path: '/api/v1' });
  expect(namesIn(body)).toContain('pods/exec');
  const lost = cluster.ask({ verb: 'GET', path: '/apis/apps/v1/deployments' });
  expect([lost.code, (lost.body as Status).message]).toEqual([
    404,
    'the server could not find the requested resource',
  ]);
});

test('API-20 API-30 ETCD-8: etcd away for a while: reads of the cache go on, writes wait and then happen', () => {
  const cluster = testCluster();
  configMap(cluster, 'a', '1');
  const { simulation } = cluster;
  simulation.inject('etcd', '@control', { type: 'process.stop' });
  cluster.pass(seconds(1));
  const query = { resourceVersion: '0' };
  expect(cluster.ask({ verb: 'GET', path: `${PATH}/a`, query }).code).toBe(200);
  const watch = cluster.watch(PATH, query);
  simulation.inject('etcd', '@control', { type: 'process.start' });
  cluster.pass(seconds(3));
  configMap(cluster, 'b', '1');
  expect(told(watch.events())).toEqual(['ADDED a', 'ADDED b']);
});
