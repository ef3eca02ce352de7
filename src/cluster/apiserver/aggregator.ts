// API groups that other servers serve: an APIService names the Service that stands for a group, and
// requests of the group are passed on to one of its pods.
// Models kube-aggregator/pkg/apiserver (handler_apis.go, handler_proxy.go) and
// pkg/controllers/status/remote. Availability is looked at when somebody asks, and not stored.

import type { Endpoints, Service } from '../../api/config.ts';
import { type KindInfo, kindOfResource, storageKey } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { pathNotFound } from '../../apimachinery/status.ts';
import { present } from '../../base/assert.ts';
import { get, remove, set } from '../../base/persistent-map.ts';
import type { ReplyTo } from '../../kernel/component.ts';
import { seconds } from '../../kernel/time.ts';
import type { ApiRequest } from '../protocol/apiserver.ts';
import type { EtcdResponse } from '../protocol/etcd.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type { NetCall, NetResult } from '../protocol/linux-network.ts';
import { answer, askEtcd, cached, type Desk } from './desk.ts';
import { discovery } from './discovery.ts';
import type { Plan } from './state.ts';
import { decoded } from './watch-cache.ts';

const API_SERVICES: KindInfo = present(
  kindOfResource('apiregistration.k8s.io', 'apiservices'),
  'API services are served',
);
const SERVICES: KindInfo = present(kindOfResource('', 'services'), 'services are served');
const ENDPOINTS: KindInfo = present(kindOfResource('', 'endpoints'), 'endpoints are served');
const TIMEOUT = seconds(60);

/** Stands for a group: who serves it. */
interface ApiService extends ApiObject {
  readonly spec?: {
    readonly group?: string;
    readonly version?: string;
    readonly service?: {
      readonly namespace?: string;
      readonly name?: string;
      readonly port?: number;
    };
  };
}

/** Looks up who serves the path. */
export function startAggregation(desk: Desk, request: ApiRequest, replyTo: ReplyTo): void {
  const plan: Plan = {
    request,
    replyTo,
    target: { verb: 'list', info: API_SERVICES },
    step: { do: 'aggregate' },
    startedAt: desk.io.now,
    attempts: 0,
    isSecondHalf: false,
    warnings: [],
  };
  const { storagePrefix } = API_SERVICES;
  const scope = { key: `${storagePrefix}/`, rangeEnd: `${storagePrefix}0` };
  askEtcd(desk, plan, { type: 'etcd.range', ...scope });
}

/** etcd said which there are. */
export function aggregate(desk: Desk, plan: Plan, answered: EtcdResponse): void {
  const [result] = answered.results;
  const all = (result?.op === 'range' ? result.kvs : []).map((kv) => decoded(kv) as ApiService);
  const { path } = plan.request;
  if (path === '/apis') return answer(desk, plan, 200, groupList(desk, all));
  const [, , group, version] = path.split('/');
  const found = all.find(
    ({ spec }) => spec?.group === group && (version === undefined || spec?.version === version),
  );
  if (found === undefined) return answer(desk, plan, 404, pathNotFound());
  if (version === undefined) {
    return answer(desk, plan, 200, { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(found) });
  }
  passOn(desk, plan, found);
}

function groupList(desk: Desk, all: readonly ApiService[]): object {
  const own = discovery('/apis', desk.state.config.edition) as {
    readonly groups: readonly object[];
  };
  return { ...own, groups: [...own.groups, ...all.map(groupOf)] };
}

function groupOf({ spec }: ApiService): object {
  const { group = '', version = '' } = spec ?? {};
  const one = { groupVersion: `${group}/${version}`, version };
  return { name: group, versions: [one], preferredVersion: one };
}

interface Target {
  readonly ip: string;
  readonly port: number;
  readonly node: string;
  readonly pod: string;
}

interface Availability {
  readonly targets: readonly Target[];
  readonly reason: string;
  readonly message: string;
}

