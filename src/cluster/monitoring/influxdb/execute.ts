// Carries out a query over what is stored: one result for each statement, and the databases as they
// are then. The same code answers HTTP and whoever reads the state.
// Models influxql/query_executor.go and coordinator/statement_executor.go of InfluxDB v1.3.

import { emptyMap, entries, get, remove, set } from '../../../base/persistent-map.ts';
import type { PolicyWish, Select, Statement } from '../../../formats/influxql/ast.ts';
import { parseQuery } from '../../../formats/influxql/parse.ts';
import type { InfluxReply, InfluxResult } from '../../protocol/influxdb.ts';
import { RefusedError } from './condition.ts';
import { selected } from './select.ts';
import { databaseTable, policyTable, shownTables } from './show.ts';
import { type Database, type Databases, newPolicy, type Policy } from './store.ts';

/** What a query gave; `error` when it could not be read at all. */
export interface Executed extends InfluxReply {
  readonly databases: Databases;
}

/** Carries out a query. `now` is in microseconds since 1970. */
export function executeQuery(
  databases: Databases,
  query: string,
  database: string,
  now: number,
): Executed {
  const parsed = parseQuery(query);
  if ('error' in parsed) {
    return { databases, results: [], error: `error parsing query: ${parsed.error}` };
  }
  const results: InfluxResult[] = [];
  let current = databases;
  for (const statement of parsed.statements) {
    try {
      const done = execute(current, statement, database, now);
      current = done.databases;
      results.push({ tables: done.tables });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      results.push({ tables: [], error: error.message });
      // What follows a statement that failed is not carried out.
      const left = parsed.statements.length - results.length;
      for (let i = 0; i < left; i++) results.push({ tables: [], error: 'not executed' });
      break;
    }
  }
  return { databases: current, results };
}

interface Done {
  readonly databases: Databases;
  readonly tables: InfluxResult['tables'];
}

function execute(databases: Databases, statement: Statement, database: string, now: number): Done {
  const answer = (...tables: InfluxResult['tables']): Done => ({ databases, tables });
  const named = (own: string | undefined): string => {
    const name = own ?? database;
    if (name === '') throw new RefusedError('database name required');
    return name;
  };
  switch (statement.kind) {
    case 'select':
      return answer(...selected(databases, selectedFrom(statement, database), statement, now));
    case 'show databases':
      return answer(databaseTable(databases));
    case 'show retention policies':
      return answer(policyTable(databases, named(statement.database)));
    case 'create database':
      return { databases: withDatabase(databases, statement.name, statement.policy), tables: [] };
    case 'create retention policy':
      return { databases: withPolicy(databases, statement), tables: [] };
    case 'drop database':
      return { databases: dropped(databases, statement.name), tables: [] };
    case 'drop measurement':
      return {
        databases: withoutMeasurement(databases, named(undefined), statement.name),
        tables: [],
      };
    case 'other':
      throw new RefusedError(`${statement.words} is not carried out by this database`);
    default:
      return answer(...shownTables(databases, named(statement.database), statement, now));
  }
}

/** A SELECT needs a database unless each of its sources names one. */
function selectedFrom(select: Select, database: string): string {
  if (database === '' && !isNamed(select)) throw new RefusedError('database name required');
  return database;
}

function isNamed({ sources }: Select): boolean {
  return sources.every((source) =>
    'select' in source ? isNamed(source.select) : source.database !== undefined,
  );
}

function dropped(databases: Databases, name: string): Databases {
  return get(databases, name) === undefined ? databases : remove(databases, name);
}

/** InfluxDB makes a policy with every database: `autogen`, for ever, unless told otherwise. */
function withDatabase(databases: Databases, name: string, wish: PolicyWish | undefined): Databases {
  const policy = policyOfWish({ name: 'autogen', ...wish });
  const old = get(databases, name);
  if (old !== undefined) {
    const isSame = wish === undefined || isMet(wish, policy.name, old);
    if (!isSame) throw new RefusedError(CONFLICT);
    return databases;
  }
  const made: Database = {
    policies: set(emptyMap<Policy>(), policy.name, policy),
    defaultPolicy: policy.name,
  };
  return set(databases, name, made);
}

const CONFLICT = 'retention policy conflicts with an existing policy';

/** Whether the database has the policy already, as its default; what is not said may be any. */
function isMet(wish: PolicyWish, name: string, { policies, defaultPolicy }: Database): boolean {
  const old = get(policies, name);
  if (old === undefined || defaultPolicy !== name) return false;
  const { durationMicros = old.durationMicros, replication = old.replication } = wish;
  const made = policyOfWish({ ...wish, name, durationMicros, replication });
  return isAlike(old, made);
}

function isAlike(a: Policy, b: Policy): boolean {
  return (
    a.durationMicros === b.durationMicros &&
    a.shardMicros === b.shardMicros &&
    a.replication === b.replication
  );
}

const HOUR_MICROS = 3_600_000_000;

/** The policy that is wished for; shard groups are no shorter than an hour. */
function policyOfWish(wish: PolicyWish & { readonly name: string }): Policy {
  const { name, durationMicros = 0, replication = 1, shardMicros = 0 } = wish;
  if (durationMicros !== 0 && durationMicros < HOUR_MICROS) {
    throw new RefusedError('retention policy duration must be at least 1h0m0s');
  }
  if (replication < 1) throw new RefusedError('replication factor must be greater than 0');
  const shard = shardMicros === 0 ? undefined : Math.max(shardMicros, HOUR_MICROS);
  const policy = newPolicy(name, durationMicros, replication, shard);
  if (durationMicros !== 0 && durationMicros < policy.shardMicros) {
    throw new RefusedError('retention policy duration must be greater than the shard duration');
  }
  return policy;
}

function withPolicy(
  databases: Databases,
  {
    database: name,
    policy: wish,
    isDefault,
  }: Extract<Statement, { kind: 'create retention policy' }>,
): Databases {
  const database = get(databases, name);
  if (database === undefined) throw new RefusedError(`database not found: ${name}`);
  const old = get(database.policies, wish.name);
  const made = policyOfWish(wish);
  if (old !== undefined) {
    if (!isAlike(old, made)) throw new RefusedError('retention policy already exists');
    if (isDefault && database.defaultPolicy !== wish.name) throw new RefusedError(CONFLICT);
    return databases;
  }
  const defaultPolicy = isDefault ? wish.name : database.defaultPolicy;
  return set(databases, name, {
    policies: set(database.policies, wish.name, made),
    defaultPolicy,
  });
}

function withoutMeasurement(databases: Databases, name: string, measurement: string): Databases {
  const database = get(databases, name);
  if (database === undefined) throw new RefusedError(`database not found: ${name}`);
  let { policies } = database;
  for (const [key, policy] of entries(policies)) {
    if (get(policy.measurements, measurement) === undefined) continue;
    const measurements = remove(policy.measurements, measurement);
    policies = set(policies, key, { ...policy, measurements });
  }
  return set(databases, name, { ...database, policies });
}
