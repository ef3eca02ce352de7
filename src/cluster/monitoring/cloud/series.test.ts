// GCM-1 to GCM-4: how points come into their series, and what is refused in which words.

import { expect, it } from 'vitest';
import { rfc3339 } from '../../../base/calendar.ts';
import { emptyMap, values } from '../../../base/persistent-map.ts';
import type { CloudTimeSeries } from '../../protocol/cloud-monitoring.ts';
import { listSeries } from './http.ts';
import { write } from './series.ts';
import { EMPTY_CLOUD, type StoredSeries } from './state.ts';

const TYPE = 'custom.googleapis.com/kubernetes.io/memory/usage';

/** A point at a second after the epoch; `from` makes it one of a counter. */
function point(second: number, value = 1, labels = {}, from = second): CloudTimeSeries {
  const at = (seconds: number): string => rfc3339(0, seconds * 1_000_000);
  return {
    metric: { type: TYPE, labels },
    valueType: 'INT64',
    points: [
      {
        interval: { startTime: at(from), endTime: at(second) },
        value: { int64Value: String(value) },
      },
    ],
  };
}

function writeAll(...requests: readonly (readonly CloudTimeSeries[])[]) {
  let series = emptyMap<StoredSeries>();
  const problems = requests.map((request) => {
    const { series: next, problem } = write(series, 'p', request, 0);
    series = next;
    return problem;
  });
  const points = [...values(series)].map((one) => one.points.map(({ at }) => at / 1e6));
  return { problems, points, series };
}

const OUT_OF_ORDER =
  'One or more TimeSeries could not be written: Points must be written in order. One or more of ' +
  'the points specified had an older end time than the most recent point.: timeSeries';

it('GCM-1: labels in any order name the same series', () => {
  const one = point(60, 1, { a: 'x', b: 'y' });
  const same = point(120, 2, { b: 'y', a: 'x' });
  expect(writeAll([one], [same, point(120, 3, { a: 'x' })]).points).toEqual([[120], [60, 120]]);
});

it('GCM-2: what is not newer is refused, and the rest is written', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((label) => ({ label }));
  const { problems, points } = writeAll(
    [point(60, 1, a), point(60, 1, b), point(60, 1, d)],
    [point(60, 1, a), point(60, 1, b), point(60, 1, c), point(30, 1, d)],
  );
  expect(problems).toEqual([undefined, `${OUT_OF_ORDER}[0-1,3]`]);
  expect(points).toEqual([[60], [60], [60], [60]]);
});

it('GCM-2: a counter does not begin before the point it had', () => {
  const { problems } = writeAll([point(120, 5, {}, 60)], [point(180, 6, {}, 30)]);
  expect(problems[1]).toContain('had an older start time than the most recent point.');
  expect(writeAll([point(120, 5, {}, 60)], [point(180, 1, {}, 150)]).points).toEqual([[120, 180]]);
});

it('GCM-3: one point of a series in a request, one in a minute', () => {
  expect(writeAll([point(60), point(120)]).problems).toEqual([
    'One or more TimeSeries could not be written: Field timeSeries[1] had an invalid value: ' +
      'Duplicate TimeSeries encountered. Only one point can be written per TimeSeries per ' +
      'request.: timeSeries[1]',
  ]);
  expect(writeAll([point(60)], [point(119)], [point(120)]).problems).toEqual([
    undefined,
    'One or more TimeSeries could not be written: One or more points were written more frequently ' +
      'than the maximum sampling period configured for the metric.: timeSeries[0]',
    undefined,
  ]);
});

it('GCM-4: an hour of points is kept', () => {
  const requests = Array.from({ length: 100 }, (_, i) => [point(60 * (i + 1))]);
  const [kept] = writeAll(...requests).points;
  expect(kept).toHaveLength(60);
  expect([kept?.[0], kept?.at(-1)]).toEqual([41 * 60, 6_000]);
});

it('GCM-4: series that are silent for an hour go when there are very many', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => point(60, 1, { i: String(i) }));
  expect(writeAll(many, [point(120, 1, { i: 'new' })]).points).toHaveLength(10_001);
  expect(writeAll(many, [point(3_720, 1, { i: 'new' })]).points).toEqual([[3_720]]);
});

it('GCM-5: a filter chooses by type and labels; the newest point comes first', () => {
  const { series } = writeAll(
    [point(60, 7, { pod: 'a' }, 30), point(60, 8, { pod: 'b' })],
    [point(120, 9, { pod: 'a' }, 30)],
  );
  const state = { ...EMPTY_CLOUD, series };
  const filter = `metric.type = "${TYPE}" AND metric.labels.pod = "a"`;
  expect(listSeries(state, filter, 0)).toEqual([
    200,
    {
      timeSeries: [
        {
          metric: { type: TYPE, labels: { pod: 'a' } },
          resource: { type: 'global', labels: { project_id: 'p' } },
          metricKind: 'CUMULATIVE',
          valueType: 'INT64',
          points: [
            {
              interval: { startTime: '1970-01-01T00:00:30Z', endTime: '1970-01-01T00:02:00Z' },
              value: { int64Value: '9' },
            },
            {
              interval: { startTime: '1970-01-01T00:00:30Z', endTime: '1970-01-01T00:01:00Z' },
              value: { int64Value: '7' },
            },
          ],
        },
      ],
    },
  ]);
  expect(listSeries(state, `metric.type="${TYPE}"`, 0)[1]).toMatchObject({
    timeSeries: [{ points: [{}, {}] }, { metricKind: 'GAUGE' }],
  });
  expect(listSeries(state, 'metric.type="other"', 0)).toEqual([200, {}]);
  expect(listSeries(state, 'resource.type="global"', 0)[0]).toBe(400);
});
