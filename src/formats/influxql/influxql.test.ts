// INFLUX-1 and INFLUX-2: what queries mean, and what InfluxDB says of those that mean nothing.

import { describe, expect, it, test } from 'vitest';
import type { Select, Statement } from './ast.ts';
import { parseQuery } from './parse.ts';

function parsed(text: string): readonly Statement[] {
  const result = parseQuery(text);
  if ('error' in result) throw new Error(result.error);
  return result.statements;
}

describe('INFLUX-1: a query', () => {
  it('of a dashboard', () => {
    const text =
      'SELECT sum("value") FROM "cpu/usage_rate" WHERE "type" = \'node\' AND ' +
      '"nodename" =~ /a\\/b$/ AND time > now() - 30m GROUP BY time(1m), "nodename" fill(null)';
    const condition = {
      kind: 'binary',
      op: 'AND',
      left: {
        kind: 'binary',
        op: 'AND',
        left: {
          kind: 'binary',
          op: '=',
          left: { kind: 'ref', name: 'type' },
          right: { kind: 'string', value: 'node' },
        },
        right: {
          kind: 'binary',
          op: '=~',
          left: { kind: 'ref', name: 'nodename' },
          right: { kind: 'regex', source: 'a/b$' },
        },
      },
      right: {
        kind: 'binary',
        op: '>',
        left: { kind: 'ref', name: 'time' },
        right: {
          kind: 'binary',
          op: '-',
          left: { kind: 'call', name: 'now', args: [] },
          right: { kind: 'duration', micros: 1_800_000_000 },
        },
      },
    };
    expect(parsed(text)).toEqual([
      {
        kind: 'select',
        fields: [{ expr: { kind: 'call', name: 'sum', args: [{ kind: 'ref', name: 'value' }] } }],
        sources: [{ name: 'cpu/usage_rate' }],
        condition,
        dimensions: [
          { kind: 'call', name: 'time', args: [{ kind: 'duration', micros: 60_000_000 }] },
          { kind: 'ref', name: 'nodename' },
        ],
        fill: { mode: 'null' },
        isDescending: false,
        limit: 0,
        offset: 0,
        seriesLimit: 0,
        seriesOffset: 0,
      },
    ]);
  });

  it('of several statements, with comments and all clauses', () => {
    const text =
      'show databases; -- all of them\nSELECT mean(v) * -2 AS twice FROM db.rp./^cpu/ /* x */ GROUP BY * ' +
      'fill(0) ORDER BY time DESC LIMIT 5 OFFSET 1 SLIMIT 2 SOFFSET 3';
    const [shown, select] = parsed(text) as [Statement, Select];
    expect(shown).toEqual({ kind: 'show databases' });
    expect(select).toMatchObject({
      fields: [{ alias: 'twice', expr: { kind: 'binary', op: '*', right: { value: -2 } } }],
      sources: [{ database: 'db', policy: 'rp', regex: '^cpu' }],
      fill: { mode: 'number', value: 0 },
      isDescending: true,
      limit: 5,
      offset: 1,
      seriesLimit: 2,
      seriesOffset: 3,
    });
  });

  it('with operators that bind more and less', () => {
    const [select] = parsed('SELECT a + b * c - (d - e) FROM m') as [Select];
    const shape = (expr: Select['fields'][number]['expr']): string => {
      if (expr.kind === 'binary') return `[${shape(expr.left)}${expr.op}${shape(expr.right)}]`;
      if (expr.kind === 'paren') return `(${shape(expr.inner)})`;
      return expr.kind === 'ref' ? expr.name : '?';
    };
    expect(shape((select.fields[0] as Select['fields'][number]).expr)).toBe('[[a+[b*c]]-([d-e])]');
  });

  it('about what is there', () => {
    expect(
      parsed('SHOW TAG VALUES FROM "uptime" WITH KEY = "pod_name" WHERE ns =~ /x/'),
    ).toMatchObject([
      {
        kind: 'show tag values',
        sources: [{ name: 'uptime' }],
        keys: { op: '=', key: 'pod_name' },
      },
    ]);
    expect(parsed('SHOW MEASUREMENTS WITH MEASUREMENT =~ /^cpu/ LIMIT 2')).toMatchObject([
      { kind: 'show measurements', sources: [{ regex: '^cpu' }], limit: 2 },
    ]);
    expect(parsed('SHOW TAG KEYS ON k8s WITH KEY IN (a, "b")')).toMatchObject([
      { kind: 'show tag keys', database: 'k8s', keys: { op: 'IN', keys: ['a', 'b'] } },
    ]);
  });

  it('that reads the answer of another', () => {
    expect(parsed('SELECT max(mean) FROM (SELECT mean(v) FROM a, "b"), c')).toMatchObject([
      {
        kind: 'select',
        sources: [
          { select: { kind: 'select', sources: [{ name: 'a' }, { name: 'b' }] } },
          { name: 'c' },
        ],
      },
    ]);
  });

  it('that makes databases and policies', () => {
    const text =
      'CREATE DATABASE k8s WITH DURATION 1h REPLICATION 1 NAME "default"; ' +
      'CREATE RETENTION POLICY week ON k8s DURATION 1w REPLICATION 1 SHARD DURATION 1d DEFAULT';
    expect(parsed(text)).toEqual([
      {
        kind: 'create database',
        name: 'k8s',
        policy: { durationMicros: 3_600_000_000, replication: 1, name: 'default' },
      },
      {
        kind: 'create retention policy',
        database: 'k8s',
        policy: {
          name: 'week',
          durationMicros: 604_800_000_000,
          replication: 1,
          shardMicros: 86_400_000_000,
        },
        isDefault: true,
      },
    ]);
  });
});

