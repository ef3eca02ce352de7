// Reading objects: GET of one, LIST of many; from etcd, or from the cache where the client says
// that is new enough. Models apiserver/pkg/storage/etcd3/store.go (GetList) and cacher.go
// (GetList).

import { apiVersionOf, storageKey } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import {
  badRequest,
  CONTINUE_TOO_OLD,
  expired,
  notFoundStatus,
  tooLargeResourceVersion,
} from '../../apimachinery/status.ts';
import type { EtcdResponse, KeyValue } from '../protocol/etcd.ts';
import { type ContinueToken, encodeContinue, readContinue } from './continue-token.ts';
import {
  answer,
  askEtcd,
  cached,
  cacheOf,
  type Desk,
  keyOfTarget,
  refuse,
  workOf,
} from './desk.ts';
import { fromStored } from './events-conversion.ts';
import { tables } from './late.ts';
import { isSelected, parseSelectors, type Selectors } from './selectors.ts';
import type { Collection, Plan } from './state.ts';
import type { Now } from './tables/column.ts';
import { tableMode } from './tables/mode.ts';
import { decoded, objectsIn, type ResourceCache } from './watch-cache.ts';
import { nextOfCollection } from './write.ts';

const LIST_TOO_OLD = 'The resourceVersion for the provided list is too old.';

/** Begins a GET of one object. */
export function startGet(desk: Desk, plan: Plan): void {
  const { target } = plan;
  const after = workOf(desk, desk.state.config.readWork);
  const key = keyOfTarget(plan);
  if (plan.request.query?.['resourceVersion'] === '0') {
    const object = cached(desk, target.info, key);
    if (object !== undefined) return answerGet(desk, plan, object);
  }
  askEtcd(desk, { ...plan, step: { do: 'get' } }, { type: 'etcd.range', key }, after);
}

/** etcd answered a GET. */
export function got(desk: Desk, plan: Plan, answered: EtcdResponse): void {
  const [result] = answered.results;
  const kv = result?.op === 'range' ? result.kvs[0] : undefined;
  if (kv !== undefined) return answerGet(desk, plan, shared(desk, plan, kv));
  const { info, name = '' } = plan.target;
  refuse(desk, plan, notFoundStatus({ group: info.group, resource: info.resource }, name));
}

function answerGet(desk: Desk, plan: Plan, object: ApiObject): void {
  const { target, request } = plan;
  const mode = tableMode(request);
  if (mode !== undefined) {
    const revision = object.metadata.resourceVersion ?? '';
    const now = printedAt(desk);
    return answer(
      desk,
      plan,
      200,
      tables.get().tableOf(target.info, [object], { resourceVersion: revision }, mode, now),
    );
  }
  answer(desk, plan, 200, fromStored(target.info, object));
}

/** Begins a LIST, or the list of a deletecollection. */
export function startList(desk: Desk, plan: Plan): void {
  const { target, request } = plan;
  const query = request.query ?? {};
  const selectors = parseSelectors(target.info, query);
  if ('kind' in selectors) return refuse(desk, plan, selectors);
  const token = readContinue(query['continue']);
  if (token !== undefined && 'kind' in token) return refuse(desk, plan, token);
  const asked = query['resourceVersion'] ?? '';
  if (asked !== '' && !/^\d+$/.test(asked)) {
    return refuse(
      desk,
      plan,
      badRequest(
        `invalid resource version "${asked}": strconv.ParseUint: parsing "${asked}": invalid syntax`,
      ),
    );
  }
  const cache = cacheOf(desk, target.info);
  const isExact = query['resourceVersionMatch'] === 'Exact';
  const isPaged = (query['limit'] ?? '0') !== '0' && asked !== '0';
  const isCached = asked !== '' && !isExact && !isPaged && token === undefined;
  if (isCached && cache !== undefined && Number(asked) <= cache.revision) {
    return listFromCache(desk, plan, cache, selectors);
  }
  const scope = scopeOf(plan);
  askEtcd(
    desk,
    { ...plan, step: { do: 'list' } },
    {
      type: 'etcd.range',
      key: token === undefined ? scope : `${scope}${token.start}`,
      rangeEnd: `${scope.slice(0, -1)}0`,
      ...revisionOf(token, isExact ? Number(asked) : 0),
    },
    workOf(desk, desk.state.config.readWork),
  );
}

