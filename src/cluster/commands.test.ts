// What flags behind a restart change in a kubelet's configuration, and what they leave.

import { expect, it } from 'vitest';
import { defaultNodes } from '../scenario/defaults.ts';
import type { KubeletConfig } from './kubelet/config.ts';
import { instant, testCluster, type } from './test-cluster.ts';

function configAfter(flags: string): KubeletConfig {
  const kubelet = { '--sync-frequency': '30s', '--max-pods': 20, '--register-node': false };
  const run = testCluster('docker', { nodes: defaultNodes(1), settleSeconds: 5, kubelet });
  type(run, 1, `systemctl restart kubelet ${flags}`);
  run.advance(instant(2));
  const found = run.world.processes.find(({ name }) => name === 'kubelet@node-1');
  return found?.config as unknown as KubeletConfig;
}

it.each([
  ['--max-pods=110', { maxPods: 110, syncFrequency: 30_000_000 }],
  ['--sync-frequency=1m', { maxPods: 20, syncFrequency: 60_000_000 }],
  ['--register-node', { isRegisterNode: true, maxPods: 20 }],
  ["'--eviction-hard=memory.available<1Gi'", { evictionHard: { 'memory.available': '1Gi' } }],
])('%s, also where it is the default', (flags, wanted) => {
  expect(configAfter(flags)).toMatchObject(wanted);
});
