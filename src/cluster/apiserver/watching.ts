// Watches of clients over the caches: opened with what happened since, fed with what happens, held
// alive with bookmarks. Owned by the port `watch-cache`.
// Models apiserver/pkg/storage/cacher (cacher.go Watch, cache_watcher.go).

import { apiVersionOf } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { badRequest, expired, type Status, tooOldText } from '../../apimachinery/status.ts';
import {
  entries,
  get,
  type PersistentMap,
  remove,
  set,
  values,
} from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import { type Duration, seconds } from '../../kernel/time.ts';
import type { ApiRequest, ApiResponse, ApiWatch, WatchEvent } from '../protocol/apiserver.ts';
import { fromStored } from './events-conversion.ts';
import { tables } from './late.ts';
import type { ResourceRequest } from './request-info.ts';
import { isSelected, parseSelectors, type Selectors } from './selectors.ts';
import type { ApiServerState, ApiWatcher } from './state.ts';
import { tableMode } from './tables/mode.ts';
import { type CacheEvent, eventsAfter, objectsIn, type ResourceCache } from './watch-cache.ts';

/** The annotation of the bookmark that ends the initial events. */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** Opens a client's watch on its cache, or refuses it. */
export function openWatch(
  state: ApiServerState,
  request: ApiRequest,
  target: ResourceRequest,
  replyTo: ReplyTo,
  io: Io,
): ApiServerState['watchers'] {
  const query = request.query ?? {};
  const named = target.name === undefined ? '' : `metadata.name=${target.name}`;
  const fieldSelector = [query['fieldSelector'] ?? '', named].filter((one) => one !== '').join(',');
  const selectors = parseSelectors(target.info, { ...query, fieldSelector });
  const asked = query['resourceVersion'] ?? '';
  const status = 'kind' in selectors ? selectors : faultOf(state, request, asked);
  if (status !== undefined) {
    io.reply(replyTo, { type: 'api.response', code: status.code, body: status } as ApiResponse);
    return state.watchers;
  }
  const cache = get(state.caches, target.info.storagePrefix);
  if (cache === undefined) return state.watchers;
  io.reply(replyTo, { type: 'api.response', code: 200 } as ApiResponse);
  const revision = Number(asked === '' ? 0 : asked);
  const mode = tableMode(request);
  const isModern = state.config.edition === 'containerd';
  const watcher: ApiWatcher = {
    replyTo,
    target,
    selectors: selectors as Selectors,
    revision: revision === 0 ? cache.revision : revision,
    isModern,
    isBookmarked: query['allowWatchBookmarks'] === 'true',
    ...(mode === undefined ? {} : { table: mode }),
  };
  const hasInitial = isModern && query['sendInitialEvents'] === 'true';
  const isFromNow = revision === 0 && !(isModern && query['sendInitialEvents'] === 'false');
  if (!hasInitial && revision !== 0 && revision < cache.oldest) {
    const gone = expired(tooOldText(revision, cache.oldest));
    io.reply(replyTo, { type: 'api.watch', events: [{ type: 'ERROR', object: gone }] } as ApiWatch);
    io.reply(replyTo, { type: 'api.watch.end' });
    return state.watchers;
  }
  const first = hasInitial
    ? [...snapshot(cache, watcher, io), bookmark(watcher, cache.revision, true)]
    : isFromNow
      ? snapshot(cache, watcher, io)
      : changesFor(watcher, eventsAfter(cache, revision), io);
  send(watcher, first, io);
  const lasting = timeoutOf(state, query['timeoutSeconds'], io);
  io.after(timerOf(replyTo), lasting, { type: 'watch.timeout', watch: replyTo.id } as TimeoutTick);
  return set(state.watchers, String(replyTo.id), {
    ...watcher,
    revision: Math.max(watcher.revision, cache.revision),
  });
}

/** A watch's time ran out. */
export interface TimeoutTick {
  readonly type: 'watch.timeout';
  readonly watch: number;
}

/** Ends a watch whose time ran out: the client opens another. */
export function timeOut(
  watchers: PersistentMap<ApiWatcher>,
  watch: number,
  io: Io,
): PersistentMap<ApiWatcher> {
  const watcher = get(watchers, String(watch));
  if (watcher !== undefined) io.reply(watcher.replyTo, { type: 'api.watch.end' });
  return remove(watchers, String(watch));
}

/** Ends a watch that its client gave up. */
export function cancel(
  watchers: PersistentMap<ApiWatcher>,
  watch: number,
  io: Io,
): PersistentMap<ApiWatcher> {
  io.cancel(`watch/${watch}`);
  return remove(watchers, String(watch));
}

/** Ends all watches of a process that is gone. */
export function dropPeer(
  watchers: PersistentMap<ApiWatcher>,
  peer: number | undefined,
  io: Io,
): PersistentMap<ApiWatcher> {
  let left = watchers;
  for (const [id, watcher] of entries(watchers)) {
    if (watcher.replyTo.from.actor !== peer) continue;
    io.cancel(timerOf(watcher.replyTo));
    left = remove(left, id);
  }
  return left;
}

