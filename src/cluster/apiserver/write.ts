// Updates and deletions: optimistic, on the cached object first, again on etcd's when that had
// moved on. Models apiserver/pkg/storage/etcd3/store.go (GuaranteedUpdate, conditionalDelete) and
// registry/generic/registry/store.go (Update, Delete).

import type { ApiObject } from '../../apimachinery/meta.ts';
import { isSame } from '../../apimachinery/patch-values.ts';
import {
  conflict,
  internalError,
  notFoundStatus,
  OBJECT_WAS_MODIFIED,
  success,
} from '../../apimachinery/status.ts';
import type { Duration } from '../../kernel/time.ts';
import type { EtcdResponse, KeyValue } from '../protocol/etcd.ts';
import { isDryRun, startCreate, withoutRevision } from './create.ts';
import {
  answer,
  answerObject,
  askEtcd,
  cached,
  type Desk,
  keyOfTarget,
  refuse,
  workOf,
} from './desk.ts';
import { mutated } from './mutations.ts';
import type { Plan } from './state.ts';
import { strategyOf } from './strategies/others.ts';
import { DEFAULT_ACCOUNT, issueToken } from './tokens.ts';
import { decoded, withRevision } from './watch-cache.ts';

/** An update that lost this many races gives up. */
const MAX_ATTEMPTS = 5;

/** Begins a PUT, PATCH, DELETE, binding or eviction. */
export function startWrite(desk: Desk, plan: Plan): void {
  const { subresource, name } = plan.target;
  if (subresource === 'token' && name === DEFAULT_ACCOUNT) return issueToken(desk, plan);
  const existing = cached(desk, plan.target.info, keyOfTarget(plan));
  if (existing === undefined) return fetch(desk, plan);
  attempt(desk, plan, existing, false);
}

/** etcd said what is there. */
export function fetched(desk: Desk, plan: Plan, answered: EtcdResponse): void {
  const [result] = answered.results;
  const kv = result?.op === 'range' ? result.kvs[0] : undefined;
  again(desk, plan, kv);
}

/** etcd took the write, or says that the object had changed. */
export function updated(
  desk: Desk,
  plan: Plan,
  object: ApiObject,
  isLast: boolean,
  answered: EtcdResponse,
): void {
  if (!answered.succeeded) return lostRace(desk, plan, answered);
  const stored = withRevision(object, answered.revision);
  // What was admitted for the first write is not admitted again for the second.
  if (isLast) return remove(desk, plan, stored, undefined);
  if (plan.target.subresource === 'binding') return answer(desk, plan, 201, created(), stored);
  if (plan.target.subresource === 'eviction' && !plan.isSecondHalf) {
    return attempt(desk, { ...plan, isSecondHalf: true }, stored, true);
  }
  finish(desk, plan, stored, false);
}

/** etcd took the object away, or says that it had changed. */
export function removed(desk: Desk, plan: Plan, object: ApiObject, answered: EtcdResponse): void {
  if (!answered.succeeded) return lostRace(desk, plan, answered);
  finish(desk, plan, withRevision(object, answered.revision), true);
}

function fetch(desk: Desk, plan: Plan): void {
  const key = keyOfTarget(plan);
  askEtcd(desk, { ...plan, step: { do: 'fetch' } }, { type: 'etcd.range', key });
}

function lostRace(desk: Desk, plan: Plan, answered: EtcdResponse): void {
  const [result] = answered.results;
  const kv = result?.op === 'range' ? result.kvs[0] : undefined;
  if (plan.attempts < MAX_ATTEMPTS) return again(desk, plan, kv);
  const { info, name = '' } = plan.target;
  const resource = { group: info.group, resource: info.resource };
  refuse(desk, plan, conflict(resource, name, OBJECT_WAS_MODIFIED));
}

function again(desk: Desk, plan: Plan, kv: KeyValue | undefined): void {
  const next = { ...plan, attempts: plan.attempts + 1 };
  if (kv !== undefined) return attempt(desk, next, decoded(kv), true);
  const { info, name = '', verb } = plan.target;
  if (verb === 'update' && strategyOf(info).isCreateOnUpdateAllowed) return startCreate(desk, plan);
  if (plan.collection !== undefined) return finish(desk, plan, undefined, true);
  refuse(desk, plan, notFoundStatus({ group: info.group, resource: info.resource }, name));
}

