// Whether a pod is one that another pod's affinity speaks of. Models framework.AffinityTerm.

import type { Pod, PodAffinityTerm } from '../../api/pod.ts';
import { matchesLabels, selectorOf } from '../../apimachinery/selector.ts';

/** Whether `other` is a pod that `owner`'s term speaks of. */
export function matchesPodTerm(term: PodAffinityTerm, owner: Pod, other: Pod): boolean {
  const namespace = other.metadata.namespace ?? 'default';
  const named = term.namespaces ?? [];
  const own = named.length === 0 && term.namespaceSelector === undefined;
  const isNamespace = own
    ? namespace === (owner.metadata.namespace ?? 'default')
    : named.includes(namespace) || isEverything(term.namespaceSelector);
  const selector = selectorOf(term.labelSelector);
  return isNamespace && selector !== undefined && matchesLabels(selector, other.metadata.labels);
}

function isEverything(selector: object | undefined): boolean {
  return selector !== undefined && Object.keys(selector).length === 0;
}
