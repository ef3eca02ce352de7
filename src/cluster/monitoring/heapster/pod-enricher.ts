// Processors 2 and 3: what the API server knows of pods and namespaces is put on the sets: uids,
// labels, requests, limits, restarts; sets for what should run and was not sampled.
// Models metrics/processors/pod_based_enricher.go and namespace_based_enricher.go (v1.5.4).

import type { Container } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { milliValue, wholeValue } from '../../../apimachinery/quantity.ts';
import { entries, get, has, type PersistentMap, set } from '../../../base/persistent-map.ts';
import type { LabelRules } from './flags.ts';
import { copiedLabels } from './labels.ts';
import {
  type DataBatch,
  emptySet,
  type Labels,
  type MetricSet,
  podContainerKey,
  podKey,
  typeOf,
  type Values,
} from './metric-set.ts';

/** Names of the node, as sets bear them. */
const NODE_LABELS: readonly string[] = ['nodename', 'hostname', 'host_id'];

/** The batch with what is known of pods. */
export function withPods(batch: DataBatch, pods: PersistentMap<Pod>, rules: LabelRules): DataBatch {
  let { sets } = batch;
  for (const [key, one] of entries(batch.sets)) {
    const type = typeOf(one);
    if (type !== 'pod' && type !== 'pod_container') continue;
    const pod = get(pods, `${one.labels.namespace_name}/${one.labels.pod_name}`);
    if (pod === undefined) continue;
    if (type === 'pod') {
      sets = addPod(set(sets, key, enrichedPod(one, pod, rules)), one.labels, pod, rules);
      continue;
    }
    const enriched = enrichedContainer(one, pod, rules);
    sets = addMissingPod(set(sets, key, enriched), enriched.labels, pod, rules);
  }
  return { ...batch, sets };
}

function enrichedPod(one: MetricSet, pod: Pod, rules: LabelRules): MetricSet {
  const pod_id = pod.metadata.uid ?? '';
  return { ...one, labels: { ...one.labels, pod_id, ...copiedLabels(pod, rules) } };
}

function enrichedContainer(one: MetricSet, pod: Pod, rules: LabelRules): MetricSet {
  const name = one.labels.container_name;
  const container = pod.spec.containers.find((each) => each.name === name);
  const status = pod.status?.containerStatuses?.find((each) => each.name === name);
  const image = container?.image;
  const labels = {
    ...(image === undefined ? {} : { container_base_image: image }),
    ...one.labels,
    pod_id: pod.metadata.uid ?? '',
    ...copiedLabels(pod, rules),
  };
  const values = {
    ...one.values,
    ...(container === undefined ? {} : resourcesOf(container)),
    ...(status === undefined ? {} : { restart_count: status.restartCount }),
  };
  return { ...one, labels, values };
}

/** Requests and limits; 0 where there is none. */
function resourcesOf({ resources }: Container): Values {
  const { requests, limits } = resources ?? {};
  return {
    'cpu/request': milliValue(requests?.cpu ?? 0),
    'memory/request': wholeValue(requests?.memory ?? 0),
    'cpu/limit': milliValue(limits?.cpu ?? 0),
    'memory/limit': wholeValue(limits?.memory ?? 0),
  };
}

/** A container was sampled and its pod was not. */
function addMissingPod(
  sets: DataBatch['sets'],
  container: Labels,
  pod: Pod,
  rules: LabelRules,
): DataBatch['sets'] {
  const namespace = container.namespace_name ?? '';
  const name = container.pod_name ?? '';
  const key = podKey(namespace, name);
  if (has(sets, key)) return sets;
  const labels = { type: 'pod', namespace_name: namespace, pod_name: name, ...nodeOf(container) };
  const stub = enrichedPod(emptySet(labels), pod, rules);
  return addPod(set(sets, key, stub), stub.labels, pod, rules);
}

/** Containers of the pod that were not sampled are there with what they ask for. */
function addPod(
  sets: DataBatch['sets'],
  podLabels: Labels,
  pod: Pod,
  rules: LabelRules,
): DataBatch['sets'] {
  const { namespace = 'default', name = '', uid = '' } = pod.metadata;
  let next = sets;
  for (const container of pod.spec.containers) {
    const key = podContainerKey(namespace, name, container.name);
    if (has(next, key)) continue;
    const labels = {
      type: 'pod_container',
      namespace_name: namespace,
      pod_name: name,
      container_name: container.name,
      container_base_image: container.image ?? '',
      pod_id: uid,
      ...nodeOf(podLabels),
      ...copiedLabels(pod, rules),
    };
    next = set(next, key, { ...emptySet(labels), values: resourcesOf(container) });
  }
  return next;
}

function nodeOf(labels: Labels): Labels {
  return Object.fromEntries(NODE_LABELS.map((label) => [label, labels[label] ?? '']));
}

/** The batch with the uids of namespaces, where those are known. */
export function withNamespaces(batch: DataBatch, namespaces: PersistentMap<ApiObject>): DataBatch {
  let { sets } = batch;
  for (const [key, one] of entries(batch.sets)) {
    const { namespace_name: name } = one.labels;
    const namespace = name === undefined ? undefined : get(namespaces, name);
    if (namespace === undefined) continue;
    const namespace_id = namespace.metadata.uid ?? '';
    sets = set(sets, key, { ...one, labels: { ...one.labels, namespace_id } });
  }
  return { ...batch, sets };
}
