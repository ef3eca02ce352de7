// Nodes, taints and leases. Models validation.go, ValidateNode, ValidateNodeUpdate, and
// pkg/apis/coordination/validation.

import type { Lease, Node, Taint } from '../../../api/node.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  at,
  child,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts';
import { sortedText } from '../../../apimachinery/go-text.ts';
import { compareQuantities } from '../../../apimachinery/quantity.ts';
import type { Wording } from './formats.ts';
import { labelValue, qualifiedName } from './formats.ts';
import { problems } from './object-meta.ts';

/** Taints and amounts of a node. */
export function validateNode(node: Node, wording: Wording): readonly FieldError[] {
  return [
    ...validateTaints(node.spec?.taints ?? [], 'metadata.taints', wording),
    ...validateAmounts(node),
  ];
}

function validateTaints(
  taints: readonly Taint[],
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const seen = new Set<string>();
  return taints.flatMap((taint, index) => {
    const { key = '', value = '', effect = '' } = taint;
    const where = at(path, index);
    const errors = [...problems(child(where, 'key'), key, qualifiedName(key, wording))];
    const found = labelValue(value);
    if (found.length > 0) errors.push(invalid(child(where, 'value'), value, found.join(';')));
    if ((effect as string) === '') errors.push(required(child(where, 'effect')));
    else errors.push(...validateTaintEffect(effect, child(where, 'effect')));
    const pair = `${key}:${effect}`;
    if (seen.has(pair)) {
      const shown = `core.Taint{Key:"${key}", Value:"${value}", Effect:"${effect}", TimeAdded:<nil>}`;
      const message = `Duplicate value: ${shown}: taints must be unique by key and effect pair`;
      errors.push({ type: 'Duplicate value', field: where, message });
    }
    seen.add(pair);
    return errors;
  });
}

function validateAmounts(node: Node): readonly FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((list) => {
    const amounts = node.status?.[list] ?? {};
    return sortedText(Object.keys(amounts)).flatMap((name) => {
      const amount = amounts[name] ?? '0';
      if (compareQuantities(amount, '0') >= 0) return [];
      const detail = 'must be greater than or equal to 0';
      return [invalid(child('status', list, name), amount, detail)];
    });
  });
}

/** What an update may not change of a node. */
export function validateNodeUpdate(next: Node, old: Node): readonly FieldError[] {
  const errors: FieldError[] = [];
  const before = old.spec?.podCIDRs ?? [];
  const now = next.spec?.podCIDRs ?? [];
  if (before.length > 0 && before.join() !== now.join()) {
    const detail = 'node updates may not change podCIDR except from "" to valid';
    errors.push(forbidden('spec.podCIDRs', detail));
  }
  const provider = old.spec?.providerID ?? '';
  if (provider !== '' && provider !== next.spec?.providerID) {
    const detail = 'node updates may not change providerID except from "" to valid';
    errors.push(forbidden('spec.providerID', detail));
  }
  return errors;
}

/** A lease's numbers. */
export function validateLease(lease: Lease): readonly FieldError[] {
  const { leaseDurationSeconds, leaseTransitions } = lease.spec ?? {};
  const errors: FieldError[] = [];
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    const detail = 'must be greater than 0';
    errors.push(invalid('spec.leaseDurationSeconds', leaseDurationSeconds, detail));
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    const detail = 'must be greater than or equal to 0';
    errors.push(invalid('spec.leaseTransitions', leaseTransitions, detail));
  }
  return errors;
}

/** The effect of a taint or a toleration. */
export function validateTaintEffect(effect: string, field: string): readonly FieldError[] {
  const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
  return effects.includes(effect) ? [] : [notSupported(field, effect, effects)];
}
