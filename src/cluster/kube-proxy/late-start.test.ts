// SVC-1: every kube-proxy begins to work with the first service, also one that could not be told.

import { expect, it } from 'vitest';
import type { Timeline } from '../../kernel/timeline.ts';
import { stateOf } from '../../kernel/world.ts';
import { defaultNodes } from '../../scenario/defaults.ts';
import type { LinuxState } from '../linux/state.ts';
import type { TypedLine } from '../protocol/commands.ts';
import { instant, testCluster, type } from '../test-cluster.ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

function rulesOn({ world }: Timeline<TypedLine>, node: string): readonly string[] {
  return (stateOf<LinuxState>(world, `linux@${node}`)?.services ?? [])
    .map(({ name }) => name)
    .filter((name) => name !== 'kubernetes');
}

it('SVC-1: a node that is cut off when the first service comes learns of it later', () => {
  const timeline = testCluster('containerd', { settleSeconds: 30, nodes: defaultNodes(2) });
  type(timeline, 1, 'lab partition node-2');
  type(timeline, 2, 'kubectl apply -f s.yaml', { 's.yaml': SERVICE });
  type(timeline, 8, 'lab heal node-2');
  timeline.advance(instant(7));
  expect([rulesOn(timeline, 'node-1'), rulesOn(timeline, 'node-2')]).toEqual([['web'], []]);
  timeline.advance(instant(60));
  expect(rulesOn(timeline, 'node-2')).toEqual(['web']);
});

it('SVC-1: an API server that begins anew tells who was not told before', () => {
  const timeline = testCluster('containerd', { settleSeconds: 30, nodes: defaultNodes(2) });
  type(timeline, 1, 'lab partition node-2');
  type(timeline, 2, 'kubectl apply -f s.yaml', { 's.yaml': SERVICE });
  type(timeline, 4, 'systemctl stop kube-apiserver');
  type(timeline, 6, 'lab heal node-2');
  type(timeline, 8, 'systemctl start kube-apiserver');
  timeline.advance(instant(7.5));
  expect(rulesOn(timeline, 'node-2')).toEqual([]);
  timeline.advance(instant(20));
  expect(rulesOn(timeline, 'node-2')).toEqual(['web']);
});
