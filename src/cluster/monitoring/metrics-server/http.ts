// What metrics-server answers: its health, and the resource metrics API.
// Models metrics-server pkg/api (node.go, pod.go) and pkg/server (RegisterProbes).

import type { ApiObject, StringMap } from '../../../apimachinery/meta.ts';
import { formatQuantity, wholeQuantity } from '../../../apimachinery/quantity.ts';
import {
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
} from '../../../apimachinery/selector.ts';
import { badRequest, notFoundStatus, type Status } from '../../../apimachinery/status.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import { goDurationText } from '../../../base/go-duration.ts';
import { get, values } from '../../../base/persistent-map.ts';
import { urlParts } from '../../../base/url.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import type { WorkloadAnswer, WorkloadHttp } from '../../protocol/workload.ts';
import { reflected } from '../../reflect/reflector.ts';
import type { WorkloadState } from '../workload.ts';
import type { MetricsServerLoop } from './state.ts';
import { isStorageReady, nodeUsage, podUsage, type Usage } from './storage.ts';

const GROUP = 'metrics.k8s.io';
const VERSION = `${GROUP}/v1beta1`;
const ROOT = `/apis/${VERSION}`;

/** Answers one request; whoever comes before everything is known waits in vain. */
export function receiveHttp(
  { loop }: WorkloadState<MetricsServerLoop, null>,
  envelope: Envelope,
  io: Io,
): null {
  if (envelope.message.type !== 'workload.http') return null;
  if (!loop.isServing) return null;
  io.reply(envelope, answerTo(loop, envelope.message as WorkloadHttp, io));
  return null;
}

function answerTo(loop: MetricsServerLoop, { path }: WorkloadHttp, io: Io): WorkloadAnswer {
  const { path: place = '/', query } = urlParts(`http://self${path}`) ?? {};
  switch (place) {
    case '/healthz':
    case '/livez':
      return health(place.slice(1), livenessOf(loop, io));
    case '/readyz':
      return health('readyz', readinessOf(loop));
    case ROOT:
      return json(200, RESOURCES);
    case `/apis/${GROUP}`:
      return json(200, GROUP_OBJECT);
    default:
      return objects(loop, place, query ?? {}, io);
  }
}

type Check = readonly [name: string, isOk: boolean];

function livenessOf({ options, tickedAt, isServing }: MetricsServerLoop, io: Io): readonly Check[] {
  const patience = options.resolution * (options.isModern ? 1.5 : 1.1);
  const isTimely = tickedAt === null || io.now - tickedAt <= patience;
  const checks: Check[] = [
    ['ping', true],
    ['log', true],
    ['metric-collection-timely', isTimely],
  ];
  return options.isModern ? [...checks, ['metadata-informer-sync', isServing]] : checks;
}

function readinessOf({
  options,
  isTickOk,
  storage,
  isServing,
}: MetricsServerLoop): readonly Check[] {
  if (!options.isModern)
    return [
      ['ping', true],
      ['log', true],
      ['readyz', isTickOk],
    ];
  return [
    ['ping', true],
    ['log', true],
    ['metric-storage-ready', isStorageReady(storage)],
    ['metric-informer-sync', isServing],
    ['metadata-informer-sync', isServing],
  ];
}

function health(name: string, checks: readonly Check[]): WorkloadAnswer {
  if (checks.every(([, isOk]) => isOk)) return text(200, 'ok');
  const lines = checks.map(([check, isOk]) =>
    isOk ? `[+]${check} ok` : `[-]${check} failed: reason withheld`,
  );
  return text(500, `${[...lines, `${name} check failed`].join('\n')}\n`);
}

const RESOURCES = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: VERSION,
  resources: [
    {
      name: 'nodes',
      singularName: '',
      namespaced: false,
      kind: 'NodeMetrics',
      verbs: ['get', 'list'],
    },
    {
      name: 'pods',
      singularName: '',
      namespaced: true,
      kind: 'PodMetrics',
      verbs: ['get', 'list'],
    },
  ],
} as const;

const GROUP_OBJECT = {
  kind: 'APIGroup',
  apiVersion: 'v1',
  name: GROUP,
  versions: [{ groupVersion: VERSION, version: 'v1beta1' }],
  preferredVersion: { groupVersion: VERSION, version: 'v1beta1' },
} as const;

type Query = { readonly [name: string]: string };

/** `/nodes[/NAME]`, `/pods`, `/namespaces/NS/pods[/NAME]`. */
function objects(loop: MetricsServerLoop, path: string, query: Query, io: Io): WorkloadAnswer {
  const rest = path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1).split('/') : [];
  const [first, namespace, resource, name] = rest;
  const isScoped = first === 'namespaces' && resource === 'pods' && rest.length <= 4;
  if (isScoped) return pods(loop, namespace, name, query, io);
  if (first === 'pods' && rest.length === 1) return pods(loop, undefined, undefined, query, io);
  if (first === 'nodes' && rest.length <= 2) return nodes(loop, namespace, query, io);
  return text(404, '404 page not found\n');
}

