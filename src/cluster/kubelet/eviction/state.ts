// The eviction manager's slice: what it saw, since when, and what it is in the middle of.
// Models pkg/kubelet/eviction/eviction_manager.go, managerImpl.

import type { Micros } from '../../../kernel/time.ts';
import type { KubeletConfig } from '../config.ts';
import type { ConditionTimes, MetThreshold, Observations } from './decide.ts';
import type { FsUsage } from './pod-usage.ts';
import type { PressureCondition } from './signals.ts';
import { parseThresholds, type Threshold } from './thresholds.ts';

/** What a look waits for. */
export type EvictionCall = 'stats' | 'machine' | 'reclaim' | 'pods' | 'volumes' | 'kill';

/** The steps of one look. */
export type LookStep =
  /** Sleeps until the next look. */
  | 'idle'
  /** Measures the machine. */
  | 'observing'
  /** Dead containers and unused images go first when the disk is short. */
  | 'reclaiming'
  /** Measures the pods, to see whether they keep to the limits on their own storage. */
  | 'limits'
  /** Measures the pods, to rank them. */
  | 'ranking'
  /** Waits until the victim's containers are stopped. */
  | 'killing'
  /** Waits until nothing of the victim is left. */
  | 'cleaning';

/** Volumes' usage by pod uid and volume name, measured once a minute. */
export interface VolumesUsage {
  readonly at: Micros;
  readonly byPod: { readonly [uid: string]: readonly (FsUsage & { readonly name: string })[] };
}

/** The slice `eviction`. */
export interface EvictionState {
  readonly thresholds: readonly Threshold[];
  readonly step: LookStep;
  /** What requests under way are for, by their ids. */
  readonly calls: { readonly [id: string]: EvictionCall };
  /** What this look has measured so far. */
  readonly observed: Observations;
  /** What the last look measured. */
  readonly last: Observations;
  readonly firstObserved: readonly MetThreshold[];
  /** Met, their grace included, and not resolved yet. */
  readonly met: readonly Threshold[];
  readonly conditionTimes: ConditionTimes;
  /** The pressure there is; the node's conditions and admission read it. */
  readonly conditions: readonly PressureCondition[];
  /** What this look has to act upon, the most urgent first. */
  readonly acting: readonly Threshold[];
  readonly volumes?: VolumesUsage;
  /** Pods that are being evicted, by uid. */
  readonly victims: readonly string[];
  /** When the wait for the victims is given up. */
  readonly waitUntil?: Micros;
  readonly lastAt?: Micros;
  readonly nextAt: Micros;
}

/** Before the first look. Settings that cannot be read would keep the kubelet from starting. */
export function initialEvictionState(config: KubeletConfig): EvictionState {
  const parsed = parseThresholds({
    hard: config.evictionHard,
    soft: config.evictionSoft,
    softGracePeriod: config.evictionSoftGracePeriod,
    minimumReclaim: config.evictionMinimumReclaim,
    isPodsEnforced: config.enforceNodeAllocatable.includes('pods'),
  });
  return {
    thresholds: 'error' in parsed ? [] : withContainerFs(parsed.thresholds),
    step: 'idle',
    calls: {},
    observed: {},
    last: {},
    firstObserved: [],
    met: [],
    conditionTimes: {},
    conditions: [],
    acting: [],
    victims: [],
    nextAt: 0 as Micros,
  };
}

/**
 * Containers' layers lie on the node's only disk: their thresholds are those of nodefs. Models
 * UpdateContainerFsThresholds.
 */
function withContainerFs(thresholds: readonly Threshold[]): readonly Threshold[] {
  const own = thresholds.filter(({ signal }) => !signal.startsWith('containerfs.'));
  const copies = own
    .filter(({ signal }) => signal.startsWith('nodefs.'))
    .map((one) => ({ ...one, signal: one.signal.replace('nodefs.', 'containerfs.') }));
  return [...own, ...copies];
}
