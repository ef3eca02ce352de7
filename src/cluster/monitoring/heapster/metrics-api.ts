// `/apis/metrics/v1alpha1/…`: what nodes and pods use, for autoscalers and `kubectl top`.
// Models metrics/apis/metrics/handlers.go of Heapster v1.5.4.

import type { Pod } from '../../../api/pod.ts';
import { milliQuantity, wholeQuantity } from '../../../apimachinery/quantity.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import { get, values } from '../../../base/persistent-map.ts';
import type { Page, Request } from './http.ts';
import { type MetricSet, nodeKey, podContainerKey } from './metric-set.ts';
import { latest } from './metric-sink.ts';

/** A page; undefined for a path that is not there. */
export function metricsApi(request: Request): Page | undefined {
  const [first, a, second, b] = request.parts;
  const { pods } = request.loop;
  if (first === 'nodes') return a === undefined ? nodeList(request) : nodePage(request, a);
  if (first === 'pods' && a === undefined) return podList(request, () => true);
  if (first !== 'namespaces' || second !== 'pods') return undefined;
  if (b === undefined) return podList(request, ({ metadata }) => metadata.namespace === a);
  const pod = get(pods, `${a}/${b}`);
  if (pod === undefined) return { status: 500, text: `pod "${b}" not found` };
  const found = podMetrics(request, pod);
  return found ?? { status: 404, text: `No metrics availalble for pod ${a}/${b}` };
}

function nodeList(request: Request): Page {
  const found = [...values(request.loop.nodes)].flatMap(
    ({ metadata }) => nodeMetrics(request, metadata.name ?? '') ?? [],
  );
  return { metadata: {}, items: found };
}

function nodePage(request: Request, name: string): Page {
  return nodeMetrics(request, name) ?? { status: 404, text: `No metrics for node ${name}` };
}

function podList(request: Request, isMeant: (pod: Pod) => boolean): Page {
  const found = [...values(request.loop.pods)]
    .filter(isMeant)
    .flatMap((pod) => podMetrics(request, pod) ?? []);
  return { metadata: {}, items: found };
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
