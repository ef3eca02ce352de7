import { expect, test } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import type { CriContainerStatus } from '../../protocol/cri-objects.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import { containersToReset } from './containers-to-reset.ts';

const RULE = {
  action: 'RestartAllContainers' as const,
  exitCodes: { operator: 'In' as const, values: [88] },
};

const POD = {
  metadata: { name: 'p', uid: 'u' },
  spec: {
    initContainers: [{ name: 'prepare' }],
    containers: [
      { name: 'watcher', restartPolicy: 'Never', restartPolicyRules: [RULE] },
      { name: 'main' },
    ],
  },
} as unknown as Pod;

function instance(id: string, name: string, exitCode?: number): CriContainerStatus {
  const state = exitCode === undefined ? 'CONTAINER_RUNNING' : 'CONTAINER_EXITED';
  return { id, metadata: { name, attempt: 0 }, state, exitCode } as unknown as CriContainerStatus;
}

test('KUBELET-18: every instance goes, what began it last', () => {
  const containers = [
    instance('w1', 'watcher', 88),
    instance('m1', 'main'),
    instance('w0', 'watcher', 1),
    instance('i0', 'prepare', 0),
  ];
  const runtime = { uid: 'u', sandboxes: [], containers } as unknown as RuntimePodStatus;
  expect(containersToReset(POD, runtime)).toEqual([
    { id: 'w0', name: 'watcher', isKilled: false },
    { id: 'm1', name: 'main', isKilled: true },
    { id: 'i0', name: 'prepare', isKilled: false },
    { id: 'w1', name: 'watcher', isKilled: false },
  ]);
});
