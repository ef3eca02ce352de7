// A random cluster: edition, nodes, latencies and flags of the kubelets, as a Scenario document.

import type { EditionWord } from '../../cluster/protocol/setup.ts';
import type { Json } from '../../kernel/message.ts';
import type { Chance } from './chance.ts';

/** A cluster as the rest of the swarm needs to know it. */
export interface SwarmCluster {
  readonly edition: EditionWord;
  readonly nodes: readonly string[];
  /** A Scenario document. */
  readonly document: Json;
}

/** Images that random pods run; which lie on the nodes from the start is a matter of luck. */
export const IMAGES: readonly string[] = ['busybox:1.36', 'nginx:1.25', 'redis:7'];

const EDITIONS: readonly EditionWord[] = ['document', 'docker', 'containerd'];

/** Where a kubelet of the swarm that has one fetches pods. */
export const MANIFEST_URL = 'http://manifests.example/pods' as const;

/** Settings of the kubelet that may differ from their defaults, with what they may be. */
const SETTINGS: readonly (readonly [string, readonly Json[]])[] = [
  ['fileCheckFrequency', ['5s', '10s']],
  ['httpCheckFrequency', ['5s', '10s']],
  ['staticPodURL', [MANIFEST_URL]],
  ['serializeImagePulls', [false]],
  ['maxPods', [4, 8, 20]],
  ['nodeStatusUpdateFrequency', ['2s', '5s']],
  ['evictionHard', [{ 'memory.available': '700Mi', 'nodefs.available': '15%' }]],
  ['evictionPressureTransitionPeriod', ['10s', '30s']],
  ['evictionMaxPodGracePeriod', [5]],
  ['imageMinimumGCAge', ['5s']],
  ['imageGCHighThresholdPercent', [10]],
  ['imageGCLowThresholdPercent', [5]],
  // Less than one would make upstream's kubelet run again what had ended for good.
  ['--maximum-dead-containers-per-container', [2]],
  ['eventRecordQPS', [1]],
  ['kubeAPIQPS', [10]],
];

/** Draws a cluster of at most `most` nodes. */
export function makeCluster(chance: Chance, seed: number, most: number): SwarmCluster {
  const edition = chance.pick(EDITIONS);
  const nodes = Array.from({ length: chance.between(1, most) }, (_, i) => `node-${i + 1}`);
  const kubelet: (readonly [string, Json])[] = SETTINGS.filter(() => chance.maybe(15)).map(
    ([name, values]) => [name, chance.pick(values)],
  );
  // With the default of a minute a mirror may be late by a minute and a half.
  kubelet.push(['syncFrequency', chance.pick(['10s', '20s', '40s'])]);
  const present = IMAGES.filter(() => chance.maybe(75)).map((image) => [image, { present: true }]);
  const spec = {
    edition,
    seed,
    settle: `${chance.pick([15, 30, 60])}s`,
    latency: chance.weighted([
      [6, 'recorded'],
      [1, 'slow'],
      [1, 'none'],
    ]),
    nodes: nodes.map((name) => ({
      name,
      cpu: chance.pick([1, 2, 4]),
      memory: chance.pick(['2Gi', '4Gi', '8Gi']),
    })),
    kubelet: Object.fromEntries(kubelet) as Json,
    images: Object.fromEntries(present) as Json,
    machine: chance.maybe(20) ? { liveRestore: true } : {},
  };
  const document = {
    apiVersion: 'visualizer/v1',
    kind: 'Scenario',
    metadata: { name: `swarm-${seed}` },
    spec,
  };
  return { edition, nodes, document };
}
