// What steers a pod to nodes: affinity, tolerations, topology spread.
// Models validation.go, validateAffinity, ValidateTolerations, validateTopologySpreadConstraints.

import type {
  Affinity,
  NodeSelector,
  NodeSelectorTerm,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from '../../../api/pod.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  at,
  child,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts';
import type { Wording } from './formats.ts';
import { dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from './formats.ts';
import { TOLERATION_FIELDS } from './go-fields.ts';
import { goStruct } from './go-values.ts';
import { validateTaintEffect } from './node.ts';
import { problems, validateLabelSelector } from './object-meta.ts';

const REQUIRED_TERMS = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED_TERMS = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Node and pod affinity. */
export function validateAffinity(
  affinity: Affinity | undefined,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity ?? {};
  const errors: FieldError[] = [];
  if (nodeAffinity) {
    const where = child(path, 'nodeAffinity');
    const needed = nodeAffinity[REQUIRED_TERMS];
    if (needed) errors.push(...validateNodeSelector(needed, child(where, REQUIRED_TERMS), wording));
    (nodeAffinity[PREFERRED_TERMS] ?? []).forEach((term, index) => {
      const place = at(child(where, PREFERRED_TERMS), index);
      errors.push(...validateWeight(term.weight, place));
      errors.push(...validateTerm(term.preference, child(place, 'preference'), false, wording));
    });
  }
  if (podAffinity)
    errors.push(...validatePodTerms(podAffinity, child(path, 'podAffinity'), wording));
  if (podAntiAffinity) {
    errors.push(...validatePodTerms(podAntiAffinity, child(path, 'podAntiAffinity'), wording));
  }
  return errors;
}

function validateWeight(weight: number, path: string): readonly FieldError[] {
  if (weight > 0 && weight <= 100) return [];
  return [invalid(child(path, 'weight'), weight, 'must be in the range 1-100')];
}

function validateNodeSelector(
  selector: NodeSelector,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const where = child(path, 'nodeSelectorTerms');
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0) return [required(where, 'must have at least one node selector term')];
  return terms.flatMap((term, index) => validateTerm(term, at(where, index), true, wording));
}

type Requirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

function validateTerm(
  term: NodeSelectorTerm,
  path: string,
  isRequired: boolean,
  wording: Wording,
): readonly FieldError[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((one, index) =>
      validateExpression(one, at(child(path, 'matchExpressions'), index), isRequired, wording),
    ),
    ...(term.matchFields ?? []).flatMap((one, index) =>
      validateField(one, at(child(path, 'matchFields'), index)),
    ),
  ];
}

function validateExpression(
  one: Requirement,
  path: string,
  isRequired: boolean,
  wording: Wording,
): readonly FieldError[] {
  const { key, operator, values = [] } = one;
  const where = child(path, 'values');
  const errors: FieldError[] = [];
  switch (operator as string) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) break;
      errors.push(required(where, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) break;
      errors.push(
        forbidden(where, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      );
      break;
    case 'Gt':
    case 'Lt':
      if (values.length === 1) break;
      errors.push(
        required(where, "must be specified single value when `operator` is 'Lt' or 'Gt'"),
      );
      break;
    default:
      errors.push(
        invalid(child(path, 'operator'), operator ?? '', 'not a valid selector operator'),
      );
  }
  errors.push(...problems(child(path, 'key'), key, qualifiedName(key, wording)));
  if (!wording.isModern || !isRequired) return errors;
  values.forEach((value, index) => {
    errors.push(...problems(at(where, index), value, labelValue(value)));
  });
  return errors;
}

