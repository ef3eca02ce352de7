// The room of the eviction manager: signals against their thresholds, what is met since when, how
// long a condition still stands, and who would go first.

import type { Pod } from '../../api/pod.ts';
import { podRequests } from '../../api/pod-resources.ts';
import { wholeValue } from '../../apimachinery/quantity.ts';
import { get, values } from '../../base/persistent-map.ts';
import type { LookStep } from '../../cluster/kubelet/eviction/state.ts';
import type { Threshold } from '../../cluster/kubelet/eviction/thresholds.ts';
import { later, seconds } from '../../kernel/time.ts';
import type { GaugeBlock, RoomBlock, RoomWord, TimerBlock } from '../room.ts';
import { type Inside, podName, type Room, tableBlock, timerBlock } from './inside.ts';

const STEPS: readonly LookStep[] = [
  'idle',
  'observing',
  'reclaiming',
  'limits',
  'ranking',
  'killing',
  'cleaning',
];
const WORDS: readonly RoomWord[] = STEPS.map((step) => (step === 'ranking' ? 'rank' : step));

/** The eviction manager. */
export const evictionRoom: Room = {
  reads: ({ kubelet, cadvisor, timer }) => [
    kubelet.eviction,
    kubelet.podManager.pods,
    kubelet.statuses.statuses,
    cadvisor?.cgroups,
    timer('eviction'),
  ],
  blocks: (inside) => {
    const { eviction, podManager } = inside.kubelet;
    const pods = [...values(podManager.pods)].filter((pod) => !isOver(inside, pod));
    const victims = eviction.victims.map((uid) => {
      const pod = get(podManager.pods, uid);
      return pod === undefined ? uid : podName(pod);
    });
    return [
      timerBlock('look', inside.timer('eviction'), seconds(10)),
      { block: 'steps', name: 'steps', steps: WORDS, active: STEPS.indexOf(eviction.step) },
      ...gauges(inside),
      ...graces(inside),
      ...transitions(inside),
      { block: 'queue', name: 'victims', items: [], busy: victims },
      tableBlock('ranking', ['pod', 'requested', 'used', 'priority'], ranking(inside, pods)),
    ];
  },
};

function isOver({ kubelet }: Inside, { metadata }: Pod): boolean {
  const { phase } = get(kubelet.statuses.statuses, metadata.uid ?? '')?.status ?? {};
  return phase === 'Failed' || phase === 'Succeeded';
}

/** One for each signal that has been measured. */
function gauges({ kubelet }: Inside): readonly GaugeBlock[] {
  const { thresholds, last, met } = kubelet.eviction;
  const signals = [...new Set(thresholds.map(({ signal }) => signal))];
  return signals.flatMap((signal): readonly GaugeBlock[] => {
    const seen = last[signal];
    if (seen === undefined) return [];
    const own = thresholds.filter((one) => one.signal === signal);
    return [
      {
        block: 'gauge',
        name: 'look',
        label: signal,
        value: seen.available,
        most: seen.capacity,
        unit: signal.includes('inodes') || signal.startsWith('pid') ? 'count' : 'bytes',
        marks: own.flatMap((one) => marksOf(one, seen.capacity)),
        isOver: met.some((one) => one.signal === signal),
      },
    ];
  });
}

function marksOf(threshold: Threshold, capacity: number): GaugeBlock['marks'] {
  const { value, minReclaim, gracePeriod } = threshold;
  const at = amountOf(value, capacity);
  const limit = { name: (gracePeriod > 0 ? 'soft' : 'hard') as RoomWord, at };
  if (minReclaim === undefined) return [limit];
  return [limit, { name: 'reclaimTo', at: at + amountOf(minReclaim, capacity) }];
}

function amountOf(value: Threshold['value'], capacity: number): number {
  return 'quantity' in value ? wholeValue(value.quantity) : capacity * value.percentage;
}

/** Soft thresholds that are met act only when their grace is over. */
function graces({ kubelet }: Inside): readonly TimerBlock[] {
  return kubelet.eviction.firstObserved
    .filter(({ threshold }) => threshold.gracePeriod > 0)
    .map(({ threshold, since }) => ({
      block: 'timer',
      name: 'grace',
      label: threshold.signal,
      period: threshold.gracePeriod,
      lastAt: since,
      nextAt: later(since, threshold.gracePeriod),
      state: 'backoff',
    }));
}

/** A condition stands until it was not seen for the whole transition period. */
function transitions({ kubelet }: Inside): readonly TimerBlock[] {
  const { conditions, conditionTimes } = kubelet.eviction;
  const period = kubelet.config.evictionPressureTransitionPeriod;
  return conditions.flatMap((condition): readonly TimerBlock[] => {
    const at = conditionTimes[condition];
    if (at === undefined) return [];
    const times = { period, lastAt: at, nextAt: later(at, period) };
    return [{ block: 'timer', name: 'transition', label: condition, ...times, state: 'failed' }];
  });
}

/** As for memory: over their request first, then the lower priority, then the larger excess. */
function ranking(inside: Inside, pods: readonly Pod[]): ReturnType<typeof tableBlock>['lines'] {
  const used = memoryByPod(inside);
  return pods
    .map((pod) => {
      const usage = used.get(pod.metadata.uid ?? '') ?? 0;
      const requested = podRequests(pod.spec)['memory'] ?? 0;
      return { pod, usage, requested, priority: pod.spec.priority ?? 0 };
    })
    .sort(
      (a, b) =>
        Number(b.usage > b.requested) - Number(a.usage > a.requested) ||
        a.priority - b.priority ||
        b.usage - b.requested - (a.usage - a.requested),
    )
    .map((one) => [
      podName(one.pod),
      { bytes: one.requested },
      { bytes: one.usage },
      String(one.priority),
    ]);
}

/** What cAdvisor last saw of the containers that the pod cache knows. */
function memoryByPod({ kubelet, cadvisor }: Inside): ReadonlyMap<string, number> {
  const owners = new Map<string, string>();
  for (const status of values(kubelet.podCache)) {
    for (const { id } of status.containers) owners.set(id, status.uid);
  }
  const sums = new Map<string, number>();
  for (const { containerId = '', samples } of cadvisor === undefined
    ? []
    : values(cadvisor.cgroups)) {
    const uid = owners.get(containerId);
    if (uid === undefined) continue;
    sums.set(uid, (sums.get(uid) ?? 0) + (samples.at(-1)?.workingSetBytes ?? 0));
  }
  return sums;
}

/** The disk of the images, with the marks between which they are collected. */
export function diskBlock({ kubelet }: Inside): readonly RoomBlock[] {
  const { last } = kubelet.eviction;
  const seen = last['imagefs.available'] ?? last['nodefs.available'];
  if (seen === undefined) return [];
  const { imageGcHighThresholdPercent: high, imageGcLowThresholdPercent: low } = kubelet.config;
  const value = 100 - Math.floor((seen.available * 100) / seen.capacity);
  const marks: GaugeBlock['marks'] = [
    { name: 'low', at: low },
    { name: 'high', at: high },
  ];
  const isOver = value >= high;
  return [{ block: 'gauge', name: 'imageDisk', value, most: 100, unit: 'percent', marks, isOver }];
}
