// What Heapster answers on 8082: its health, its own figures, the last batch and the model.
// Models metrics/handlers.go, metrics/heapster.go (healthzChecker) and metrics/api/v1/api.go.

import { rfc3339Nano } from '../../../base/calendar.ts';
import { goFloat } from '../../../base/go-float.ts';
import { entries, values } from '../../../base/persistent-map.ts';
import { urlParts } from '../../../base/url.ts';
import type { Io } from '../../../kernel/component.ts';
import { elapsed, type Micros, minutes } from '../../../kernel/time.ts';
import type { WorkloadHttp } from '../../protocol/workload.ts';
import { goTime } from './go-time.ts';
import { type Labels, type MetricSet, typeOf } from './metric-set.ts';
import { latest } from './metric-sink.ts';
import { metricOf } from './metrics.ts';
import { metricsApi } from './metrics-api.ts';
import { modelApi } from './model-api.ts';
import type { HeapsterLoop } from './state.ts';

/** An answer, and what is written into the log along with it. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly warning?: string;
}

/** What the pages of the API are made from. */
export interface Request {
  readonly loop: HeapsterLoop;
  /** The parts of the path behind the API's own. */
  readonly parts: readonly string[];
  readonly query: { readonly [name: string]: string };
  readonly io: Io;
}

/** What a page says: an object, or a status and a text. */
export type Page = object | { readonly status: number; readonly text: string };

/** Answers a request. */
export function answerPath(loop: HeapsterLoop, request: WorkloadHttp, io: Io): Answer {
  const { path = '/', query = {} } = urlParts(`http://heapster${request.path}`) ?? {};
  if (path === '/healthz') return health(loop, io);
  if (path === '/metrics') return text(200, ownFigures(loop, io));
  const page = pageOf(path, { loop, parts: [], query, io });
  if (page === undefined) return text(404, '404: Page Not Found');
  if ('text' in page && 'status' in page) return text(page.status, String(page.text));
  const body = JSON.stringify(page, null, path.includes('metric-export') ? undefined : 1);
  return { status: 200, contentType: 'application/json', body };
}

function text(status: number, body: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

function pageOf(path: string, request: Request): Page | undefined {
  const behind = (head: string): readonly string[] | undefined =>
    path.startsWith(head)
      ? path
          .slice(head.length)
          .split('/')
          .filter((one) => one !== '')
      : undefined;
  if (path === '/api/v1/metric-export') return exported(request);
  const model = behind('/api/v1/model/');
  if (model !== undefined) return modelApi({ ...request, parts: model });
  const metrics = behind('/apis/metrics/v1alpha1/');
  return metrics === undefined ? undefined : metricsApi({ ...request, parts: metrics });
}

const LONGEST_SILENCE = minutes(3);

/** Healthy while the last batch is at most three minutes old. */
function health({ store }: HeapsterLoop, io: Io): Answer {
  const batch = latest(store);
  const failed = (why: string): Answer =>
    text(500, `[-]healthz failed: ${why}\nhealthz check failed\n`);
  if (batch === undefined) return failed('could not get the latest data batch');
  const at = goTime(io.epochSeconds, batch.at);
  if (elapsed(batch.at, io.now) > LONGEST_SILENCE) {
    const why = `No current data batch available (latest: ${at}).`;
    return { ...failed(why), warning: why };
  }
  return text(200, 'ok');
}

/** Figures about itself, as Prometheus reads them. */
function ownFigures({ scrapedAt }: HeapsterLoop, { epochSeconds }: Io): string {
  if (scrapedAt.size === 0) return '';
  const name = 'heapster_scraper_last_time_seconds';
  const rows = [...entries(scrapedAt)].map(
    ([source, at]) =>
      `${name}{source="${source}"} ${goFloat(epochSeconds + Math.floor(at / 1_000_000))}`,
  );
  return [
    `# HELP ${name} Last time Heapster performed a scrape since unix epoch in seconds.`,
    `# TYPE ${name} gauge`,
    ...rows,
    '',
  ].join('\n');
}

const EXPORTED: readonly string[] = [
  ...['nodename', 'hostname', 'host_id', 'container_name', 'container_base_image', 'pod_name'],
  ...['pod_id', 'namespace_id', 'labels'],
];

const STAND_INS: { readonly [type: string]: string } = { node: 'machine', pod: '/pod' };

/** The newest value of everything that was measured. */
function exported({ loop, io }: Request): Page {
  const batch = latest(loop.store);
  if (batch === undefined || loop.flags?.isExportDisabled === true) return [];
  return [...values(batch.sets)]
    .filter((one) => ['node', 'pod', 'pod_container', 'sys_container'].includes(typeOf(one) ?? ''))
    .map((one) => ({ metrics: pointsOf(one, batch.at, io), labels: exportedLabels(one) }));
}

function exportedLabels(one: MetricSet): Labels {
  const kept = Object.entries(one.labels).filter(([name]) => EXPORTED.includes(name));
  const standIn = STAND_INS[typeOf(one) ?? ''];
  return {
    ...Object.fromEntries(kept),
    ...(standIn === undefined ? {} : { container_name: standIn }),
  };
}

function pointsOf(one: MetricSet, at: Micros, { epochSeconds }: Io): object {
  const points: { [metric: string]: object[] } = {};
  const add = (name: string, value: number, labels?: Labels): void => {
    const { group, kind } = metricOf(name);
    const isExported =
      group === 'standard' || group === 'labeled' || /^(cpu|memory)\/limit$/.test(name);
    if (!isExported) return;
    const since = kind === 'cumulative' && labels === undefined ? (one.createdAt ?? at) : at;
    const start = rfc3339Nano(epochSeconds, since);
    const point = { start, end: rfc3339Nano(epochSeconds, at), ...(labels && { labels }), value };
    points[name] = [...(points[name] ?? []), point];
  };
  for (const [name, value] of Object.entries(one.values)) add(name, value);
  for (const { name, value, labels } of one.labeled) add(name, value, labels);
  return points;
}
