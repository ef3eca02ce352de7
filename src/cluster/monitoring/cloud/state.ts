// What Google Cloud Monitoring keeps of a project: the series with their newest points, and what
// it was asked to write.

import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { CloudLabels } from '../../protocol/cloud-monitoring.ts';

/** A point: what a counter has counted since `from`, or a gauge at `at`. */
export interface StoredPoint {
  readonly from: Micros;
  readonly at: Micros;
  readonly value: number;
}

/** A series; its points are in order, the newest last. */
export interface StoredSeries {
  readonly type: string;
  readonly labels: CloudLabels;
  readonly project: string;
  readonly metricKind: 'GAUGE' | 'CUMULATIVE';
  readonly valueType: 'INT64' | 'DOUBLE';
  readonly points: readonly StoredPoint[];
}

/** All state of the process. */
export interface CloudState {
  /** By metric type and labels. */
  readonly series: PersistentMap<StoredSeries>;
  /** Requests to write. */
  readonly requests: number;
  /** Requests of which something was refused. */
  readonly refused: number;
  /** Points that were written. */
  readonly written: number;
  /** When the last request came. */
  readonly askedAt?: Micros;
  /** What was last refused, in the words of the answer. */
  readonly refusal?: { readonly at: Micros; readonly message: string };
}

/** Nothing was written yet. */
export const EMPTY_CLOUD: CloudState = {
  series: emptyMap(),
  requests: 0,
  refused: 0,
  written: 0,
};
