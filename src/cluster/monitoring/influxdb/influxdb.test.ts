// INFLUX-3, INFLUX-4 and INFLUX-9 to INFLUX-11: what is written is kept, and told as it is asked
// for.

import { describe, expect, it, test } from 'vitest';
import { get, mapOf } from '../../../base/persistent-map.ts';
import { answerHttp } from './http.ts';
import { lineOf, parseLines, tagsText } from './line-protocol.ts';
import { type Databases, enforced, newPolicy, withPoints } from './store.ts';
import { ask, EMPTY, FULL, MINUTE, request, rows, T0, written } from './test-influxdb.ts';

describe('INFLUX-3: the line protocol', () => {
  it('escapes what has a meaning', () => {
    const point = {
      measurement: 'a b',
      tags: { labels: 'k:v,l:w', 'x=y': 'z' },
      fields: [['value', 'integer', 7]] as const,
      at: T0,
    };
    const line = lineOf(point, tagsText(point.tags));
    expect(line).toBe('a\\ b,labels=k:v\\,l:w,x\\=y=z value=7i 1767225600000000000');
    expect(parseLines(`# comment\n${line}\n\n`, 'n', 0)).toEqual({ points: [point], errors: [] });
  });

  test.each([
    ['cpu', 'missing fields'],
    ['cpu value=x', 'invalid number'],
    ['cpu,host value=1', 'missing tag value'],
    [',host=a value=1', 'missing measurement'],
    ['cpu value=1 noon', 'bad timestamp'],
  ])('says what is wrong with %s', (line, problem) => {
    const answer = written(EMPTY, line);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({ error: `unable to parse '${line}': ${problem}` });
  });

  it('keeps the lines that are right, and the type of a field', () => {
    const answer = written(FULL, 'cpu,nodename=a value=1.5 0\ncpu,nodename=c value=1i 0');
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      error:
        'partial write: field type conflict: input field "value" on measurement "cpu" is type ' +
        'float, already exists as type integer dropped=1',
    });
    expect(rows(answer.databases, "SELECT count(value) FROM cpu WHERE nodename = 'c'")).toEqual([
      ['none', 1],
    ]);
  });
});

it('INFLUX-4: a point is replaced by one of its series at its instant, in any order', () => {
  const late = `cpu,nodename=a,type=node value=99i ${T0 / 1e6 + 60}`;
  const between = `cpu,nodename=a,type=node value=50i ${T0 / 1e6 + 30}`;
  const { databases } = written(FULL, `${late}\n${between}`);
  const query = "SELECT value FROM cpu WHERE nodename = 'a'";
  expect(rows(databases, query)).toEqual([
    [0, 10],
    [30, 50],
    [60, 99],
    [120, 12],
    [180, 13],
    [240, 14],
  ]);
});

describe('SHOW', () => {
  test.each([
    ['SHOW DATABASES', [{ name: 'databases', columns: ['name'], values: [['k8s']] }]],
    [
      'SHOW MEASUREMENTS',
      [{ name: 'measurements', columns: ['name'], values: [['cpu'], ['mem']] }],
    ],
    ['SHOW TAG KEYS FROM mem', [{ name: 'mem', columns: ['tagKey'], values: [['nodename']] }]],
    [
      'SHOW TAG VALUES FROM "cpu" WITH KEY = "nodename" WHERE type = \'node\'',
      [
        {
          name: 'cpu',
          columns: ['key', 'value'],
          values: [
            ['nodename', 'a'],
            ['nodename', 'b'],
          ],
        },
      ],
    ],
    [
      'SHOW FIELD KEYS FROM mem',
      [
        {
          name: 'mem',
          columns: ['fieldKey', 'fieldType'],
          values: [
            ['note', 'string'],
            ['value', 'float'],
          ],
        },
      ],
    ],
    ['SHOW SERIES FROM mem', [{ columns: ['key'], values: [['mem,nodename=a']] }]],
    [
      'SHOW RETENTION POLICIES',
      [
        {
          columns: ['name', 'duration', 'shardGroupDuration', 'replicaN', 'default'],
          values: [['default', '0s', '168h0m0s', 1, true]],
        },
      ],
    ],
    ['SHOW TAG VALUES FROM /none/ WITH KEY = a', []],
    ['SHOW USERS', 'SHOW USERS is not carried out by this database'],
  ])('%s', (query, series) => {
    expect(ask(FULL, query)).toEqual(series);
  });
});

