// Processors 4 to 7: pods are the sums of their containers, namespaces of their pods, nodes of what
// their pods ask for, the cluster of its namespaces.
// Models metrics/processors/pod_aggregator.go, namespace_aggregator.go, node_aggregator.go and
// cluster_aggregator.go of Heapster v1.5.4.

import { entries, has, set, values } from '../../../base/persistent-map.ts';
import {
  CLUSTER_KEY,
  type DataBatch,
  emptySet,
  type Labels,
  type MetricSet,
  namespaceKey,
  nodeKey,
  podKey,
  typeOf,
  type Values,
  withSet,
} from './metric-set.ts';
import { metricOf, SUMMED, SUMMED_FOR_NODES } from './metrics.ts';

/** What a pod's set takes over from the container by which it was found. */
const OF_POD: readonly string[] = [
  'pod_id',
  'pod_name',
  'namespace_name',
  'namespace_id',
  'hostname',
  'host_id',
];

/** The batch with pods that hold the sums of all gauges of their containers. */
export function withPodSums(batch: DataBatch): DataBatch {
  let { sets } = batch;
  for (const container of values(batch.sets)) {
    const { namespace_name: namespace, pod_name: name } = container.labels;
    if (typeOf(container) !== 'pod_container' || namespace === undefined || name === undefined) {
      continue;
    }
    const summed = Object.keys(container.values).filter(isSummedForPods);
    const fresh = (): MetricSet => emptySet({ type: 'pod', ...pick(container.labels, OF_POD) });
    sets = withSet(sets, podKey(namespace, name), fresh, (pod) => plus(pod, container, summed));
  }
  return { ...batch, sets };
}

function isSummedForPods(name: string): boolean {
  const { group, kind } = metricOf(name);
  return group !== 'standard' || kind !== 'cumulative';
}

/** The batch with sets of namespaces. */
export function withNamespaceSums(batch: DataBatch): DataBatch {
  let { sets } = batch;
  for (const pod of values(batch.sets)) {
    const { namespace_name: name, namespace_id = '' } = pod.labels;
    if (typeOf(pod) !== 'pod' || name === undefined) continue;
    const fresh = (): MetricSet => emptySet({ type: 'ns', namespace_name: name, namespace_id });
    sets = withSet(sets, namespaceKey(name), fresh, (one) => plus(one, pod, SUMMED));
  }
  return { ...batch, sets };
}

/** The batch with what pods ask of their node. A node that was not scraped is not made up. */
export function withNodeSums(batch: DataBatch): DataBatch {
  let { sets } = batch;
  for (const pod of values(batch.sets)) {
    const { nodename = '' } = pod.labels;
    const key = nodeKey(nodename);
    if (typeOf(pod) !== 'pod' || nodename === '' || !has(sets, key)) continue;
    sets = withSet(
      sets,
      key,
      () => emptySet({}),
      (node) => plus(node, pod, SUMMED_FOR_NODES),
    );
  }
  return { ...batch, sets };
}

/** The batch with the cluster's set. */
export function withClusterSums(batch: DataBatch): DataBatch {
  let cluster = emptySet({ type: 'cluster' });
  for (const [, one] of entries(batch.sets)) {
    if (typeOf(one) === 'ns') cluster = plus(cluster, one, SUMMED);
  }
  return { ...batch, sets: set(batch.sets, CLUSTER_KEY, cluster) };
}

function plus(to: MetricSet, from: MetricSet, names: readonly string[]): MetricSet {
  const sums: { [metric: string]: number } = { ...to.values };
  for (const name of names) {
    const value = from.values[name];
    if (value !== undefined) sums[name] = (sums[name] ?? 0) + value;
  }
  return { ...to, values: sums as Values };
}

function pick(labels: Labels, names: readonly string[]): Labels {
  const found = names.filter((name) => labels[name] !== undefined);
  return Object.fromEntries(found.map((name) => [name, labels[name] as string]));
}
