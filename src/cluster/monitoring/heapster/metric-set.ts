// What one scrape gives: sets of figures with their labels, by key, as of the end of a window.
// Models metrics/core/types.go and ms_keys.go of Heapster v1.5.4.

import { get, type PersistentMap, set } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';

/** What a set is about. */
export type SetType = 'node' | 'sys_container' | 'pod_container' | 'pod' | 'ns' | 'cluster';

/** Names and what they say. */
export type Labels = { readonly [label: string]: string };

/** Figures by the name of their metric. */
export type Values = { readonly [metric: string]: number };

/** A figure of one device or file system. */
export interface LabeledValue {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** The figures of one thing. */
export interface MetricSet {
  /** Since when its counters count; a new one begins anew. */
  readonly createdAt?: Micros;
  /** When its figures were taken. */
  readonly scrapedAt?: Micros;
  readonly labels: Labels;
  readonly values: Values;
  readonly labeled: readonly LabeledValue[];
}

/** All figures of one round. */
export interface DataBatch {
  /** The end of its window: the time that all of its points bear. */
  readonly at: Micros;
  readonly sets: PersistentMap<MetricSet>;
}

/** The key of a node's set. */
export function nodeKey(node: string): string {
  return `node:${node}`;
}

/** The key of a container that is in no pod. */
export function nodeContainerKey(node: string, container: string): string {
  return `node:${node}/container:${container}`;
}

/** The key of a namespace's set. */
export function namespaceKey(namespace: string): string {
  return `namespace:${namespace}`;
}

/** The key of a pod's set. */
export function podKey(namespace: string, pod: string): string {
  return `namespace:${namespace}/pod:${pod}`;
}

/** The key of the set of a pod's container. */
export function podContainerKey(namespace: string, pod: string, container: string): string {
  return `${podKey(namespace, pod)}/container:${container}`;
}

/** The key of the cluster's set. */
export const CLUSTER_KEY = 'cluster';

/** What a set is about. */
export function typeOf({ labels }: MetricSet): SetType | undefined {
  return labels.type as SetType | undefined;
}

/** A set with nothing in it yet. */
export function emptySet(labels: Labels): MetricSet {
  return { labels, values: {}, labeled: [] };
}

/** The sets with one of them changed or added. */
export function withSet(
  sets: DataBatch['sets'],
  key: string,
  otherwise: () => MetricSet,
  change: (one: MetricSet) => MetricSet,
): DataBatch['sets'] {
  return set(sets, key, change(get(sets, key) ?? otherwise()));
}
