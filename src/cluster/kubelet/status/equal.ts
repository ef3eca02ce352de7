// Whether two statuses say the same as far as the kubelet is concerned.
// Models status_manager.go, isPodStatusByKubeletEqual.

import type { PodCondition, PodStatus } from '../../../api/pod.ts';
import { isSame } from '../../../apimachinery/patch-values.ts';
import { isOwnedCondition } from './conditions.ts';

/** Equal but for foreign conditions and the times of its own. */
export function isStatusEqual(a: PodStatus, b: PodStatus): boolean {
  if (a === b) return true;
  const { conditions: ofA = [], ...restA } = a;
  const { conditions: ofB = [], ...restB } = b;
  const ownA = ofA.filter((one) => isOwnedCondition(one.type));
  const ownB = ofB.filter((one) => isOwnedCondition(one.type));
  if (ownA.length !== ownB.length) return false;
  if (!ownA.every((one) => isConditionEqual(one, ownB))) return false;
  return isSame(restA, restB);
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
