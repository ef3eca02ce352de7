// `/api/v1/model/…`: which metrics there are of the cluster, of nodes, namespaces, pods and
// containers, and their last values. Models metrics/api/v1/model_handlers.go of v1.5.4.

import { sortedText } from '../../../apimachinery/go-text.ts';
import { microsSince, rfc3339Nano } from '../../../base/calendar.ts';
import { get, keys, values } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { Page, Request } from './http.ts';
import {
  CLUSTER_KEY,
  type Labels,
  type MetricSet,
  namespaceKey,
  nodeContainerKey,
  nodeKey,
  podContainerKey,
  podKey,
  typeOf,
} from './metric-set.ts';
import { labeledValuesOf, latest, type Timed, valuesOf } from './metric-sink.ts';

/** Names of the first version, still understood. */
const OLD_NAMES: { readonly [name: string]: string } = {
  'cpu-usage': 'cpu/usage_rate',
  'cpu-limit': 'cpu/limit',
  'memory-limit': 'memory/limit',
  'memory-usage': 'memory/usage',
  'memory-working': 'memory/working_set',
};

/** A page of the model; undefined for a path it does not have. */
export function modelApi(request: Request): Page | undefined {
  const [first, a = '', second, b = '', third, c = '', fourth, ...more] = request.parts;
  const list = (type: string, name: (labels: Labels) => string | undefined): Page =>
    namesOf(request, type, name);
  switch (first) {
    case 'metrics':
      return metricsOf(request, CLUSTER_KEY, request.parts.slice(1));
    case 'debug':
      return a === 'allkeys' ? allKeys(request) : undefined;
    case 'nodes':
      if (a === '') return list('node', ({ hostname }) => hostname);
      if (second === 'metrics') return metricsOf(request, nodeKey(a), request.parts.slice(3));
      if (second !== 'freecontainers') return undefined;
      if (b === '')
        return list('sys_container', (own) =>
          own.hostname === a ? own.container_name : undefined,
        );
      return third === 'metrics'
        ? metricsOf(request, nodeContainerKey(a, b), request.parts.slice(5))
        : undefined;
    case 'namespaces':
      if (a === '') return list('ns', ({ namespace_name }) => namespace_name);
      if (second === 'metrics') return metricsOf(request, namespaceKey(a), request.parts.slice(3));
      if (second === 'pod-list') return podList(request, a, b.split(','), [c, fourth, ...more]);
      if (second !== 'pods') return undefined;
      if (b === '')
        return list('pod', (own) => (own.namespace_name === a ? own.pod_name : undefined));
      return podPage(request, a, b);
    default:
      return undefined;
  }
}

function podPage(request: Request, namespace: string, pod: string): Page | undefined {
  const [kind, container, word] = request.parts.slice(4);
  if (kind === 'metrics') return metricsOf(request, podKey(namespace, pod), request.parts.slice(5));
  if (kind !== 'containers') return undefined;
  if (container === undefined) {
    return namesOf(request, 'pod_container', (own) =>
      own.namespace_name === namespace && own.pod_name === pod ? own.container_name : undefined,
    );
  }
  const key = podContainerKey(namespace, pod, container);
  return word === 'metrics' ? metricsOf(request, key, request.parts.slice(7)) : undefined;
}

/** The names of all sets of a type in the newest batch. */
function namesOf(
  { loop }: Request,
  type: string,
  name: (labels: Labels) => string | undefined,
): Page {
  const batch = latest(loop.store);
  const all: readonly MetricSet[] = batch === undefined ? [] : [...values(batch.sets)];
  return sortedText(all.flatMap((one) => (typeOf(one) === type ? (name(one.labels) ?? []) : [])));
}

function allKeys({ loop }: Request): Page {
  const batch = latest(loop.store);
  return batch === undefined ? [] : [...keys(batch.sets)];
}

/** The names of a set's metrics, or the values of one. */
function metricsOf(request: Request, key: string, name: readonly string[]): Page {
  if (name.length === 0) {
    const found = new Set<string>();
    for (const { sets } of request.loop.store.short) {
      for (const metric of Object.keys(get(sets, key)?.values ?? {})) found.add(metric);
    }
    return sortedText(found);
  }
  return valuesPage(request, key, name.join('/'));
}

function valuesPage(request: Request, key: string, name: string): Page {
  const { loop, query, io } = request;
  const range = rangeOf(request);
  if ('text' in range) return range;
  const metric = OLD_NAMES[name] ?? name;
  const labels = labelsOf(query.labels);
  if (typeof labels === 'string') return { status: 400, text: labels };
  const found =
    labels === undefined
      ? valuesOf(loop.store, metric, key, range.from, range.until)
      : labeledValuesOf(loop.store, metric, labels, key, range.from, range.until);
  return resultOf(found, io.epochSeconds);
}

function podList(
  request: Request,
  namespace: string,
  pods: readonly string[],
  name: readonly (string | undefined)[],
): Page | undefined {
  const metric = name.filter((one) => one !== undefined && one !== '').join('/');
  if (request.parts[4] !== 'metrics') return undefined;
  const pages = pods.map((pod) => valuesPage(request, podKey(namespace, pod), metric));
  return pages.find((page) => 'status' in page) ?? { items: pages };
}

interface Between {
  readonly from: Micros;
  readonly until: Micros;
}

function rangeOf({
  query,
  io,
}: Request): Between | { readonly status: number; readonly text: string } {
  const at = (text: string | undefined, otherwise: number): number | undefined =>
    text === undefined || text === '' ? otherwise : microsSince(io.epochSeconds, text);
  const from = at(query.start, Number.MIN_SAFE_INTEGER);
  const until = at(query.end, io.now);
  if (from === undefined || until === undefined) {
    const bad = from === undefined ? query.start : query.end;
    const layout = '2006-01-02T15:04:05Z07:00';
    return {
      status: 400,
      text: `timestamp argument cannot be parsed: parsing time "${bad}" as "${layout}": cannot parse "${bad}" as "2006"`,
    };
  }
  return { from: from as Micros, until: until as Micros };
}

/** `k:v,l:w`; a text is what is wrong. */
function labelsOf(said: string | undefined): Labels | string | undefined {
  if (said === undefined || said === '') return undefined;
  const labels: { [name: string]: string } = {};
  for (const pair of said.split(',')) {
    const colon = pair.indexOf(':');
    if (colon <= 0 || colon === pair.length - 1) return `invalid label pair "${pair}"`;
    labels[pair.slice(0, colon)] = pair.slice(colon + 1);
  }
  return labels;
}

/** Values are whole numbers here, whatever their type. */
function resultOf(found: readonly Timed[], epochSeconds: number): object {
  const time = (at: Micros): string => rfc3339Nano(epochSeconds, at);
  const last = found.at(-1);
  return {
    metrics: found.map(({ at, value }) => ({ timestamp: time(at), value: Math.trunc(value) })),
    latestTimestamp: last === undefined ? '0001-01-01T00:00:00Z' : time(last.at),
  };
}
