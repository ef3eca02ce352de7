// API groups that other servers serve: an APIService names the Service that stands for a group, and
// requests of the group are passed on to one of its pods.
// Models kube-aggregator/pkg/apiserver (handler_apis.go, handler_proxy.go).

import { pathNotFound } from '../../apimachinery/status.ts';
import { present } from '../../base/assert.ts';
import { get, remove, set } from '../../base/persistent-map.ts';
import type { ReplyTo } from '../../kernel/component.ts';
import { seconds } from '../../kernel/time.ts';
import type { ApiRequest } from '../protocol/apiserver.ts';
import type { EtcdResponse } from '../protocol/etcd.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type { NetCall, NetResult } from '../protocol/linux-network.ts';
import { API_SERVICES, type ApiService, judged, storedCondition } from './availability-checks.ts';
import { answer, askEtcd, type Desk, openCache } from './desk.ts';
import { discovery } from './discovery.ts';
import type { Plan } from './state.ts';
import { decoded } from './watch-cache.ts';

const TIMEOUT = seconds(60);

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
  if (all.length > 0) openCache(desk, API_SERVICES);
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

/** To one of the pods, over the machine it is on. */
function passOn(desk: Desk, plan: Plan, found: ApiService): void {
  const isAvailable = storedCondition(found)?.status === 'True';
  const targets = isAvailable ? judged(desk.state, found).targets : [];
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
