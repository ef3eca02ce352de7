// What a scheduler is made of: its era's texts, weights and intervals. Data only.

import { type Duration, milliseconds, minutes, seconds } from '../../kernel/time.ts';
import type { EditionName } from '../editions/edition.ts';

/** What the assembly says; the rest follows from the edition. */
export interface SchedulerConfig {
  readonly edition: EditionName;
  /** The process that serves the API. */
  readonly apiserver?: string;
  /** The machine it runs on, part of `reportingInstance`. */
  readonly hostname?: string;
}

/** Weights of the score plugins. */
export interface ScoreWeights {
  readonly leastAllocated: number;
  readonly balancedAllocation: number;
  readonly imageLocality: number;
  readonly taintToleration: number;
  readonly nodeAffinity: number;
  readonly interPodAffinity: number;
  readonly topologySpread: number;
}

/** The scheduler of an era. */
export interface SchedulerProfile {
  /** Messages tell what preemption thinks, taints are not named, generations are observed. */
  readonly isModern: boolean;
  readonly weights: ScoreWeights;
  readonly initialBackoff: Duration;
  readonly maxBackoff: Duration;
  /** How long an unschedulable pod waits when nothing happens that could help it. */
  readonly maxUnschedulable: Duration;
  readonly unschedulableFlush: Duration;
  /** From the pod's arrival to the binding or the failed status leaving. */
  readonly cycle: Duration;
  /** Of that, until the event of a failure leaves. */
  readonly failureEvent: Duration;
  /** From the binding's answer to the event leaving. */
  readonly boundEvent: Duration;
}

/** The profile of an edition; latencies as recorded. */
export function schedulerProfile(edition: EditionName): SchedulerProfile {
  const isModern = edition === 'containerd';
  return {
    isModern,
    weights: {
      leastAllocated: 1,
      balancedAllocation: 1,
      imageLocality: 1,
      taintToleration: isModern ? 3 : 1,
      nodeAffinity: isModern ? 2 : 1,
      interPodAffinity: isModern ? 2 : 1,
      topologySpread: 2,
    },
    initialBackoff: seconds(1),
    maxBackoff: seconds(10),
    maxUnschedulable: isModern ? minutes(5) : seconds(60),
    unschedulableFlush: seconds(30),
    cycle: milliseconds(12),
    failureEvent: milliseconds(9),
    boundEvent: milliseconds(4),
  };
}
