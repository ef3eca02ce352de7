// Simulated time ↔ place on the timeline. By the clock it is a straight line; told as a story, the
// gaps between beats shrink logarithmically, so that milliseconds and minutes stand side by side.

import { partitionPoint } from '../../base/search.ts';

/** A corner of the scale; `x` from 0 to 1. */
export interface Corner {
  readonly at: number;
  readonly x: number;
}

/** The scale: rising corners, at least two. */
export interface TimeScale {
  readonly corners: readonly Corner[];
  /** Long gaps drawn short. */
  readonly folds: readonly { readonly from: number; readonly to: number }[];
}

const FINE = 1_500;
const FOLD = 2e6;

/** A straight line. */
export function linearScale(from: number, to: number): TimeScale {
  return {
    corners: [
      { at: from, x: 0 },
      { at: Math.max(to, from + 1), x: 1 },
    ],
    folds: [],
  };
}

/** Gaps between the given instants by their logarithm. */
export function storyScale(instants: readonly number[], from: number, to: number): TimeScale {
  const inner = [...new Set(instants)].filter((at) => at > from && at < to);
  const all = [from, ...inner.sort((a, b) => a - b), Math.max(to, from + 1)];
  const widths: number[] = [];
  const folds: { from: number; to: number }[] = [];
  for (let i = 1; i < all.length; i += 1) {
    const [a, b] = [all[i - 1] as number, all[i] as number];
    widths.push(Math.log1p((b - a) / FINE));
    if (b - a > FOLD && i < all.length - 1) folds.push({ from: a, to: b });
  }
  const sum = widths.reduce((total, width) => total + width, 0);
  let x = 0;
  const corners = all.map((at, i) => {
    if (i > 0) x += (widths[i - 1] as number) / sum;
    return { at, x };
  });
  return { corners, folds };
}

/** Place of an instant, 0 to 1. */
export function placeAt(scale: TimeScale, at: number): number {
  return interpolate(scale.corners, at, 'at', 'x');
}

/** The same for instants that come in order: walks along the corners instead of searching. */
export function placesAlong({ corners }: TimeScale): (at: number) => number {
  let low = 0;
  return (at) => {
    while (low < corners.length - 2 && (corners[low + 1] as Corner).at <= at) low += 1;
    return between(corners[low] as Corner, corners[low + 1] as Corner, at, 'at', 'x');
  };
}

/** Instant at a place. */
export function instantAt(scale: TimeScale, x: number): number {
  return interpolate(scale.corners, x, 'x', 'at');
}

/** Of the instants that could shape the story scale, as many as can be seen. */
export function shapingInstants(instants: readonly number[]): readonly number[] {
  const step = Math.ceil(instants.length / 240);
  return step <= 1 ? instants : instants.filter((_, i) => i % step === 0);
}

function interpolate(
  corners: readonly Corner[],
  value: number,
  from: keyof Corner,
  to: keyof Corner,
): number {
  // The last corner begins no stretch.
  const begun = partitionPoint(corners.length - 1, (i) => (corners[i] as Corner)[from] <= value);
  const low = Math.max(0, begun - 1);
  return between(corners[low] as Corner, corners[low + 1] as Corner, value, from, to);
}

function between(
  a: Corner,
  b: Corner,
  value: number,
  from: keyof Corner,
  to: keyof Corner,
): number {
  const share = (value - a[from]) / Math.max(1e-12, b[from] - a[from]);
  return a[to] + Math.min(1, Math.max(0, share)) * (b[to] - a[to]);
}
