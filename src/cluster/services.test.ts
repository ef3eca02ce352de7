// Services in a whole cluster: who stands behind them, and where their calls go.

import { describe, expect, it } from 'vitest';
import type { Endpoints } from '../api/config.ts';
import { entries, get } from '../base/persistent-map.ts';
import type { Timeline } from '../kernel/timeline.ts';
import { stateOf } from '../kernel/world.ts';
import type { EtcdState } from './etcd/etcd.ts';
import type { LinuxState } from './linux/state.ts';
import type { TypedLine } from './protocol/commands.ts';
import { instant, testCluster, type } from './test-cluster.ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web, labels: {tier: front}}
spec:
  selector: {app: web}
  ports:
  - {name: http, port: 80, targetPort: web}
`;

/** A web server that says its name, ready from the start or never. */
function server(name: string, node: string, isReady = true): string {
  return `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: web}}
spec:
  nodeName: ${node}
  terminationGracePeriodSeconds: 1
  containers:
  - name: c
    image: registry.k8s.io/e2e-test-images/agnhost:2.40
    args: [netexec, --http-port=8080]
    ports: [{name: web, containerPort: 8080}]
    readinessProbe:
      httpGet: {path: '/echo?msg=x&code=${isReady ? 200 : 500}', port: web}
      periodSeconds: 1
`;
}

/** Asks sixteen times, and says each answer. */
function client(url: string, node = 'node-1'): string {
  const loop = `i=0; while [ $i -lt 16 ]; do wget -qO- -T 2 ${url}/hostname 2>&1; echo; i=$((i+1)); done; sleep 3600`;
  return `apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  nodeName: ${node}
  containers:
  - {name: c, image: 'busybox:1.36', command: [sh, -c, '${loop}']}
`;
}

function endpoints({ world }: Timeline<TypedLine>, name = 'web'): Endpoints | undefined {
  const store = stateOf<EtcdState>(world, 'etcd')?.store;
  if (store === undefined) return undefined;
  const key = `/registry/services/endpoints/default/${name}`;
  return get(store.current, key)?.value as unknown as Endpoints | undefined;
}

/** Names of pods behind a service: ready ones, and others. */
function behind(timeline: Timeline<TypedLine>, name?: string): readonly (readonly string[])[] {
  const subsets = endpoints(timeline, name)?.subsets ?? [];
  return (['addresses', 'notReadyAddresses'] as const).map((which) =>
    subsets
      .flatMap((one) => (one[which] ?? []).map(({ targetRef }) => targetRef?.name ?? ''))
      .sort(),
  );
}

function linesOf({ world }: Timeline<TypedLine>, pod: string, node = 'node-1'): readonly string[] {
  const state = stateOf<LinuxState>(world, `linux@${node}`);
  if (state === undefined) return [];
  for (const [, container] of entries(state.containers)) {
    const { label } = container.spec;
    if (label?.pod !== pod || label.name !== 'c') continue;
    return container.logs.chunks.flat().map(({ text }) => text);
  }
  return [];
}

describe.each(['docker', 'containerd'] as const)('edition %s', (edition) => {
  function cluster(yaml: string): Timeline<TypedLine> {
    const timeline = testCluster(edition, { settleSeconds: 30 });
    type(timeline, 1, 'kubectl apply -f all.yaml', { 'all.yaml': yaml });
    return timeline;
  }

  it('SVC-1: a cluster without services watches none', () => {
    const timeline = testCluster(edition, { settleSeconds: 30 });
    timeline.seek(instant(10));
    const isUp = (name: string): boolean | undefined =>
      timeline.world.processes.find((one) => one.name === name)?.isUp;
    expect(isUp('kube-proxy@node-1')).toBe(false);
    type(timeline, 11, 'kubectl apply -f web.yaml', { 'web.yaml': SERVICE });
    timeline.seek(instant(15));
    expect(isUp('kube-proxy@node-1')).toBe(true);
    expect(endpoints(timeline)).toMatchObject({
      metadata: { labels: { tier: 'front' } },
      subsets: [],
    });
  });

  it('SVC-2: a ready pod is an address, one that is not stands beside', () => {
    const timeline = cluster(SERVICE + server('a', 'node-1') + server('b', 'node-2', false));
    timeline.seek(instant(40));
    expect(behind(timeline)).toEqual([['a'], ['b']]);
    expect(endpoints(timeline)?.subsets?.[0]?.ports).toEqual([
      { name: 'http', port: 8080, protocol: 'TCP' },
    ]);
    type(timeline, 41, 'kubectl delete pod a --wait=false');
    timeline.seek(instant(43));
    expect(behind(timeline)).toEqual([[], ['b']]);
    type(timeline, 45, 'kubectl delete service web');
    timeline.seek(instant(50));
    expect(endpoints(timeline)).toBeUndefined();
  });

  it.each(['web', 'web.default', 'web.default.svc.cluster.local'])(
    'SVC-4: calls to %s go to every ready pod, here and on the other node',
    (name) => {
      const timeline = cluster(SERVICE + server('a', 'node-1') + server('b', 'node-2'));
      type(timeline, 40, 'kubectl apply -f c.yaml', { 'c.yaml': client(`http://${name}`) });
      timeline.seek(instant(60));
      const answers = linesOf(timeline, 'client').filter((line) => line !== '');
      expect(answers).toHaveLength(16);
      expect([...new Set(answers)].sort()).toEqual(['a', 'b']);
    },
  );

  it('SVC-3, SVC-6: the name of a headless service leads to a pod, without any cluster IP', () => {
    const headless = SERVICE.replace('spec:', 'spec:\n  clusterIP: None');
    const timeline = cluster(headless + server('a', 'node-1') + server('b', 'node-2'));
    const pod = client('http://web:8080');
    type(timeline, 40, 'kubectl apply -f c.yaml', { 'c.yaml': pod });
    timeline.seek(instant(60));
    expect(endpoints(timeline)?.metadata.labels).toMatchObject({
      'service.kubernetes.io/headless': '',
    });
    const answers = linesOf(timeline, 'client').filter((line) => line !== '');
    expect([...new Set(answers)].sort()).toEqual(['a', 'b']);
  });

  it('SVC-7: Endpoints that somebody deletes come back', () => {
    const timeline = cluster(SERVICE + server('a', 'node-1'));
    type(timeline, 30, 'kubectl delete endpoints web');
    timeline.seek(instant(32));
    expect(behind(timeline)).toEqual([['a'], []]);
  });

  it('SVC-5: a service without ready pods refuses', () => {
    const timeline = cluster(SERVICE + server('b', 'node-2', false));
    type(timeline, 40, 'kubectl apply -f c.yaml', { 'c.yaml': client('http://web') });
    timeline.seek(instant(60));
    const answers = linesOf(timeline, 'client').filter((line) => line !== '');
    expect(answers[0]).toMatch(/^wget: can't connect to remote host .*: Connection refused$/);
  });
});
