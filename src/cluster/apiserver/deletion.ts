// What a deletion does to an object before it goes: graceful deletion in steps.
// Models apiserver/pkg/registry/rest/delete.go (BeforeDelete) and generic/registry/store.go.

import type { ApiObject } from '../../apimachinery/meta.ts';
import { conflict, type Status } from '../../apimachinery/status.ts';
import { parseRfc3339, rfc3339 } from '../../base/calendar.ts';
import type { Strategy } from './strategies/strategy.ts';

/** What a DELETE may ask for. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly propagationPolicy?: string;
  readonly dryRun?: readonly string[];
}

/** What is to be done with the stored object. */
export type Deletion =
  /** Store it so; when `isLast`, take it away right after. */
  | { readonly do: 'write'; readonly object: ApiObject; readonly isLast: boolean }
  /** Take it away. */
  | { readonly do: 'remove' }
  /** Nothing: it is on its way already. */
  | { readonly do: 'wait' }
  | { readonly do: 'refuse'; readonly status: Status };

/** Decides what a deletion does to an object as it stands. */
export function deletionOf(
  object: ApiObject,
  strategy: Strategy,
  options: DeleteOptions,
  nowSeconds: number,
): Deletion {
  const status = violated(object, options) ?? strategy.refuseDelete?.(object);
  if (status !== undefined) return { do: 'refuse', status };
  if (strategy.gracePeriod === undefined) return withoutGrace(object, nowSeconds);
  const { deletionTimestamp, deletionGracePeriodSeconds: before } = object.metadata;
  const hasFinalizers = (object.metadata.finalizers ?? []).length > 0;
  if (deletionTimestamp !== undefined) {
    if ((before ?? 0) === 0) return hasFinalizers ? { do: 'wait' } : { do: 'remove' };
    const asked = options.gracePeriodSeconds;
    if (asked === undefined || asked >= (before ?? 0)) return { do: 'wait' };
    const until = unixOf(deletionTimestamp) - (before ?? 0) + asked;
    return written(object, until, asked, hasFinalizers, false);
  }
  const grace = strategy.gracePeriod(object, options.gracePeriodSeconds);
  return written(object, nowSeconds + grace, grace, hasFinalizers, true);
}

function written(
  object: ApiObject,
  until: number,
  grace: number,
  hasFinalizers: boolean,
  isFirst: boolean,
): Deletion {
  const { generation } = object.metadata;
  const metadata = {
    ...object.metadata,
    ...(isFirst && generation !== undefined ? { generation: generation + 1 } : {}),
    deletionTimestamp: rfc3339(until, 0),
    deletionGracePeriodSeconds: grace,
  };
  return { do: 'write', object: { ...object, metadata }, isLast: grace === 0 && !hasFinalizers };
}

/** Kinds without grace go at once; with finalizers they are marked and stay. */
function withoutGrace(object: ApiObject, nowSeconds: number): Deletion {
  const isNamespace = object.kind === 'Namespace';
  const hasFinalizers = (object.metadata.finalizers ?? []).length > 0;
  if (!hasFinalizers && !(isNamespace && isHeldBack(object))) return { do: 'remove' };
  if (object.metadata.deletionTimestamp !== undefined) return { do: 'wait' };
  const metadata = {
    ...object.metadata,
    deletionTimestamp: rfc3339(nowSeconds, 0),
    ...(isNamespace ? {} : { deletionGracePeriodSeconds: 0 }),
  };
  const status = isNamespace ? { status: { phase: 'Terminating' } } : {};
  return { do: 'write', object: { ...object, ...status, metadata }, isLast: false };
}

/** A namespace waits until its controller has emptied it. */
function isHeldBack(object: ApiObject): boolean {
  const spec = (object as { readonly spec?: { readonly finalizers?: readonly string[] } }).spec;
  return (spec?.finalizers ?? []).length > 0;
}

function violated(object: ApiObject, options: DeleteOptions): Status | undefined {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = object;
  const resource = { group: '', resource: object.kind };
  const name = metadata.name ?? '';
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`;
    return conflict(resource, name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
    return conflict(resource, name, why);
  }
  return undefined;
}

function unixOf(timestamp: string): number {
  return parseRfc3339(timestamp)?.seconds ?? 0;
}
