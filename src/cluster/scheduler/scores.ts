// The score plugins: each gives every fitting node 0 to 100; the weighted sum decides.
// Models pkg/scheduler/framework/plugins, in whole numbers instead of floating point.

import { matchesNodeTerm, untolerated } from '../../api/node-selection.ts';
import type { Pod } from '../../api/pod.ts';
import type { ScoreWeights } from './config.ts';
import { domainCounts } from './filters.ts';
import type { NodeInfo, PodInfo } from './node-info.ts';
import { matchesPodTerm } from './selectors.ts';

const MAX = 100;
const MB = 1024 * 1024;
const SCALE = 1_000_000;

/** A node's total and the parts it came from. */
export interface NodeScore {
  readonly node: string;
  readonly total: number;
  readonly parts: ScoreWeights;
}

/** Scores the fitting nodes; `all` are all nodes, which some plugins compare with. */
export function scoreNodes(
  pod: PodInfo,
  fitting: readonly NodeInfo[],
  all: readonly NodeInfo[],
  weights: ScoreWeights,
): readonly NodeScore[] {
  const taints = upsideDown(fitting.map((info) => disliked(pod.pod, info)));
  const affinity = normalized(fitting.map((info) => preferred(pod.pod, info)));
  const near = spreadOut(fitting.map((info) => nearness(pod.pod, info, all)));
  const spread = fewest(fitting.map((info) => crowding(pod.pod, info, all)));
  return fitting.map((info, index) => {
    const parts: ScoreWeights = {
      leastAllocated: leastAllocated(pod, info),
      balancedAllocation: balancedAllocation(pod, info),
      imageLocality: imageLocality(pod.pod, info, all),
      taintToleration: taints[index] ?? 0,
      nodeAffinity: affinity[index] ?? 0,
      interPodAffinity: near[index] ?? 0,
      topologySpread: spread[index] ?? 0,
    };
    const names = Object.keys(parts) as (keyof ScoreWeights)[];
    const total = names.reduce((sum, name) => sum + parts[name] * weights[name], 0);
    return { node: info.name, total, parts };
  });
}

function leastAllocated(pod: PodInfo, info: NodeInfo): number {
  const free = (['cpu', 'memory'] as const).map((name) => {
    const capacity = info.allocatable[name] ?? 0;
    const requested = info.nonZero[name] + pod.nonZero[name];
    if (capacity === 0 || requested > capacity) return 0;
    return Math.floor(((capacity - requested) * MAX) / capacity);
  });
  return Math.floor(free.reduce((sum, one) => sum + one, 0) / free.length);
}

function balancedAllocation(pod: PodInfo, info: NodeInfo): number {
  const [cpu, memory] = (['cpu', 'memory'] as const).map((name) => {
    const capacity = info.allocatable[name] ?? 0;
    const requested = info.nonZero[name] + pod.nonZero[name];
    return capacity === 0 ? SCALE : Math.min(SCALE, Math.floor((requested * SCALE) / capacity));
  }) as [number, number];
  if (cpu >= SCALE || memory >= SCALE) return 0;
  return Math.floor(((SCALE - Math.floor(Math.abs(cpu - memory) / 2)) * MAX) / SCALE);
}

function imageLocality(pod: Pod, info: NodeInfo, all: readonly NodeInfo[]): number {
  const images = pod.spec.containers.map((container) => container.image ?? '');
  const sum = images.reduce((total, image) => {
    const size = imageSize(info, image);
    const holders = all.filter((other) => imageSize(other, image) > 0).length;
    return total + Math.floor((size * holders) / Math.max(1, all.length));
  }, 0);
  const low = 23 * MB;
  const high = 1_000 * MB * Math.max(1, images.length);
  const bounded = Math.min(Math.max(sum, low), high);
  return Math.floor((MAX * (bounded - low)) / (high - low));
}

function imageSize(info: NodeInfo, image: string): number {
  const tagged = /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
  const found = (info.node.status?.images ?? []).find((one) =>
    (one.names ?? []).some((name) => name === tagged || name.endsWith(`/${tagged}`)),
  );
  return found?.sizeBytes ?? 0;
}

function disliked(pod: Pod, info: NodeInfo): number {
  const taints = info.node.spec?.taints ?? [];
  return taints.filter((taint) => untolerated(pod, [taint], ['PreferNoSchedule'])).length;
}

const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function preferred(pod: Pod, info: NodeInfo): number {
  const terms = pod.spec.affinity?.nodeAffinity?.[PREFERRED] ?? [];
  return terms.reduce(
    (sum, term) => sum + (matchesNodeTerm(term.preference, info.node) ? term.weight : 0),
    0,
  );
}

function nearness(pod: Pod, info: NodeInfo, all: readonly NodeInfo[]): number {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const weigh = (terms: typeof podAffinity, sign: number): number =>
    (terms?.[PREFERRED] ?? []).reduce((sum, { weight, podAffinityTerm }) => {
      const key = podAffinityTerm.topologyKey;
      const domain = info.node.metadata.labels?.[key];
      if (domain === undefined) return sum;
      const matching = all
        .filter((other) => other.node.metadata.labels?.[key] === domain)
        .flatMap((other) => other.pods)
        .filter((other) => matchesPodTerm(podAffinityTerm, pod, other.pod)).length;
      return sum + sign * weight * matching;
    }, 0);
  return weigh(podAffinity, 1) + weigh(podAntiAffinity, -1);
}

function crowding(pod: Pod, info: NodeInfo, all: readonly NodeInfo[]): number {
  const soft = (pod.spec.topologySpreadConstraints ?? []).filter(
    (one) => one.whenUnsatisfiable === 'ScheduleAnyway',
  );
  return soft.reduce((sum, one) => {
    const domain = info.node.metadata.labels?.[one.topologyKey] ?? '';
    return sum + (domainCounts(pod, one, all).get(domain) ?? 0);
  }, 0);
}

/** The highest becomes 100. */
function normalized(raw: readonly number[]): readonly number[] {
  const most = Math.max(0, ...raw);
  return raw.map((one) => (most === 0 ? 0 : Math.floor((MAX * one) / most)));
}

/** None becomes 100, the highest 0. */
function upsideDown(raw: readonly number[]): readonly number[] {
  const most = Math.max(0, ...raw);
  return raw.map((one) => (most === 0 ? MAX : MAX - Math.floor((MAX * one) / most)));
}

/** The lowest becomes 0, the highest 100; all equal is 0. */
function spreadOut(raw: readonly number[]): readonly number[] {
  const least = Math.min(0, ...raw);
  const most = Math.max(0, ...raw);
  if (most === least) return raw.map(() => 0);
  return raw.map((one) => Math.floor((MAX * (one - least)) / (most - least)));
}

/** The emptiest domain becomes 100. */
function fewest(raw: readonly number[]): readonly number[] {
  const least = Math.min(...raw);
  const most = Math.max(0, ...raw);
  if (most === 0) return raw.map(() => 0);
  return raw.map((one) => Math.floor((MAX * (most + least - one)) / most));
}
