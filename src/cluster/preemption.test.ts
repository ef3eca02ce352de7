// Room for a critical pod: a static pod that finds the node full.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../api/pod.ts';
import { defaultNode } from '../scenario/defaults.ts';
import { newHistory, noteFact, objectsAt } from '../scenario/history.ts';
import { instant, testCluster, type } from './test-cluster.ts';

function pod(name: string, cpu: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  terminationGracePeriodSeconds: 2
  containers:
  - {name: c, image: 'busybox:1.36', command: [sleep, '3600'], resources: {requests: {cpu: ${cpu}}}}
`;
}

const FILES = { 'big.yaml': pod('big', '700m'), 'small.yaml': pod('small', '300m') };

/** What became of the pods when a static pod asked for so much of a node with 1100m. */
function outcome(edition: 'docker' | 'containerd', cpu: string): Record<string, Pod> {
  const timeline = testCluster(edition, { nodes: [{ ...defaultNode('node-1'), cpu: '1100m' }] });
  const history = newHistory();
  timeline.setSink({ fact: (fact) => noteFact(history, fact) });
  type(timeline, 20, 'kubectl create -f big.yaml', FILES);
  type(timeline, 21, 'kubectl create -f small.yaml', FILES);
  type(timeline, 40, 'write /etc/kubernetes/manifests/st.yaml', { 'st.yaml': pod('st', cpu) });
  timeline.advance(instant(70));
  const seen = { ...history, commands: [] };
  const all = [...objectsAt(seen, 'pod', instant(70)), ...objectsAt(seen, 'event', instant(70))];
  return Object.fromEntries(all.map((one) => [one.metadata.name, one as Pod]));
}

describe.each(['docker', 'containerd'] as const)('KUBELET-40: in %s a critical pod', (edition) => {
  it('takes the room of the pod that comes nearest to what is missing, and of no other', () => {
    const { big, small, 'st-node-1': st, ...events } = outcome(edition, '300m');
    expect(small?.status).toMatchObject({
      phase: 'Failed',
      reason: 'Preempting',
      message: 'Preempted in order to admit critical pod',
    });
    expect(big?.status?.phase).toBe('Running');
    expect(st?.status?.phase).toBe('Running');
    const told = Object.values(events) as readonly { reason?: string; type?: string }[];
    const preempting = told.filter(({ reason }) => reason === 'Preempting');
    expect(preempting.map(({ type: kind }) => kind)).toEqual(['Warning']);
    // It was started when the other had gone, not before.
    const started = st?.status?.containerStatuses?.[0]?.state?.running?.startedAt ?? '';
    expect(started > '2026-01-01T00:00:41Z').toBe(true);
  });

  it('takes the room of several, one after the other', () => {
    const { big, small, 'st-node-1': st } = outcome(edition, '1000m');
    expect([big?.status?.reason, small?.status?.reason]).toEqual(['Preempting', 'Preempting']);
    expect(st?.status?.phase).toBe('Running');
  });

  it('is refused when not even all of them would do', () => {
    const { big, small, 'st-node-1': st, ...events } = outcome(edition, '2');
    expect([big?.status?.phase, small?.status?.phase]).toEqual(['Running', 'Running']);
    expect(st?.status?.containerStatuses).toBeUndefined();
    const told = Object.values(events) as readonly { reason?: string; message?: string }[];
    const refused = told.find(({ reason }) => reason === 'UnexpectedAdmissionError');
    expect(refused?.message).toMatch(
      /no set of running pods found .*: \[\(res: cpu, q: 1\d\d\d\), \]$/,
    );
  });
});
