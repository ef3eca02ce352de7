// The port `availability`: keeps the condition `Available` of API services. It looks when an API
// service, its Service or the endpoints behind it change, and every 30 s at those that others
// serve; those are also asked for their group. Comes late: only clusters with API services need it.
// Models kube-aggregator/pkg/controllers/status/remote and status/local.

import { storageKey } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { rfc3339 } from '../../base/calendar.ts';
import { entries, get, remove, set } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope, Message, NetClosed } from '../../kernel/message.ts';
import { milliseconds, seconds } from '../../kernel/time.ts';
import { ETCD_REQUESTS, type EtcdRequest } from '../protocol/etcd.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type { NetAnswer, NetCall, NetResult } from '../protocol/linux-network.ts';
import {
  API_SERVICES,
  type ApiService,
  type AvailableCondition,
  condition,
  judged,
  storedCondition,
  type Verdict,
} from './availability-checks.ts';
import { withoutRevision } from './create.ts';
import type { ApiServerState, Availability } from './state.ts';
import { type CacheEvent, objectsIn } from './watch-cache.ts';

/** The slice that the port owns. */
export type AvailabilitySlices = Pick<ApiServerState, 'availability'>;

const RESYNC = seconds(30);
const PROBE_TIMEOUT = seconds(5);
/** So many ask at once; one good answer is enough. */
const ATTEMPTS = 5;
const FIRST_DELAY_MS = 5;
const LAST_DELAY_MS = 30_000;

/** An API service is to be looked at. */
interface Look extends Message {
  readonly type: 'availability.look';
  readonly name: string;
}

/** Who has not answered by now is not waited for. */
interface Expired extends Message {
  readonly type: 'availability.expired';
  readonly name: string;
}

/** What lives for one handler call. */
interface Round {
  readonly state: ApiServerState;
  readonly io: Io;
  reviews: Availability['reviews'];
  probes: Availability['probes'];
  isArmed: boolean;
}

/** Tells the port of changes in the caches that matter to an API service. */
export function noticeChanges(
  state: ApiServerState,
  prefix: string,
  events: readonly CacheEvent[],
  io: Io,
): void {
  const changed = events.map(({ object }) => object.metadata);
  if (prefix === API_SERVICES.storagePrefix) {
    for (const { name = '' } of changed) lookAt(io, name);
    return;
  }
  for (const { metadata, spec } of apiServices(state)) {
    const { name, namespace } = spec?.service ?? {};
    const isConcerned = changed.some((one) => one.name === name && one.namespace === namespace);
    if (isConcerned) lookAt(io, metadata.name ?? '');
  }
}

/** Has every API service looked at, now that the cache knows which there are. */
export function noticeAll(state: ApiServerState, io: Io): void {
  for (const { metadata } of apiServices(state)) lookAt(io, metadata.name ?? '');
}

function lookAt(io: Io, name: string): void {
  io.signal('availability', { type: 'availability.look', name } as Look);
}

function apiServices({ caches }: ApiServerState): readonly ApiService[] {
  const cache = get(caches, API_SERVICES.storagePrefix);
  return cache === undefined ? [] : ([...objectsIn(cache, undefined)] as readonly ApiService[]);
}

/** Handles one message. */
export function receiveAvailability(
  state: ApiServerState,
  envelope: Envelope,
  io: Io,
): AvailabilitySlices {
  const round: Round = { state, io, ...state.availability };
  receive(round, envelope);
  const { reviews, probes, isArmed } = round;
  return { availability: { reviews, probes, isArmed } };
}

function receive(round: Round, { message, inReplyTo }: Envelope): void {
  const id = String(inReplyTo);
  switch (message.type) {
    case 'availability.look':
      return look(round, (message as Look).name);
    case 'availability.resync':
      round.isArmed = false;
      return noticeRemote(round);
    case 'availability.expired':
      return expired(round, (message as Expired).name);
    case 'linux.callDone':
      return probed(round, id, (message as NetResult).answer);
    case 'net.refused':
      return probed(round, id, LOST);
    case 'net.closed':
      for (const [probe, { node }] of entries(round.probes)) {
        if ((message as NetClosed).peer === `linux@${node}`) probed(round, probe, LOST);
      }
      return;
    default:
      return;
  }
}

const LOST: NetAnswer = { kind: 'failed', error: 'timeout' };

function noticeRemote(round: Round): void {
  for (const { metadata, spec } of apiServices(round.state)) {
    if (spec?.service !== undefined) look(round, metadata.name ?? '');
  }
}

/** Looks at an API service; when that is under way already, again after it. */
function look(round: Round, name: string): void {
  const one = serviceOf(round, name);
  if (one === undefined) {
    round.reviews = remove(round.reviews, name);
    return;
  }
  if (one.spec?.service !== undefined && !round.isArmed) {
    round.isArmed = true;
    round.io.after('availability', RESYNC, { type: 'availability.resync' });
  }
  const review = get(round.reviews, name) ?? { left: 0, failures: 0, isAgain: false };
  if (review.left > 0) {
    round.reviews = set(round.reviews, name, { ...review, isAgain: true });
    return;
  }
  const verdict = judged(round.state, one);
  const { reason } = verdict.condition;
  if (reason !== 'Passed') return settle(round, one, verdict.condition, 0);
  round.reviews = set(round.reviews, name, { ...review, left: ATTEMPTS });
  const late: Expired = { type: 'availability.expired', name };
  round.io.after(deadlineOf(name), PROBE_TIMEOUT, late);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) probe(round, one, verdict);
}

