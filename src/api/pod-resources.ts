// What a pod asks for in sum: containers, init containers, sidecars and overhead.
// Models component-helpers/resource/helpers.go, PodRequests and PodLimits.

import { milliValue, wholeValue } from '../apimachinery/quantity.ts';
import type { Container, ResourceList } from './container.ts';
import type { PodSpec } from './pod.ts';
import { isSidecar } from './pod-helpers.ts';

/** Amounts as numbers: CPU in thousandths, everything else in whole units (bytes, pieces). */
export interface ResourceAmounts {
  readonly [resource: string]: number;
}

/** A resource list as numbers. */
export function amountsOf(list: ResourceList | undefined): ResourceAmounts {
  const entries = Object.entries(list ?? {});
  return Object.fromEntries(entries.map(([name, text]) => [name, amountOf(name, text)]));
}

/** One amount as a number: CPU in thousandths, everything else in whole units. */
export function amountOf(resource: string, text: string | undefined): number {
  return resource === 'cpu' ? milliValue(text) : wholeValue(text);
}

/** Sum by resource name. */
export function addAmounts(a: ResourceAmounts, b: ResourceAmounts): ResourceAmounts {
  const sum: Record<string, number> = { ...a };
  for (const [name, amount] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + amount;
  return sum;
}

function maxAmounts(a: ResourceAmounts, b: ResourceAmounts): ResourceAmounts {
  const most: Record<string, number> = { ...a };
  for (const [name, amount] of Object.entries(b)) most[name] = Math.max(most[name] ?? 0, amount);
  return most;
}

/** What the scheduler and the kubelet's admission reserve for a pod. */
export function podRequests(spec: PodSpec): ResourceAmounts {
  const total = effective(spec, (container) => amountsOf(container.resources?.requests));
  const ofPod = { ...total, ...amountsOf(spec.resources?.requests) };
  return addAmounts(ofPod, amountsOf(spec.overhead));
}

/** The most a pod may use, as far as all its containers are limited. */
export function podLimits(spec: PodSpec): ResourceAmounts {
  const total = effective(spec, (container) => amountsOf(container.resources?.limits));
  const ofPod: Record<string, number> = { ...total, ...amountsOf(spec.resources?.limits) };
  for (const [name, amount] of Object.entries(amountsOf(spec.overhead))) {
    if (ofPod[name] !== undefined) ofPod[name] += amount;
  }
  return ofPod;
}

function effective(spec: PodSpec, of: (container: Container) => ResourceAmounts): ResourceAmounts {
  let running = spec.containers.map(of).reduce(addAmounts, {});
  let sidecars: ResourceAmounts = {};
  let initial: ResourceAmounts = {};
  for (const container of spec.initContainers ?? []) {
    const own = of(container);
    if (isSidecar(container)) {
      running = addAmounts(running, own);
      sidecars = addAmounts(sidecars, own);
      initial = maxAmounts(initial, sidecars);
    } else {
      initial = maxAmounts(initial, addAmounts(own, sidecars));
    }
  }
  return maxAmounts(running, initial);
}