describe('HTTP', () => {
  it('INFLUX-9: says times as it is asked to', () => {
    const time = (more: string): string => {
      const q = encodeURIComponent('SELECT value FROM mem');
      return answerHttp(FULL, request('GET', `/query?db=k8s&q=${q}${more}`), T0).body;
    };
    const head =
      '{"results":[{"statement_id":0,"series":[{"name":"mem","columns":["time","value"],"values":[[';
    expect(time('')).toBe(`${head}"2026-01-01T00:00:00Z",1.5]]}]}]}\n`);
    expect(time('&epoch=ns')).toBe(`${head}1767225600000000000,1.5]]}]}]}\n`);
    expect(time('&epoch=ms')).toBe(`${head}1767225600000,1.5]]}]}]}\n`);
    expect(time('&pretty=true')).toContain('\n    "results": [\n');
  });

  it('INFLUX-10: refuses a write to what is not there', () => {
    const answer = answerHttp(EMPTY, request('POST', '/write?db=x', 'a v=1'), T0);
    expect(answer).toMatchObject({
      status: 404,
      body: '{"error":"database not found: \\"x\\""}\n',
    });
    const policy = answerHttp(EMPTY, request('POST', '/write?db=k8s&rp=x', 'a v=1'), T0);
    expect(policy).toMatchObject({
      status: 500,
      body: '{"error":"retention policy not found: x"}\n',
    });
  });

  it('INFLUX-2: refuses what it cannot read, and goes no further than an error', () => {
    const bad = answerHttp(EMPTY, request('GET', '/query?q=SELEC'), T0);
    expect(bad.status).toBe(400);
    expect(bad.body).toContain('{"error":"error parsing query: found SELEC, expected SELECT, ');
    expect(answerHttp(EMPTY, request('GET', '/query'), T0).body).toBe(
      '{"error":"missing required parameter \\"q\\""}\n',
    );
    const q = encodeURIComponent('SHOW MEASUREMENTS ON x; CREATE DATABASE y');
    const broken = answerHttp(EMPTY, request('POST', `/query?q=${q}`), T0);
    expect(JSON.parse(broken.body)).toEqual({
      results: [
        { statement_id: 0, error: 'database not found: x' },
        { statement_id: 1, error: 'not executed' },
      ],
    });
    expect(get(broken.databases, 'y')).toBeUndefined();
  });

  it('answers a ping, and nothing elsewhere', () => {
    expect(answerHttp(EMPTY, request('GET', '/ping'), T0)).toMatchObject({ status: 204, body: '' });
    expect(answerHttp(EMPTY, request('GET', '/'), T0)).toMatchObject({ status: 404 });
    expect(answerHttp(EMPTY, request('GET', '/write'), T0)).toMatchObject({ status: 405 });
  });
});

it('INFLUX-11: what is too old is dropped by whole shard groups', () => {
  const HOUR = 60 * MINUTE;
  const point = (at: number) => ({
    measurement: 'cpu',
    tags: { host: at < 5 * HOUR ? 'old' : 'new' },
    fields: [['value', 'integer', at]] as const,
    at,
  });
  const times = [0.5, 1.5, 4.5, 5.5, 9.5].map((hour) => hour * HOUR);
  const policy = newPolicy('short', 2 * HOUR);
  const { measurements } = withPoints(policy.measurements, times.map(point));
  const full = { ...policy, measurements };
  const databases = (one: typeof full): Databases =>
    mapOf([['k8s', { policies: mapOf([['short', one]]), defaultPolicy: 'short' }]]);
  const left = enforced(full, 7.9 * HOUR);
  expect(ask(databases(left), 'SELECT value FROM cpu GROUP BY host')).toMatchObject([
    {
      tags: { host: 'new' },
      values: [
        [5.5 * 3_600, 5.5 * HOUR],
        [9.5 * 3_600, 9.5 * HOUR],
      ],
    },
  ]);
  expect(enforced(full, 2.9 * HOUR)).toBe(full);
  expect(enforced(full, 20 * HOUR).measurements.size).toBe(0);
});
