// CPU time by core: processes move between cores, so the same time falls on one core now and on
// others later. The kernel counts it for each (cpuacct.usage_percpu); here it is drawn when a
// sample is taken, and adds up to what the cgroup has used.

import { hashText } from '../../base/hash.ts';
import type { ContainerSample } from '../protocol/stats.ts';

/** CPU time of each core until a sample, in nanoseconds. */
export type CoreTimes = readonly number[];

const HASHES = 4_294_967_296;

type Point = Pick<ContainerSample, 'at' | 'cpuNanos'>;

/** The times at a sample; `before` are those of the last one, all 0 when there is none. */
export function coresAfter(before: CoreTimes, last: Point, now: Point, key: string): CoreTimes {
  const parts = partsOf(last, now, key, before.length);
  return before.map((time, core) => time + (parts[core] ?? 0));
}

/** The times at any of the samples, from those at the newest one: what came since is taken off. */
export function coresAt(
  newest: CoreTimes,
  samples: readonly Point[],
  index: number,
  key: string,
): CoreTimes {
  let cores = newest;
  for (let i = samples.length - 1; i > index; i--) {
    const parts = partsOf(samples[i - 1] as Point, samples[i] as Point, key, newest.length);
    cores = cores.map((time, core) => time - (parts[core] ?? 0));
  }
  return cores;
}

/** What each core was used between two samples. */
function partsOf(last: Point, now: Point, key: string, count: number): readonly number[] {
  const used = Math.floor(now.cpuNanos) - Math.floor(last.cpuNanos);
  if (used <= 0) return [];
  const most = (now.at - last.at) * 1_000;
  const weights = Array.from({ length: count }, (_, core) => weightOf(key, now.at, core));
  const all = weights.reduce((sum, one) => sum + one, 0);
  let rest = used;
  const parts = weights.map((weight) => {
    const part = Math.min(most, Math.floor((used * weight) / all));
    rest -= part;
    return part;
  });
  // What does not go onto a core that is busy all the time goes to others that have room.
  return parts.map((part, core) => {
    const more = core === count - 1 ? rest : Math.min(rest, most - part);
    rest -= more;
    return part + more;
  });
}

/** Mostly a cgroup keeps to few cores at a time. */
function weightOf(key: string, at: number, core: number): number {
  const luck = (hashText(key, Math.floor(at / 1_000) + core) + 1) / HASHES;
  return luck * luck * luck;
}
