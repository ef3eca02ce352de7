// A node that begins with a static pod: when the API server learns of it.

import { expect, it } from 'vitest';
import { defaultNode } from '../scenario/defaults.ts';
import { newHistory, noteFact, objectsAt } from '../scenario/history.ts';
import { instant, sleeper, testCluster, type } from './test-cluster.ts';

const STATIC = sleeper('st');

/** When the API server has the Node, and when the mirror of its static pod, in seconds. */
function times(): readonly number[] {
  const timeline = testCluster('containerd', {
    nodes: [{ ...defaultNode('node-1'), isKubeletRunning: false }],
    settleSeconds: 0,
  });
  const history = newHistory();
  timeline.setSink({ fact: (fact) => noteFact(history, fact) });
  const files = { 'st.yaml': STATIC };
  type(timeline, 10, 'write /etc/kubernetes/manifests/st.yaml', files);
  type(timeline, 15, 'systemctl stop kube-apiserver');
  type(timeline, 20, 'systemctl start kubelet');
  // The pod runs by then, and has no reason to be synced again for a minute.
  type(timeline, 40, 'systemctl start kube-apiserver');
  timeline.advance(instant(120));
  const firstAt = (kind: string, name: string): number => {
    for (let at = 20; at < 120; at += 0.05) {
      const there = objectsAt({ ...history, commands: [] }, kind, instant(at));
      if (there.some(({ metadata }) => metadata.name === name)) return at;
    }
    return Number.NaN;
  };
  return [firstAt('node', 'node-1'), firstAt('pod', 'st-node-1')];
}

it('MIRROR-6: the newer kubelet shows its static pods as soon as its Node is known', () => {
  const [node = 0, mirror = 0] = times();
  expect(mirror).toBeGreaterThanOrEqual(node);
  expect(mirror - node).toBeLessThan(0.3);
});
