// For tests: an InfluxDB with a few points, and how it is asked.

import { expect } from 'vitest';
import { emptyMap } from '../../../base/persistent-map.ts';
import type { WorkloadHttp } from '../../protocol/workload.ts';
import { type Answered, answerHttp } from './http.ts';
import type { Databases } from './store.ts';

/** In microseconds. */
export const MINUTE: number = 60_000_000;
/** 2026-01-01T00:00:00Z. */
export const T0: number = 1_767_225_600_000_000;

/** A request to the API. */
export function request(method: string, path: string, body?: string): WorkloadHttp {
  const more = body === undefined ? {} : { body };
  return { type: 'workload.http', method, path, headers: [], port: 8_086, ...more };
}

/** The series of the only result, or its error. */
export function ask(databases: Databases, q: string, more: string = ''): unknown {
  const path = `/query?db=k8s&epoch=s&q=${encodeURIComponent(q)}${more}`;
  const { status, body } = answerHttp(databases, request('GET', path), T0 + 10 * MINUTE);
  expect(status).toBe(200);
  const { results } = JSON.parse(body) as { results: readonly { series?: unknown }[] };
  expect(results).toHaveLength(1);
  return (results[0] as { error?: string }).error ?? results[0]?.series ?? [];
}

/** The values of the only series, times in seconds after midnight. */
export function rows(databases: Databases, q: string): unknown {
  const [one, ...more] = ask(databases, q) as { values: [number, ...unknown[]][] }[];
  expect(more).toEqual([]);
  return one?.values.map(([at, ...cells]) => [at === 0 ? 'none' : at - T0 / 1e6, ...cells]);
}

/** What becomes of a write, times in seconds. */
export function written(databases: Databases, body: string): Answered {
  return answerHttp(databases, request('POST', '/write?db=k8s&precision=s', body), T0);
}

/** A database without points. */
export const EMPTY: Databases = answerHttp(
  emptyMap(),
  request('POST', '/query', 'q=CREATE+DATABASE+k8s+WITH+NAME+%22default%22'),
  T0,
).databases;

/** Two nodes; minute 3 of node b is missing. */
const LINES = [0, 1, 2, 3, 4].flatMap((minute) => [
  `cpu,nodename=a,type=node value=${10 + minute}i ${T0 / 1e6 + minute * 60}`,
  ...(minute === 3
    ? []
    : [`cpu,nodename=b,type=node value=${100 * minute}i ${T0 / 1e6 + minute * 60}`]),
]);
/** The database with points. */
export const FULL: Databases = written(
  EMPTY,
  [...LINES, `mem,nodename=a value=1.5,note="a \\"b\\"" ${T0 / 1e6}`].join('\n'),
).databases;
