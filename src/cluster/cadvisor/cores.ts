// CPU time by core: processes move between cores, so the same time falls on one core now and on
// others later. The kernel counts it for each (cpuacct.usage_percpu); here it is drawn when a
// sample is taken, and adds up to what the cgroup has used.

import { hashText } from '../../base/hash.ts';
import type { ContainerSample } from '../protocol/stats.ts';

/** CPU time of each core until a sample, in nanoseconds. */
export type CoreTimes = readonly number[];

const HASHES = 4_294_967_296;

/** The times at a sample; `before` are those of the last one, all 0 when there is none. */
export function coresAfter(
  before: CoreTimes,
  last: Pick<ContainerSample, 'at' | 'cpuNanos'>,
  now: Pick<ContainerSample, 'at' | 'cpuNanos'>,
  key: string,
): CoreTimes {
  const used = Math.floor(now.cpuNanos) - Math.floor(last.cpuNanos);
  if (used <= 0) return before;
  const most = (now.at - last.at) * 1_000;
  const weights = before.map((_, core) => weightOf(key, now.at, core));
  const all = weights.reduce((sum, one) => sum + one, 0);
  let rest = used;
  const parts = weights.map((weight) => {
    const part = Math.min(most, Math.floor((used * weight) / all));
    rest -= part;
    return part;
  });
  // What does not go onto a core that is busy all the time goes to others that have room.
  return before.map((time, core) => {
    const part = parts[core] ?? 0;
    const isLast = core === before.length - 1;
    const more = isLast ? rest : Math.min(rest, most - part);
    rest -= more;
    return time + part + more;
  });
}

/** Mostly a cgroup keeps to few cores at a time. */
function weightOf(key: string, at: number, core: number): number {
  const luck = (hashText(key, Math.floor(at / 1_000) + core) + 1) / HASHES;
  return luck * luck * luck;
}