function serviceOf({ state }: Round, name: string): ApiService | undefined {
  return apiServices(state).find(({ metadata }) => metadata.name === name);
}

/** Asks one of the pods for the group, as whoever uses it would. */
function probe(round: Round, one: ApiService, { targets }: Verdict): void {
  const { io } = round;
  const name = one.metadata.name ?? '';
  const target = targets[io.draw('availability').below(Math.max(1, targets.length))];
  const actor = target && io.find(`linux@${target.node}`);
  if (target === undefined) return attempted(round, name, { kind: 'failed', error: 'refused' });
  if (actor === undefined) return attempted(round, name, LOST);
  const call: NetCall = {
    type: 'linux.call',
    ip: target.ip,
    port: target.port,
    payload: { kind: 'http', method: 'GET', path: pathOf(one), isTls: true },
    timeout: PROBE_TIMEOUT,
  };
  const id = io.send({ actor, port: LINUX_PORT }, call);
  round.probes = set(round.probes, String(id), { name, node: target.node });
}

function pathOf({ spec }: ApiService): string {
  return `/apis/${spec?.group ?? ''}/${spec?.version ?? ''}`;
}

function deadlineOf(name: string): string {
  return `availability/${name}/deadline`;
}

function expired(round: Round, name: string): void {
  for (const [id, probe] of entries(round.probes)) {
    if (probe.name === name) probed(round, id, LOST);
  }
}

function probed(round: Round, id: string, answer: NetAnswer): void {
  const found = get(round.probes, id);
  if (found === undefined) return;
  round.probes = remove(round.probes, id);
  attempted(round, found.name, answer);
}

/** One attempt is over: the first good answer decides, or the last bad one. */
function attempted(round: Round, name: string, answer: NetAnswer): void {
  const review = get(round.reviews, name);
  const one = serviceOf(round, name);
  if (review === undefined || one === undefined) return;
  const { condition: passed, address } = judged(round.state, one);
  const why = failureOf(answer, `https://${address}${pathOf(one)}`, address, round.state);
  const left = review.left - 1;
  if (why !== undefined && left > 0) {
    round.reviews = set(round.reviews, name, { ...review, left });
    return;
  }
  for (const [id, { name: asked }] of entries(round.probes)) {
    if (asked === name) round.probes = remove(round.probes, id);
  }
  if (why === undefined) return settle(round, one, passed, 0);
  const failed = condition('False', 'FailedDiscoveryCheck', why);
  settle(round, one, failed, review.failures + 1);
  const delay = Math.min(FIRST_DELAY_MS * 2 ** review.failures, LAST_DELAY_MS);
  const again: Look = { type: 'availability.look', name };
  round.io.after(`availability/${name}`, milliseconds(delay), again);
}

/** What is wrong with an answer, in the words of the condition. */
function failureOf(
  answer: NetAnswer,
  url: string,
  address: string,
  { config }: ApiServerState,
): string | undefined {
  const failing = `failing or missing response from ${url}`;
  if (answer.kind === 'http') {
    const isGood = answer.status >= 200 && answer.status < 300;
    return isGood ? undefined : `${failing}: bad status from ${url}: ${answer.status}`;
  }
  const isLate = answer.kind === 'failed' && answer.error === 'timeout';
  const late =
    config.edition === 'containerd'
      ? 'context deadline exceeded'
      : 'net/http: request canceled while waiting for connection';
  const why = isLate
    ? `${late} (Client.Timeout exceeded while awaiting headers)`
    : `dial tcp ${address}: connect: connection refused`;
  return `${failing}: Get "${url}": ${why}`;
}

/** The look is over: what changed is written; what happened meanwhile is looked at. */
function settle(round: Round, one: ApiService, found: AvailableCondition, failures: number): void {
  const name = one.metadata.name ?? '';
  round.io.cancel(deadlineOf(name));
  const isAgain = get(round.reviews, name)?.isAgain === true;
  round.reviews = set(round.reviews, name, { left: 0, failures, isAgain: false });
  write(round, one, found);
  if (isAgain) lookAt(round.io, name);
}

/** Only a change is written; one that comes too late is made again at the next look. */
function write({ state, io }: Round, one: ApiService, found: AvailableCondition): void {
  const old = storedCondition(one);
  const { status, reason, message } = found;
  if (old?.status === status && old.reason === reason && old.message === message) return;
  const isTurned = old?.status !== status;
  const since = isTurned ? rfc3339(io.epochSeconds, io.now) : old.lastTransitionTime;
  const fresh = { ...found, ...(since === undefined ? {} : { lastTransitionTime: since }) };
  const others = (one.status?.conditions ?? []).filter(({ type }) => type !== found.type);
  const object = { ...one, status: { ...one.status, conditions: [...others, fresh] } };
  const key = storageKey(API_SERVICES, undefined, one.metadata.name ?? '');
  const value = Number(one.metadata.resourceVersion);
  const request: EtcdRequest = {
    type: 'etcd.txn',
    compare: [{ key, target: 'mod', result: 'equal', value }],
    success: [{ op: 'put', key, value: withoutRevision(object as ApiObject) }],
    failure: [],
  };
  const { low, high } = state.config.writeWork;
  const actor = io.find('etcd');
  if (actor === undefined) return;
  io.send({ actor, port: ETCD_REQUESTS }, request, io.draw('availability').between(low, high));
}
