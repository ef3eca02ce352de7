// The port `requests`: every HTTP request comes in here and goes out again; what waits for etcd or
// a kubelet is kept as a plan. Models apiserver/pkg/endpoints/installer.go and pkg/server/filters.

import { KINDS } from '../../api/kinds.ts';
import {
  internalError,
  methodNotAllowed,
  pathNotFound,
  type Status,
} from '../../apimachinery/status.ts';
import { entries, get, remove } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import type { Envelope, Message, NetClosed } from '../../kernel/message.ts';
import { seconds } from '../../kernel/time.ts';
import type { ApiRequest, ApiResponse, ApiStreamClose } from '../protocol/apiserver.ts';
import type { EtcdError, EtcdLeaseResponse, EtcdResponse } from '../protocol/etcd.ts';
import type { NetResult } from '../protocol/linux-network.ts';
import { type BootRound, bootstrap } from './bootstrap.ts';
import type { OpenWatch } from './cache-port.ts';
import { created, leaseGranted, namespaceFound, startCreate } from './create.ts';
import {
  askEtcd,
  closeDesk,
  type Desk,
  type DeskSlices,
  openCache,
  openDesk,
  refuse,
} from './desk.ts';
import { discovery, hasSubresource } from './discovery.ts';
import { sessions } from './late.ts';
import { isProxied, nodeProxyOf } from './proxy-paths.ts';
import { got, listExpired, listed, startGet, startList } from './read.ts';
import { type ResourceRequest, requestInfo } from './request-info.ts';
import type { ApiServerState, Plan } from './state.ts';
import { fetched, removed, startWrite, updated } from './write.ts';

/** Handles one message. */
export function receiveRequests(state: ApiServerState, envelope: Envelope, io: Io): DeskSlices {
  const desk = openDesk(state, io);
  receive(desk, envelope);
  return closeDesk(desk);
}

function receive(desk: Desk, envelope: Envelope): void {
  const { message } = envelope;
  const id = String(envelope.inReplyTo);
  switch (message.type) {
    case 'api.request':
    case 'api.watch.cancel':
    case 'api.stream.input':
    case 'api.stream.close':
      return fromOutside(desk, message, { id: envelope.id, from: envelope.from });
    case 'cache.ready':
      if (desk.boot === 'waiting') nextRound(desk, 'clusterwide');
      return;
    case 'etcd.response':
    case 'etcd.lease.response':
    case 'etcd.error': {
      const plan = taken(desk, id);
      if (plan !== undefined) carryOn(desk, plan, message);
      return openWhenReady(desk);
    }
    case 'kubelet.response':
    case 'kubelet.stream':
    case 'kubelet.stream.end':
      if (get(desk.sessions, id) !== undefined) sessions.get().fromKubelet(desk, envelope);
      return;
    case 'linux.callDone':
      return sessions.get().aggregatedAnswer(desk, id, message as NetResult);
    case 'net.refused':
      return refused(desk, id);
    case 'net.closed':
      return closed(desk, (message as NetClosed).peer);
    case 'requests.retry':
      return retry(desk, (message as Retry).id);
    default:
      return;
  }
}

/** Nobody was there: etcd, a kubelet, or the machine of a server that serves a group. */
function refused(desk: Desk, id: string): void {
  const session = get(desk.sessions, id);
  if (session === undefined) return etcdRefused(desk, id);
  if (session.plan.aggregated === undefined) return sessions.get().kubeletRefused(desk, id);
  sessions.get().aggregatedRefused(desk, id);
}

interface Retry extends Message {
  readonly type: 'requests.retry';
  readonly id: string;
}

/** A message of a client: served, or kept until the caches are filled. */
function fromOutside(desk: Desk, message: Message, replyTo: ReplyTo): void {
  if (desk.queued !== null) {
    desk.queued = [...desk.queued, { replyTo, message }];
    return;
  }
  if (message.type === 'api.request') return start(desk, message as ApiRequest, replyTo);
  if (message.type === 'api.watch.cancel') {
    desk.io.signal('watch-cache', message);
    return;
  }
  if (desk.sessions.size > 0) sessions.get().fromClient(desk, message as ApiStreamClose);
}

/** Opens the doors once both rounds of the beginning are over. */
function openWhenReady(desk: Desk): void {
  if (desk.queued === null || desk.inFlight.size > 0) return;
  if (desk.boot === 'clusterwide') return nextRound(desk, 'namespaced');
  if (desk.boot !== 'namespaced') return;
  desk.boot = 'done';
  const waiting = desk.queued;
  desk.queued = null;
  for (const { message, replyTo } of waiting) fromOutside(desk, message, replyTo);
}

function nextRound(desk: Desk, round: BootRound): void {
  desk.boot = round;
  bootstrap(desk, round);
  openWhenReady(desk);
}

function start(desk: Desk, request: ApiRequest, replyTo: ReplyTo): void {
  sweep(desk);
  const target = requestInfo(request);
  if ('path' in target) return startOther(desk, request, target.path, replyTo);
  if (!hasSubresource(desk.state.config.edition, target.subresource ?? '')) {
    return startOther(desk, request, request.path, replyTo);
  }
  const plan: Plan = {
    request,
    replyTo,
    target,
    step: { do: 'get' },
    startedAt: desk.io.now,
    attempts: 0,
    isSecondHalf: false,
    warnings: [],
  };
  if (!isServed(target)) return refuse(desk, plan, methodNotAllowed());
  openCache(desk, target.info);
  if (isProxied(target.subresource)) return sessions.get().startProxy(desk, plan);
  switch (target.verb) {
    case 'watch': {
      const open: OpenWatch = { type: 'cache.watch', request, target, replyTo };
      desk.io.signal('watch-cache', open);
      return;
    }
    case 'get':
      return startGet(desk, plan);
    case 'list':
    case 'deletecollection':
      return startList(desk, plan);
    case 'create':
      return target.name === undefined ? startCreate(desk, plan) : startWrite(desk, plan);
    case 'update':
    case 'patch':
    case 'delete':
      return startWrite(desk, plan);
    default:
      return refuse(desk, plan, methodNotAllowed());
  }
}

