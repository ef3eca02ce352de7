// Whether two statuses say the same as far as the kubelet is concerned.
// Models status_manager.go, isPodStatusByKubeletEqual.

import type { PodCondition, PodStatus } from '../../../api/pod.ts';
import { isSame } from '../../../apimachinery/patch-values.ts';
import { isOwnedCondition } from './conditions.ts';

/** Equal but for foreign conditions and the times of its own. */
export function isStatusEqual(a: PodStatus, b: PodStatus): boolean {
  if (a === b) return true;
  const ownA = (a.conditions ?? []).filter((one) => isOwnedCondition(one.type));
  const ownB = (b.conditions ?? []).filter((one) => isOwnedCondition(one.type));
  if (ownA.length !== ownB.length) return false;
  if (!ownA.every((one) => isConditionEqual(one, ownB))) return false;
  return isRestSame(a, b);
}

/** All but the conditions. */
function isRestSame(a: PodStatus, b: PodStatus): boolean {
  for (const key in a) {
    if (key !== 'conditions' && !isSame(a[key as keyof PodStatus], b[key as keyof PodStatus]))
      return false;
  }
  for (const key in b) {
    if (key !== 'conditions' && !(key in a) && b[key as keyof PodStatus] !== undefined)
      return false;
  }
  return true;
}

function isConditionEqual(one: PodCondition, others: readonly PodCondition[]): boolean {
  const other = others.find((candidate) => candidate.type === one.type);
  return (
    other !== undefined &&
    one.status === other.status &&
    one.reason === other.reason &&
    one.message === other.message &&
    one.observedGeneration === other.observedGeneration
  );
}
