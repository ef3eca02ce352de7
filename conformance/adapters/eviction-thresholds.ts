// Topic eviction-thresholds: settings read, thresholds met, and what follows from them.

import { wholeValue } from '../../src/apimachinery/quantity.ts';
import { microsSince } from '../../src/base/calendar.ts';
import { goDurationText, parseGoDuration } from '../../src/base/go-duration.ts';
import {
  conditionsOf,
  graceOver,
  type Observations,
  thresholdsMet,
  thresholdsUpdated,
} from '../../src/cluster/kubelet/eviction/decide.ts';
import { sortByEvictionPriority } from '../../src/cluster/kubelet/eviction/signals.ts';
import {
  parsePercentage,
  parseThresholds,
  type Statements,
  type Threshold,
  type ThresholdValue,
} from '../../src/cluster/kubelet/eviction/thresholds.ts';
import { type Duration, type Micros, seconds } from '../../src/kernel/time.ts';

/** A threshold as the vectors write it. */
interface Written {
  readonly signal: string;
  readonly operator: string;
  readonly value: string;
  readonly gracePeriod?: string;
  readonly minReclaim?: string;
}

interface Seen {
  readonly [signal: string]: {
    readonly available?: string;
    readonly capacity?: string;
    readonly time?: string;
  };
}

interface Input {
  readonly check: string;
  readonly value?: string;
  readonly signals?: readonly string[];
  readonly thresholds?: readonly Written[];
  readonly observations?: Seen;
  readonly lastObservations?: Seen;
  readonly enforceMinReclaim?: boolean;
  readonly firstObserved?: readonly {
    readonly observedSecondsAgo: number;
    readonly threshold: Written;
  }[];
  readonly thresholdsMet?: readonly (string | Written)[];
  readonly enforceNodeAllocatable?: readonly string[] | null;
  readonly evictionHard?: Statements | null;
  readonly evictionSoft?: Statements | null;
  readonly evictionSoftGracePeriod?: Statements | null;
  readonly evictionMinimumReclaim?: Statements | null;
}

/** eviction-thresholds.json */
export function evictionThresholds(raw: unknown): unknown {
  const input = raw as Input;
  const written = (input.thresholds ?? []).map(thresholdOf);
  const seen = observationsOf(input.observations);
  switch (input.check) {
    case 'parseConfig':
      return parsed(input);
    case 'parsePercentage': {
      const percentage = parsePercentage(input.value ?? '');
      return { error: percentage === undefined, fraction: shortest(percentage ?? 0) };
    }
    case 'sortByEvictionPriority': {
      const signals = (input.signals ?? []).map((signal) => ({ signal }));
      return { signals: sortByEvictionPriority(signals).map(({ signal }) => signal) };
    }
    case 'thresholdsMet': {
      const met = thresholdsMet(written, seen, input.enforceMinReclaim === true);
      return { met: met.map((one) => one.written) };
    }
    case 'thresholdsUpdatedStats': {
      const last = observationsOf(input.lastObservations);
      return { updated: thresholdsUpdated(written, seen, last).map((one) => one.written) };
    }
    case 'gracePeriod': {
      const first = (input.firstObserved ?? []).map(({ observedSecondsAgo, threshold }) => ({
        threshold: thresholdOf(threshold),
        since: -seconds(observedSecondsAgo) as Micros,
      }));
      return { met: graceOver(first, 0 as Micros).map((one) => one.written) };
    }
    default: {
      const met = input.thresholdsMet ?? [];
      const signals = met.map((one) => (typeof one === 'string' ? { signal: one } : one));
      return { conditions: conditionsOf(signals) };
    }
  }
}

function parsed(input: Input): unknown {
  const result = parseThresholds({
    hard: input.evictionHard ?? {},
    soft: input.evictionSoft ?? {},
    softGracePeriod: input.evictionSoftGracePeriod ?? {},
    minimumReclaim: input.evictionMinimumReclaim ?? {},
    isPodsEnforced: (input.enforceNodeAllocatable ?? []).includes('pods'),
  });
  if ('error' in result) return { error: true, thresholds: [] };
  return { error: false, thresholds: result.thresholds.map(writtenOf) };
}

function writtenOf({ signal, operator, value, gracePeriod, minReclaim }: Threshold): Written {
  return {
    signal,
    operator,
    value: textOf(value),
    ...(gracePeriod > 0 ? { gracePeriod: goDurationText(gracePeriod) } : {}),
    ...(minReclaim === undefined ? {} : { minReclaim: textOf(minReclaim) }),
  };
}

function textOf(value: ThresholdValue): string {
  return 'quantity' in value ? value.quantity : `${shortest(Math.fround(value.percentage * 100))}%`;
}

/** The shortest decimal that reads back as the same single. */
function shortest(single: number): number {
  for (let digits = 1; digits < 10; digits++) {
    const text = Number(single.toPrecision(digits));
    if (Math.fround(text) === single) return text;
  }
  return single;
}

type Kept = Threshold & { readonly written: Written };

function thresholdOf(written: Written): Kept {
  const { signal, operator, gracePeriod, minReclaim } = written;
  return {
    written,
    signal,
    operator,
    value: valueFrom(written.value),
    gracePeriod: parseGoDuration(gracePeriod ?? '0') as Duration,
    ...(minReclaim === undefined ? {} : { minReclaim: valueFrom(minReclaim) }),
  };
}

function valueFrom(text: string): ThresholdValue {
  return text.endsWith('%') ? { percentage: parsePercentage(text) ?? 0 } : { quantity: text };
}

function observationsOf(seen: Seen = {}): Observations {
  return Object.fromEntries(
    Object.entries(seen).map(([signal, { available, capacity, time }]) => {
      const at = time === undefined ? undefined : microsSince(0, time);
      const amounts = { available: wholeValue(available), capacity: wholeValue(capacity) };
      return [signal, at === undefined ? amounts : { ...amounts, at: at as Micros }];
    }),
  );
}
