// What InfluxDB keeps: databases, retention policies, measurements, series, and the points of each
// field in order of time, in short chunks so that appending copies little.
// Models tsdb (index and shards) and services/meta of InfluxDB v1.3.

import {
  emptyMap,
  entries,
  get,
  type PersistentMap,
  remove,
  set,
} from '../../../base/persistent-map.ts';

/** A value of a field. */
export type Value = number | string | boolean;

/** The type a field has once its first value was written. */
export type FieldType = 'float' | 'integer' | 'string' | 'boolean';

/** Names and values that a series is told by. */
export type Tags = { readonly [key: string]: string };

/** Points of one field next to each other in time. */
export interface Chunk {
  /** Microseconds since 1970, rising. */
  readonly times: readonly number[];
  readonly values: readonly Value[];
}

/** All points of one field. */
export type Column = readonly Chunk[];

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

/** How many points a chunk takes. */
const CHUNK = 16;

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
  for (const point of points) {
    const own = byMeasurement.get(point.measurement);
    if (own === undefined) byMeasurement.set(point.measurement, [point]);
    else own.push(point);
  }
  let next = measurements;
  for (const [name, own] of byMeasurement) {
    const old = get(next, name) ?? { fields: {}, series: emptyMap<Series>() };
    next = set(next, name, extended(name, old, own, conflicts));
  }
  return { measurements: next, conflicts };
}

function extended(
  name: string,
  old: Measurement,
  points: readonly Point[],
  conflicts: string[],
): Measurement {
  const fields: { [name: string]: FieldType } = { ...old.fields };
  let { series } = old;
  for (const point of points) {
    const clash = point.fields.find(([field, type]) => (fields[field] ?? type) !== type);
    if (clash !== undefined) {
      const [field, type] = clash;
      const what = `input field "${field}" on measurement "${name}" is type ${type}`;
      conflicts.push(`field type conflict: ${what}, already exists as type ${fields[field]}`);
      continue;
    }
    for (const [field, type] of point.fields) fields[field] = type;
    const key = seriesKey(point.tags);
    const one = get(series, key) ?? { tags: point.tags, columns: {} };
    series = set(series, key, withPoint(one, point));
  }
  return { fields, series };
}

function withPoint(one: Series, { fields, at }: Point): Series {
  const columns: { [field: string]: Column } = { ...one.columns };
  for (const [field, , value] of fields) columns[field] = inserted(columns[field] ?? [], at, value);
  return { tags: one.tags, columns };
}

/** The chunks with a value at an instant. */
function inserted(chunks: Column, at: number, value: Value): Column {
  const last = chunks.at(-1);
  if (last === undefined || (last.times.at(-1) as number) < at) {
    if (last === undefined || last.times.length >= CHUNK) {
      return [...chunks, { times: [at], values: [value] }];
    }
    const longer = { times: [...last.times, at], values: [...last.values, value] };
    return [...chunks.slice(0, -1), longer];
  }
  const index = chunks.findIndex(({ times }) => (times.at(-1) as number) >= at);
  const chunk = chunks[index] as Chunk;
  const place = chunk.times.findIndex((time) => time >= at);
  const replaces = chunk.times[place] === at ? 1 : 0;
  return chunks.with(index, {
    times: chunk.times.toSpliced(place, replaces, at),
    values: chunk.values.toSpliced(place, replaces, value),
  });
}

/** A column of points that are in order of time. */
export function columnOf(points: readonly (readonly [at: number, value: Value])[]): Column {
  const chunks: Chunk[] = [];
  for (let i = 0; i < points.length; i += CHUNK) {
    const own = points.slice(i, i + CHUNK);
    chunks.push({ times: own.map(([at]) => at), values: own.map(([, value]) => value) });
  }
  return chunks;
}

/** Visits the points of a field from `from` up to `until`, which is not among them. */
export function forEachPoint(
  { columns }: Series,
  field: string,
  from: number,
  until: number,
  visit: (at: number, value: Value) => void,
): void {
  for (const { times, values: found } of columns[field] ?? []) {
    if ((times.at(-1) as number) < from || (times[0] as number) >= until) continue;
    for (let i = 0; i < times.length; i++) {
      const at = times[i] as number;
      if (at >= from && at < until) visit(at, found[i] as Value);
    }
  }
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
    const columns = Object.entries(old.columns).map(
      ([field, chunks]) => [field, chunks.flatMap((chunk) => youngPart(chunk, edge))] as const,
    );
    const isSame = columns.every(([field, chunks]) => {
      const before = old.columns[field] ?? [];
      return chunks.length === before.length && chunks[0] === before[0];
    });
    if (isSame) continue;
    const isEmpty = columns.every(([, chunks]) => chunks.length === 0);
    const kept = Object.fromEntries(columns);
    series = isEmpty ? remove(series, key) : set(series, key, { ...old, columns: kept });
  }
  return series === one.series ? one : { ...one, series };
}

function youngPart(chunk: Chunk, edge: number): Column {
  const first = chunk.times.findIndex((time) => time >= edge);
  if (first === 0) return [chunk];
  if (first < 0) return [];
  return [{ times: chunk.times.slice(first), values: chunk.values.slice(first) }];
}
