// What the image manager counts. Models pkg/kubelet/images/metrics.go and image_manager.go, and
// pkg/kubelet/metrics/metrics.go, GetImageSizeBucket.

import type { Io } from '../../../kernel/component.ts';
import type { EnsureImage } from '../channels.ts';
import { count, observe, seriesKey } from '../metrics/book.ts';
import { PULL_BOUNDS } from '../metrics/bounds.ts';
import type { ImageWish } from './state.ts';

const MIB = 1_024 * 1_024;

/** Images greater than so many MiB, from the greatest on. */
const SIZES: readonly (readonly [mebibytes: number, label: string])[] = [
  [100 * 1_024, 'GT100GB'],
  [60 * 1_024, '60GB-100GB'],
  [40 * 1_024, '40GB-60GB'],
  [30 * 1_024, '30GB-40GB'],
  [20 * 1_024, '20GB-30GB'],
  [10 * 1_024, '10GB-20GB'],
  [5 * 1_024, '5GB-10GB'],
  [1_024, '1GB-5GB'],
  [500, '500MB-1GB'],
  [100, '100MB-500MB'],
  [10, '10MB-100MB'],
  [0, '0-10MB'],
];

/** One wish for an image was looked into; undefined: it did not come to that. */
export function countEnsured(
  io: Io,
  { pullPolicy }: EnsureImage,
  isPresent: boolean | undefined,
  isPullRequired: boolean | undefined,
): void {
  const labels = [pullPolicy.toLowerCase(), word(isPresent), word(isPullRequired)];
  count(io, seriesKey('image_manager_ensure_image_requests_total', ...labels));
}

function word(known: boolean | undefined): string {
  return known === undefined ? 'unknown' : String(known);
}

/** A pull, with the time it waited for its turn. */
export function observePull(
  io: Io,
  { queuedAt, pullStartedAt, pullTook }: ImageWish,
  bytes: number,
): void {
  const size = SIZES.find(([least]) => bytes > least * MIB)?.[1] ?? 'N/A';
  const took = (pullStartedAt + pullTook - queuedAt) / 1_000_000;
  observe(io, seriesKey('image_pull_duration_seconds', size), took, PULL_BOUNDS);
}
