// What the swarm once found: runs that a part which went away in the wrong moment left unfinished.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../api/pod.ts';
import { emptyMap, entries, get, values } from '../base/persistent-map.ts';
import type { Timeline } from '../kernel/timeline.ts';
import { stateOf } from '../kernel/world.ts';
import { defaultNodes } from '../scenario/defaults.ts';
import type { ContainerRecord, DockerdState } from './docker/state.ts';
import type { EtcdState } from './etcd/etcd.ts';
import type { TypedLine } from './protocol/commands.ts';
import { instant, NGINX, sleeper, testCluster, type } from './test-cluster.ts';

const SLEEPER = sleeper('web');
const FILES = { 'web.yaml': NGINX };

function eventsOf({ world }: Timeline<TypedLine>): readonly { reason: string; message: string }[] {
  const store = stateOf<EtcdState>(world, 'etcd')?.store;
  const rows = store === undefined ? [] : [...entries(store.current)];
  return rows
    .filter(([key]) => key.startsWith('/registry/events/'))
    .map(([, { value }]) => value as never);
}

function web({ world }: Timeline<TypedLine>): Pod | undefined {
  const store = stateOf<EtcdState>(world, 'etcd')?.store;
  if (store === undefined) return undefined;
  return get(store.current, '/registry/pods/default/web')?.value as unknown as Pod | undefined;
}

describe.each(['document', 'docker'] as const)('edition %s', (edition) => {
  const setup = { nodes: defaultNodes(1), settleSeconds: 30, machine: { hasLiveRestore: true } };

  it('OUTAGE-6: stops what was deleted while the runtime was away', () => {
    const timeline = testCluster(edition, setup);
    type(timeline, 1, 'kubectl create -f web.yaml', FILES);
    type(timeline, 20, 'systemctl stop docker');
    type(timeline, 21, 'kubectl delete pod web --wait=false');
    type(timeline, 50, 'systemctl start docker');
    timeline.seek(instant(49));
    expect(web(timeline)?.metadata.deletionTimestamp).toBeDefined();
    timeline.advance(instant(90));
    expect(web(timeline)).toBeUndefined();
  });
});

describe.each(['document', 'docker'] as const)('edition %s', (edition) => {
  it('OUTAGE-10: lets a pod go that had ended when its deletion was heard', () => {
    const timeline = testCluster(edition, { nodes: defaultNodes(1), settleSeconds: 30 });
    const short = SLEEPER.replace("'3600'", "'8'")
      .replace("'8']}", "'8'], volumeMounts: [{name: v, mountPath: /v}]}")
      .replace('spec:', 'spec:\n  restartPolicy: Never\n  volumes: [{name: v, emptyDir: {}}]');
    type(timeline, 1, 'kubectl create -f web.yaml', { 'web.yaml': short });
    type(timeline, 5, 'lab partition node-1');
    type(timeline, 20, 'kubectl delete pod web --wait=false');
    type(timeline, 25, 'lab heal');
    timeline.advance(instant(24));
    expect(web(timeline)?.status?.phase).toBe('Running');
    timeline.advance(instant(150));
    expect(web(timeline)).toBeUndefined();
  });

  it('KUBELET-33: does not wait for the volumes of a pod that is to end', () => {
    const timeline = testCluster(edition, { nodes: defaultNodes(1), settleSeconds: 30 });
    const lacking = SLEEPER.replace(
      'spec:',
      'spec:\n  volumes: [{name: v, secret: {secretName: s}}, {name: w, emptyDir: {}}]',
    );
    type(timeline, 1, 'kubectl create -f web.yaml', { 'web.yaml': lacking });
    type(timeline, 5, 'kubectl delete pod web --wait=false');
    timeline.advance(instant(4));
    expect(eventsOf(timeline).map(({ reason }) => reason)).toContain('FailedMount');
    timeline.advance(instant(25));
    expect(web(timeline)).toBeUndefined();
  });

  it('KUBELET-36: stops a pod whose deadline passed while nobody looked', () => {
    const timeline = testCluster(edition, { nodes: defaultNodes(1), settleSeconds: 30 });
    const limited = NGINX.replace('spec:', 'spec:\n  activeDeadlineSeconds: 25');
    type(timeline, 1, 'kubectl create -f web.yaml', { 'web.yaml': limited });
    // The kubelet that begins hears of the pod when its time is over already.
    type(timeline, 15, 'systemctl stop kube-apiserver');
    type(timeline, 16, 'systemctl restart kubelet');
    type(timeline, 40, 'systemctl start kube-apiserver');
    timeline.advance(instant(80));
    expect(web(timeline)?.status?.phase).toBe('Failed');
    const docker = stateOf<DockerdState>(timeline.world, 'docker@node-1');
    const alive = [...values(docker?.containers ?? emptyMap<ContainerRecord>())].filter(
      ({ state }) => state.Running,
    );
    expect(alive.map(({ name }) => name)).toEqual([]);
  });
});