function startOther(desk: Desk, request: ApiRequest, path: string, replyTo: ReplyTo): void {
  const place = nodeProxyOf(request.path);
  if (place !== undefined) return sessions.get().startNodeProxy(desk, request, place, replyTo);
  if (mayBeElsewhere(request, path)) {
    return sessions.get().startAggregation(desk, request, replyTo);
  }
  const found = request.verb === 'GET' ? discovery(path, desk.state.config.edition) : undefined;
  const status = pathNotFound();
  const response: ApiResponse =
    found === undefined
      ? { type: 'api.response', code: status.code, body: status }
      : { type: 'api.response', code: 200, body: found };
  desk.io.reply(replyTo, response);
}

/** The list of groups, and the groups that this server does not serve. */
function mayBeElsewhere({ verb }: ApiRequest, path: string): boolean {
  if (path === '/apis') return verb === 'GET';
  const group = /^\/apis\/([^/]+\.[^/]+)/.exec(path)?.[1];
  return group !== undefined && KINDS.every((info) => info.group !== group);
}

const POSTED: readonly string[] = ['binding', 'eviction', 'attach', 'exec', 'portforward', 'token'];

/** Whether the resource takes this verb. */
function isServed(target: ResourceRequest): boolean {
  const { verb, name, subresource, info, namespace } = target;
  if (subresource !== undefined) {
    return verb !== 'create' || POSTED.includes(subresource);
  }
  if (verb === 'create' && (name !== undefined || (info.isNamespaced && namespace === undefined))) {
    return false;
  }
  return info.verbs.includes(verb);
}

/** Goes on with a plan, now that etcd answered. */
function carryOn(desk: Desk, plan: Plan, message: Message): void {
  const { step } = plan;
  if (message.type === 'etcd.error') return etcdSaidNo(desk, plan, message as EtcdError);
  if (message.type === 'etcd.lease.response') {
    if (step.do !== 'lease') return;
    return leaseGranted(desk, plan, step.object, (message as EtcdLeaseResponse).lease);
  }
  const answered = message as EtcdResponse;
  switch (step.do) {
    case 'get':
      return got(desk, plan, answered);
    case 'aggregate':
      return sessions.get().aggregate(desk, plan, answered);
    case 'list':
      return listed(desk, plan, answered);
    case 'namespace':
      return namespaceFound(desk, plan, step.object, answered);
    case 'create':
      return created(desk, plan, step.object, answered);
    case 'fetch':
      return fetched(desk, plan, answered);
    case 'update':
      return updated(desk, plan, step.object, step.isLast, answered);
    case 'remove':
      return removed(desk, plan, step.object, answered);
    default:
      return;
  }
}

function etcdSaidNo(desk: Desk, plan: Plan, error: EtcdError): void {
  if (plan.step.do === 'list' && error.code === 'OutOfRange') return listExpired(desk, plan);
  refuse(desk, plan, bare(error.message));
}

/** etcd does not answer at its door: try again each second until the request's time is over. */
function etcdRefused(desk: Desk, id: string): void {
  if (get(desk.inFlight, id) === undefined) return;
  desk.io.after(`retry/${id}`, seconds(1), { type: 'requests.retry', id } as Retry);
}

function retry(desk: Desk, id: string): void {
  const plan = taken(desk, id);
  if (plan?.sent === undefined) return;
  if (isOver(desk, plan)) return refuse(desk, plan, timeoutStatus());
  askEtcd(desk, plan, plan.sent);
}

/** A connection broke: reads are asked again, of a write nobody knows whether it was done. */
function closed(desk: Desk, peer: string): void {
  if (peer !== 'etcd') {
    if (desk.sessions.size > 0) sessions.get().kubeletClosed(desk, peer);
    return;
  }
  for (const [id, plan] of entries(desk.inFlight)) {
    const isRead = plan.sent?.type === 'etcd.range';
    if (isRead || plan.replyTo === null) {
      etcdRefused(desk, id);
      continue;
    }
    desk.inFlight = remove(desk.inFlight, id);
    refuse(desk, plan, bare('rpc error: code = Unavailable desc = transport is closing'));
  }
}

/** Ends what etcd left without an answer for too long. */
function sweep(desk: Desk): void {
  for (const [id, plan] of entries(desk.inFlight)) {
    if (!isOver(desk, plan)) continue;
    desk.inFlight = remove(desk.inFlight, id);
    refuse(desk, plan, timeoutStatus());
  }
}

function isOver(desk: Desk, plan: Plan): boolean {
  if (plan.replyTo === null) return false;
  return desk.io.now - plan.startedAt >= desk.state.config.requestTimeout;
}

function taken(desk: Desk, id: string): Plan | undefined {
  const plan = get(desk.inFlight, id);
  if (plan !== undefined) desk.inFlight = remove(desk.inFlight, id);
  return plan;
}

function timeoutStatus(): Status {
  const message =
    'Timeout: request did not complete within requested timeout - context deadline exceeded';
  return { ...internalError(message), message, code: 504, reason: 'Timeout', details: {} };
}

/** An error the server has no reason for: it is passed on as it is, with code 500. */
function bare(message: string): Status {
  return { ...internalError(message), message, reason: '', details: {} };
}
