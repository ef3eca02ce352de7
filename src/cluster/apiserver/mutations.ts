// What a write makes of an object as it stands: one function per kind of write, all pure but for
// the clock, so that a write whose object changed meanwhile is simply done again on the newer one.
// Models the tryUpdate functions of apiserver/pkg/registry and pkg/registry/core/*/storage.

import type { Binding, Pod, PodStatus } from '../../api/pod.ts';
import { withCondition } from '../../api/pod-helpers.ts';
import { invalid } from '../../apimachinery/field-error.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { applyJsonPatch, applyMergePatch } from '../../apimachinery/patch.ts';
import { patchSchemaOf } from '../../apimachinery/patch-schema.ts';
import { applyStrategicMergePatch } from '../../apimachinery/patch-strategic.ts';
import type { Patched } from '../../apimachinery/patch-values.ts';
import {
  badRequest,
  conflict,
  OBJECT_WAS_MODIFIED,
  type Status,
  uidPreconditionText,
  unsupportedMediaType,
} from '../../apimachinery/status.ts';
import { validateCreate } from '../scheme/validation/validate.ts';
import { type DeleteOptions, type Deletion, deletionOf } from './deletion.ts';
import { contextOf, type Desk } from './desk.ts';
import { fromStored } from './events-conversion.ts';
import { readObject, refusedFields, updateErrors } from './object-checks.ts';
import type { Plan } from './state.ts';
import { strategyOf } from './strategies/others.ts';

