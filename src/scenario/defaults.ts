// What a scenario leaves unsaid: two nodes, all components, the recorded latencies.

import type {
  ClusterSetup,
  ComponentSetup,
  EditionWord,
  NodeSetup,
} from '../cluster/protocol/setup.ts';

/** 2026-01-01T00:00:00Z. */
export const DEFAULT_EPOCH_SECONDS: number = 1_767_225_600;

/** How long a cluster has been running when a scenario begins: long enough to be at rest. */
export const DEFAULT_SETTLE_SECONDS: number = 60;

/** Everything runs. */
export const ALL_COMPONENTS: ComponentSetup = {
  hasScheduler: true,
  controllers: [
    'node-lifecycle',
    'taint-eviction',
    'namespace',
    'pod-garbage-collector',
    'persistentvolume-binder',
    'endpoint',
  ],
};

/** A node as most scenarios want it. */
export function defaultNode(name: string): NodeSetup {
  return {
    name,
    cpu: '4',
    memory: '8Gi',
    disk: '100Gi',
    pods: 110,
    labels: {},
    taints: [],
    isKubeletRunning: true,
  };
}

/** Nodes `node-1` to `node-<count>`. */
export function defaultNodes(count: number): readonly NodeSetup[] {
  return Array.from({ length: count }, (_, i) => defaultNode(`node-${i + 1}`));
}

/** The cluster that stands there when nobody says otherwise. */
export function defaultSetup(edition: EditionWord, seed = 1, nodes = 2): ClusterSetup {
  return {
    edition,
    seed,
    epochSeconds: DEFAULT_EPOCH_SECONDS,
    nodes: defaultNodes(nodes),
    latency: 'recorded',
    kubelet: {},
    images: [],
    objects: [],
    components: ALL_COMPONENTS,
    machine: {},
  };
}
