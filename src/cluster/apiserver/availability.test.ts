import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { get } from '../../base/persistent-map.ts';
import { seconds } from '../../kernel/time.ts';
import { stateOf } from '../../kernel/world.ts';
import { fillScheme } from '../scheme/whole.ts';
import { API_SERVICES, type ApiService } from './availability-checks.ts';
import type { ApiServerState } from './state.ts';
import { type TestCluster, testCluster } from './test-cluster.ts';

fillScheme();

const PATH = '/apis/apiregistration.k8s.io/v1/apiservices';
const NAME = 'v1.things.example.com';

function apiService(more: object): object {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: NAME },
    spec: { group: 'things.example.com', version: 'v1', ...more },
  };
}

const REMOTE = apiService({ service: { namespace: 'default', name: 'things', port: 443 } });

function service(port: number): object {
  const ports = [{ name: 'https', port, protocol: 'TCP', targetPort: 8443 }];
  const metadata = { name: 'things', namespace: 'default' };
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports } };
}

function endpoints(node: string): object {
  const metadata = { name: 'things', namespace: 'default' };
  const addresses = node === '' ? [] : [{ ip: '10.244.0.9', nodeName: node }];
  const subsets = [{ addresses, ports: [{ name: 'https', port: 8443, protocol: 'TCP' }] }];
  return { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets };
}

function create(cluster: TestCluster, path: string, body: object): void {
  expect(cluster.ask({ verb: 'POST', path, body }).code).toBe(201);
}

function stored(cluster: TestCluster): ApiService {
  return cluster.ask({ verb: 'GET', path: `${PATH}/${NAME}` }).body as ApiService;
}

function told(cluster: TestCluster): string {
  const [found, ...more] = stored(cluster).status?.conditions ?? [];
  expect(more).toEqual([]);
  return `${found?.status} ${found?.reason}: ${found?.message}`;
}

describe.each(['docker', 'containerd'] as const)('edition %s', (edition) => {
  const where = edition === 'docker' ? 'endpoints' : 'endpointslices';

  it('MS-16: the condition follows the Service, its port and its endpoints', () => {
    const cluster = testCluster(edition);
    create(cluster, PATH, REMOTE);
    const about = 'service/things in "default"';
    expect(told(cluster)).toBe(`False ServiceNotFound: ${about} is not present`);
    create(cluster, '/api/v1/namespaces/default/services', service(80));
    expect(told(cluster)).toBe(`False ServicePortError: ${about} is not listening on port 443`);
    const path = '/api/v1/namespaces/default/services/things';
    const contentType = 'application/merge-patch+json';
    const { spec } = service(443) as { readonly spec: object };
    cluster.ask({ verb: 'PATCH', path, contentType, body: { spec } });
    expect(told(cluster)).toBe(`False EndpointsNotFound: cannot find ${where} for ${about}`);
    create(cluster, '/api/v1/namespaces/default/endpoints', endpoints(''));
    const missing = `${where} for ${about} have no addresses with port name "https"`;
    expect(told(cluster)).toBe(`False MissingEndpoints: ${missing}`);
  });

  it('MS-17: a group that nobody answers for fails its discovery check', () => {
    const cluster = testCluster(edition);
    create(cluster, '/api/v1/namespaces/default/services', service(443));
    create(cluster, '/api/v1/namespaces/default/endpoints', endpoints('node-9'));
    create(cluster, PATH, REMOTE);
    const url = /https:\/\/[\d.]+:443\/apis\/things\.example\.com\/v1/;
    const failing = `False FailedDiscoveryCheck: failing or missing response from (${url.source})`;
    const late = `: Get "\\1": .* \\(Client\\.Timeout exceeded while awaiting headers\\)`;
    expect(told(cluster)).toMatch(new RegExp(`^${failing}${late}$`));
  });

  it('MS-16: one that this server serves itself is available', () => {
    const cluster = testCluster(edition);
    create(cluster, PATH, apiService({}));
    expect(told(cluster)).toBe('True Local: Local APIServices are always available');
  });
});

describe('MS-18: the condition is stored', () => {
  it('is watched, written only when it changes, and keeps its time while its status stays', () => {
    const cluster = testCluster();
    const watch = cluster.watch(PATH);
    create(cluster, PATH, REMOTE);
    cluster.pass(seconds(100));
    create(cluster, '/api/v1/namespaces/default/services', service(80));
    cluster.pass(seconds(100));
    const conditions = watch.events().map(({ type, object }) => {
      const [found] = (object as ApiService).status?.conditions ?? [];
      return [type, found?.reason, found?.lastTransitionTime];
    });
    const since = conditions[1]?.[2];
    expect(since).toBeDefined();
    expect(conditions).toEqual([
      ['ADDED', undefined, undefined],
      ['MODIFIED', 'ServiceNotFound', since],
      ['MODIFIED', 'ServicePortError', since],
    ]);
  });

  it('MS-17: and looked at again after 5 ms, twice as long each time, and after 30 s at most', () => {
    const cluster = testCluster();
    create(cluster, '/api/v1/namespaces/default/services', service(443));
    create(cluster, '/api/v1/namespaces/default/endpoints', endpoints('node-9'));
    const looks: number[] = [];
    cluster.simulation.setSink({
      delivered({ message, deliverAt, from, to }) {
        const isOwn = from.port === 'availability' && to.port === 'availability';
        if (isOwn && message.type === 'availability.look') looks.push(deliverAt / 1_000);
      },
    });
    create(cluster, PATH, REMOTE);
    cluster.pass(seconds(25));
    const gaps = looks.slice(1).map((at, i) => Math.round(at - (looks[i] ?? 0)));
    // What the first look wrote is a change, and was looked at between.
    expect(gaps.slice(1, 10)).toEqual(Array.from({ length: 9 }, (_, i) => 40 * 2 ** i));
    cluster.pass(seconds(300));
    // By then the delay is at its longest, and beside it comes the look that is due every 30 s.
    const begun = looks.findLastIndex((at) => at < (looks.at(-1) ?? 0) - 180_000);
    const late = looks.slice(begun).map((at, i, all) => at - (all[i - 1] ?? at));
    expect(Math.max(...late)).toBeLessThan(30_010);
    expect(late.length).toBeLessThanOrEqual(2 * 7 + 1);
  });

  it('is looked at after a start of the server with API services of the setup', () => {
    const cluster = testCluster('containerd', { objects: [REMOTE as ApiObject] });
    expect(told(cluster)).toContain('ServiceNotFound');
  });
});

describe('MS-19: a cluster without API services of others', () => {
  it('has neither a cache of them nor anything to look at', () => {
    const cluster = testCluster();
    create(cluster, '/api/v1/namespaces/default/services', service(443));
    cluster.pass(seconds(120));
    const state = stateOf<ApiServerState>(cluster.simulation.world, 'apiserver');
    const { caches, availability } = state as ApiServerState;
    expect(get(caches, '/registry/services/specs')?.isReady).toBe(true);
    expect(get(caches, API_SERVICES.storagePrefix)).toBeUndefined();
    expect(availability.isArmed).toBe(false);
  });
});
