// Why a pod is evicted, word by word, and the annotations of the event that tells it.
// Models pkg/kubelet/eviction/helpers.go, evictionMessage.

import type { Pod } from '../../../api/pod.ts';
import { wholeQuantity, wholeValue } from '../../../apimachinery/quantity.ts';
import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { Observations } from './decide.ts';
import type { ContainerUsage, PodUsage } from './pod-usage.ts';
import { meaningOf, type StarvedResource } from './signals.ts';
import { amountOfValue, type Threshold } from './thresholds.ts';

/** The text of the event and of the pod's status, and what the event carries besides. */
export interface EvictionText {
  readonly message: string;
  readonly annotations: { readonly [key: string]: string };
}

/** Why `pod` goes. */
export function evictionText(
  behaviour: KubeletBehaviour,
  resource: StarvedResource,
  pod: Pod,
  usage: PodUsage | undefined,
  thresholds: readonly Threshold[],
  observed: Observations,
): EvictionText {
  const low = `The node was low on resource: ${resource}. `;
  const met = behaviour.isEvictionDetailed ? thresholdText(resource, thresholds, observed) : '';
  if (usage === undefined) return { message: low + met, annotations: {} };
  const over = offenders(resource, pod, usage);
  const names = over.map(({ name }) => name);
  const amounts = over.map(({ used }) => used);
  return {
    message: low + met + over.map((one) => offenderText(behaviour, resource, one)).join(''),
    annotations: {
      offending_containers: names.join(','),
      offending_containers_usage: amounts.join(','),
      starved_resource: resource,
    },
  };
}

function thresholdText(
  resource: StarvedResource,
  thresholds: readonly Threshold[],
  observed: Observations,
): string {
  const threshold = thresholds.find(
    ({ signal }) => meaningOf(signal)?.resource === resource && observed[signal] !== undefined,
  );
  const seen = threshold === undefined ? undefined : observed[threshold.signal];
  if (threshold === undefined || seen === undefined) return '';
  const format =
    resource === 'memory' || resource === 'ephemeral-storage' ? 'BinarySI' : 'DecimalSI';
  const wanted = wholeQuantity(amountOfValue(threshold.value, seen.capacity), 'BinarySI');
  return `Threshold quantity: ${wanted}, available: ${wholeQuantity(seen.available, format)}. `;
}

interface Offender {
  readonly name: string;
  readonly used: string;
  readonly request: string;
}

/** Containers that use more than they asked for. */
function offenders(resource: StarvedResource, { spec }: Pod, usage: PodUsage): readonly Offender[] {
  const specs = [...spec.containers, ...(spec.initContainers ?? [])];
  return (usage.containers ?? []).flatMap((stats) => {
    const request = specs.find(({ name }) => name === stats.name)?.resources?.requests?.[resource];
    const used = usedOf(resource, stats);
    if (used === undefined || used <= wholeValue(request)) return [];
    return [{ name: stats.name, used: wholeQuantity(used, 'BinarySI'), request: request ?? '0' }];
  });
}

function usedOf(resource: StarvedResource, stats: ContainerUsage): number | undefined {
  if (resource === 'memory') return stats.memory?.workingSetBytes;
  if (resource !== 'ephemeral-storage') return undefined;
  const { rootfs, logs } = stats;
  if (rootfs?.usedBytes === undefined) return undefined;
  return rootfs.usedBytes + (logs?.usedBytes ?? 0);
}

function offenderText(
  { isEvictionDetailed }: KubeletBehaviour,
  resource: StarvedResource,
  { name, used, request }: Offender,
): string {
  const what = `Container ${name} was using ${used}, `;
  return isEvictionDetailed
    ? `${what}request is ${request}, has larger consumption of ${resource}. `
    : `${what}which exceeds its request of ${request}. `;
}