function listFromCache(desk: Desk, plan: Plan, cache: ResourceCache, selectors: Selectors): void {
  const items: ApiObject[] = [];
  for (const object of objectsIn(cache, plan.target.namespace)) {
    if (isSelected(selectors, object)) items.push(object);
  }
  answerList(desk, plan, items, { resourceVersion: String(cache.revision) });
}

/** etcd answered a LIST. */
export function listed(desk: Desk, plan: Plan, answered: EtcdResponse): void {
  const query = plan.request.query ?? {};
  const asked = Number(query['resourceVersion'] ?? 0);
  if (asked > answered.revision) {
    return refuse(desk, plan, tooLargeResourceVersion(asked, answered.revision));
  }
  const selectors = parseSelectors(plan.target.info, query) as Selectors;
  const token = readContinue(query['continue']) as ContinueToken | undefined;
  const [result] = answered.results;
  const kvs = result?.op === 'range' ? result.kvs : [];
  const limit = Number(query['limit'] ?? 0);
  const revision = token?.revision ?? answered.revision;
  const items: ApiObject[] = [];
  let isMore = false;
  let last: KeyValue | undefined;
  let rest = 0;
  for (const kv of kvs) {
    const object = shared(desk, plan, kv);
    if (!isSelected(selectors, object)) continue;
    if (limit > 0 && items.length === limit) {
      isMore = true;
      rest++;
      continue;
    }
    items.push(object);
    last = kv;
  }
  const isCounted = isMore && selectors.fields.length + selectors.labels.length === 0;
  answerList(desk, plan, items, {
    resourceVersion: String(revision),
    ...(isMore && last !== undefined
      ? { continue: encodeContinue(revision, `${last.key.slice(scopeOf(plan).length)}\0`) }
      : {}),
    ...(isCounted ? { remainingItemCount: rest } : {}),
  });
}

/** etcd does not have that revision any more. */
export function listExpired(desk: Desk, plan: Plan): void {
  const isPage = plan.request.query?.['continue'] !== undefined;
  refuse(desk, plan, expired(isPage ? CONTINUE_TOO_OLD : LIST_TOO_OLD));
}

interface ListMetadata {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

function answerList(
  desk: Desk,
  plan: Plan,
  items: readonly ApiObject[],
  metadata: ListMetadata,
): void {
  const { info, verb } = plan.target;
  const mode = tableMode(plan.request);
  if (mode !== undefined && verb === 'list') {
    const now = printedAt(desk);
    return answer(desk, plan, 200, tables.get().tableOf(info, items, metadata, mode, now));
  }
  const list = {
    kind: `${info.kind}List`,
    apiVersion: apiVersionOf(info),
    metadata,
    items: info.group === 'events.k8s.io' ? items.map((one) => fromStored(info, one)) : items,
  };
  if (verb !== 'deletecollection') return answer(desk, plan, 200, list);
  const names: Collection['names'] = items.map(({ metadata: { name = '', namespace } }) => {
    return { name, ...(namespace === undefined ? {} : { namespace }) };
  });
  nextOfCollection(desk, { ...plan, collection: { names, list } });
}

function printedAt(desk: Desk): Now {
  const { io, state } = desk;
  const isModern = state.config.edition === 'containerd';
  return { epochSeconds: io.epochSeconds, at: io.now, isModern };
}

function scopeOf(plan: Plan): string {
  const { info, namespace } = plan.target;
  if (namespace === undefined) return `${info.storagePrefix}/`;
  return storageKey(info, namespace, '');
}

function revisionOf(token: ContinueToken | undefined, exact: number): { revision?: number } {
  if (token !== undefined) return { revision: token.revision };
  return exact > 0 ? { revision: exact } : {};
}

/** The stored object; the cache's own when it has the same version. */
function shared(desk: Desk, plan: Plan, kv: KeyValue): ApiObject {
  const known = cached(desk, plan.target.info, kv.key);
  if (known?.metadata.resourceVersion === String(kv.modRevision)) return known;
  return decoded(kv);
}
