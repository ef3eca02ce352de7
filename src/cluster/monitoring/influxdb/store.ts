// What InfluxDB keeps: databases, retention policies, measurements, series, and the points of each
// field.
// Models tsdb (index and shards) and services/meta of InfluxDB v1.3.

import {
  emptyMap,
  entries,
  get,
  type PersistentMap,
  remove,
  set,
} from '../../../base/persistent-map.ts';
import { withReplaced } from '../../../base/persistent-map-bulk.ts';
import {
  type Column,
  isEmpty,
  NO_POINTS,
  since,
  type Value,
  visitPoints,
  withValue,
} from './points.ts';

/** The type a field has once its first value was written. */
export type FieldType = 'float' | 'integer' | 'string' | 'boolean';

/** Names and values that a series is told by. */
export type Tags = { readonly [key: string]: string };

/** One series: all points with the same tags. */
export interface Series {
  readonly tags: Tags;
  readonly columns: { readonly [field: string]: Column };
}

/** A measurement. */
export interface Measurement {
  readonly fields: { readonly [name: string]: FieldType };
  /** By their tags, written in order of the keys. */
  readonly series: PersistentMap<Series>;
  /** The answer of another statement: its tags are fields, too, and its times are as they are. */
  readonly isDerived?: true;
}

/** How long points are kept, and the points. */
export interface Policy {
  readonly name: string;
  /** 0 is for ever. */
  readonly durationMicros: number;
  /** How much time goes into one shard group, which is dropped as a whole. */
  readonly shardMicros: number;
  readonly replication: number;
  readonly measurements: PersistentMap<Measurement>;
}

/** A database. */
export interface Database {
  readonly policies: PersistentMap<Policy>;
  /** The policy that is meant when none is named; empty when there is none. */
  readonly defaultPolicy: string;
}

/** All databases, by name. */
export type Databases = PersistentMap<Database>;

/** One point as it was written. */
export interface Point {
  readonly measurement: string;
  readonly tags: Tags;
  readonly fields: readonly (readonly [name: string, type: FieldType, value: Value])[];
  /** Microseconds since 1970. */
  readonly at: number;
}

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;

/** The shard groups of a policy that says nothing of them. */
export function shardDurationOf(durationMicros: number): number {
  if (durationMicros === 0 || durationMicros >= 180 * DAY) return 7 * DAY;
  return durationMicros < 2 * DAY ? HOUR : DAY;
}

/** A policy without points. */
export function newPolicy(
  name: string,
  durationMicros: number = 0,
  replication: number = 1,
  shardMicros: number = shardDurationOf(durationMicros),
): Policy {
  return { name, durationMicros, shardMicros, replication, measurements: emptyMap() };
}

/** The key of a series in its measurement. */
export function seriesKey(tags: Tags): string {
  const keys = Object.keys(tags).sort();
  return keys.map((key) => `${key}=${tags[key]}`).join('\u0001');
}

/** What became of a write. */
export interface Written {
  readonly measurements: PersistentMap<Measurement>;
  /** Points with a field of another type than it has had so far. */
  readonly conflicts: readonly string[];
}

/** The measurements with points added; a point at the same instant is replaced. */
export function withPoints(
  measurements: PersistentMap<Measurement>,
  points: readonly Point[],
): Written {
  const conflicts: string[] = [];
  const byMeasurement = new Map<string, Point[]>();
  const keys: SeriesKeys = new Map();
  for (const point of points) {
    const own = byMeasurement.get(point.measurement);
    if (own === undefined) byMeasurement.set(point.measurement, [point]);
    else own.push(point);
  }
  let next = measurements;
  for (const [name, own] of byMeasurement) {
    const old = get(next, name) ?? { fields: {}, series: emptyMap<Series>() };
    next = set(next, name, extended(name, old, own, { conflicts, keys }));
  }
  return { measurements: next, conflicts };
}

/** Keys of the tags of one write: many points share theirs. */
type SeriesKeys = Map<Tags, string>;

function extended(
  name: string,
  old: Measurement,
  points: readonly Point[],
  { conflicts, keys }: { readonly conflicts: string[]; readonly keys: SeriesKeys },
): Measurement {
  const fields: { [name: string]: FieldType } = { ...old.fields };
  const changed = new Map<string, Series>();
  const fresh = new Set<string>();
  for (const point of points) {
    const clash = point.fields.find(([field, type]) => (fields[field] ?? type) !== type);
    if (clash !== undefined) {
      const [field, type] = clash;
      const what = `input field "${field}" on measurement "${name}" is type ${type}`;
      conflicts.push(`field type conflict: ${what}, already exists as type ${fields[field]}`);
      continue;
    }
    for (const [field, type] of point.fields) fields[field] = type;
    const key = keys.get(point.tags) ?? seriesKey(point.tags);
    keys.set(point.tags, key);
    let one = changed.get(key) ?? get(old.series, key);
    if (one === undefined) {
      fresh.add(key);
      one = { tags: point.tags, columns: {} };
    }
    changed.set(key, withPoint(one, point));
  }
  return { fields, series: withAll(old.series, changed, fresh) };
}

/** Most of a write goes on with series that are there. */
function withAll(
  series: PersistentMap<Series>,
  changes: ReadonlyMap<string, Series>,
  fresh: ReadonlySet<string>,
): PersistentMap<Series> {
  const known: (readonly [string, Series])[] = [];
  let next = series;
  for (const change of changes) {
    if (fresh.has(change[0])) next = set(next, ...change);
    else known.push(change);
  }
  return withReplaced(next, known);
}

function withPoint(one: Series, { fields, at }: Point): Series {
  const columns: { [field: string]: Column } = { ...one.columns };
  for (const [name, , value] of fields) {
    columns[name] = withValue(columns[name] ?? NO_POINTS, at, value);
  }
  return { tags: one.tags, columns };
}

/** Visits the points of a field from `from` up to `until`, which is not among them. */
export function forEachPoint(
  { columns }: Series,
  field: string,
  from: number,
  until: number,
  visit: (at: number, value: Value) => void,
): void {
  visitPoints(columns[field] ?? NO_POINTS, from, until, visit);
}

/** The value of a field at an instant. */
export function valueAt(one: Series, field: string, at: number): Value | undefined {
  let found: Value | undefined;
  forEachPoint(one, field, at, at + 1, (_, value) => {
    found = value;
  });
  return found;
}

/** The policy without the shard groups that have ended too long ago. */
export function enforced(policy: Policy, now: number): Policy {
  if (policy.durationMicros === 0) return policy;
  const { shardMicros } = policy;
  const edge = Math.floor((now - policy.durationMicros) / shardMicros) * shardMicros;
  let { measurements } = policy;
  for (const [name, one] of entries(measurements)) {
    const kept = withoutOld(one, edge);
    if (kept === one) continue;
    measurements =
      kept.series.size === 0 ? remove(measurements, name) : set(measurements, name, kept);
  }
  return measurements === policy.measurements ? policy : { ...policy, measurements };
}

function withoutOld(one: Measurement, edge: number): Measurement {
  let { series } = one;
  for (const [key, old] of entries(one.series)) {
    const columns = Object.entries(old.columns);
    const kept = columns.map(([field, column]) => [field, since(column, edge)] as const);
    if (kept.every(([, column], i) => column === columns[i]?.[1])) continue;
    series = kept.every(([, column]) => isEmpty(column))
      ? remove(series, key)
      : set(series, key, { ...old, columns: Object.fromEntries(kept) });
  }
  return series === one.series ? one : { ...one, series };
}
