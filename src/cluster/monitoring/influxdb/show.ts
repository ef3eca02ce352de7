// SHOW: what databases, policies, measurements, tags, fields and series there are.
// Models coordinator/statement_executor.go and tsdb/index.go of InfluxDB v1.3.

import { goDurationText } from '../../../base/go-duration.ts';
import { get, keys, values } from '../../../base/persistent-map.ts';
import type { Expr, KeyPattern, Show } from '../../../formats/influxql/ast.ts';
import type { InfluxRow, InfluxTable } from '../../protocol/influxdb.ts';
import { conditionOf, RefusedError } from './condition.ts';
import { seriesOf, type Target, tagKeysOf, targetsOf } from './groups.ts';
import type { Database, Databases, Series } from './store.ts';

/** SHOW DATABASES. */
export function databaseTable(databases: Databases): InfluxTable {
  return { name: 'databases', columns: ['name'], values: [...keys(databases)].map((one) => [one]) };
}

/** SHOW RETENTION POLICIES. */
export function policyTable(databases: Databases, name: string): InfluxTable {
  const database = get(databases, name);
  if (database === undefined) throw new RefusedError(`database not found: ${name}`);
  return {
    columns: ['name', 'duration', 'shardGroupDuration', 'replicaN', 'default'],
    values: [...values(database.policies)].map((policy) => [
      policy.name,
      goDurationText(policy.durationMicros),
      goDurationText(policy.shardMicros),
      policy.replication,
      isDefault(database, policy.name),
    ]),
  };
}

function isDefault({ defaultPolicy }: Database, name: string): boolean {
  return defaultPolicy === name;
}

/** The SHOW statements about measurements. */
export function shownTables(
  databases: Databases,
  database: string,
  show: Show,
  now: number,
): readonly InfluxTable[] {
  const { rest } = conditionOf(show.condition, now);
  const sources = show.sources.length === 0 ? [{ regex: '' }] : show.sources;
  const targets = targetsOf(databases, database, sources);
  const found = tablesOf(show, targets, rest);
  const tables = found.filter((table) => table.values.length > 0);
  const { limit, offset, seriesLimit, seriesOffset } = show;
  return tables
    .slice(seriesOffset, seriesLimit === 0 ? undefined : seriesOffset + seriesLimit)
    .map((table) => ({
      ...table,
      values: table.values.slice(offset, limit === 0 ? undefined : offset + limit),
    }));
}

function tablesOf(
  { kind, keys: pattern }: Show,
  targets: readonly Target[],
  rest: Expr | undefined,
): readonly InfluxTable[] {
  switch (kind) {
    case 'show measurements': {
      const found = targets.filter(({ measurement }) => seriesOf(measurement, rest).length > 0);
      return [{ name: 'measurements', columns: ['name'], values: found.map(({ name }) => [name]) }];
    }
    case 'show series': {
      const all = targets.flatMap(({ name, measurement }) =>
        seriesOf(measurement, rest).map((one) => [seriesName(name, one)]),
      );
      return [{ columns: ['key'], values: all }];
    }
    case 'show field keys':
      return targets.map(({ name, measurement }) => ({
        name,
        columns: ['fieldKey', 'fieldType'],
        values: Object.entries(measurement.fields).sort(([a], [b]) => (a < b ? -1 : 1)),
      }));
    case 'show tag keys':
      return targets.map(({ name, measurement }) => ({
        name,
        columns: ['tagKey'],
        values: tagKeysOf(measurement)
          .filter((key) => isMeant(pattern, key))
          .map((key) => [key]),
      }));
    default:
      return targets.map(({ name, measurement }) => ({
        name,
        columns: ['key', 'value'],
        values: tagValues(seriesOf(measurement, rest), pattern),
      }));
  }
}

function seriesName(measurement: string, { tags }: Series): string {
  const own = Object.keys(tags).sort();
  return [measurement, ...own.map((key) => `${key}=${tags[key]}`)].join(',');
}

function isMeant(pattern: KeyPattern | undefined, key: string): boolean {
  switch (pattern?.op) {
    case '=':
      return key === pattern.key;
    case '!=':
      return key !== pattern.key;
    case '=~':
      return new RegExp(pattern.regex).test(key);
    case '!~':
      return !new RegExp(pattern.regex).test(key);
    case 'IN':
      return pattern.keys.includes(key);
    default:
      return true;
  }
}

function tagValues(all: readonly Series[], pattern: KeyPattern | undefined): readonly InfluxRow[] {
  const found = new Map<string, Set<string>>();
  for (const { tags } of all) {
    for (const [key, value] of Object.entries(tags)) {
      if (!isMeant(pattern, key)) continue;
      const own = found.get(key) ?? new Set();
      found.set(key, own.add(value));
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, own]) => [...own].sort().map((value) => [key, value]));
}
