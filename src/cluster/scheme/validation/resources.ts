// Requests and limits. Models validation.go, ValidateContainerResourceRequirements, and the
// resource names of pkg/apis/core/helper/helpers.go.

import type { ResourceRequirements } from '../../../api/container.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  child,
  forbidden,
  invalid,
  key,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts';
import { sortedText } from '../../../apimachinery/go-text.ts';
import { compareQuantities, quantityOf } from '../../../apimachinery/quantity.ts';
import type { Wording } from './formats.ts';
import { qualifiedName } from './formats.ts';
import { goQuantity } from './go-values.ts';
import { problems } from './object-meta.ts';

const STANDARD: readonly string[] = [
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
];

const IN_CONTAINERS: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** A resource outside Kubernetes' own: whole pieces, requests equal to limits. */
export function isExtendedResource(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.');
}

/** Whether requests may be smaller than limits. */
function isOvercommitAllowed(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

/** Whose requirements: a container's, or the whole pod's (v1.34). */
export type ResourceOwner = 'container' | 'pod';

/** Requests and limits of a container or of a pod. */
export function validateResources(
  resources: ResourceRequirements | undefined,
  owner: ResourceOwner,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const { limits = {}, requests = {} } = resources ?? {};
  const errors: FieldError[] = [];
  for (const name of sortedText(Object.keys(limits))) {
    errors.push(...validateAmount(name, limits[name], owner, child(path, 'limits'), wording));
  }
  for (const name of sortedText(Object.keys(requests))) {
    const amount = requests[name];
    errors.push(...validateAmount(name, amount, owner, child(path, 'requests'), wording));
    errors.push(...validateRatio(name, amount, limits[name], path, wording));
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const hasCompute = names.includes('cpu') || names.includes('memory');
  if (!hasCompute && names.some(isHugePages)) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  return errors;
}

function validateAmount(
  name: string,
  amount: string | undefined,
  owner: ResourceOwner,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const field = key(path, name);
  const errors = [...validateName(name, owner, field, wording)];
  const text = amount ?? '0';
  if (compareQuantities(text, '0') < 0) {
    errors.push(invalid(field, text, 'must be greater than or equal to 0'));
  }
  const isWhole = quantityOf(text).nanos % 1_000_000_000n === 0n;
  if (isExtendedResource(name) && !isWhole) {
    errors.push(invalid(field, goQuantity(text, wording), 'must be an integer'));
  }
  return errors;
}

function validateName(
  name: string,
  owner: ResourceOwner,
  field: string,
  wording: Wording,
): readonly FieldError[] {
  const errors = [...problems(field, name, qualifiedName(name, wording))];
  const isPlain = !name.includes('/');
  if (errors.length === 0 && isPlain && !STANDARD.includes(name) && !isHugePages(name)) {
    errors.push(invalid(field, name, 'must be a standard resource type or fully qualified'));
  }
  if (owner === 'pod') {
    const isKnown = name === 'cpu' || name === 'memory' || isHugePages(name);
    if (errors.length > 0 || isKnown) return errors;
    return [...errors, notSupported(field, name, ['cpu', 'memory'])];
  }
  if (isPlain && !IN_CONTAINERS.includes(name) && !isHugePages(name)) {
    errors.push(invalid(field, name, 'must be a standard resource for containers'));
  }
  if (!isPlain && !isNative(name) && !isExtendedResource(name)) {
    errors.push(invalid(field, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

function validateRatio(
  name: string,
  amount: string | undefined,
  limit: string | undefined,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const canOvercommit = isOvercommitAllowed(name);
  if (limit === undefined) {
    if (canOvercommit) return [];
    const detail = 'Limit must be set for non overcommitable resources';
    return [required(child(path, 'limits'), detail)];
  }
  const order = compareQuantities(amount, limit);
  const of = wording.isModern ? ` of ${limit}` : '';
  const field = child(path, 'requests');
  if (order !== 0 && !canOvercommit) {
    return [invalid(field, amount ?? '', `must be equal to ${name} limit${of}`)];
  }
  if (order <= 0) return [];
  return [invalid(field, amount ?? '', `must be less than or equal to ${name} limit${of}`)];
}
