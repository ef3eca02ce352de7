// The API of Google Cloud Monitoring, as far as Heapster and a reader need it: points are written,
// and the points of one metric type are read. Models monitoring/v3, projects.timeSeries.

import { rfc3339 } from '../../../base/calendar.ts';
import { entries } from '../../../base/persistent-map.ts';
import { urlParts } from '../../../base/url.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import type { CloudTimeSeries } from '../../protocol/cloud-monitoring.ts';
import { CLOUD_HOST } from '../../protocol/cloud-monitoring.ts';
import type { WorkloadAnswer, WorkloadHttp } from '../../protocol/workload.ts';
import { write } from './series.ts';
import type { CloudState, StoredSeries } from './state.ts';

type Page = readonly [status: number, body: object];

/** Takes a request. */
export function receiveCloud(state: CloudState, envelope: Envelope, io: Io): CloudState {
  if (envelope.message.type !== 'workload.http') return state;
  const request = envelope.message as WorkloadHttp;
  const { path = '', query = {} } = urlParts(`https://${CLOUD_HOST}${request.path}`) ?? {};
  const [, project] = /^\/v3\/projects\/([^/]+)\/timeSeries$/.exec(path) ?? [];
  if (project === undefined) {
    answer(io, envelope, refused(404, 'NOT_FOUND', 'notFound', 'Requested entity was not found.'));
    return state;
  }
  if (request.method === 'POST') return create(state, project, request.body ?? '', envelope, io);
  answer(io, envelope, listSeries(state, query['filter'] ?? '', io.epochSeconds));
  return state;
}

function answer(io: Io, envelope: Envelope, [status, body]: Page): void {
  const headers = [{ name: 'Content-Type', value: 'application/json; charset=UTF-8' }];
  const answered: WorkloadAnswer = {
    type: 'workload.answer',
    status,
    headers,
    body: JSON.stringify(body),
  };
  io.reply(envelope, answered);
}

function refused(code: number, status: string, reason: string, message: string): Page {
  const errors = [{ message, domain: 'global', reason }];
  return [code, { error: { code, message, errors, status } }];
}

function badRequest(message: string): Page {
  return refused(400, 'INVALID_ARGUMENT', 'badRequest', message);
}

function create(
  state: CloudState,
  project: string,
  body: string,
  envelope: Envelope,
  io: Io,
): CloudState {
  const { timeSeries = [] } = JSON.parse(body === '' ? '{}' : body) as {
    readonly timeSeries?: readonly CloudTimeSeries[];
  };
  const { series, count, problem } = write(state.series, project, timeSeries, io.epochSeconds);
  answer(io, envelope, problem === undefined ? [200, {}] : badRequest(problem));
  return {
    ...state,
    series,
    requests: state.requests + 1,
    refused: state.refused + (problem === undefined ? 0 : 1),
    written: state.written + count,
    askedAt: io.now,
    ...(problem === undefined ? {} : { refusal: { at: io.now, message: problem } }),
  };
}

const TERM = /^metric\.(type|labels?\.[\w.]+)\s*=\s*"([^"]*)"$/;

/** The series of one metric type, their newest point first; a filter must name the type. */
export function listSeries({ series }: CloudState, filter: string, epochSeconds: number): Page {
  const terms = filter.split(/\s+AND\s+/).map((term) => TERM.exec(term.trim()));
  const type = terms.find((term) => term?.[1] === 'type')?.[2];
  if (type === undefined || terms.includes(null)) {
    return badRequest(
      `Field filter had an invalid value of "${filter}": a metric type is required`,
    );
  }
  const found: CloudTimeSeries[] = [];
  for (const [, one] of entries(series)) {
    const isChosen = terms.every((term) => {
      const [, place = '', value] = term ?? [];
      const label = place.replace(/^labels?\./, '');
      return (place === 'type' ? one.type : one.labels[label]) === value;
    });
    if (isChosen) found.push(shown(one, epochSeconds));
  }
  return [200, found.length === 0 ? {} : { timeSeries: found }];
}

function shown(one: StoredSeries, epochSeconds: number): CloudTimeSeries {
  const { type, labels, project, metricKind, valueType, points } = one;
  return {
    metric: { type, labels },
    resource: { type: 'global', labels: { project_id: project } },
    metricKind,
    valueType,
    points: points.toReversed().map(({ from, at, value }) => ({
      interval: { startTime: rfc3339(epochSeconds, from), endTime: rfc3339(epochSeconds, at) },
      value: valueType === 'INT64' ? { int64Value: String(value) } : { doubleValue: value },
    })),
  };
}
