// The sink of Google Cloud Monitoring: time series of the metric types
// `custom.googleapis.com/kubernetes.io/…`, at most ten labels each and two hundred
// in a request. Models metrics/sinks/gcm/gcm.go of Heapster v1.5.4.

import { rfc3339 } from '../../../base/calendar.ts';
import { values } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { CloudTimeSeries } from '../../protocol/cloud-monitoring.ts';
import type { DataBatch, Labels, MetricSet } from './metric-set.ts';
import { metricOf } from './metrics.ts';

/** How many time series go into one request. */
const MOST_SERIES = 200;

const TYPE_PREFIX = 'custom.googleapis.com/kubernetes.io';

/** The labels that are exported. */
const LABELS: readonly string[] = [
  ...['type', 'pod_name', 'namespace_name', 'hostname', 'host_id', 'container_name'],
  ...['container_base_image', 'custom_metric_name', 'resource_id'],
];

/** Which metrics are exported: all, or those for autoscaling only. */
export type GcmFilter = 'all' | 'autoscaling';

/** The requests that a batch takes. */
export function gcmRequests(
  batch: DataBatch,
  epochSeconds: number,
  filter: GcmFilter,
): readonly { readonly timeSeries: readonly CloudTimeSeries[] }[] {
  const all = [...values(batch.sets)].flatMap((one) =>
    seriesOf(one, batch.at, epochSeconds, filter),
  );
  const requests: { readonly timeSeries: readonly CloudTimeSeries[] }[] = [];
  for (let i = 0; i < all.length; i += MOST_SERIES) {
    requests.push({ timeSeries: all.slice(i, i + MOST_SERIES) });
  }
  return requests;
}

function seriesOf(
  one: MetricSet,
  at: Micros,
  epochSeconds: number,
  filter: GcmFilter,
): readonly CloudTimeSeries[] {
  const time = (instant: Micros): string => rfc3339(epochSeconds, instant);
  const make = (name: string, value: number, labels: Labels): CloudTimeSeries => {
    const { type, kind } = metricOf(name);
    const isSince = kind === 'cumulative' && one.createdAt !== undefined;
    return {
      metric: { type: `${TYPE_PREFIX}/${name}`, labels },
      valueType: type === 'double' ? 'DOUBLE' : 'INT64',
      points: [
        {
          interval: {
            startTime: time(isSince ? (one.createdAt as Micros) : at),
            endTime: time(at),
          },
          value: type === 'double' ? { doubleValue: value } : { int64Value: String(value) },
        },
      ],
    };
  };
  const plain = Object.entries(one.values).flatMap(([name, value]) => {
    const labels = labelsOf(name, one.labels, filter);
    return labels === undefined ? [] : [make(name, value, labels)];
  });
  if (filter !== 'all') return plain;
  const devices = one.labeled.map(({ name, labels, value }) =>
    make(name, value, exported({ ...one.labels, ...labels })),
  );
  return [...plain, ...devices];
}

function labelsOf(name: string, labels: Labels, filter: GcmFilter): Labels | undefined {
  if (metricOf(name).group === 'autoscaling') {
    const { hostname = '', host_id: resource_id = '' } = labels;
    return { hostname, resource_id, resource_type: 'instance' };
  }
  return filter === 'all' ? exported(labels) : undefined;
}

function exported(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => LABELS.includes(key)));
}
