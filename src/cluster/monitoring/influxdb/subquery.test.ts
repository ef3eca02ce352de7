// INFLUX-12: a SELECT that reads the answer of another.

import { describe, expect, it, test } from 'vitest';
import { answerHttp } from './http.ts';
import { ask, EMPTY, FULL, request, rows, T0, written } from './test-influxdb.ts';

const SINCE = "WHERE time >= '2026-01-01T00:00:00Z' AND time < '2026-01-01T00:05:00Z'";

describe('INFLUX-12: FROM (SELECT …)', () => {
  test.each([
    ['SELECT max(mean) FROM (SELECT mean(value) FROM cpu GROUP BY nodename)', [[0, 175]]],
    ['SELECT total FROM (SELECT sum(value) AS total FROM cpu)', [[0, 760]]],
    ['SELECT max(left) FROM (SELECT 500 - value AS left FROM cpu)', [[0, 500]]],
    ['SELECT sum(value_value) FROM (SELECT value * value FROM mem)', [[0, 2.25]]],
    // Of whom each point is, is told by its tags.
    [
      'SELECT nodename FROM (SELECT max(value) FROM cpu GROUP BY nodename)',
      [
        [240, 'a'],
        [240, 'b'],
      ],
    ],
    [
      'SELECT min(max), nodename FROM (SELECT max(value) FROM cpu GROUP BY nodename)',
      [[240, 14, 'a']],
    ],
    ['SELECT count(nodename) FROM (SELECT value FROM cpu GROUP BY nodename)', [[0, 9]]],
    // Points of one instant stay apart: 10 and 0 are those of two nodes.
    ['SELECT count(value) FROM (SELECT value FROM cpu)', [[0, 9]]],
    [
      'SELECT twice, once FROM (SELECT value * 2 AS twice, value AS once FROM cpu LIMIT 2)',
      [
        [0, 20, 10],
        [0, 0, 0],
      ],
    ],
    [
      'SELECT sum(max) FROM (SELECT max(high) FROM (SELECT value AS high FROM cpu) GROUP BY time(2m))',
      [[0, 100 + 200 + 400]],
    ],
  ])('%s', (query, found) => {
    expect(rows(FULL, `${query} ${SINCE}`)).toEqual(found);
  });

  it('asks tags and fields of the answer', () => {
    const inner = '(SELECT mean(value) FROM cpu GROUP BY nodename, time(1m))';
    const query = `SELECT count(mean) FROM ${inner} ${SINCE}`;
    expect(rows(FULL, `${query} AND nodename = 'b'`)).toEqual([[0, 4]]);
    expect(rows(FULL, `${query} AND nodename =~ /./ AND mean > 150`)).toEqual([[0, 2]]);
    expect(rows(FULL, `${query} AND type = 'node'`)).toBeUndefined();
  });

  it('hands down the stretch of time, intervals and tags', () => {
    const late = "WHERE time >= '2026-01-01T00:03:00Z' AND time < '2026-01-01T00:05:00Z'";
    const sum = 'SELECT sum(value) AS total FROM cpu';
    expect(rows(FULL, `SELECT total FROM (${sum}) ${late}`)).toEqual([[180, 427]]);
    expect(rows(FULL, `SELECT max(total) FROM (${sum}) ${late} GROUP BY time(1m)`)).toEqual([
      [180, 13],
      [240, 414],
    ]);
    expect(ask(FULL, `SELECT max(total) FROM (${sum}) ${SINCE} GROUP BY nodename`)).toMatchObject([
      { tags: { nodename: 'a' }, values: [[T0 / 1e6, 60]] },
      { tags: { nodename: 'b' }, values: [[T0 / 1e6, 700]] },
    ]);
    const rate = '(SELECT derivative(value) FROM cpu GROUP BY nodename)';
    expect(rows(FULL, `SELECT max(derivative) FROM ${rate} ${SINCE} GROUP BY time(5m)`)).toEqual([
      [0, 500],
    ]);
  });

  it('spells out its columns, and has one table for each measurement', () => {
    const inner = '(SELECT mean(value) AS m FROM /./ GROUP BY nodename)';
    expect(ask(FULL, `SELECT * FROM ${inner} ${SINCE}`)).toMatchObject([
      { name: 'cpu', columns: ['time', 'm', 'nodename'] },
      { name: 'mem', columns: ['time', 'm', 'nodename'] },
    ]);
    expect(ask(FULL, `SELECT * FROM ${inner} ${SINCE} GROUP BY *`)).toMatchObject([
      { name: 'cpu', tags: { nodename: 'a' }, columns: ['time', 'm'] },
      { name: 'cpu', tags: { nodename: 'b' }, columns: ['time', 'm'] },
      { name: 'mem', tags: { nodename: 'a' }, columns: ['time', 'm'] },
    ]);
  });

  it('passes over what is not there', () => {
    const inner = '(SELECT mean(value) FROM cpu GROUP BY time(1m), nodename fill(null))';
    const query = `SELECT count(mean) FROM ${inner} ${SINCE} AND nodename = 'b'`;
    expect(rows(FULL, query)).toEqual([[0, 4]]);
    expect(rows(FULL, query.replace('null', '0'))).toEqual([[0, 5]]);
    expect(ask(FULL, `SELECT x FROM (SELECT mean(value) FROM cpu) ${SINCE}`)).toEqual([]);
  });

  it('looks for a database of its own', () => {
    const named = 'SELECT max(v) FROM (SELECT max(value) AS v FROM k8s..cpu)';
    const body = (query: string): string =>
      answerHttp(FULL, request('GET', `/query?q=${encodeURIComponent(query)}`), T0).body;
    expect(body(named)).toContain('400');
    expect(body(named.replace('k8s..', ''))).toContain('database name required');
  });
});

