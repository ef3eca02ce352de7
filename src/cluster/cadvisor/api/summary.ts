// Usage of the last minute, hour and day, as far as samples are kept: two minutes of them.
// Models google/cadvisor summary/percentiles.go.

import { rfc3339Nano } from '../../../base/calendar.ts';
import type { ContainerSample } from '../../protocol/stats.ts';
import type { Seen, View } from './view.ts';

const MINUTE = 60_000_000;
const SPANS = [
  ['minute_usage', MINUTE],
  ['hour_usage', 60 * MINUTE],
  ['day_usage', 24 * 60 * MINUTE],
] as const;
const WHOLE = 100;

/** DerivedStats of a container. */
export function derivedStats(view: View, { tracked }: Seen): object {
  const { samples } = tracked;
  const last = samples.at(-1);
  const pairs = samples.slice(1).map((sample, i) => ({
    at: sample.at,
    milli: milliCores(samples[i] as ContainerSample, sample),
    memory: sample.workingSetBytes,
  }));
  const spans = SPANS.map(([name, span]) => {
    const within = pairs.filter(({ at }) => at > view.now - span);
    const covered = within.length === 0 ? 0 : view.now - (within[0]?.at ?? view.now);
    return [
      name,
      {
        percent_complete: Math.min(WHOLE, Math.floor((covered * WHOLE) / span)),
        cpu: percentiles(within.map(({ milli }) => milli)),
        memory: percentiles(within.map(({ memory }) => memory)),
      },
    ] as const;
  });
  return {
    timestamp: rfc3339Nano(view.epochSeconds, last?.at ?? view.now),
    latest_usage: { cpu: pairs.at(-1)?.milli ?? 0, memory: last?.workingSetBytes ?? 0 },
    ...Object.fromEntries(spans),
  };
}

function milliCores(from: ContainerSample, to: ContainerSample): number {
  return Math.floor((to.cpuNanos - from.cpuNanos) / (to.at - from.at));
}

function percentiles(values: readonly number[]): object {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const sum = sorted.reduce((total, one) => total + one, 0);
  return {
    present: sorted.length > 0,
    mean: sorted.length === 0 ? 0 : Math.floor(sum / sorted.length),
    max: sorted.at(-1) ?? 0,
    fifty: at(0.5),
    ninety: at(0.9),
    ninetyfive: at(0.95),
  };
}
