// Processor 8: what a node has, how much of that is in use and how much is spoken for.
// Models metrics/processors/node_autoscaling_enricher.go of Heapster v1.5.4.

import type { Node } from '../../../api/node.ts';
import { milliValue, wholeValue } from '../../../apimachinery/quantity.ts';
import { get, type PersistentMap, set, values } from '../../../base/persistent-map.ts';
import type { LabelRules } from './flags.ts';
import { copiedLabels } from './labels.ts';
import { type DataBatch, nodeKey, type Values } from './metric-set.ts';

/** The batch with what is known of nodes. */
export function withNodes(
  batch: DataBatch,
  nodes: PersistentMap<Node>,
  rules: LabelRules,
): DataBatch {
  let { sets } = batch;
  for (const node of values(nodes)) {
    const key = nodeKey(node.metadata.name ?? '');
    const one = get(sets, key);
    if (one === undefined) continue;
    const labels = { ...one.labels, ...copiedLabels(node, rules) };
    sets = set(sets, key, {
      ...one,
      labels,
      values: { ...one.values, ...sharesOf(node, one.values) },
    });
  }
  return { ...batch, sets };
}

function sharesOf({ status }: Node, used: Values): Values {
  const { capacity = {}, allocatable = {} } = status ?? {};
  const cpu = milliValue(allocatable.cpu ?? 0);
  const memory = wholeValue(allocatable.memory ?? 0);
  return {
    ...sharesOfOne('cpu', milliValue(capacity.cpu ?? 0), cpu, used['cpu/usage_rate'], used),
    ...sharesOfOne('memory', wholeValue(capacity.memory ?? 0), memory, used['memory/usage'], used),
  };
}

function sharesOfOne(
  resource: 'cpu' | 'memory',
  capacity: number,
  allocatable: number,
  usage: number | undefined,
  used: Values,
): Values {
  const shares =
    allocatable === 0
      ? {}
      : {
          [`${resource}/node_utilization`]: (usage ?? 0) / allocatable,
          [`${resource}/node_reservation`]: (used[`${resource}/request`] ?? 0) / allocatable,
        };
  return {
    ...shares,
    [`${resource}/node_capacity`]: capacity,
    [`${resource}/node_allocatable`]: allocatable,
  };
}