test('INFLUX-13: refuses policies that cannot be or are others already', () => {
  const short = 'retention policy duration must be at least 1h0m0s';
  const other = 'retention policy conflicts with an existing policy';
  const policy = (rest: string): unknown => ask(EMPTY, `CREATE RETENTION POLICY ${rest}`);
  expect(policy('p ON k8s DURATION 59m REPLICATION 1')).toBe(short);
  expect(policy('p ON k8s DURATION 1h REPLICATION 0')).toBe(
    'replication factor must be greater than 0',
  );
  expect(policy('p ON k8s DURATION 1h REPLICATION 1 SHARD DURATION 2h')).toBe(
    'retention policy duration must be greater than the shard duration',
  );
  expect(policy('p ON k8s DURATION 1h REPLICATION 1 SHARD DURATION 1m')).toEqual([]);
  expect(policy('"default" ON k8s DURATION 1h REPLICATION 1')).toBe(
    'retention policy already exists',
  );
  expect(ask(EMPTY, 'CREATE DATABASE k8s')).toEqual([]);
  expect(ask(EMPTY, 'CREATE DATABASE k8s WITH NAME "default"')).toEqual([]);
  expect(ask(EMPTY, 'CREATE DATABASE k8s WITH DURATION 2h NAME "default"')).toBe(other);
  expect(ask(EMPTY, 'CREATE DATABASE k8s WITH NAME "mine"')).toBe(other);
  const { databases } = answerHttp(
    written(EMPTY, 'a v=1').databases,
    request(
      'GET',
      '/query?q=CREATE+RETENTION+POLICY+half+ON+k8s+DURATION+180d+REPLICATION+1+DEFAULT',
    ),
    T0,
  );
  expect(ask(databases, 'SHOW RETENTION POLICIES')).toMatchObject([
    {
      values: [
        ['default', '0s', '168h0m0s', 1, false],
        ['half', '4320h0m0s', '168h0m0s', 1, true],
      ],
    },
  ]);
  expect(ask(databases, 'CREATE DATABASE k8s WITH NAME "default"')).toBe(other);
});