function validateField(one: Requirement, path: string): readonly FieldError[] {
  const { key, operator, values = [] } = one;
  const errors: FieldError[] = [];
  if ((operator as string) !== 'In' && (operator as string) !== 'NotIn') {
    errors.push(invalid(child(path, 'operator'), operator ?? '', 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const detail =
      "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(child(path, 'values'), detail));
  }
  if (key !== 'metadata.name') {
    return [...errors, invalid(child(path, 'key'), key, 'not a valid field selector key')];
  }
  values.forEach((value, index) => {
    errors.push(...problems(at(child(path, 'values'), index), value, dns1123Subdomain(value)));
  });
  return errors;
}

type PodTerms = NonNullable<Affinity['podAffinity']>;

function validatePodTerms(terms: PodTerms, path: string, wording: Wording): readonly FieldError[] {
  return [
    ...(terms[REQUIRED_TERMS] ?? []).flatMap((term, index) =>
      validatePodTerm(term, at(child(path, REQUIRED_TERMS), index), wording),
    ),
    ...(terms[PREFERRED_TERMS] ?? []).flatMap(({ weight, podAffinityTerm }, index) => {
      const where = at(child(path, PREFERRED_TERMS), index);
      const inside = child(where, 'podAffinityTerm');
      return [
        ...validateWeight(weight, where),
        ...validatePodTerm(podAffinityTerm, inside, wording),
      ];
    }),
  ];
}

function validatePodTerm(
  term: PodAffinityTerm,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const { labelSelector, namespaceSelector, namespaces = [], topologyKey = '' } = term;
  const selector = child(path, wording.isModern ? 'labelSelector' : 'matchExpressions');
  const key = child(path, 'topologyKey');
  return [
    ...validateLabelSelector(labelSelector, selector, wording),
    ...validateLabelSelector(namespaceSelector, child(path, 'namespaceSelector'), wording),
    ...namespaces.flatMap((name) =>
      problems(child(path, 'namespace'), name, dns1123Label(name, wording)),
    ),
    ...(topologyKey === '' ? [required(key, 'can not be empty')] : []),
    ...problems(key, topologyKey, qualifiedName(topologyKey, wording)),
  ];
}

/** The tolerations of a pod. */
export function validateTolerations(
  tolerations: readonly Toleration[] | undefined,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  return (tolerations ?? []).flatMap((one, index) => {
    const where = at(path, index);
    const operatorField = child(where, 'operator');
    const { key = '', operator = '', effect = '', tolerationSeconds } = one;
    const errors: FieldError[] = [];
    if (key !== '') errors.push(...problems(child(where, 'key'), key, qualifiedName(key, wording)));
    else if (operator !== 'Exists') {
      const detail =
        'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(operatorField, operator, detail));
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      errors.push(invalid(child(where, 'effect'), effect, detail));
    }
    errors.push(...validateOperator(one, operatorField, wording));
    if (effect !== '') errors.push(...validateTaintEffect(effect, child(where, 'effect')));
    return errors;
  });
}

function validateOperator(one: Toleration, field: string, wording: Wording): readonly FieldError[] {
  const { operator = '', value = '' } = one;
  if (operator === 'Equal' || operator === '') {
    const found = labelValue(value);
    return found.length === 0 ? [] : [invalid(field, value, found.join(';'))];
  }
  if (operator !== 'Exists') {
    const isGated = wording.isModern && ['Lt', 'Gt'].includes(operator);
    const known = isGated ? ['Equal', 'Exists', 'Lt', 'Gt'] : ['Equal', 'Exists'];
    return [notSupported(field, operator, known)];
  }
  if (value === '') return [];
  const shown = wording.isModern ? value : goStruct('Toleration', TOLERATION_FIELDS, one, wording);
  return [invalid(field, shown, "value must be empty when `operator` is 'Exists'")];
}

/** How pods are to be spread. */
export function validateSpread(
  constraints: readonly TopologySpreadConstraint[] | undefined,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  return (constraints ?? []).flatMap((one, index) => {
    const where = at(path, index);
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '' } = one;
    const actions = ['DoNotSchedule', 'ScheduleAnyway'];
    const errors: FieldError[] = [];
    if (maxSkew <= 0) {
      errors.push(invalid(child(where, 'maxSkew'), maxSkew, 'must be greater than zero'));
    }
    if (topologyKey === '') errors.push(required(child(where, 'topologyKey'), 'can not be empty'));
    if (!actions.includes(whenUnsatisfiable)) {
      errors.push(notSupported(child(where, 'whenUnsatisfiable'), whenUnsatisfiable, actions));
    }
    const isRepeated = (constraints ?? [])
      .slice(index + 1)
      .some(
        (other) =>
          other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable,
      );
    if (isRepeated) {
      const field = child(where, '{topologyKey, whenUnsatisfiable}');
      errors.push(duplicate(field, `{${topologyKey}, ${whenUnsatisfiable}}`));
    }
    if (!wording.isModern) return errors;
    return [
      ...errors,
      ...validateModernSpread(one, where),
      ...validateLabelSelector(one.labelSelector, child(where, 'labelSelector'), wording),
    ];
  });
}

function validateModernSpread(one: TopologySpreadConstraint, path: string): readonly FieldError[] {
  const { minDomains, whenUnsatisfiable } = one;
  const errors: FieldError[] = [];
  if (minDomains !== undefined) {
    const field = child(path, 'minDomains');
    if (minDomains <= 0) errors.push(invalid(field, minDomains, 'must be greater than zero'));
    if (whenUnsatisfiable !== 'DoNotSchedule') {
      const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
      errors.push(invalid(field, minDomains, detail));
    }
  }
  for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
    const policy = one[name];
    const policies = ['Honor', 'Ignore'];
    if (policy === undefined || policies.includes(policy)) continue;
    errors.push(notSupported(child(path, name), policy, policies));
  }
  return errors;
}
