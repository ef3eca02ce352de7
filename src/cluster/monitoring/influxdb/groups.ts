// Which series a statement is about: measurements by name or pattern, series by their tags, and how
// GROUP BY puts them together. Models influxql/select.go and tsdb/index.go of InfluxDB v1.3.

import { entries, get, values } from '../../../base/persistent-map.ts';
import type { Expr, Measurement as Source } from '../../../formats/influxql/ast.ts';
import { meets, RefusedError } from './condition.ts';
import type { Databases, Measurement, Policy, Series, Tags } from './store.ts';

/** A measurement with its name. */
export interface Target {
  readonly name: string;
  readonly measurement: Measurement;
}

/** Series that are answered as one. */
export interface Group {
  readonly tags: Tags;
  readonly series: readonly Series[];
}

/** The policy that is meant. */
export function policyOf(databases: Databases, name: string, policy: string | undefined): Policy {
  const database = get(databases, name);
  if (database === undefined) throw new RefusedError(`database not found: ${name}`);
  const wanted = policy ?? database.defaultPolicy;
  const found = get(database.policies, wanted);
  if (found === undefined) throw new RefusedError(`retention policy not found: ${wanted}`);
  return found;
}

/** The measurements of some sources, in order of their names. */
export function targetsOf(
  databases: Databases,
  database: string,
  sources: readonly Source[],
): readonly Target[] {
  const found = new Map<string, Measurement>();
  for (const { database: own = database, policy, name, regex } of sources) {
    const { measurements } = policyOf(databases, own, policy);
    const pattern = regex === undefined ? undefined : new RegExp(regex);
    for (const [key, one] of entries(measurements)) {
      if (pattern === undefined ? key === name : pattern.test(key)) found.set(key, one);
    }
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, measurement]) => ({ name, measurement }));
}

/** Whether an expression reads a field that the measurement has. */
export function isFieldRead(expr: Expr, measurement: Measurement): boolean {
  switch (expr.kind) {
    case 'ref':
      return Object.hasOwn(measurement.fields, expr.name);
    case 'call':
      return expr.args.some((one) => isFieldRead(one, measurement));
    case 'paren':
      return isFieldRead(expr.inner, measurement);
    case 'binary':
      return isFieldRead(expr.left, measurement) || isFieldRead(expr.right, measurement);
    default:
      return false;
  }
}

/** The series whose tags meet a condition; all, where it asks for fields. */
export function seriesOf(measurement: Measurement, condition: Expr | undefined): readonly Series[] {
  const all = [...values(measurement.series)];
  if (condition === undefined || isFieldRead(condition, measurement)) return all;
  return all.filter(({ tags }) => meets(condition, (name) => tags[name] ?? ''));
}

/** All tag keys of a measurement, sorted. */
export function tagKeysOf(measurement: Measurement): readonly string[] {
  const keys = new Set<string>();
  for (const { tags } of values(measurement.series)) {
    for (const key of Object.keys(tags)) keys.add(key);
  }
  return [...keys].sort();
}

/** The tags that GROUP BY names. */
export function groupedTags(
  dimensions: readonly Expr[],
  measurement: Measurement,
): readonly string[] {
  const keys = dimensions.flatMap((one) => {
    if (one.kind === 'ref') return [one.name];
    if (one.kind === 'wildcard') return tagKeysOf(measurement);
    if (one.kind !== 'regex') return [];
    const pattern = new RegExp(one.source);
    return tagKeysOf(measurement).filter((key) => pattern.test(key));
  });
  return [...new Set(keys)].sort();
}

/** Puts series together by these tags, in order of their values. */
export function groupsOf(all: readonly Series[], keys: readonly string[]): readonly Group[] {
  const groups = new Map<string, { readonly tags: Tags; readonly series: Series[] }>();
  for (const one of all) {
    const own = keys.map((key) => one.tags[key] ?? '');
    const key = own.join('\u0001');
    const group = groups.get(key);
    if (group !== undefined) group.series.push(one);
    else {
      const tags = Object.fromEntries(keys.map((name, i) => [name, own[i] ?? '']));
      groups.set(key, { tags, series: [one] });
    }
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