/** The pods that serve a group, or why there are none. */
function availabilityOf(desk: Desk, { spec }: ApiService): Availability {
  const { namespace = '', name = '', port = 443 } = spec?.service ?? {};
  const none = (reason: string, message: string): Availability => ({
    targets: [],
    reason,
    message,
  });
  const service = cached(desk, SERVICES, storageKey(SERVICES, namespace, name)) as
    | Service
    | undefined;
  if (service === undefined) {
    return none('ServiceNotFound', `service/${name} in "${namespace}" is not present`);
  }
  const asked = service.spec?.ports?.find((one) => one.port === port);
  if (asked === undefined) {
    const why = `service/${name} in "${namespace}" is not listening on port ${port}`;
    return none('ServicePortError', why);
  }
  const isModern = desk.state.config.edition === 'containerd';
  const where = isModern ? 'endpointslices' : 'endpoints';
  const key = storageKey(ENDPOINTS, namespace, name);
  const endpoints = cached(desk, ENDPOINTS, key) as Endpoints | undefined;
  if (endpoints === undefined) {
    return none('EndpointsNotFound', `cannot find ${where} for service/${name} in "${namespace}"`);
  }
  const portName = asked.name ?? '';
  const targets = targetsOf(endpoints, portName);
  if (targets.length > 0) return { targets, reason: 'Passed', message: 'all checks passed' };
  const why = `${where} for service/${name} in "${namespace}" have no addresses with port name "${portName}"`;
  return none('MissingEndpoints', why);
}

function targetsOf({ subsets = [] }: Endpoints, portName: string): readonly Target[] {
  return subsets.flatMap(({ addresses = [], ports = [] }) => {
    const found = ports.find(({ name = '' }) => name === portName);
    if (found === undefined) return [];
    return addresses.map(({ ip, nodeName = '', targetRef }) => {
      return { ip, port: found.port, node: nodeName, pod: targetRef?.name ?? '' };
    });
  });
}

/** An API service with its condition as it is now; every other object as it is. */
export function withAvailability(desk: Desk, object: ApiObject): ApiObject {
  if (object.kind !== 'APIService' || (object as ApiService).spec?.service === undefined)
    return object;
  const { targets, reason, message } = availabilityOf(desk, object as ApiService);
  const status = targets.length > 0 ? 'True' : 'False';
  const condition = { type: 'Available', status, reason, message };
  return { ...object, status: { conditions: [condition] } } as ApiObject;
}

/** To one of the pods, over the machine it is on. */
function passOn(desk: Desk, plan: Plan, found: ApiService): void {
  const { targets } = availabilityOf(desk, found);
  const target = targets[desk.io.draw('aggregator').below(Math.max(1, targets.length))];
  const actor = target && desk.io.find(`linux@${target.node}`);
  if (target === undefined || actor === undefined) {
    tell(desk, plan, found, 503);
    return answer(desk, plan, 503, 'service unavailable\n');
  }
  const { verb, path, query, body } = plan.request;
  const call: NetCall = {
    type: 'linux.call',
    ip: target.ip,
    port: target.port,
    payload: {
      kind: 'http',
      method: verb,
      path: path + queryText(query),
      isTls: true,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    timeout: TIMEOUT,
  };
  const id = desk.io.send({ actor, port: LINUX_PORT }, call);
  const replyTo = present(plan.replyTo, 'somebody asked');
  const aggregated = { name: found.metadata.name ?? '', address: `${target.ip}:${target.port}` };
  const session = { replyTo, plan: { ...plan, aggregated }, node: '', isStreaming: false };
  desk.sessions = set(desk.sessions, String(id), session);
}

function queryText(query: ApiRequest['query']): string {
  const pairs = Object.entries(query ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** The pod answered, or nobody did. */
export function aggregatedAnswer(desk: Desk, id: string, result: NetResult): void {
  const session = get(desk.sessions, id);
  if (session === undefined) return;
  desk.sessions = remove(desk.sessions, id);
  const { plan } = session;
  const { answer: found } = result;
  if (found.kind === 'http') {
    tell(desk, plan, undefined, found.status);
    const isJson = found.headers.some(({ value }) => value.startsWith('application/json'));
    return answer(desk, plan, found.status, isJson ? JSON.parse(found.body) : found.body);
  }
  tell(desk, plan, undefined, 503);
  const isLate = found.kind === 'failed' && found.error === 'timeout';
  const why = isLate ? 'i/o timeout' : 'connect: connection refused';
  const dial = `dial tcp ${plan.aggregated?.address ?? ''}: ${why}`;
  answer(desk, plan, 503, `error trying to reach service: ${dial}\n`);
}

/** The machine of the pod cannot be reached. */
export function aggregatedRefused(desk: Desk, id: string): void {
  const result: NetResult = {
    type: 'linux.callDone',
    answer: { kind: 'failed', error: 'timeout' },
    took: seconds(0),
  };
  aggregatedAnswer(desk, id, result);
}

function tell(desk: Desk, plan: Plan, service: ApiService | undefined, code: number): void {
  const name = service?.metadata.name ?? plan.aggregated?.name ?? '';
  const { path, userAgent } = plan.request;
  const address = plan.aggregated?.address;
  desk.io.fact(
    'AggregatedRequest',
    { kind: 'apiservice', name },
    { path, code, by: userAgent, ...(address === undefined ? {} : { address }) },
  );
}
