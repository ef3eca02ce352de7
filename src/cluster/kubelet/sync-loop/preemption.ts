// Room for a critical pod: which pods have to go when it is only resources that it lacks.
// Models pkg/kubelet/preemption/preemption.go, CriticalPodAdmissionHandler.

import type { Pod } from '../../../api/pod.ts';
import { isCriticalPod } from '../../../api/pod-helpers.ts';
import { podRequests } from '../../../api/pod-resources.ts';
import { qosClass } from '../../../api/qos.ts';
import type { PredicateFailure } from './predicates.ts';

/** What is still missing, by resource, in the order of the shortages. */
type Missing = readonly { readonly resource: string; readonly amount: number }[];

type Shortage = PredicateFailure['shortage'];

function missingOf(shortage: Shortage): Missing {
  if (shortage === undefined) return [];
  const { resource, requested, used, capacity } = shortage;
  return [{ resource, amount: requested - (capacity - used) }];
}

/** `(res: cpu, q: 150), `: what is missing, as the refusal words it. */
export function missingText(shortage: Shortage): string {
  return missingOf(shortage)
    .map(({ resource, amount }) => `(res: ${resource}, q: ${amount}), `)
    .join('');
}

/** The pods to preempt, in order; undefined when not even all of them would make room. */
export function victimsFor(
  pod: Pod,
  shortages: readonly PredicateFailure[],
  active: readonly Pod[],
): readonly Pod[] | undefined {
  const missing: Missing = shortages.flatMap(({ shortage }) => missingOf(shortage));
  const candidates = active.filter((other) => isPreemptable(pod, other));
  if (without(missing, candidates).length > 0) return undefined;
  const ofClass = (name: string): readonly Pod[] =>
    candidates.filter(({ spec }) => qosClass(spec) === name);
  const [least, middle, most] = ['BestEffort', 'Burstable', 'Guaranteed'].map(ofClass) as [
    readonly Pod[],
    readonly Pod[],
    readonly Pod[],
  ];
  const guaranteed = nearest(most, without(missing, [...least, ...middle]));
  const burstable = nearest(middle, without(missing, [...least, ...guaranteed]));
  const bestEffort = nearest(least, without(missing, [...burstable, ...guaranteed]));
  return [...bestEffort, ...burstable, ...guaranteed];
}

/** Models kubetypes.Preemptable. */
function isPreemptable(pod: Pod, other: Pod): boolean {
  if (isCriticalPod(pod) && !isCriticalPod(other)) return true;
  const mine = pod.spec.priority;
  const theirs = other.spec.priority;
  return mine !== undefined && theirs !== undefined && mine > theirs;
}

function requestOf(pod: Pod, resource: string): number {
  return resource === 'pods' ? 1 : (podRequests(pod.spec)[resource] ?? 0);
}

function without(missing: Missing, pods: readonly Pod[]): Missing {
  return missing.flatMap(({ resource, amount }) => {
    const left = pods.reduce((rest, pod) => rest - requestOf(pod, resource), amount);
    return left > 0 ? [{ resource, amount: left }] : [];
  });
}

/** One pod after the other, each the one that comes nearest to what is still missing. */
function nearest(pods: readonly Pod[], missing: Missing): readonly Pod[] {
  const chosen: Pod[] = [];
  let left = missing;
  let rest = pods;
  while (left.length > 0 && rest.length > 0) {
    const best = rest.reduce((a, b) => (isNearer(b, a, left) ? b : a));
    chosen.push(best);
    left = without(left, [best]);
    rest = rest.filter((pod) => pod !== best);
  }
  return chosen;
}

function isNearer(pod: Pod, than: Pod, missing: Missing): boolean {
  const own = distance(pod, missing);
  const other = distance(than, missing);
  return own < other || (own === other && isSmaller(pod, than));
}

function distance(pod: Pod, missing: Missing): number {
  return missing.reduce((sum, { resource, amount }) => {
    const share = Math.max(0, amount - requestOf(pod, resource)) / amount;
    return sum + share * share;
  }, 0);
}

function isSmaller(pod: Pod, than: Pod): boolean {
  for (const resource of ['memory', 'cpu']) {
    const own = requestOf(pod, resource);
    const other = requestOf(than, resource);
    if (own !== other) return own < other;
  }
  return true;
}