const EVERYTHING = 'SELECT, DELETE, SHOW, CREATE, DROP, GRANT, REVOKE, ALTER, SET, KILL';

test.each([
  ['SELEC v FROM m', `found SELEC, expected ${EVERYTHING} at line 1, char 1`],
  ['SELECT', 'found EOF, expected identifier, string, number, bool at line 1, char 8'],
  ['SELECT v FORM m', 'found FORM, expected FROM at line 1, char 10'],
  ['SELECT v\nFROM 12', 'found 12, expected identifier at line 2, char 6'],
  [
    'SELECT v FROM m WHERE',
    'found EOF, expected identifier, string, number, bool at line 1, char 23',
  ],
  ["SELECT v FROM m WHERE a =~ 'b'", 'found b, expected regex at line 1, char 27'],
  ['SELECT v FROM m GROUP', 'found EOF, expected BY at line 1, char 23'],
  ['SELECT v FROM m LIMIT x', 'found x, expected integer at line 1, char 23'],
  ['SELECT v FROM m LIMIT', 'found EOF, expected integer at line 1, char 23'],
  ['SELECT v FROM "m" ORDER BY v', 'only ORDER BY time supported at this time'],
  [
    'SELECT v = 2 FROM m',
    'invalid operator = in SELECT clause at line 1, char 8; operator is intended for WHERE clause',
  ],
  ['SELECT v AS FROM m', 'found FROM, expected identifier at line 1, char 13'],
  ['SELECT (v FROM m', 'found FROM, expected ) at line 1, char 11'],
  [
    'SHOW TABLES',
    'found TABLES, expected CONTINUOUS, DATABASES, DIAGNOSTICS, FIELD, GRANTS, MEASUREMENTS, QUERIES, RETENTION, SERIES, SHARD, SHARDS, STATS, SUBSCRIPTIONS, TAG, USERS at line 1, char 6',
  ],
  ['SHOW TAG VALUES FROM m', 'found EOF, expected WITH at line 1, char 24'],
  ['SHOW TAG VALUES FROM "m"', 'found EOF, expected WITH at line 1, char 25'],
  ['CREATE DATABASE', 'found EOF, expected identifier at line 1, char 17'],
  ['SHOW DATABASES SHOW', 'found SHOW, expected ; at line 1, char 16'],
  ['SELECT mean(v), v FROM m', 'mixing aggregate and non-aggregate queries is not supported'],
  ['SELECT v FROM m GROUP BY time(1m)', 'GROUP BY requires at least one aggregate function'],
  ['SELECT mean(v) FROM m GROUP BY time', 'time() is a function and expects at least one argument'],
  ['SELECT foo(v) FROM m', 'undefined function foo()'],
  ['SELECT mean() FROM m', 'invalid number of arguments for mean, expected 1, got 0'],
  ['SELECT mean(1) FROM m', 'expected field argument in mean()'],
  ['SELECT derivative(mean(v)) FROM m', 'derivative aggregate requires a GROUP BY interval'],
  [
    'SELECT derivative(v) FROM m GROUP BY time(1m)',
    'aggregate function required inside the call to derivative',
  ],
  [
    'SELECT mean(v) FROM m GROUP BY time(1m)',
    'aggregate functions with GROUP BY time require a WHERE time clause',
  ],
  [
    'SELECT sum(mean) FROM (SELECT mean(v) FROM m GROUP BY time(1h))',
    'aggregate functions with GROUP BY time require a WHERE time clause',
  ],
  [
    'SELECT min(derivative) FROM (SELECT derivative(mean(v), 1h) FROM m) WHERE time > now() - 1d',
    'derivative aggregate requires a GROUP BY interval',
  ],
  ['SELECT v FROM (m)', 'found m, expected SELECT at line 1, char 16'],
  ['SELECT v FROM (SELECT v FROM m', 'found EOF, expected ) at line 1, char 32'],
  ['SELECT v FROM m fill(none)', 'fill(none) must be used with a function'],
  ['SELECT time FROM m', 'at least 1 non-time field must be queried'],
])('INFLUX-2: %s', (text, error) => {
  expect(parseQuery(text)).toEqual({ error });
});
