// Google Cloud Monitoring, outside the cluster: its name, and its time series as its API writes
// them. Models monitoring/v3, projects.timeSeries.

/** The name that clients call, on port 443. */
export const CLOUD_HOST = 'monitoring.googleapis.com';

/** The process that answers there; in clusters of the era that wrote into it. */
export const CLOUD_PROCESS = 'cloud-monitoring';

/** Keys and values that tell series of one metric type apart. */
export interface CloudLabels {
  readonly [label: string]: string;
}

/** One point; the interval of a gauge has no length. */
export interface CloudPoint {
  readonly interval: { readonly startTime?: string; readonly endTime: string };
  readonly value: { readonly int64Value?: string; readonly doubleValue?: number };
}

/** A series with its points, as it is written (one point) and read (newest first). */
export interface CloudTimeSeries {
  readonly metric: { readonly type: string; readonly labels: CloudLabels };
  readonly resource?: { readonly type: string; readonly labels: CloudLabels };
  readonly metricKind?: 'GAUGE' | 'CUMULATIVE';
  readonly valueType: 'INT64' | 'DOUBLE';
  readonly points: readonly CloudPoint[];
}
