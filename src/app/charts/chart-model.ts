// What a line chart is made of, without drawing: gaps, scales, ticks, the sample under a cursor.

import { bisector, max, median, pairs, ticks } from 'd3-array';
import { formatBytes } from '../format.ts';

/** A sample: instant in microseconds of simulated time, value. */
export type Point = readonly [at: number, value: number];

/** Units of a chart's values: thousandths of a core, bytes, bytes per second, shares, numbers. */
export type Unit = 'millicores' | 'bytes' | 'bytesPerSecond' | 'share' | 'count';

/** One line of a chart. Colour and dashes tell lines apart; the legend says which is which. */
export interface ChartLine {
  readonly id: string;
  readonly name: string;
  readonly points: readonly Point[];
  /** 0 is the line that matters most. */
  readonly look: number;
  /** Holds its value until the next sample, instead of a straight line to it. */
  readonly isStep?: boolean;
  /** Filled down to zero. */
  readonly isArea?: boolean;
}

/** From when to when, in microseconds. */
export type Span = readonly [from: number, to: number];

/** Two samples this many times further apart than is usual are not joined: something is missing. */
const GAP = 1.9;

/** The points, with nothing between two that are much further apart than is usual. */
export function withGaps(points: readonly Point[]): readonly (Point | undefined)[] {
  const distances = pairs(points, (before, after) => after[0] - before[0]);
  const usual = median(distances) ?? Number.POSITIVE_INFINITY;
  return points.flatMap((point, i) => {
    const before = points[i - 1];
    return before !== undefined && point[0] - before[0] > usual * GAP
      ? [undefined, point]
      : [point];
  });
}

const byInstant = bisector((point: Point) => point[0]);

/** The newest sample at an instant or before it. */
export function sampleAt(points: readonly Point[], at: number): Point | undefined {
  return points[byInstant.right(points, at) - 1];
}

/** Samples in a span, with the neighbours outside that lines lead to. */
export function pointsIn(points: readonly Point[], [from, to]: Span): readonly Point[] {
  const first = Math.max(0, byInstant.left(points, from) - 1);
  const last = Math.min(points.length, byInstant.right(points, to) + 1);
  return points.slice(first, last);
}

/** Every instant at which one of the lines has a sample, in order. */
export function instantsOf(lines: readonly ChartLine[], [from, to]: Span): readonly number[] {
  const all = new Set<number>();
  for (const { points } of lines) {
    for (const [at] of points) if (at >= from && at <= to) all.add(at);
  }
  return [...all].sort((a, b) => a - b);
}

const LEAST: { readonly [unit in Unit]: number } = {
  millicores: 10,
  bytes: 1_048_576,
  bytesPerSecond: 1_024,
  share: 0.1,
  count: 1,
};

/** Marks of the value axis from zero up; the last one is the top of the chart. */
export function valueTicks(
  unit: Unit,
  lines: readonly ChartLine[],
  span: Span,
  count: number,
): readonly number[] {
  const tops = lines.map(({ points }) => max(pointsIn(points, span), ([, value]) => value) ?? 0);
  const top = Math.max(LEAST[unit], max(tops) ?? 0);
  return unit === 'bytes' || unit === 'bytesPerSecond'
    ? binaryTicks(top, count)
    : decimalTicks(top, count);
}

function decimalTicks(top: number, count: number): readonly number[] {
  const found = ticks(0, top, count);
  const step = (found[1] ?? top) - (found[0] ?? 0);
  return (found.at(-1) ?? 0) < top ? [...found, (found.at(-1) ?? 0) + step] : found;
}

/** Steps that are powers of two, so that they read as whole KiB and MiB. */
function binaryTicks(top: number, count: number): readonly number[] {
  const step = 2 ** Math.ceil(Math.log2(top / count));
  return Array.from({ length: Math.ceil(top / step) + 1 }, (_, i) => i * step);
}

/** Whole seconds of the time axis, about `count` of them. */
export function timeTicks([from, to]: Span, count: number): readonly number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200];
  const wanted = (to - from) / 1e6 / count;
  const step = (steps.find((one) => one >= wanted) ?? 14_400) * 1e6;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** A mark of the value axis: the chart's title says what is measured per second. */
export function formatMark(unit: Unit, value: number): string {
  return formatValue(unit === 'bytesPerSecond' ? 'bytes' : unit, value);
}

/** `0.25 cores` is written 250m as Kubernetes does; bytes in binary units. */
export function formatValue(unit: Unit, value: number): string {
  switch (unit) {
    case 'millicores':
      if (value >= 1_000) return trimmed(value / 1_000);
      if (value > 0 && value < 1) return '<1m';
      return value === 0 ? '0' : `${Math.round(value)}m`;
    case 'bytes':
      return value === 0 ? '0' : formatBytes(value);
    case 'bytesPerSecond':
      return value === 0 ? '0' : `${formatBytes(value)}/s`;
    case 'share':
      return `${Math.round(value * 100)} %`;
    default:
      return trimmed(value);
  }
}

function trimmed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** `2:05` of the time axis; with seconds only where they differ. */
export function formatTick(at: number): string {
  const seconds = Math.round(at / 1e6);
  const sign = seconds < 0 ? '-' : '';
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const rest = String(Math.abs(seconds) % 60).padStart(2, '0');
  if (minutes < 60) return `${sign}${minutes}:${rest}`;
  return `${sign}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
