// `/apis/metrics/v1alpha1/…`: what nodes and pods use, for autoscalers and `kubectl top`.
// Models metrics/apis/metrics/handlers.go of Heapster v1.5.4.

import type { Pod } from '../../../api/pod.ts';
import type { ObjectMeta } from '../../../apimachinery/meta.ts';
import { milliQuantity, wholeQuantity } from '../../../apimachinery/quantity.ts';
import { matchesLabels, parseLabelSelector } from '../../../apimachinery/selector.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import { get, values } from '../../../base/persistent-map.ts';
import type { Page, Request } from './http.ts';
import { type MetricSet, nodeKey, podContainerKey } from './metric-set.ts';
import { latest } from './metric-sink.ts';
import { knownOf } from './watched.ts';

/** A page; undefined for a path that is not there. */
export function metricsApi(request: Request): Page | undefined {
  const [first, a, second, b] = request.parts;
  if (first === 'nodes') return a === undefined ? nodeList(request) : nodePage(request, a);
  if (first === 'pods' && a === undefined) return podList(request, undefined);
  if (first !== 'namespaces' || second !== 'pods') return undefined;
  if (b === undefined) return podList(request, a);
  const pod = get(knownOf(request.loop.reflected).pods, `${a}/${b}`);
  if (pod === undefined) {
    return { status: 500, text: `Error while getting pod ${b}: pod "${b}" not found` };
  }
  const found = podMetrics(request, pod);
  return found ?? { status: 404, text: `No metrics availalble for pod ${a}/${b}` };
}

function nodeList(request: Request): Page {
  return listOf(request, values(knownOf(request.loop.reflected).nodes), ({ metadata }) =>
    nodeMetrics(request, metadata.name ?? ''),
  );
}

function nodePage(request: Request, name: string): Page {
  return nodeMetrics(request, name) ?? { status: 404, text: `No metrics for node ${name}` };
}

/** The pods of a namespace, or all. */
function podList(request: Request, namespace: string | undefined): Page {
  const { pods } = knownOf(request.loop.reflected);
  return listOf(request, values(pods), (pod) =>
    namespace === undefined || pod.metadata.namespace === namespace
      ? podMetrics(request, pod)
      : undefined,
  );
}

/** The metrics of all that the labels select; Go writes a list without anything as null. */
function listOf<T extends { readonly metadata: ObjectMeta }>(
  { query }: Request,
  all: Iterable<T>,
  metricsOf: (one: T) => object | undefined,
): Page {
  const { labelSelector = '' } = query;
  const parsed = parseLabelSelector(labelSelector);
  if (!parsed.ok) {
    const text = `Error while parsing selector ${labelSelector}: ${parsed.error}`;
    return { status: 400, text };
  }
  const found = [...all].flatMap((one) =>
    matchesLabels(parsed.selector, one.metadata.labels) ? (metricsOf(one) ?? []) : [],
  );
  return { metadata: {}, items: found.length === 0 ? null : found };
}

function headOf({ loop, io }: Request, metadata: object): object {
  const batch = latest(loop.store);
  const now = rfc3339(io.epochSeconds, io.now);
  return {
    metadata: { ...metadata, creationTimestamp: now },
    timestamp: rfc3339(io.epochSeconds, batch?.at ?? io.now),
    window: '1m0s',
  };
}

function nodeMetrics(request: Request, name: string): object | undefined {
  const batch = latest(request.loop.store);
  const one = batch === undefined ? undefined : get(batch.sets, nodeKey(name));
  const usage = one === undefined ? undefined : usageOf(one);
  return usage === undefined ? undefined : { ...headOf(request, { name }), usage };
}

/** All containers must have been measured twice, else there is nothing of the pod. */
function podMetrics(request: Request, { metadata, spec }: Pod): object | undefined {
  const batch = latest(request.loop.store);
  if (batch === undefined) return undefined;
  const { name = '', namespace = '' } = metadata;
  const containers: object[] = [];
  for (const container of spec.containers) {
    const one = get(batch.sets, podContainerKey(namespace, name, container.name));
    const usage = one === undefined ? undefined : usageOf(one);
    if (usage === undefined) return undefined;
    containers.push({ name: container.name, usage });
  }
  return { ...headOf(request, { name, namespace }), containers };
}

function usageOf({ values: figures }: MetricSet): object | undefined {
  const [cpu, memory] = [figures['cpu/usage_rate'], figures['memory/working_set']];
  if (cpu === undefined || memory === undefined) return undefined;
  return { cpu: milliQuantity(cpu), memory: wholeQuantity(memory, 'BinarySI') };
}
