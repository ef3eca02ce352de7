// Whether a node or a pod satisfies the terms of an affinity.
// Models component-helpers/scheduling/corev1/nodeaffinity and framework.AffinityTerm.

import type { Node, Taint } from '../../api/node.ts';
import type { NodeSelectorTerm, Pod, PodAffinityTerm, Toleration } from '../../api/pod.ts';
import type { StringMap } from '../../apimachinery/meta.ts';
import { matchesLabels, requirementOf, selectorOf } from '../../apimachinery/selector.ts';

/** Whether a node satisfies one term; an empty term matches nothing. */
export function matchesNodeTerm(term: NodeSelectorTerm, node: Node): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length + matchFields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  const fields = { 'metadata.name': node.metadata.name ?? '' };
  const holds = (one: (typeof matchFields)[number], set: StringMap): boolean =>
    matchesLabels([requirementOf(one.key, one.operator, one.values ?? [])], set);
  return (
    matchExpressions.every((one) => holds(one, labels)) &&
    matchFields.every((one) => holds(one, fields))
  );
}

/** Whether a pod's node selector and required node affinity allow the node. */
export function matchesNodeAffinity(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  const selector = Object.entries(pod.spec.nodeSelector ?? {});
  if (!selector.every(([key, value]) => labels[key] === value)) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined) return true;
  return required.nodeSelectorTerms.some((term) => matchesNodeTerm(term, node));
}

/** Whether a toleration accepts a taint. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  const { key = '', operator = 'Equal', value = '', effect = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || value === (taint.value ?? '');
}

/** The first taint with one of these effects that the pod does not tolerate. */
export function untolerated(
  pod: Pod,
  taints: readonly Taint[],
  effects: readonly string[],
): Taint | undefined {
  return taints.find(
    (taint) =>
      effects.includes(taint.effect) &&
      !(pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, taint)),
  );
}

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
