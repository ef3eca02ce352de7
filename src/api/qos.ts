// The quality of service class of a pod. Models pkg/apis/core/v1/helper/qos/qos.go.

import { addQuantities, compareQuantities } from '../apimachinery/quantity.ts';
import type { ResourceList, ResourceRequirements } from './container.ts';
import type { PodSpec } from './pod.ts';

/** The three classes. */
export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const COMPUTE: readonly string[] = ['cpu', 'memory'];

/** The class computed from the spec; init containers count like the others. */
export function qosClass(spec: PodSpec): QosClass {
  const ofPod = spec.resources;
  const all: readonly (ResourceRequirements | undefined)[] =
    ofPod !== undefined && (isNonEmpty(ofPod.requests) || isNonEmpty(ofPod.limits))
      ? [ofPod]
      : [...spec.containers, ...(spec.initContainers ?? [])].map((one) => one.resources);
  const requests = sums(all.map((resources) => resources?.requests));
  const limits = sums(all.map((resources) => resources?.limits));
  const used = Object.keys(requests).length + Object.keys(limits).length;
  if (used === 0) return 'BestEffort';
  const isLimited = all.every((resources) => COMPUTE.every((name) => isPositive(resources, name)));
  const isEqual = Object.entries(requests).every(
    ([name, amount]) => limits[name] !== undefined && compareQuantities(amount, limits[name]) === 0,
  );
  const isSameSize = Object.keys(requests).length === Object.keys(limits).length;
  return isLimited && isEqual && isSameSize ? 'Guaranteed' : 'Burstable';
}

/** The class of a pod: the one recorded in its status, else the computed one. */
export function podQosClass(pod: {
  readonly spec: PodSpec;
  readonly status?: { readonly qosClass?: string };
}): QosClass {
  const recorded = pod.status?.qosClass;
  return recorded === undefined || recorded === '' ? qosClass(pod.spec) : (recorded as QosClass);
}

function isNonEmpty(list: ResourceList | undefined): boolean {
  return COMPUTE.some((name) => compareQuantities(list?.[name], '0') > 0);
}

function isPositive(resources: ResourceRequirements | undefined, name: string): boolean {
  return compareQuantities(resources?.limits?.[name], '0') > 0;
}

function sums(lists: readonly (ResourceList | undefined)[]): ResourceList {
  let total: ResourceList = {};
  for (const list of lists) {
    for (const name of COMPUTE) {
      const amount = list?.[name];
      if (amount === undefined || compareQuantities(amount, '0') <= 0) continue;
      total = { ...total, [name]: addQuantities(total[name], amount) };
    }
  }
  return total;
}