describe('edition docker', () => {
  it('OUTAGE-9: begins anew when it was told to while it still ended', () => {
    const timeline = testCluster('docker', { nodes: defaultNodes(1), settleSeconds: 30 });
    type(timeline, 1, 'kubectl create -f web.yaml', { 'web.yaml': SLEEPER });
    type(timeline, 20, 'systemctl stop docker');
    type(timeline, 22, 'systemctl start docker');
    // Sleep takes no notice of SIGTERM: the daemon waits for it.
    timeline.seek(instant(25));
    const ending = stateOf<DockerdState>(timeline.world, 'docker@node-1');
    expect(ending?.door.is).toBe('closing');
    timeline.advance(instant(80));
    const docker = stateOf<DockerdState>(timeline.world, 'docker@node-1');
    expect(docker?.door).toEqual({ is: 'open' });
    expect(web(timeline)?.status?.containerStatuses?.[0]?.state?.running).toBeDefined();
  });
});

describe('edition containerd', () => {
  it('KUBELET-41: tells of a pod that could not be ended, and ends it later', () => {
    const timeline = testCluster('containerd', { nodes: defaultNodes(1), settleSeconds: 30 });
    type(timeline, 1, 'kubectl create -f web.yaml', { 'web.yaml': SLEEPER });
    type(timeline, 20, 'kubectl delete pod web --wait=false');
    type(timeline, 25, 'systemctl stop containerd');
    type(timeline, 35, 'systemctl start containerd');
    timeline.advance(instant(45));
    const told = eventsOf(timeline).find(({ reason }) => reason === 'FailedKillPod');
    expect(told?.message).toMatch(
      /^error killing pod: \[failed to "KillContainer" for "c" with KillContainerError: .*, failed/,
    );
    expect(web(timeline)).toBeDefined();
    timeline.advance(instant(90));
    expect(web(timeline)).toBeUndefined();
  });
});

describe('edition document', () => {
  it('OUTAGE-7: syncs on when the API server dies before it answers', () => {
    const timeline = testCluster('document', { nodes: defaultNodes(1), settleSeconds: 30 });
    type(timeline, 1, 'kubectl create -f web.yaml', FILES);
    // The sync that finds the dead container asks for the spec, and etcd leaves the answer open.
    type(timeline, 20, 'systemctl kill -s SIGKILL etcd');
    type(timeline, 20.5, 'docker kill k8s_nginx_web');
    type(timeline, 25, 'systemctl kill -s SIGKILL kube-apiserver');
    type(timeline, 30, 'systemctl start etcd');
    type(timeline, 30, 'systemctl start kube-apiserver');
    timeline.seek(instant(19));
    expect(web(timeline)?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
    timeline.advance(instant(110));
    const [nginx] = web(timeline)?.status?.containerStatuses ?? [];
    expect({ count: nginx?.restartCount, ready: nginx?.ready }).toEqual({ count: 1, ready: true });
  });
});
