// The port `watch-cache`: one list and one watch of etcd per storage prefix fill the caches;
// clients' watches are served from them. Models apiserver/pkg/storage/cacher/cacher.go and its
// reflector.

import type { Service } from '../../api/config.ts';
import { KINDS, kindOf, kindOfResource } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { present } from '../../base/assert.ts';
import { entries, get, remove, set } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import {
  CONTROL,
  type ControlMessage,
  type Envelope,
  type Message,
  type NetClosed,
  type NetRefused,
} from '../../kernel/message.ts';
import { milliseconds, seconds } from '../../kernel/time.ts';
import type { ApiRequest, ApiWatchCancel } from '../protocol/apiserver.ts';
import {
  ETCD_REQUESTS,
  type EtcdRequest,
  type EtcdResponse,
  type EtcdWatchResponse,
} from '../protocol/etcd.ts';
import type { ServicesWanted } from '../protocol/services.ts';
import { availability } from './late.ts';
import type { ResourceRequest } from './request-info.ts';
import type { ApiServerState, OpenCache } from './state.ts';
import { advanced, type CacheEvent, filled, newCache, objectsIn } from './watch-cache.ts';
import {
  cancel,
  dropPeer,
  fanOut,
  openWatch,
  sendBookmarks,
  type TimeoutTick,
  timeOut,
} from './watching.ts';

/** The slices that the port owns. */
export type CacheSlices = Pick<ApiServerState, 'caches' | 'sources' | 'watchers'>;

/** A client's watch, handed over by the port `requests`. */
export interface OpenWatch extends Message {
  readonly type: 'cache.watch';
  readonly request: ApiRequest;
  readonly target: ResourceRequest;
  readonly replyTo: ReplyTo;
}

/** Every storage prefix once, but for those that are cached when somebody asks. */
const PREFIXES: readonly string[] = [
  ...new Set(
    KINDS.filter((info) => info.isCachedWhenAsked !== true).map((info) => info.storagePrefix),
  ),
];

/** Handles one message. */
export function receiveCache(state: ApiServerState, envelope: Envelope, io: Io): CacheSlices {
  const { message } = envelope;
  const same: CacheSlices = pick(state);
  switch (message.type) {
    case 'cache.start':
      io.after('bookmarks', state.config.bookmarkInterval, { type: 'cache.bookmarks' });
      return prefixesFor(state).reduce((slices, prefix) => relist(slices, prefix, io), same);
    case 'cache.open': {
      const { prefix } = message as OpenCache;
      return get(state.caches, prefix) === undefined ? relist(same, prefix, io) : same;
    }
    case 'cache.watch': {
      const { request, target, replyTo } = message as OpenWatch;
      if (get(state.caches, target.info.storagePrefix)?.isReady === false) {
        io.after(`watch/${replyTo.id}`, NOT_YET, message);
        return same;
      }
      return { ...same, watchers: openWatch(state, request, target, replyTo, io) };
    }
    case 'api.watch.cancel':
      return { ...same, watchers: cancel(state.watchers, (message as ApiWatchCancel).watch, io) };
    case 'watch.timeout':
      return { ...same, watchers: timeOut(state.watchers, (message as TimeoutTick).watch, io) };
    case 'cache.bookmarks':
      sendBookmarks(state, io);
      io.after('bookmarks', state.config.bookmarkInterval, { type: 'cache.bookmarks' });
      return same;
    case 'etcd.response':
      return listed(state, envelope as Envelope<EtcdResponse>, io);
    case 'etcd.watch.response':
      return changed(state, envelope as Envelope<EtcdWatchResponse>, io);
    case 'net.refused':
      return refused(state, envelope, io);
    case 'cache.wake':
      wakeWatchers(state, io, (message as Wake).process);
      return same;
    case 'cache.retry':
      return reopen(same, (message as Retry).prefix, io);
    case 'net.closed':
      return closed(state, (message as NetClosed).peer, io);
    default:
      return same;
  }
}

/** Time to tell somebody again that there are services. */
interface Wake extends Message {
  readonly type: 'cache.wake';
  readonly process: string;
}

/** How long a watch waits before it looks again for its cache to be filled. */
const NOT_YET = milliseconds(100);

interface Retry extends Message {
  readonly type: 'cache.retry';
  readonly prefix: string;
}

function pick(state: ApiServerState): CacheSlices {
  return { caches: state.caches, sources: state.sources, watchers: state.watchers };
}

/** Those, and those of objects that are there from the start. */
function prefixesFor({ config }: ApiServerState): readonly string[] {
  const given = config.objects.map(({ apiVersion, kind }) => kindOf(apiVersion, kind));
  const asked = given.filter((info) => info?.isCachedWhenAsked === true);
  return [...PREFIXES, ...new Set(asked.map((info) => info?.storagePrefix ?? ''))];
}

function relist(slices: CacheSlices, prefix: string, io: Io): CacheSlices {
  const request: EtcdRequest = { type: 'etcd.range', key: `${prefix}/`, rangeEnd: `${prefix}0` };
  const caches = set(slices.caches, prefix, newCache(prefix));
  return { ...slices, caches, sources: ask(slices, prefix, request, io) };
}

function watchFrom(
  slices: CacheSlices,
  prefix: string,
  startRevision: number,
  io: Io,
): CacheSlices {
  const request: EtcdRequest = {
    type: 'etcd.watch',
    key: `${prefix}/`,
    rangeEnd: `${prefix}0`,
    startRevision,
  };
  return { ...slices, sources: ask(slices, prefix, request, io) };
}

function ask(
  slices: CacheSlices,
  prefix: string,
  request: EtcdRequest,
  io: Io,
): CacheSlices['sources'] {
  const actor = io.find('etcd');
  if (actor === undefined) return slices.sources;
  const id = io.send({ actor, port: ETCD_REQUESTS }, request);
  return set(slices.sources, String(id), prefix);
}