function attempt(desk: Desk, plan: Plan, existing: ApiObject, isFresh: boolean): void {
  if (plan.target.subresource === 'token') return issueToken(desk, plan);
  const change = mutated(desk, plan, existing);
  switch (change.do) {
    case 'refuse':
      // A stale object may be the reason: look at the newest before saying no.
      if (!isFresh) return fetch(desk, plan);
      return refuse(desk, plan, change.status);
    case 'wait':
      return waiting(desk, plan, existing, isFresh);
    case 'remove':
      if (isDryRun(plan)) return finish(desk, plan, existing, true);
      return remove(desk, plan, existing, workOf(desk, desk.state.config.writeWork));
    case 'write': {
      const { object, isLast } = change;
      if (isDryRun(plan)) return finish(desk, plan, object, isLast);
      if (!isLast && isSame(withoutRevision(object), withoutRevision(existing))) {
        // Nothing changes, so nothing is written; but only the newest object can say so.
        if (!isFresh) return fetch(desk, plan);
        return finish(desk, plan, existing, false);
      }
      return write(desk, plan, object, existing, isLast);
    }
    default:
      return refuse(desk, plan, internalError('unknown change'));
  }
}

/** An eviction without its condition goes on to the deletion; a second deletion changes nothing. */
function waiting(desk: Desk, plan: Plan, existing: ApiObject, isFresh: boolean): void {
  if (plan.target.subresource === 'eviction' && !plan.isSecondHalf) {
    return attempt(desk, { ...plan, isSecondHalf: true }, existing, isFresh);
  }
  if (!isFresh) return fetch(desk, plan);
  finish(desk, plan, existing, false);
}

function write(
  desk: Desk,
  plan: Plan,
  object: ApiObject,
  existing: ApiObject,
  isLast: boolean,
): void {
  const key = keyOfTarget(plan);
  const value = Number(existing.metadata.resourceVersion);
  askEtcd(
    desk,
    { ...plan, step: { do: 'update', object, isLast } },
    {
      type: 'etcd.txn',
      compare: [{ key, target: 'mod', result: 'equal', value }],
      success: [{ op: 'put', key, value: withoutRevision(object) }],
      failure: [{ op: 'range', key }],
    },
    workOf(desk, desk.state.config.writeWork),
  );
}

function remove(desk: Desk, plan: Plan, existing: ApiObject, work: Duration | undefined): void {
  const key = keyOfTarget(plan);
  const value = Number(existing.metadata.resourceVersion);
  askEtcd(
    desk,
    { ...plan, step: { do: 'remove', object: existing } },
    {
      type: 'etcd.txn',
      compare: [{ key, target: 'mod', result: 'equal', value }],
      success: [{ op: 'delete', key }],
      failure: [{ op: 'range', key }],
    },
    work,
  );
}

/** Answers; in a deletecollection goes on with the next object. */
function finish(desk: Desk, plan: Plan, object: ApiObject | undefined, isGone: boolean): void {
  if (plan.collection !== undefined) return nextOfCollection(desk, plan);
  const { info, name = '', subresource, verb } = plan.target;
  if (subresource === 'eviction') return answer(desk, plan, 201, created(), object);
  const isReturned = info.kind === 'Pod' || !isGone;
  if (verb !== 'delete' || (isReturned && object !== undefined)) {
    return answerObject(desk, plan, 200, object as ApiObject);
  }
  const uid = object?.metadata.uid;
  const about = {
    name,
    ...(info.group === '' ? {} : { group: info.group }),
    kind: info.resource,
    ...(uid === undefined ? {} : { uid }),
  };
  answer(desk, plan, 200, success(about), object);
}

/** Deletes the next object of a deletecollection, or answers with the list of all. */
export function nextOfCollection(desk: Desk, plan: Plan): void {
  const { collection } = plan;
  if (collection === undefined) return;
  const [next, ...names] = collection.names;
  if (next === undefined) return answer(desk, plan, 200, collection.list);
  const target = { ...plan.target, ...next };
  startWrite(desk, {
    ...plan,
    target,
    attempts: 0,
    collection: { names, list: collection.list },
  });
}

function created(): { readonly [field: string]: unknown } {
  return { ...success(), code: 201 };
}
