// The kubelet's periodic loops as dials: which timer drives each, how long its period is, and how
// much it has to do now.

import { values } from '../base/persistent-map.ts';
import type { KubeletState } from '../cluster/kubelet/state.ts';
import type { Envelope } from '../kernel/message.ts';
import { type Duration, seconds } from '../kernel/time.ts';
import type { Dial } from './rows.ts';

/** Where a dial comes from. */
export interface DialSource {
  readonly id: Dial['id'];
  /** Kind of process that has the timer; the kubelet unless said. */
  readonly process?: string;
  readonly timer: string;
  /** While the timer is not armed. */
  readonly period: Duration;
  /** What the count is made of, to count again only when it changed. */
  slice(state: KubeletState): unknown;
  /** `cgroups` is how many cAdvisor knows beside the kubelet. */
  count(state: KubeletState, cgroups: number): number;
}

/** All dials, in the order in which they are drawn. */
export const DIALS: readonly DialSource[] = [
  {
    id: 'sync',
    timer: 'sync',
    period: seconds(1),
    slice: (state) => state.podWorkers.workers,
    count: (state) => state.podWorkers.workers.size,
  },
  {
    id: 'housekeeping',
    timer: 'housekeeping',
    period: seconds(2),
    slice: (state) => state.podManager.pods,
    count: (state) => state.podManager.pods.size,
  },
  {
    id: 'pleg',
    timer: 'relist',
    period: seconds(1),
    slice: (state) => state.pleg.pods,
    count: (state) => state.pleg.pods.size,
  },
  {
    id: 'probes',
    timer: '',
    period: seconds(10),
    slice: (state) => state.prober.workers,
    count: (state) => state.prober.workers.size,
  },
  {
    id: 'status',
    timer: 'status.tick',
    period: seconds(10),
    slice: (state) => state.statuses.queue,
    count: (state) => state.statuses.queue.length,
  },
  {
    id: 'volumes',
    timer: 'volumes.loop',
    period: seconds(1),
    slice: (state) => state.volumes.pods,
    count: mounted,
  },
  {
    id: 'secrets',
    timer: '',
    period: seconds(60),
    slice: (state) => state.objects.cached,
    count: (state) => state.objects.cached.size,
  },
  {
    id: 'images',
    timer: 'node.images',
    period: seconds(60),
    slice: (state) => state.images.pulling,
    count: (state) => state.images.pulling,
  },
  {
    id: 'eviction',
    timer: 'eviction',
    period: seconds(10),
    slice: (state) => state.eviction.conditions,
    count: pressures,
  },
  {
    id: 'cadvisor',
    process: 'cadvisor',
    timer: 'housekeeping',
    period: seconds(10),
    slice: () => undefined,
    count: (_state, cgroups) => cgroups,
  },
  {
    id: 'node-status',
    timer: 'node.status',
    period: seconds(10),
    slice: (state) => state.node,
    count: () => 0,
  },
  {
    id: 'lease',
    timer: 'node.lease',
    period: seconds(10),
    slice: (state) => state.config,
    count: (state) => state.config.nodeLeaseDurationSeconds,
  },
  {
    id: 'gc',
    timer: 'gc',
    period: seconds(60),
    slice: (state) => state.gc.removing,
    count: (state) => state.gc.removing.size,
  },
];

/** A dial as it stands. */
export function dialOf(
  source: DialSource,
  state: KubeletState | undefined,
  timer: Envelope | undefined,
  cgroups: number,
): Dial {
  const { id, period } = source;
  const count = state === undefined ? 0 : source.count(state, cgroups);
  const armed = timer === undefined ? undefined : timer.deliverAt - timer.sentAt;
  return {
    id,
    period: (armed ?? period) as Duration,
    ...(timer === undefined ? {} : { lastAt: timer.sentAt, nextAt: timer.deliverAt }),
    count,
    isHealthy: state !== undefined && isHealthy(id, state),
  };
}

function isHealthy(id: Dial['id'], state: KubeletState): boolean {
  if (id === 'pleg') return state.node.runtime.runtimeError === undefined;
  if (id === 'lease') return state.node.leaseTries === 0;
  if (id === 'node-status') return state.node.statusTries === 0;
  return id !== 'eviction' || pressures(state) === 0;
}

function mounted(state: KubeletState): number {
  let count = 0;
  for (const { volumes } of values(state.volumes.pods)) {
    count += volumes.filter((one) => one.phase === 'mounted').length;
  }
  return count;
}

function pressures({ eviction }: KubeletState): number {
  return eviction.conditions.length;
}
