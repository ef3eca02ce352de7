// Points are appended to their series, in order and one a minute at most; whatever is wrong with
// one of them does not keep the others from being written.
// Models projects.timeSeries.create of monitoring/v3, in the words of its errors.

import { microsSince } from '../../../base/calendar.ts';
import { entries, get, type PersistentMap, remove, set } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { CloudLabels, CloudPoint, CloudTimeSeries } from '../../protocol/cloud-monitoring.ts';
import type { StoredPoint, StoredSeries } from './state.ts';

/** So many points of a series are kept, the newest; the real service keeps six weeks. */
const KEPT = 60;
/** From so many series on, those that have been silent for an hour are forgotten. */
const MANY = 10_000;
const HOUR = 3_600_000_000;
/** Points of a custom metric may not come more often. */
const PERIOD = 60_000_000;

/** What became of a request. */
export interface Written {
  readonly series: PersistentMap<StoredSeries>;
  readonly count: number;
  /** What was refused, in the words of the answer. */
  readonly problem?: string;
}

const IN_ORDER =
  'Points must be written in order. One or more of the points specified had an older';
const TOO_OFTEN =
  'One or more points were written more frequently than the maximum sampling period configured for the metric.';

/** The key of a series: the labels in order behind the type. */
function keyOf(type: string, labels: CloudLabels): string {
  const sorted = Object.keys(labels).sort();
  return [type, ...sorted.map((label) => `${label}=${labels[label]}`)].join('\n');
}

/** Writes one point of each. */
export function write(
  stored: PersistentMap<StoredSeries>,
  project: string,
  written: readonly CloudTimeSeries[],
  epochSeconds: number,
): Written {
  let series = stored;
  let count = 0;
  const seen = new Set<string>();
  const problems = new Map<string, number[]>();
  for (const [index, one] of written.entries()) {
    const key = keyOf(one.metric.type, one.metric.labels);
    const old = get(series, key);
    const point = one.points.length === 1 ? pointOf(one.points[0], epochSeconds) : undefined;
    const why = seen.has(key)
      ? duplicate(index)
      : point === undefined
        ? `Field timeSeries[${index}].points had an invalid value: exactly one point is required`
        : misfit(old?.points.at(-1), point);
    seen.add(key);
    if (point === undefined || why !== undefined) {
      const reason = why ?? '';
      problems.set(reason, [...(problems.get(reason) ?? []), index]);
      continue;
    }
    series = set(series, key, appended(old, one, project, point));
    count++;
  }
  if (series.size > MANY) series = withoutSilent(series);
  if (problems.size === 0) return { series, count };
  const listed = [...problems].map(([why, at]) => `${why}: timeSeries[${ranges(at)}]`);
  const problem = `One or more TimeSeries could not be written: ${listed.join('; ')}`;
  return { series, count, problem };
}

function duplicate(index: number): string {
  return (
    `Field timeSeries[${index}] had an invalid value: Duplicate TimeSeries encountered. ` +
    'Only one point can be written per TimeSeries per request.'
  );
}

function pointOf(point: CloudPoint | undefined, epochSeconds: number): StoredPoint | undefined {
  if (point === undefined) return undefined;
  const { interval, value } = point;
  const at = microsSince(epochSeconds, interval.endTime);
  const from = microsSince(epochSeconds, interval.startTime ?? interval.endTime);
  const amount = value.doubleValue ?? Number(value.int64Value);
  if (at === undefined || from === undefined || from > at || !Number.isFinite(amount)) {
    return undefined;
  }
  return { from: from as Micros, at: at as Micros, value: amount };
}

/** Why a point cannot follow the last one. */
function misfit(last: StoredPoint | undefined, { from, at }: StoredPoint): string | undefined {
  if (last === undefined) return undefined;
  if (at <= last.at) return `${IN_ORDER} end time than the most recent point.`;
  if (from < last.from) return `${IN_ORDER} start time than the most recent point.`;
  return at - last.at < PERIOD ? TOO_OFTEN : undefined;
}

function appended(
  old: StoredSeries | undefined,
  { metric, valueType }: CloudTimeSeries,
  project: string,
  point: StoredPoint,
): StoredSeries {
  if (old !== undefined) return { ...old, points: [...old.points.slice(1 - KEPT), point] };
  const metricKind = point.from < point.at ? 'CUMULATIVE' : 'GAUGE';
  return { ...metric, project, metricKind, valueType, points: [point] };
}

function withoutSilent(series: PersistentMap<StoredSeries>): PersistentMap<StoredSeries> {
  let newest = 0;
  for (const [, { points }] of entries(series)) newest = Math.max(newest, points.at(-1)?.at ?? 0);
  let left = series;
  for (const [key, { points }] of entries(series)) {
    if ((points.at(-1)?.at ?? 0) < newest - HOUR) left = remove(left, key);
  }
  return left;
}

/** `0-2,5`: numbers that rise. */
function ranges(numbers: readonly number[]): string {
  const found: [from: number, to: number][] = [];
  for (const one of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === one - 1) last[1] = one;
    else found.push([one, one]);
  }
  return found.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}