function listed(state: ApiServerState, envelope: Envelope<EtcdResponse>, io: Io): CacheSlices {
  const source = String(envelope.inReplyTo);
  const prefix = get(state.sources, source);
  const [result] = envelope.message.results;
  if (prefix === undefined || result?.op !== 'range') return pick(state);
  const { revision } = envelope.message;
  const caches = set(state.caches, prefix, filled(prefix, result.kvs, revision));
  const slices = { ...pick(state), caches, sources: remove(state.sources, source) };
  if (prefix === SERVICES) wakeWatchers({ ...state, caches }, io);
  if (prefix === API_SERVICES) availability.get().noticeAll({ ...state, caches }, io);
  const isAll = prefixesFor(state).every((one) => get(caches, one)?.isReady === true);
  if (isAll && state.queued !== null) io.signal('requests', { type: 'cache.ready' });
  return watchFrom(slices, prefix, revision + 1, io);
}

function changed(
  state: ApiServerState,
  envelope: Envelope<EtcdWatchResponse>,
  io: Io,
): CacheSlices {
  const source = String(envelope.inReplyTo);
  const prefix = get(state.sources, source);
  const cache = prefix === undefined ? undefined : get(state.caches, prefix);
  if (prefix === undefined || cache === undefined) return pick(state);
  const { message } = envelope;
  if (message.isCanceled) {
    return relist({ ...pick(state), sources: remove(state.sources, source) }, prefix, io);
  }
  if (message.events.length === 0) return pick(state);
  const { watchCacheSize } = state.config;
  const next = advanced(cache, message.events, message.revision, io.now, watchCacheSize);
  for (const event of next.events) tellChange(event, io);
  const caches = set(state.caches, prefix, next.cache);
  if (prefix === SERVICES && next.events.some(isFirstSelector)) {
    wakeWatchers({ ...state, caches }, io);
  }
  if (get(caches, API_SERVICES) !== undefined && WATCHED.includes(prefix)) {
    availability.get().noticeChanges({ ...state, caches }, prefix, next.events, io);
  }
  fanOut(state.watchers, prefix, next.events, io);
  return { ...pick(state), caches };
}

const SERVICES = storagePrefixOf('', 'services');

const API_SERVICES = storagePrefixOf('apiregistration.k8s.io', 'apiservices');

/** What the availability of an API service hangs on. */
const WATCHED: readonly string[] = [API_SERVICES, SERVICES, storagePrefixOf('', 'endpoints')];

function storagePrefixOf(group: string, resource: string): string {
  return present(kindOfResource(group, resource), `${resource} are served`).storagePrefix;
}

/** Whether a service has a selector that it did not have before. */
function isFirstSelector({ type, object, previous }: CacheEvent): boolean {
  return type !== 'DELETED' && hasSelector(object) && !hasSelector(previous);
}

function hasSelector(object: ApiObject | undefined): boolean {
  return (object as Service | undefined)?.spec?.selector !== undefined;
}

/** Who watches services begins with the first that leads somewhere: all of them, or only one. */
function wakeWatchers({ config, caches }: ApiServerState, io: Io, only?: string): void {
  const cache = get(caches, SERVICES);
  if (cache === undefined || ![...objectsIn(cache, undefined)].some(hasSelector)) return;
  for (const { process, port } of config.serviceWatchers) {
    if (only !== undefined && only !== process) continue;
    const actor = io.find(process);
    const message: ServicesWanted | ControlMessage =
      port === CONTROL ? { type: 'process.start' } : { type: 'services.wanted' };
    if (actor !== undefined) io.send({ actor, port }, message);
  }
}

function tellChange(event: CacheEvent, io: Io): void {
  const { object, type, revision } = event;
  const { name = '', namespace, uid } = object.metadata;
  const about = {
    kind: object.kind.toLowerCase(),
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
  };
  const data = { event: type, object, resourceVersion: String(revision) };
  io.fact('ObjectChanged', about, data as never);
}

/** Nobody was there: who is to watch services is told again, as he may have been cut off. */
function refused(state: ApiServerState, envelope: Envelope, io: Io): CacheSlices {
  const { peer: process } = envelope.message as NetRefused;
  if (state.config.serviceWatchers.every((one) => one.process !== process)) {
    return retryLater(state, envelope, io);
  }
  io.after(`wake/${process}`, seconds(1), { type: 'cache.wake', process } as Wake);
  return pick(state);
}

/** etcd is not there: each watch is opened again once a second. */
function retryLater(state: ApiServerState, envelope: Envelope, io: Io): CacheSlices {
  const source = String(envelope.inReplyTo);
  const prefix = get(state.sources, source);
  if (prefix === undefined) return pick(state);
  io.after(`retry${prefix}`, seconds(1), { type: 'cache.retry', prefix } as Retry);
  return { ...pick(state), sources: remove(state.sources, source) };
}

function reopen(slices: CacheSlices, prefix: string, io: Io): CacheSlices {
  const cache = get(slices.caches, prefix);
  if (cache?.isReady !== true) return relist(slices, prefix, io);
  return watchFrom(slices, prefix, cache.revision + 1, io);
}

function closed(state: ApiServerState, peer: string, io: Io): CacheSlices {
  if (peer !== 'etcd') {
    return { ...pick(state), watchers: dropPeer(state.watchers, io.find(peer), io) };
  }
  let { sources } = state;
  for (const [source, prefix] of entries(state.sources)) {
    io.after(`retry${prefix}`, milliseconds(500), { type: 'cache.retry', prefix } as Retry);
    sources = remove(sources, source);
  }
  return { ...pick(state), sources };
}