const PATCH_TYPES: readonly string[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

/** What the plan's request makes of the object. */
export function mutated(desk: Desk, plan: Plan, existing: ApiObject): Deletion {
  const { verb, subresource } = plan.target;
  if (verb === 'delete' || verb === 'deletecollection' || plan.isSecondHalf) {
    const seconds = desk.io.epochSeconds + Math.floor(desk.io.now / 1_000_000);
    const strategy = strategyOf(plan.target.info);
    return deletionOf(existing, strategy, deleteOptions(plan), seconds);
  }
  if (subresource === 'binding') return bound(desk, plan, existing as Pod);
  if (subresource === 'eviction') return marked(desk, existing as Pod);
  return replaced(desk, plan, existing);
}

/** DeleteOptions from the body, an Eviction's, or the query. */
export function deleteOptions(plan: Plan): DeleteOptions {
  const body = (plan.request.body ?? {}) as DeleteOptions & {
    readonly deleteOptions?: DeleteOptions;
  };
  const options = plan.isSecondHalf ? (body.deleteOptions ?? {}) : body;
  const asked = plan.request.query?.['gracePeriodSeconds'];
  return asked === undefined ? options : { ...options, gracePeriodSeconds: Number(asked) };
}

/** PUT and PATCH, of the object or of one of its subresources. */
function replaced(desk: Desk, plan: Plan, existing: ApiObject): Deletion {
  const { request, target } = plan;
  const { edition } = desk.state.config;
  const raw = target.verb === 'patch' ? patched(plan, existing) : { value: request.body };
  if ('status' in raw) return { do: 'refuse', status: raw.status };
  const read = readObject(raw.value, request, target, edition);
  if ('status' in read) return { do: 'refuse', status: read.status };
  const status = mismatch(plan, read.object, existing);
  if (status !== undefined) return { do: 'refuse', status };
  const next = prepared(desk, plan, withServerFields(read.object, existing), existing);
  const errors = updateErrors(next, existing, edition, target.subresource);
  const refusal = refusedFields(next, target, errors);
  if (refusal !== undefined) return { do: 'refuse', status: refusal };
  return { do: 'write', object: next, isLast: isReleased(next) };
}

function prepared(desk: Desk, plan: Plan, next: ApiObject, existing: ApiObject): ApiObject {
  const strategy = strategyOf(plan.target.info);
  const context = contextOf(desk);
  switch (plan.target.subresource) {
    case 'status':
      return strategy.prepareForStatus(next, existing, context);
    case 'ephemeralcontainers': {
      const { ephemeralContainers } = (next as Pod).spec;
      const spec = { ...(existing as Pod).spec, ephemeralContainers };
      return strategy.prepareForUpdate({ ...existing, spec } as ApiObject, existing, context);
    }
    case 'resize':
      return strategy.prepareForUpdate(resized(next as Pod, existing as Pod), existing, context);
    default:
      return strategy.prepareForUpdate(next, existing, context);
  }
}

/** Of a resize only the containers' resources count. */
function resized(next: Pod, existing: Pod): ApiObject {
  const containers = existing.spec.containers.map((container) => {
    const wanted = next.spec.containers.find((one) => one.name === container.name);
    return wanted?.resources === undefined
      ? container
      : { ...container, resources: wanted.resources };
  });
  return { ...existing, spec: { ...existing.spec, containers } } as ApiObject;
}

function patched(
  plan: Plan,
  existing: ApiObject,
): { readonly value: unknown } | { readonly status: Status } {
  const { request, target } = plan;
  const { contentType = '' } = request;
  if (!PATCH_TYPES.includes(contentType)) return { status: unsupportedMediaType(PATCH_TYPES) };
  const document = fromStored(target.info, existing);
  const result = patchedBy(contentType, document, request.body, target.info.kind);
  if ('value' in result) return result;
  if (contentType !== 'application/json-patch+json') {
    return { status: { ...badRequest(result.error), code: 500, reason: '' } };
  }
  const status = badRequest('the server rejected our request due to an error in our request');
  return { status: { ...status, code: 422, reason: 'Invalid', details: {} } };
}

function patchedBy(type: string, document: ApiObject, patch: unknown, kind: string): Patched {
  if (type === 'application/json-patch+json') return applyJsonPatch(document, patch);
  if (type === 'application/merge-patch+json') return { value: applyMergePatch(document, patch) };
  return applyStrategicMergePatch(document, patch, patchSchemaOf(kind));
}

/** The checks before an update: name, uid, resourceVersion. */
function mismatch(plan: Plan, next: ApiObject, existing: ApiObject): Status | undefined {
  const { info, name = '', verb } = plan.target;
  const { metadata } = next;
  const resource = { group: info.group, resource: info.resource };
  if ((metadata.name ?? name) !== name) {
    const why = `the name of the object (${metadata.name}) does not match the name on the URL (${name})`;
    return badRequest(why);
  }
  if (metadata.uid !== undefined && metadata.uid !== existing.metadata.uid) {
    const why = uidPreconditionText(metadata.uid, existing.metadata.uid ?? '');
    return conflict(resource, name, why);
  }
  const revision = metadata.resourceVersion ?? '';
  if (revision === '' || revision === '0') {
    if (verb === 'patch' || strategyOf(info).isUnconditionalUpdateAllowed) return undefined;
    const error = invalid(
      'metadata.resourceVersion',
      { go: '0x0' },
      'must be specified for an update',
    );
    return refusedFields(existing, plan.target, [error]);
  }
  if (revision !== existing.metadata.resourceVersion) {
    return conflict(resource, name, OBJECT_WAS_MODIFIED);
  }
  return undefined;
}

/** What an update never changes; without a resourceVersion it is meant for the newest. */
function withServerFields(next: ApiObject, existing: ApiObject): ApiObject {
  const { uid, creationTimestamp, resourceVersion, generation } = existing.metadata;
  const { deletionTimestamp, deletionGracePeriodSeconds } = existing.metadata;
  const {
    selfLink: _link,
    managedFields: _fields,
    deletionTimestamp: _at,
    deletionGracePeriodSeconds: _grace,
    ...rest
  } = next.metadata;
  const metadata = {
    ...rest,
    name: existing.metadata.name,
    uid,
    creationTimestamp,
    resourceVersion,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  };
  return { ...next, metadata } as ApiObject;
}

/** The last finalizer was taken off an object that waits for it. */
function isReleased(object: ApiObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (deletionTimestamp === undefined || (finalizers ?? []).length > 0) return false;
  if (object.kind !== 'Namespace') return (deletionGracePeriodSeconds ?? 0) === 0;
  const { spec } = object as { readonly spec?: { readonly finalizers?: readonly string[] } };
  return (spec?.finalizers ?? []).length === 0;
}

/** The scheduler's word: the pod gets its node. Models pod/storage/storage.go, BindingREST. */
function bound(desk: Desk, plan: Plan, pod: Pod): Deletion {
  const binding = { ...(plan.request.body as Binding), kind: 'Binding' } as const;
  const { name = '' } = pod.metadata;
  const node = binding.target?.name ?? '';
  const resource = { group: '', resource: 'pods/binding' };
  const refuseBinding = (why: string): Deletion => {
    return { do: 'refuse', status: conflict(resource, name, why) };
  };
  const errors = validateCreate(binding, desk.state.config.edition);
  const refusal = refusedFields(pod, plan.target, errors);
  if (refusal !== undefined) return { do: 'refuse', status: refusal };
  if (pod.metadata.deletionTimestamp !== undefined) {
    return refuseBinding(`pod ${name} is being deleted, cannot be assigned to a host`);
  }
  const taken = pod.spec.nodeName ?? '';
  if (taken !== '') return refuseBinding(`pod ${name} is already assigned to node "${taken}"`);
  const condition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: contextOf(desk).now,
  } as unknown as NonNullable<PodStatus['conditions']>[number];
  const status = withCondition(pod.status ?? {}, condition);
  const annotations = { ...pod.metadata.annotations, ...binding.metadata?.annotations };
  const hasAnnotations = Object.keys(annotations).length > 0;
  const metadata = hasAnnotations ? { ...pod.metadata, annotations } : pod.metadata;
  const object = { ...pod, metadata, spec: { ...pod.spec, nodeName: node }, status };
  return { do: 'write', object, isLast: false };
}

/** An eviction says so on the pod before it deletes it (since v1.26). */
function marked(desk: Desk, pod: Pod): Deletion {
  if (desk.state.config.edition !== 'containerd') return { do: 'wait' };
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastProbeTime: null,
    lastTransitionTime: contextOf(desk).now,
  } as unknown as NonNullable<PodStatus['conditions']>[number];
  const status = withCondition(pod.status ?? {}, condition);
  const object: Pod = { ...pod, status };
  return { do: 'write', object, isLast: false };
}
