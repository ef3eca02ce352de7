// Creating objects: the namespace must be there, admission and validation agree, the name be free.
// Models apiserver/pkg/endpoints/handlers/create.go, registry/generic/registry/store.go (Create)
// and the NamespaceLifecycle plugin.

import { type KindInfo, kindOfResource, storageKey } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import {
  alreadyExists,
  badRequest,
  forbiddenStatus,
  notFoundStatus,
  type Status,
} from '../../apimachinery/status.ts';
import { present } from '../../base/assert.ts';
import type { EtcdResponse } from '../protocol/etcd.ts';
import { createWarnings, validateCreate } from '../scheme/validation/validate.ts';
import { admitted } from './admission.ts';
import { withClusterIp } from './cluster-ips.ts';
import {
  allCached,
  answerObject,
  askEtcd,
  cached,
  contextOf,
  type Desk,
  refuse,
  workOf,
} from './desk.ts';
import { ETCD_LEASE_SLACK_SECONDS, leaseFor } from './event-leases.ts';
import { generatedName, newUid } from './names.ts';
import { readObject, refusedFields } from './object-checks.ts';
import type { Plan } from './state.ts';
import { strategyOf } from './strategies/others.ts';
import { withRevision } from './watch-cache.ts';

const NAMESPACES: KindInfo = present(kindOfResource('', 'namespaces'), 'namespaces are served');
const CLASSES: KindInfo = present(
  kindOfResource('scheduling.k8s.io', 'priorityclasses'),
  'priority classes are served',
);

/** Begins a POST of an object. */
export function startCreate(desk: Desk, plan: Plan): void {
  const { request, target } = plan;
  const read = readObject(request.body, request, target, desk.state.config.edition);
  if ('status' in read) return refuse(desk, plan, read.status);
  createObject(desk, { ...plan, warnings: read.warnings }, read.object);
}

/** Goes on with an object that was read already (an update that creates comes here too). */
export function createObject(desk: Desk, plan: Plan, object: ApiObject): void {
  if ((object.metadata.resourceVersion ?? '') !== '') {
    const message = 'resourceVersion should not be set on objects to be created';
    return refuse(desk, plan, { ...badRequest(message), code: 500, reason: '' });
  }
  const { namespace } = object.metadata;
  if (namespace === undefined) return admit(desk, plan, object);
  const key = storageKey(NAMESPACES, undefined, namespace);
  const found = cached(desk, NAMESPACES, key);
  if (found !== undefined) return admitInto(desk, plan, object, found);
  askEtcd(desk, { ...plan, step: { do: 'namespace', object } }, { type: 'etcd.range', key });
}

/** The namespace was not in the cache; etcd says whether there is one. */
export function namespaceFound(
  desk: Desk,
  plan: Plan,
  object: ApiObject,
  answer: EtcdResponse,
): void {
  const [result] = answer.results;
  const kv = result?.op === 'range' ? result.kvs[0] : undefined;
  if (kv !== undefined) return admitInto(desk, plan, object, kv.value as ApiObject);
  const names = { group: '', resource: 'namespaces' };
  refuse(desk, plan, notFoundStatus(names, object.metadata.namespace ?? ''));
}

function admitInto(desk: Desk, plan: Plan, object: ApiObject, namespace: ApiObject): void {
  if (namespace.metadata.deletionTimestamp === undefined) return admit(desk, plan, object);
  const { name = '', namespace: inside = '' } = object.metadata;
  const why = `unable to create new content in namespace ${inside} because it is being terminated`;
  const resource = { group: plan.target.info.group, resource: plan.target.info.resource };
  refuse(desk, plan, forbiddenStatus(resource, name, why));
}

