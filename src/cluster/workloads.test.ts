// Programs with a process of their own, in a whole cluster.

import { afterEach, describe, expect, it } from 'vitest';
import type { Pod } from '../api/pod.ts';
import { get } from '../base/persistent-map.ts';
import { seconds } from '../kernel/time.ts';
import type { Timeline } from '../kernel/timeline.ts';
import { stateOf } from '../kernel/world.ts';
import type { EtcdState } from './etcd/etcd.ts';
import { fillMonitoring } from './monitoring/whole.ts';
import {
  WORKLOAD_LOOP,
  type Workload,
  type WorkloadState,
  workloads,
} from './monitoring/workload.ts';
import type { TypedLine } from './protocol/commands.ts';
import type { WorkloadAnswer, WorkloadHttp } from './protocol/workload.ts';
import { instant, testCluster, type } from './test-cluster.ts';

/** Counts its seconds; ready after the fifth, no longer alive after the twentieth. */
const counter: Workload<number, null> = {
  init(_config, io) {
    io.after('second', seconds(1), { type: 'second' }, WORKLOAD_LOOP);
    return { loop: 0, http: null };
  },
  loop({ loop }, _envelope, io) {
    io.after('second', seconds(1), { type: 'second' });
    return loop + 1;
  },
  http({ loop }, envelope, io) {
    const { path } = envelope.message as WorkloadHttp;
    const isFine = path === '/alive' ? loop < 20 : loop >= 5;
    const status = isFine ? 200 : 500;
    const body = `${loop} ${path}`;
    const answer: WorkloadAnswer = { type: 'workload.answer', status, headers: [], body };
    io.reply(envelope, answer);
    return null;
  },
};

afterEach(fillMonitoring);

const POD = `apiVersion: v1
kind: Pod
metadata: {name: heapster, namespace: kube-system}
spec:
  nodeName: node-1
  terminationGracePeriodSeconds: 5
  containers:
  - name: heapster
    image: k8s.gcr.io/heapster-amd64:v1.5.4
    command: [/heapster, --source=kubernetes]
    readinessProbe:
      httpGet: {path: /healthz, port: 8082}
      periodSeconds: 1
`;

const LIVENESS = `    livenessProbe:
      httpGet: {path: /alive, port: 8082}
      periodSeconds: 1
`;

function isUp({ world }: Timeline<TypedLine>): boolean {
  return world.processes.some(({ name, isUp: isThere }) => name === 'heapster@node-1' && isThere);
}

function secondsOf({ world }: Timeline<TypedLine>): number | undefined {
  return stateOf<WorkloadState<number>>(world, 'heapster@node-1')?.loop;
}

function podOf({ world }: Timeline<TypedLine>): Pod | undefined {
  const store = stateOf<EtcdState>(world, 'etcd')?.store;
  if (store === undefined) return undefined;
  return get(store.current, '/registry/pods/kube-system/heapster')?.value as never;
}

function isReady(timeline: Timeline<TypedLine>): boolean {
  const conditions = podOf(timeline)?.status?.conditions ?? [];
  return conditions.some(({ type: name, status }) => name === 'Ready' && status === 'True');
}

describe.each(['docker', 'containerd'] as const)('edition %s', (edition) => {
  function cluster(more = ''): Timeline<TypedLine> {
    const timeline = testCluster(edition, { settleSeconds: 30 });
    workloads.fill({ heapster: counter });
    type(timeline, 1, 'kubectl apply -f pod.yaml', { 'pod.yaml': POD + more });
    return timeline;
  }

  it('PROG-60: the process is there with its container, from the first start to the deletion', () => {
    const timeline = cluster();
    expect(isUp(timeline)).toBe(false);
    type(timeline, 40, 'kubectl delete pod heapster -n kube-system --wait=false');
    timeline.seek(instant(35));
    expect(isUp(timeline)).toBe(true);
    expect(secondsOf(timeline)).toBeGreaterThan(10);
    timeline.seek(instant(60));
    expect([isUp(timeline), podOf(timeline)]).toEqual([false, undefined]);
  });

  it('PROG-60: a new container has a process that knows nothing of the old one', () => {
    const timeline = cluster(LIVENESS);
    timeline.seek(instant(40));
    expect(podOf(timeline)?.status?.containerStatuses?.[0]?.restartCount).toBe(1);
    expect(isUp(timeline)).toBe(true);
    expect(secondsOf(timeline)).toBeLessThan(20);
  });

  it('PROG-60: it does not mind that the kubelet restarts', () => {
    const timeline = cluster();
    type(timeline, 40, 'systemctl restart kubelet');
    timeline.seek(instant(39));
    const before = secondsOf(timeline) ?? 0;
    timeline.seek(instant(60));
    expect(secondsOf(timeline)).toBe(before + 21);
  });

  it('PROG-61: probes ask the process', () => {
    const timeline = cluster();
    timeline.seek(instant(8));
    expect([isUp(timeline), isReady(timeline)]).toEqual([true, false]);
    timeline.seek(instant(30));
    expect(isReady(timeline)).toBe(true);
  });

  it('gives the same run after any seek', () => {
    const [straight, jumping] = [cluster(), cluster()];
    straight.advance(instant(50));
    for (const at of [20, 44, 12, 31, 9, 50]) jumping.seek(instant(at));
    expect(jumping.digest()).toBe(straight.digest());
  });
});
