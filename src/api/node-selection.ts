// Whether a pod may be on a node: its node selector, its required node affinity, its tolerations.
// Models component-helpers/scheduling/corev1/nodeaffinity and helpers.go, ToleratesTaint.

import type { StringMap } from '../apimachinery/meta.ts';
import { matchesLabels, requirementOf } from '../apimachinery/selector.ts';
import type { Node, Taint } from './node.ts';
import type { NodeSelectorTerm, Pod, Toleration } from './pod.ts';

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
