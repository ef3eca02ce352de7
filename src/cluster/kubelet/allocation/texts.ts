// The events about resizes: a sentence and the resources as JSON, keys as Go writes them.
// Models pkg/kubelet/events/resize.go.

import type { Container, ResourceRequirements } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { sortedText } from '../../../apimachinery/go-text.ts';

/** `Pod resize started: {"containers":[…],"generation":2}`. */
export function resizeText(what: string, pod: Pod, generation: number, error?: string): string {
  const { initContainers = [], containers } = pod.spec;
  const summary = {
    ...(initContainers.length === 0 ? {} : { initContainers: initContainers.map(summaryOf) }),
    containers: containers.map(summaryOf),
    generation,
    ...(error === undefined ? {} : { error }),
  };
  return `Pod resize ${what}: ${JSON.stringify(summary)}`;
}

function summaryOf({ name, resources }: Container): object {
  return { name, resources: inGoOrder(resources ?? {}) };
}

function inGoOrder({ limits, requests }: ResourceRequirements): object {
  return {
    ...(limits === undefined ? {} : { limits: byKey(limits) }),
    ...(requests === undefined ? {} : { requests: byKey(requests) }),
  };
}

function byKey(amounts: { readonly [resource: string]: string }): object {
  return Object.fromEntries(sortedText(Object.keys(amounts)).map((key) => [key, amounts[key]]));
}
