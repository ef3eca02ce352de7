// InfluxDB's HTTP API on 8086: /ping, /query and /write, over what is stored.
// Models services/httpd/handler.go of InfluxDB v1.3.

import { get, set } from '../../../base/persistent-map.ts';
import { urlParts } from '../../../base/url.ts';
import type { WorkloadHttp } from '../../protocol/workload.ts';
import { executeQuery } from './execute.ts';
import { parseLines } from './line-protocol.ts';
import { bodyOf } from './response.ts';
import { type Databases, type Policy, withPoints } from './store.ts';

/** An answer, and the databases as they are then. */
export interface Answered {
  readonly databases: Databases;
  readonly status: number;
  readonly body: string;
  /** How many points were written. */
  readonly written?: number;
}

type Query = { readonly [name: string]: string };

/** Answers a request; `now` is in microseconds since 1970. */
export function answerHttp(databases: Databases, request: WorkloadHttp, now: number): Answered {
  const { path = '/', query = {} } = urlParts(`http://influxdb${request.path}`) ?? {};
  const answer = (status: number, body: string): Answered => ({ databases, status, body });
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  switch (path) {
    case '/ping':
      return isRead ? answer(204, '') : answer(405, NO_METHOD);
    case '/query':
      if (!isRead && request.method !== 'POST') return answer(405, NO_METHOD);
      return answerQuery(databases, { ...formOf(request), ...query }, now);
    case '/write':
      if (request.method !== 'POST') return answer(405, NO_METHOD);
      return write(databases, query, request.body ?? '', now);
    default:
      return answer(404, '404 page not found\n');
  }
}

const NO_METHOD = '405 method not allowed\n';

/** What a form holds; a query may be sent as one. */
function formOf({ method, body }: WorkloadHttp): Query {
  if (method !== 'POST' || body === undefined) return {};
  return urlParts(`http://influxdb/?${body}`)?.query ?? {};
}

function refused(databases: Databases, status: number, error: string): Answered {
  return { databases, status, body: `${JSON.stringify({ error })}\n` };
}

function answerQuery(databases: Databases, query: Query, now: number): Answered {
  const { q = '', db = '', epoch, pretty } = query;
  if (q === '') return refused(databases, 400, 'missing required parameter "q"');
  const { databases: after, results, error } = executeQuery(databases, q, db, now);
  if (error !== undefined) return refused(databases, 400, error);
  const unit = epoch === undefined || epoch === '' ? undefined : epoch;
  return { databases: after, status: 200, body: bodyOf(results, unit, pretty === 'true') };
}

function write(databases: Databases, query: Query, body: string, now: number): Answered {
  const { db = '', rp = '', precision = 'n' } = query;
  if (db === '') return refused(databases, 400, 'database is required');
  const database = get(databases, db);
  if (database === undefined) return refused(databases, 404, `database not found: "${db}"`);
  const name = rp === '' ? database.defaultPolicy : rp;
  const policy = get(database.policies, name);
  if (policy === undefined) return refused(databases, 500, `retention policy not found: ${name}`);
  const { points, errors } = parseLines(body, precision, now);
  if (points.length === 0 && errors.length > 0) return refused(databases, 400, errors.join('\n'));
  const { measurements, conflicts } = withPoints(policy.measurements, points);
  const kept: Policy = { ...policy, measurements };
  const policies = set(database.policies, name, kept);
  const after = set(databases, db, { ...database, policies });
  const written = points.length - conflicts.length;
  const [problem] = [...conflicts, ...errors];
  if (problem === undefined) return { databases: after, status: 204, body: '', written };
  const error = `partial write: ${problem} dropped=${conflicts.length}`;
  return { ...refused(after, 400, error), written };
}
