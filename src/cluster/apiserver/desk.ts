// The desk at which one message is worked on: what the port `requests` owns, as it changes while
// the handler runs, and the few things every handler does: ask etcd, answer, look into a cache.

import { type KindInfo, storageKey } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import type { Status } from '../../apimachinery/status.ts';
import { assert } from '../../base/assert.ts';
import { rfc3339 } from '../../base/calendar.ts';
import { get, set } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Json } from '../../kernel/message.ts';
import type { Duration } from '../../kernel/time.ts';
import type { ApiResponse } from '../protocol/apiserver.ts';
import { ETCD_REQUESTS, type EtcdRequest } from '../protocol/etcd.ts';
import type { WorkTime } from './config.ts';
import { fromStored } from './events-conversion.ts';
import type { ApiServerState, OpenCache, Plan } from './state.ts';
import type { WriteContext } from './strategies/strategy.ts';
import { objectsIn, type ResourceCache } from './watch-cache.ts';

/** The slices of `requests` in the making. Lives for one handler call only. */
export interface Desk {
  readonly state: ApiServerState;
  readonly io: Io;
  inFlight: ApiServerState['inFlight'];
  sessions: ApiServerState['sessions'];
  queued: ApiServerState['queued'];
  boot: ApiServerState['boot'];
  eventLease: ApiServerState['eventLease'];
}

/** The slices that `requests` owns. */
export type DeskSlices = Pick<
  ApiServerState,
  'inFlight' | 'sessions' | 'queued' | 'boot' | 'eventLease'
>;

/** Sits down to a message. */
export function openDesk(state: ApiServerState, io: Io): Desk {
  const { inFlight, sessions, queued, boot, eventLease } = state;
  return { state, io, inFlight, sessions, queued, boot, eventLease };
}

/** What the desk leaves behind. */
export function closeDesk(desk: Desk): DeskSlices {
  const { inFlight, sessions, queued, boot, eventLease } = desk;
  return { inFlight, sessions, queued, boot, eventLease };
}

/** What strategies may know. */
export function contextOf(desk: Desk): WriteContext {
  const { state, io } = desk;
  return { edition: state.config.edition, now: rfc3339(io.epochSeconds, io.now) };
}

/** How long this piece of work takes. */
export function workOf(desk: Desk, work: WorkTime): Duration {
  return desk.io.draw('work').between(work.low, work.high);
}

/** Sends to etcd and keeps the plan until it answers. */
export function askEtcd(desk: Desk, plan: Plan, request: EtcdRequest, after?: Duration): void {
  const actor = desk.io.find('etcd');
  if (actor === undefined) return;
  const id = desk.io.send({ actor, port: ETCD_REQUESTS }, request, after);
  desk.inFlight = set(desk.inFlight, String(id), { ...plan, sent: request });
}

/** The key of the object that a request is about. */
export function keyOfTarget(plan: Plan): string {
  const { info, namespace, name } = plan.target;
  return storageKey(info, namespace, name ?? '');
}

/** The cache of a kind. */
export function cacheOf(desk: Desk, info: KindInfo): ResourceCache | undefined {
  return get(desk.state.caches, info.storagePrefix);
}

/** A kind that is cached when asked for gets its cache now. */
export function openCache(desk: Desk, info: KindInfo): void {
  if (info.isCachedWhenAsked !== true || cacheOf(desk, info) !== undefined) return;
  desk.io.signal('watch-cache', { type: 'cache.open', prefix: info.storagePrefix } as OpenCache);
}

/** The object under a key as the cache has it. */
export function cached(desk: Desk, info: KindInfo, key: string): ApiObject | undefined {
  const cache = cacheOf(desk, info);
  return cache === undefined ? undefined : get(cache.objects, key);
}

/** All objects of a kind in the cache. */
export function allCached(desk: Desk, info: KindInfo): readonly ApiObject[] {
  const cache = cacheOf(desk, info);
  return cache === undefined ? [] : [...objectsIn(cache, undefined)];
}

/** Answers with an object of the target's kind. */
export function answerObject(desk: Desk, plan: Plan, code: number, object: ApiObject): void {
  answer(desk, plan, code, fromStored(plan.target.info, object), object);
}

/** Answers with a Status. */
export function refuse(desk: Desk, plan: Plan, status: Status): void {
  answer(desk, plan, status.code, status);
}

/** Answers, and tells of a write that ended. */
export function answer(
  desk: Desk,
  plan: Plan,
  code: number,
  body: unknown,
  object?: ApiObject,
): void {
  const { request, replyTo, warnings } = plan;
  if (replyTo === null) {
    assert(code < 400, `the cluster cannot begin: ${JSON.stringify(body)}`);
    return;
  }
  const response: ApiResponse = {
    type: 'api.response',
    code,
    body,
    ...(warnings.length === 0 ? {} : { warnings }),
  };
  desk.io.reply(replyTo, response);
  if (request.verb !== 'GET') tellRequest(desk, plan, code, object);
}

function tellRequest(desk: Desk, plan: Plan, code: number, object: ApiObject | undefined): void {
  const { request, target } = plan;
  const { info, namespace, subresource } = target;
  const name = target.name ?? object?.metadata.name ?? nameIn(request.body);
  const uid = object?.metadata.uid;
  const path = [info.resource, name, subresource].filter(
    (part) => part !== undefined && part !== '',
  );
  const about = {
    kind: info.kind.toLowerCase(),
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
  };
  desk.io.fact('ApiRequest', about, {
    by: request.userAgent.split(/[\s/]/)[0] ?? '',
    verb: AUDIT_VERBS[target.verb] ?? target.verb,
    path: path.join('/'),
    code,
    ...deletionData(request.body, target.verb),
    ...patchData(request.body, info.kind, target.verb),
  });
}

const AUDIT_VERBS: { readonly [verb: string]: string } = {
  create: 'CREATE',
  update: 'UPDATE',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
};

function nameIn(body: unknown): string {
  const metadata = (body as Partial<ApiObject> | undefined)?.metadata;
  return metadata?.name ?? metadata?.generateName ?? '';
}

function deletionData(body: unknown, verb: string): { readonly [key: string]: Json } {
  if (verb !== 'delete') return {};
  const options = (body ?? {}) as {
    readonly gracePeriodSeconds?: number;
    readonly preconditions?: { readonly uid?: string };
  };
  const { gracePeriodSeconds, preconditions } = options;
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions?.uid === undefined ? {} : { uidPrecondition: true }),
  };
}

/** A node's status patch is told by the conditions it names. */
function patchData(body: unknown, kind: string, verb: string): { readonly [key: string]: Json } {
  if (kind !== 'Node' || verb !== 'patch') return {};
  const status = (body as { readonly status?: NodeStatusPatch } | undefined)?.status;
  const conditions = (status?.conditions ?? []).map((one) => one.type ?? '');
  return {
    ...(conditions.length === 0 ? {} : { conditionsPatched: conditions.sort() }),
    ...(status?.capacity === undefined ? {} : { capacityPatched: true }),
  };
}

interface NodeStatusPatch {
  readonly conditions?: readonly { readonly type?: string }[];
  readonly capacity?: unknown;
}
