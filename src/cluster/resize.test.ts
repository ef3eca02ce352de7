// Resizes in place over a whole cluster: one that fits, one that has to wait for room.

import { expect, test } from 'vitest';
import type { ApiObject } from '../apimachinery/meta.ts';
import { defaultNodes } from '../scenario/defaults.ts';
import { type HistoryWriter, newHistory, noteFact, objectsAt } from '../scenario/history.ts';
import { instant, testCluster, type } from './test-cluster.ts';

function pod(name: string, cpu: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
  - name: c
    image: nginx:1.25
    resources: {requests: {cpu: ${cpu}, memory: 32Mi}}
`;
}

function resizeTo(name: string, cpu: string): string {
  const patch = { spec: { containers: [{ name: 'c', resources: { requests: { cpu } } }] } };
  return `kubectl patch pod ${name} --subresource=resize -p '${JSON.stringify(patch)}'`;
}

interface Seen extends ApiObject {
  readonly reason: string;
  readonly involvedObject: { readonly name: string };
  readonly status: {
    readonly conditions: readonly { readonly type: string; readonly reason?: string }[];
    readonly containerStatuses: readonly {
      readonly restartCount: number;
      readonly allocatedResources: { readonly cpu: string };
      readonly resources: { readonly requests: { readonly cpu: string } };
    }[];
  };
}

function resizeOf(history: HistoryWriter, name: string, at: number): readonly string[] {
  const seen = { ...history, commands: [] };
  const found = (objectsAt(seen, 'pod', instant(at)) as readonly Seen[]).find(
    ({ metadata }) => metadata.name === name,
  );
  const status = found?.status.containerStatuses[0];
  const resizing = found?.status.conditions.filter(({ type: one }) => one.startsWith('PodResize'));
  const events = (objectsAt(seen, 'event', instant(at)) as readonly Seen[]).filter(
    ({ involvedObject, reason }) => involvedObject.name === name && reason.startsWith('Resize'),
  );
  return [
    `${status?.allocatedResources.cpu} ${status?.resources.requests.cpu}`,
    `restarts ${status?.restartCount}`,
    ...(resizing ?? []).map(({ type: one, reason }) => `${one} ${reason ?? ''}`.trim()),
    ...events.map(({ reason }) => reason),
  ];
}

test('KUBELET-21, KUBELET-22: a resize is carried out at once, or as soon as there is room', () => {
  const nodes = defaultNodes(1).map((node) => ({ ...node, cpu: '2' }));
  const timeline = testCluster('containerd', { nodes, settleSeconds: 0 });
  const history = newHistory();
  timeline.setSink({ fact: (fact) => noteFact(history, fact) });
  const files = { 'a.yaml': pod('a', '200m'), 'b.yaml': pod('b', '1') };
  type(timeline, 20, 'kubectl create -f a.yaml', files);
  type(timeline, 21, 'kubectl create -f b.yaml', files);
  type(timeline, 40, resizeTo('a', '400m'));
  type(timeline, 50, resizeTo('a', '1500m'));
  type(timeline, 60, 'kubectl delete pod b --grace-period=1');
  timeline.advance(instant(80));
  expect(resizeOf(history, 'a', 39)).toEqual(['200m 200m', 'restarts 0']);
  expect(resizeOf(history, 'a', 49)).toEqual([
    '400m 400m',
    'restarts 0',
    'ResizeStarted',
    'ResizeCompleted',
  ]);
  expect(resizeOf(history, 'a', 59)).toEqual([
    '400m 400m',
    'restarts 0',
    'PodResizePending Deferred',
    'ResizeStarted',
    'ResizeCompleted',
    'ResizeDeferred',
  ]);
  expect(resizeOf(history, 'a', 80)).toEqual([
    '1500m 1500m',
    'restarts 0',
    'ResizeStarted',
    'ResizeCompleted',
    'ResizeDeferred',
    'ResizeStarted',
    'ResizeCompleted',
  ]);
});