function admit(desk: Desk, plan: Plan, object: ApiObject): void {
  const { config } = desk.state;
  const context = { config, priorityClasses: allCached(desk, CLASSES) };
  const named = withSystemFields(desk, object);
  const allowed = admitted(named, context);
  if (allowed.kind === 'Status') return refuse(desk, plan, allowed as Status);
  const strategy = strategyOf(plan.target.info);
  const prepared = strategy.prepareForCreate(allowed as ApiObject, contextOf(desk));
  const placed = withClusterIp(desk, prepared);
  if (placed.kind === 'Status') return refuse(desk, plan, placed as Status);
  const ready = placed as ApiObject;
  const errors = validateCreate(ready, config.edition);
  const status = refusedFields(ready, plan.target, errors);
  if (status !== undefined) return refuse(desk, plan, status);
  const warnings = [...plan.warnings, ...createWarnings(ready, config.edition)];
  if (isDryRun(plan)) return answerObject(desk, { ...plan, warnings }, 201, ready);
  if (ready.kind === 'Event') return createEvent(desk, plan, ready);
  put(desk, { ...plan, warnings }, ready, undefined);
}

function createEvent(desk: Desk, plan: Plan, object: ApiObject): void {
  const lease = leaseFor(desk);
  if (lease !== undefined) return put(desk, plan, object, lease);
  const ttlSeconds = desk.state.config.eventTtlSeconds + ETCD_LEASE_SLACK_SECONDS;
  const step = { do: 'lease', object } as const;
  askEtcd(desk, { ...plan, step }, { type: 'etcd.lease.grant', ttlSeconds });
}

/** The lease is there: now the event. */
export function leaseGranted(desk: Desk, plan: Plan, object: ApiObject, lease: number): void {
  desk.eventLease = { id: lease, grantedAt: desk.io.now };
  put(desk, plan, object, lease);
}

function put(desk: Desk, plan: Plan, object: ApiObject, lease: number | undefined): void {
  const { namespace, name = '' } = object.metadata;
  const key = storageKey(plan.target.info, namespace, name);
  const value = withoutRevision(object);
  const work = workOf(desk, desk.state.config.writeWork);
  askEtcd(
    desk,
    { ...plan, step: { do: 'create', object } },
    {
      type: 'etcd.txn',
      compare: [{ key, target: 'mod', result: 'equal', value: 0 }],
      success: [{ op: 'put', key, value, ...(lease === undefined ? {} : { lease }) }],
      failure: [],
    },
    work,
  );
}

/** etcd answered the creation. */
export function created(desk: Desk, plan: Plan, object: ApiObject, answer: EtcdResponse): void {
  if (answer.succeeded) {
    return answerObject(desk, plan, 201, withRevision(object, answer.revision));
  }
  const { group, resource } = plan.target.info;
  refuse(desk, plan, alreadyExists({ group, resource }, object.metadata.name ?? ''));
}

/** What only the server gives: a name from its base, the uid, the moment. */
function withSystemFields(desk: Desk, object: ApiObject): ApiObject {
  const {
    name: given,
    generateName,
    deletionTimestamp: _at,
    deletionGracePeriodSeconds: _grace,
    resourceVersion: _revision,
    selfLink: _link,
    managedFields: _fields,
    uid: _uid,
    creationTimestamp: _created,
    ...rest
  } = object.metadata;
  const isGenerated = (given ?? '') === '' && (generateName ?? '') !== '';
  const name = isGenerated ? generatedName(generateName ?? '', desk.io) : given;
  const metadata = {
    ...(name === undefined ? {} : { name }),
    ...(generateName === undefined ? {} : { generateName }),
    ...rest,
    uid: newUid(desk.io),
    creationTimestamp: contextOf(desk).now,
  };
  return { ...object, metadata };
}

/** The object as it is stored: its revision is etcd's own. */
export function withoutRevision(object: ApiObject): ApiObject {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Whether nothing is to be written. */
export function isDryRun(plan: Plan): boolean {
  const body = plan.request.body as { readonly dryRun?: readonly string[] } | undefined;
  const inBody = plan.request.verb === 'DELETE' && (body?.dryRun ?? []).includes('All');
  return inBody || plan.request.query?.['dryRun'] === 'All';
}
