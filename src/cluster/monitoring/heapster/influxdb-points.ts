// A batch as points of InfluxDB: one for each figure, named after its metric, with the labels of
// its set as tags. Models metrics/sinks/influxdb/influxdb.go of Heapster v1.5.4, ExportData.

import { values } from '../../../base/persistent-map.ts';
import { lineOf, tagsText } from '../influxdb/line-protocol.ts';
import type { DataBatch, Labels, MetricSet } from './metric-set.ts';
import { metricOf } from './metrics.ts';

/** How many points go into one write. */
export const MOST_POINTS = 10_000;

/** Labels that make too many series are left out. */
const LEFT_OUT: readonly string[] = ['namespace_id', 'pod_id', 'hostname', 'host_id'];

/** How points are named. */
export interface PointRules {
  /** Measurements are groups of metrics, and fields the rest of the name. */
  readonly withFields: boolean;
  readonly clusterName: string;
}

/** The bodies of the writes a batch takes; the last one may be empty. */
export function bodiesOf(
  batch: DataBatch,
  epochSeconds: number,
  rules: PointRules,
): readonly { readonly body: string; readonly points: number }[] {
  const at = epochSeconds * 1_000_000 + batch.at;
  const bodies: { body: string; points: number }[] = [];
  let lines: string[] = [];
  const close = (): void => {
    bodies.push({ body: lines.map((line) => `${line}\n`).join(''), points: lines.length });
    lines = [];
  };
  for (const one of values(batch.sets)) {
    for (const line of linesOf(one, at, rules)) {
      lines.push(line);
      if (lines.length >= MOST_POINTS) close();
    }
  }
  close();
  return bodies;
}

function linesOf(one: MetricSet, at: number, rules: PointRules): readonly string[] {
  const own = { ...tagsOf(one.labels), cluster_name: rules.clusterName };
  const ownText = tagsText(own);
  const line = (name: string, value: number, tags: string): string => {
    const { measurement, field } = placeOf(name, rules);
    const type = metricOf(name).type === 'double' ? 'float' : 'integer';
    return lineOf({ measurement, fields: [[field, type, value]], at }, tags);
  };
  return [
    ...Object.entries(one.values).map(([name, value]) => line(name, value, ownText)),
    ...one.labeled.map(({ name, value, labels }) =>
      line(name, value, tagsText({ ...own, ...tagsOf(labels) })),
    ),
  ];
}

function tagsOf(labels: Labels): Labels {
  const said = Object.entries(labels).filter(
    ([key, value]) => value !== '' && !LEFT_OUT.includes(key),
  );
  return Object.fromEntries(said);
}

function placeOf(
  name: string,
  { withFields }: PointRules,
): { readonly measurement: string; readonly field: string } {
  const slash = name.indexOf('/');
  if (!withFields || slash < 0) return { measurement: name, field: 'value' };
  return { measurement: name.slice(0, slash), field: name.slice(slash + 1) };
}
