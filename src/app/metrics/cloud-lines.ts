// From series of Google Cloud Monitoring to lines: whose they are, and in what unit.

import type { CloudSeriesRow } from '../../projection/metrics/rows.ts';
import type { ChartLine, Unit } from '../charts/chart-model.ts';

/** Lines that can be told apart; the rest stands in the table. */
const MOST = 12;

/** A metric type without what all have in common. */
export function shortType(type: string): string {
  return type.replace(/^custom\.googleapis\.com\/kubernetes\.io\//, '');
}

/** The unit that Heapster measures a metric in. */
export function cloudUnit(type: string): Unit {
  const name = shortType(type);
  if (/^cpu\/(usage_rate|limit|request|node_capacity|node_allocatable)$/.test(name)) {
    return 'millicores';
  }
  if (/_(utilization|reservation)$/.test(name)) return 'share';
  if (/^network\/.*(rx|tx)_rate$/.test(name)) return 'bytesPerSecond';
  if (/^(memory|filesystem)\/(?!.*faults|.*inodes)|^network\/(rx|tx)$/.test(name)) return 'bytes';
  return 'count';
}

/** Whose a series is, as people say it. */
export function whose(labels: CloudSeriesRow['labels']): string {
  const { hostname, namespace_name: namespace, pod_name: pod, container_name: container } = labels;
  const owner = pod === undefined ? (namespace ?? hostname ?? labels['type'] ?? '') : pod;
  const inside = container === undefined ? owner : `${owner} / ${container}`;
  const { resource_id: resource } = labels;
  return resource === undefined || resource === '' ? inside : `${inside} (${resource})`;
}

/** A line for each of the series that are greatest now. */
export function cloudLines(series: readonly CloudSeriesRow[]): readonly ChartLine[] {
  const value = ({ points }: CloudSeriesRow): number => points.at(-1)?.value ?? 0;
  const greatest = [...series].sort((a, b) => value(b) - value(a)).slice(0, MOST);
  return greatest.map(({ labels, points }, look) => ({
    id: JSON.stringify(labels),
    name: whose(labels),
    look,
    points: points.map(({ at, value }) => [at, value] as const),
  }));
}