/** Sends new events of a storage prefix to everyone who watches it. */
export function fanOut(
  watchers: PersistentMap<ApiWatcher>,
  prefix: string,
  events: readonly CacheEvent[],
  io: Io,
): void {
  for (const watcher of values(watchers)) {
    if (watcher.target.info.storagePrefix !== prefix) continue;
    send(watcher, changesFor(watcher, events, io), io);
  }
}

/** Tells all who like bookmarks how far their cache is. */
export function sendBookmarks(state: ApiServerState, io: Io): void {
  for (const watcher of values(state.watchers)) {
    const cache = get(state.caches, watcher.target.info.storagePrefix);
    if (!watcher.isBookmarked || cache === undefined) continue;
    send(watcher, [bookmark(watcher, Math.max(cache.revision, watcher.revision), false)], io);
  }
}

function send(watcher: ApiWatcher, events: readonly WatchEvent[], io: Io): void {
  if (events.length === 0) return;
  io.reply(watcher.replyTo, { type: 'api.watch', events } as ApiWatch);
}

function faultOf(state: ApiServerState, request: ApiRequest, asked: string): Status | undefined {
  if (asked !== '' && !/^\d+$/.test(asked)) {
    return badRequest(
      `invalid resource version "${asked}": strconv.ParseUint: parsing "${asked}": invalid syntax`,
    );
  }
  const { sendInitialEvents, resourceVersionMatch } = request.query ?? {};
  if (state.config.edition !== 'containerd' || sendInitialEvents === undefined) return undefined;
  if (resourceVersionMatch === 'NotOlderThan') return undefined;
  const why = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
  return badRequest(why);
}

/** A synthetic ADDED for everything there is. */
function snapshot(cache: ResourceCache, watcher: ApiWatcher, io: Io): WatchEvent[] {
  const events: WatchEvent[] = [];
  for (const object of objectsIn(cache, watcher.target.namespace)) {
    if (isSelected(watcher.selectors, object)) {
      events.push({ type: 'ADDED', object: shown(watcher, object, io) });
    }
  }
  return events;
}

/** What an event is for this watcher: an object can come into its selection, and leave it. */
function changesFor(
  watcher: ApiWatcher,
  events: readonly CacheEvent[],
  io: Io,
): readonly WatchEvent[] {
  const changes: WatchEvent[] = [];
  for (const event of events) {
    if (event.revision <= watcher.revision) continue;
    const isNow = event.type !== 'DELETED' && concerns(watcher, event.object);
    const wasBefore = event.previous !== undefined && concerns(watcher, event.previous);
    if (!isNow && !wasBefore) continue;
    const type = isNow ? (wasBefore ? 'MODIFIED' : 'ADDED') : 'DELETED';
    const object =
      isNow || event.type === 'DELETED' ? event.object : leaving(event.previous, event.object);
    changes.push({ type, object: shown(watcher, object, io) });
  }
  return changes;
}

/** An object that left the selection is shown as it was, with the revision of the change. */
function leaving(previous: ApiObject | undefined, object: ApiObject): ApiObject {
  if (previous === undefined) return object;
  const { resourceVersion } = object.metadata;
  const metadata = { ...previous.metadata, ...(resourceVersion ? { resourceVersion } : {}) };
  return { ...previous, metadata };
}

function concerns(watcher: ApiWatcher, object: ApiObject): boolean {
  const { namespace } = watcher.target;
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
  return isSelected(watcher.selectors, object);
}

function shown(watcher: ApiWatcher, object: ApiObject, io: Io): ApiObject {
  const { info } = watcher.target;
  if (watcher.table === undefined) return fromStored(info, object);
  const resourceVersion = object.metadata.resourceVersion ?? '';
  const { isModern } = watcher;
  const now = { epochSeconds: io.epochSeconds, at: io.now, isModern };
  return tables.get().tableOf(info, [object], { resourceVersion }, watcher.table, now);
}

function bookmark(watcher: ApiWatcher, revision: number, isEnd: boolean): WatchEvent {
  const { info } = watcher.target;
  const metadata = {
    resourceVersion: String(revision),
    creationTimestamp: null,
    ...(isEnd ? { annotations: { [INITIAL_EVENTS_END]: 'true' } } : {}),
  };
  const object = { kind: info.kind, apiVersion: apiVersionOf(info), metadata };
  return { type: 'BOOKMARK', object: object as unknown as ApiObject };
}

function timeoutOf(state: ApiServerState, asked: string | undefined, io: Io): Duration {
  if (asked !== undefined && /^\d+$/.test(asked)) return seconds(Number(asked));
  const { minRequestTimeout } = state.config;
  return io.draw('watch-timeout').between(minRequestTimeout, (minRequestTimeout * 2) as Duration);
}

function timerOf(replyTo: ReplyTo): string {
  return `watch/${replyTo.id}`;
}
