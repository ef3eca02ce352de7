// Named latency profiles of the links between kinds of process, from the recorded runs: what the
// wire adds, not what the receiver works.

import { unreachable } from '../base/assert.ts';
import type { LatencyOf, LatencyProfile } from '../kernel/bus.ts';
import { microseconds, milliseconds } from '../kernel/time.ts';
import { WORKLOAD_KINDS } from './monitoring/workload.ts';
import type { LatencyName } from './protocol/setup.ts';

/** Between processes of one machine, or a machine and its control plane next to it. */
const NETWORK: LatencyProfile = { base: microseconds(400), jitter: microseconds(600) };
/** A Unix socket or a system call. */
const LOCAL: LatencyProfile = { base: microseconds(60), jitter: microseconds(90) };
/** etcd beside the API server. */
const STORE: LatencyProfile = { base: microseconds(150), jitter: microseconds(150) };
/** What leaves the cluster; the registry adds its own times. */
const OUTSIDE: LatencyProfile = { base: milliseconds(10), jitter: milliseconds(10) };

const NODE_KINDS: ReadonlySet<string> = new Set([
  'kubelet',
  'linux',
  'docker',
  'containerd',
  'cadvisor',
]);

/** Programs in containers: next to their machine, but what they call is elsewhere. */
const WORKLOADS: ReadonlySet<string> = new Set(WORKLOAD_KINDS);

function isOnNode(kind: string, peer: string): boolean {
  return NODE_KINDS.has(kind) || (peer === 'linux' && WORKLOADS.has(kind));
}

function recorded(from: string, to: string): LatencyProfile {
  if (from === 'registry' || to === 'registry') return OUTSIDE;
  if (from === 'etcd' || to === 'etcd') return STORE;
  return isOnNode(from, to) && isOnNode(to, from) ? LOCAL : NETWORK;
}

/** The latencies of a profile. */
export function latencyProfile(name: LatencyName): LatencyOf {
  switch (name) {
    case 'recorded':
      return recorded;
    case 'slow':
      return (from, to) => {
        const { base, jitter } = recorded(from, to);
        return { base: microseconds(base * 10), jitter: microseconds(jitter * 10) };
      };
    case 'none':
      return () => ({ base: microseconds(0), jitter: microseconds(0) });
    default:
      return unreachable(name);
  }
}
