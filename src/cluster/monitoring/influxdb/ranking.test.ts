// INFLUX-14: the highest and lowest points; and what goes along the answer of another statement.

import { describe, expect, it, test } from 'vitest';
import { answerHttp } from './http.ts';
import { EMPTY, FULL, request, rows, T0, written } from './test-influxdb.ts';

describe('INFLUX-14: top() and bottom()', () => {
  test.each([
    [
      'SELECT top(value, 3) FROM cpu',
      [
        [60, 100],
        [120, 200],
        [240, 400],
      ],
    ],
    [
      'SELECT bottom(value, 2) FROM cpu',
      [
        [0, 10],
        [0, 0],
      ],
    ],
    [
      'SELECT top(value, nodename, 2) FROM cpu',
      [
        [240, 14, 'a'],
        [240, 400, 'b'],
      ],
    ],
    ['SELECT top(value, 1) AS most, nodename, type FROM cpu', [[240, 400, 'b', 'node']]],
    // Also with intervals every point keeps its own instant.
    [
      `SELECT bottom(value, 1) FROM cpu WHERE nodename = 'a' AND time >= ${T0 / 1e6}s AND time < ${T0 / 1e6 + 300}s GROUP BY time(2m)`,
      [
        [0, 10],
        [120, 12],
        [240, 14],
      ],
    ],
  ])('%s', (query, found) => {
    expect(rows(FULL, query)).toEqual(found);
  });

  it('takes the earlier of equal points', () => {
    const at = T0 / 1e6;
    const { databases } = written(EMPTY, `m v=1i ${at}\nm v=7i ${at + 60}\nm v=7i ${at + 120}`);
    expect(rows(databases, 'SELECT top(v, 1) FROM m')).toEqual([[60, 7]]);
  });

  test.each([
    [
      'SELECT top(value) FROM cpu',
      'invalid number of arguments for top, expected at least 2, got 1',
    ],
    [
      'SELECT top(value, nodename) FROM cpu',
      'expected integer as last argument in top(), found nodename',
    ],
    ['SELECT bottom(value, 0) FROM cpu', 'limit (0) in bottom function must be at least 1'],
    [
      'SELECT top(value, 3) FROM cpu LIMIT 2',
      'limit (3) in top function can not be larger than the LIMIT (2) in the select statement',
    ],
    ['SELECT top(1, 2) FROM cpu', 'only fields or tags are allowed in top(), found 1'],
    [
      'SELECT top(value, 2), mean(value) FROM cpu',
      'selector function top() cannot be combined with other functions',
    ],
  ])('refuses %s', (query, why) => {
    const path = `/query?db=k8s&q=${encodeURIComponent(query)}`;
    const { status, body } = answerHttp(FULL, request('GET', path), T0);
    expect([status, JSON.parse(body).error]).toEqual([400, `error parsing query: ${why}`]);
  });
});

describe('INFLUX-12: along the intervals of an inner answer', () => {
  const since = `WHERE time >= ${T0 / 1e6 + 120}s AND time < ${T0 / 1e6 + 240}s GROUP BY time(1m)`;

  test.each(['derivative', 'difference', 'non_negative_derivative'])('%s', (name) => {
    const inner = "(SELECT value FROM cpu WHERE nodename = 'a')";
    const along = `SELECT ${name}(mean(value)) FROM ${inner} ${since}`;
    expect(rows(FULL, along)).toEqual([
      [120, 1],
      [180, 1],
    ]);
  });

  it('moving_average has all that it needs before', () => {
    const inner = "(SELECT value FROM cpu WHERE nodename = 'a')";
    expect(rows(FULL, `SELECT moving_average(mean(value), 3) FROM ${inner} ${since}`)).toEqual([
      [120, 11],
      [180, 12],
    ]);
  });
});
