// The processors in their order: one round's figures become the batch that the sinks get.
// Models createDataProcessorsOrDie in metrics/heapster.go of Heapster v1.5.4.

import { withClusterSums, withNamespaceSums, withNodeSums, withPodSums } from './aggregators.ts';
import type { LabelRules } from './flags.ts';
import type { DataBatch } from './metric-set.ts';
import { withNodes } from './node-enricher.ts';
import { withNamespaces, withPods } from './pod-enricher.ts';
import { withRates } from './rate-calculator.ts';
import type { Known } from './watched.ts';

/** The finished batch. */
export function processed(
  scraped: DataBatch,
  previous: DataBatch | undefined,
  { pods, nodes, namespaces }: Known,
  rules: LabelRules,
): DataBatch {
  const rated = withRates(scraped, previous);
  const enriched = withNamespaces(withPods(rated, pods, rules), namespaces);
  const summed = withClusterSums(withNodeSums(withNamespaceSums(withPodSums(enriched))));
  return withNodes(summed, nodes, rules);
}
