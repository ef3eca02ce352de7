// INFLUX-5 to INFLUX-8: what SELECT finds, groups, fills in and works out.

import { describe, expect, it, test } from 'vitest';
import { ask, FULL, rows, T0, written } from './test-influxdb.ts';

describe('SELECT', () => {
  it('INFLUX-5: puts series together by tags', () => {
    expect(ask(FULL, 'SELECT sum(value) FROM cpu GROUP BY nodename')).toEqual([
      { name: 'cpu', tags: { nodename: 'a' }, columns: ['time', 'sum'], values: [[0, 60]] },
      { name: 'cpu', tags: { nodename: 'b' }, columns: ['time', 'sum'], values: [[0, 700]] },
    ]);
    expect(ask(FULL, 'SELECT sum(value) FROM cpu GROUP BY * SLIMIT 1 SOFFSET 1')).toMatchObject([
      { tags: { nodename: 'b', type: 'node' } },
    ]);
  });

  test.each([
    [
      'SELECT value FROM cpu WHERE nodename =~ /^a$/ AND time > 1767225600s LIMIT 2 OFFSET 1',
      [
        [120, 12],
        [180, 13],
      ],
    ],
    ["SELECT value FROM cpu WHERE nodename != 'a' ORDER BY time DESC LIMIT 1", [[240, 400]]],
    [
      'SELECT value, nodename FROM cpu WHERE value > 13 AND value < 200',
      [
        [60, 100, 'b'],
        [240, 14, 'a'],
      ],
    ],
    ['SELECT * FROM mem', [[0, 'a', 'a "b"', 1.5]]],
    ['SELECT value * 2 + 1 AS more FROM mem', [[0, 4]]],
    ['SELECT value / 0, value % 0 FROM mem', [[0, 0, 0]]],
    ["SELECT value FROM cpu WHERE nodename !~ /b/ AND time = '2026-01-01 00:02:00'", [[120, 12]]],
    ["SELECT value FROM cpu WHERE other = 'x'", undefined],
    ['SELECT nothing FROM cpu', undefined],
  ])('finds points: %s', (query, found) => {
    expect(rows(FULL, query)).toEqual(found);
  });

  const BY =
    "WHERE nodename = 'b' AND time >= '2026-01-01T00:00:00Z' AND time < '2026-01-01T00:05:00Z' GROUP BY time(1m)";

  test.each([
    [
      'null',
      [
        [0, 0],
        [60, 100],
        [120, 200],
        [180, null],
        [240, 400],
      ],
    ],
    [
      'none',
      [
        [0, 0],
        [60, 100],
        [120, 200],
        [240, 400],
      ],
    ],
    [
      'previous',
      [
        [0, 0],
        [60, 100],
        [120, 200],
        [180, 200],
        [240, 400],
      ],
    ],
    [
      'linear',
      [
        [0, 0],
        [60, 100],
        [120, 200],
        [180, 300],
        [240, 400],
      ],
    ],
    [
      '7',
      [
        [0, 0],
        [60, 100],
        [120, 200],
        [180, 7],
        [240, 400],
      ],
    ],
  ])('INFLUX-6: fills intervals with %s', (fill, found) => {
    expect(rows(FULL, `SELECT mean(value) FROM cpu ${BY} fill(${fill})`)).toEqual(found);
  });

  it('INFLUX-6: has intervals up to now, and none for a group without points', () => {
    const since = "time >= '2026-01-01T00:00:00Z'";
    const query = `SELECT count(value) FROM cpu WHERE nodename = 'b' AND ${since} GROUP BY time(3m)`;
    expect(rows(FULL, query)).toEqual([
      [0, 3],
      [180, 1],
      [360, 0],
      [540, 0],
    ]);
    expect(
      ask(
        FULL,
        "SELECT count(value) FROM cpu WHERE time > '2026-01-01T01:00:00Z' GROUP BY time(1m)",
      ),
    ).toEqual([]);
    expect(
      rows(FULL, 'SELECT sum(value) FROM cpu WHERE time > now() - 7m GROUP BY time(5m, 1m)'),
    ).toEqual([
      [60, 414],
      [360, null],
    ]);
  });

  test.each([
    ["SELECT mean(value) FROM cpu WHERE nodename = 'a'", [['none', 12]]],
    ["SELECT sum(value) FROM cpu WHERE time >= '2026-01-01T00:04:00Z'", [[240, 414]]],
    ['SELECT max(value), nodename FROM cpu', [[240, 400, 'b']]],
    ["SELECT first(value) FROM cpu WHERE nodename = 'a'", [[0, 10]]],
    ['SELECT min(value), max(value) FROM cpu', [['none', 0, 400]]],
    ["SELECT median(value), spread(value) FROM cpu WHERE nodename = 'b'", [['none', 150, 400]]],
    ["SELECT percentile(value, 50) FROM cpu WHERE nodename = 'a'", [[120, 12]]],
    ["SELECT stddev(value) FROM cpu WHERE nodename = 'a' AND time <= 1767225720s", [['none', 1]]],
    ['SELECT count(distinct(type)) FROM cpu', undefined],
    ["SELECT last(value) / 4 FROM cpu WHERE nodename = 'b'", [[240, 100]]],
    ["SELECT mode(value), count(value) FROM cpu WHERE nodename = 'a'", [['none', 10, 5]]],
  ])('INFLUX-7: makes one value: %s', (query, found) => {
    expect(rows(FULL, query)).toEqual(found);
  });

  test.each([
    [
      "SELECT derivative(value, 1m) FROM cpu WHERE nodename = 'b'",
      [
        [60, 100],
        [120, 100],
        [240, 100],
      ],
    ],
    [
      "SELECT derivative(value) FROM cpu WHERE nodename = 'a' AND time <= 1767225660s",
      [[60, 1 / 60]],
    ],
    [
      "SELECT difference(value) FROM cpu WHERE nodename = 'a' LIMIT 2",
      [
        [60, 1],
        [120, 1],
      ],
    ],
    [
      "SELECT cumulative_sum(value) FROM cpu WHERE nodename = 'a' LIMIT 2",
      [
        [0, 10],
        [60, 21],
      ],
    ],
    ["SELECT moving_average(value, 2) FROM cpu WHERE nodename = 'a' LIMIT 1", [[60, 10.5]]],
    [
      "SELECT elapsed(value, 1s) FROM cpu WHERE nodename = 'b' ORDER BY time DESC LIMIT 1",
      [[240, 120]],
    ],
    [
      "SELECT derivative(mean(value)) FROM cpu WHERE nodename = 'a' AND time >= 1767225720s AND time < 1767225840s GROUP BY time(1m)",
      [
        [120, 1],
        [180, 1],
      ],
    ],
  ])('INFLUX-8: goes along a row: %s', (query, found) => {
    expect(rows(FULL, query)).toEqual(found);
  });

  it('INFLUX-8: leaves out what falls where nothing may', () => {
    const { databases } = written(
      FULL,
      `cpu,nodename=c value=5i ${T0 / 1e6}\ncpu,nodename=c value=1i ${T0 / 1e6 + 60}`,
    );
    expect(
      rows(databases, "SELECT non_negative_derivative(value) FROM cpu WHERE nodename = 'c'"),
    ).toBeUndefined();
  });

  it('says why it cannot', () => {
    expect(ask(FULL, 'SELECT mean(note) FROM mem')).toBe(
      'unsupported mean iterator type: *influxql.stringIterator',
    );
    expect(ask(FULL, 'SELECT value FROM other..cpu')).toBe('database not found: other');
  });
});
