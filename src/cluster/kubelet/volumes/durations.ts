// How long operations on volumes took. Models pkg/volume/util/metrics.go, OperationCompleteHook and
// RecordOperationLatencyMetric.

import type { Volume } from '../../../api/pod.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Micros } from '../../../kernel/time.ts';
import { count, observeSince, seriesKey } from '../metrics/book.ts';
import { STORAGE_BOUNDS } from '../metrics/bounds.ts';
import { pluginOf } from './paths.ts';
import type { PodVolume } from './state.ts';

/** One operation is over. v1.20 has totals beside the durations. */
export function observeStorage(
  io: Io,
  volume: Volume | undefined,
  operation: string,
  from: Micros | undefined,
  isGood: boolean,
): void {
  const plugin = nameOf(volume);
  if (plugin === undefined || from === undefined) return;
  const status = isGood ? 'success' : 'fail-unknown';
  const key = seriesKey('storage_operation_duration_seconds', plugin, operation, status, 'false');
  observeSince(io, key, from, STORAGE_BOUNDS);
  count(io, seriesKey('storage_operation_status_count', plugin, operation, status));
  if (!isGood) count(io, seriesKey('storage_operation_errors_total', plugin, operation));
}

/** A mount went well: it, and all the time since the volume was wished for. */
export function observeMount(io: Io, volume: Volume | undefined, done: PodVolume): void {
  observeStorage(io, volume, 'volume_mount', done.beganAt, true);
  const plugin = nameOf(volume);
  if (plugin === undefined || done.wishedAt === undefined) return;
  const key = seriesKey('volume_operation_total_seconds', plugin, 'overall_volume_mount');
  observeSince(io, key, done.wishedAt, STORAGE_BOUNDS);
}

function nameOf(volume: Volume | undefined): string | undefined {
  const plugin = volume === undefined ? undefined : pluginOf(volume);
  return plugin === undefined ? undefined : `kubernetes.io/${plugin}`;
}