function nodes(
  loop: MetricsServerLoop,
  name: string | undefined,
  query: Query,
  io: Io,
): WorkloadAnswer {
  const known = reflected(loop.reflected, 'nodes');
  const metricsOf = (node: ApiObject): readonly object[] => {
    const usage = nodeUsage(loop.storage, node.metadata.name ?? '', loop.options);
    if (usage === undefined) return [];
    return [{ metadata: metadataOf(loop, node, io), ...timesOf(usage, io), usage: amounts(usage) }];
  };
  if (name !== undefined) {
    const node = get(known, name);
    const resource = node === undefined && loop.options.isModern ? CORE_NODES : METRICS_NODES;
    return single('NodeMetrics', node === undefined ? [] : metricsOf(node), resource, name);
  }
  return many('NodeMetricsList', chosen([...values(known)], query, loop), metricsOf);
}

const METRICS_NODES = { group: GROUP, resource: 'nodes' };
const METRICS_PODS = { group: GROUP, resource: 'pods' };
const CORE_NODES = { group: '', resource: 'nodes' };
const CORE_PODS = { group: '', resource: 'pods' };

function pods(
  loop: MetricsServerLoop,
  namespace: string | undefined,
  name: string | undefined,
  query: Query,
  io: Io,
): WorkloadAnswer {
  const known = reflected(loop.reflected, 'pods');
  const metricsOf = (pod: ApiObject): readonly object[] => {
    const { name: podName = '', namespace: inside = '' } = pod.metadata;
    const usages = podUsage(loop.storage, `${inside}/${podName}`, loop.options);
    const first = usages?.map(([, usage]) => usage).sort((a, b) => a.at - b.at)[0];
    if (usages === undefined || first === undefined) return [];
    const containers = usages.map(([container, usage]) => ({
      name: container,
      usage: amounts(usage),
    }));
    return [{ metadata: metadataOf(loop, pod, io), ...timesOf(first, io), containers }];
  };
  if (name !== undefined) {
    const pod = get(known, `${namespace}/${name}`);
    const isUnknown = pod === undefined && loop.options.isModern;
    const items = pod === undefined ? [] : metricsOf(pod);
    const shown = isUnknown ? name : `${namespace}/${name}`;
    return single('PodMetrics', items, isUnknown ? CORE_PODS : METRICS_PODS, shown);
  }
  const inside = [...values(known)].filter(
    ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
  );
  return many('PodMetricsList', chosen(inside, query, loop), metricsOf);
}

/** Those that the selectors choose; v0.4 does not look at fields. */
function chosen(
  all: readonly ApiObject[],
  { labelSelector = '', fieldSelector = '' }: Query,
  { options }: MetricsServerLoop,
): readonly ApiObject[] | Status {
  const labels = parseLabelSelector(labelSelector);
  if (!labels.ok) return badRequest(labels.error);
  const fields = parseFieldSelector(options.isModern ? fieldSelector : '');
  if (!fields.ok) return badRequest(fields.error);
  return all.filter(({ metadata }) => {
    const { name = '', namespace = '' } = metadata;
    return (
      matchesLabels(labels.selector, metadata.labels) &&
      matchesFields(fields.selector, { 'metadata.name': name, 'metadata.namespace': namespace })
    );
  });
}

function single(
  kind: string,
  items: readonly object[],
  resource: { readonly group: string; readonly resource: string },
  name: string,
): WorkloadAnswer {
  const [item] = items;
  if (item === undefined) return json(404, notFoundStatus(resource, name));
  return json(200, { kind, apiVersion: VERSION, ...item });
}

function many(
  kind: string,
  from: readonly ApiObject[] | Status,
  metricsOf: (object: ApiObject) => readonly object[],
): WorkloadAnswer {
  if ('kind' in from) return json(from.code, from);
  return json(200, { kind, apiVersion: VERSION, metadata: {}, items: from.flatMap(metricsOf) });
}

interface Shown {
  readonly name: string;
  readonly namespace?: string;
  readonly creationTimestamp: string;
  readonly labels?: StringMap;
}

/** Metrics are made when somebody asks. Later versions say the labels of the object too. */
function metadataOf({ options }: MetricsServerLoop, { metadata }: ApiObject, io: Io): Shown {
  const { name = '', namespace, labels } = metadata;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    creationTimestamp: rfc3339(io.epochSeconds, io.now),
    ...(options.isModern && labels !== undefined ? { labels } : {}),
  };
}

function timesOf({ at, window }: Usage, io: Io): object {
  return { timestamp: rfc3339(io.epochSeconds, at), window: goDurationText(window) };
}

function amounts({ nanoCores, memoryBytes }: Usage): {
  readonly cpu: string;
  readonly memory: string;
} {
  const cpu = formatQuantity({ nanos: BigInt(nanoCores), format: 'DecimalSI' });
  return { cpu, memory: wholeQuantity(memoryBytes, 'BinarySI') };
}

function json(status: number, body: unknown): WorkloadAnswer {
  return answer(status, 'application/json', JSON.stringify(body));
}

function text(status: number, body: string): WorkloadAnswer {
  return answer(status, 'text/plain; charset=utf-8', body);
}

function answer(status: number, type: string, body: string): WorkloadAnswer {
  const headers = [{ name: 'Content-Type', value: type }];
  return { type: 'workload.answer', status, headers, body };
}
