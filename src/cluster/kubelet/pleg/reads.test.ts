// What PLEG keeps of pods that are gone: nothing.

import { expect, it } from 'vitest';
import { keys } from '../../../base/persistent-map.ts';
import { stateOf } from '../../../kernel/world.ts';
import { defaultNodes } from '../../../scenario/defaults.ts';
import { instant, NGINX, testCluster, type } from '../../test-cluster.ts';
import type { KubeletState } from '../state.ts';

it.each(['docker', 'containerd'] as const)('KUBELET-42: forgets reads in %s', (edition) => {
  const timeline = testCluster(edition, { nodes: defaultNodes(1), settleSeconds: 30 });
  const reads = (): readonly string[] => [
    ...keys((stateOf(timeline.world, 'kubelet@node-1') as KubeletState).pleg.reads),
  ];
  const before = reads();
  type(timeline, 1, 'kubectl create -f web.yaml', { 'web.yaml': NGINX });
  type(timeline, 20, 'kubectl delete pod web --grace-period=1');
  timeline.seek(instant(19));
  expect(reads()).toHaveLength(before.length + 1);
  timeline.advance(instant(60));
  expect(reads()).toEqual(before);
});
