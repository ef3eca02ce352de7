// What is particular to a kind when its objects are written. Models the strategies that
// apiserver/pkg/registry/rest asks (create.go, update.go, delete.go).

import type { ApiObject } from '../../../apimachinery/meta.ts';
import type { Status } from '../../../apimachinery/status.ts';
import type { EditionName } from '../../editions/edition.ts';

/** What a strategy may know besides the objects. */
export interface WriteContext {
  readonly edition: EditionName;
  /** The present instant, RFC 3339. */
  readonly now: string;
}

/** Shapes objects of one kind on their way into the store; all functions are pure. */
export interface Strategy {
  /** Resets what only the server may set on a new object. */
  readonly prepareForCreate: (object: ApiObject, context: WriteContext) => ApiObject;
  /** Keeps what an update of the object itself may not touch (its status). */
  readonly prepareForUpdate: (next: ApiObject, old: ApiObject, context: WriteContext) => ApiObject;
  /** Keeps what an update of `status` may not touch (all else). */
  readonly prepareForStatus: (next: ApiObject, old: ApiObject, context: WriteContext) => ApiObject;
  /** The grace of a deletion in seconds; undefined for kinds that go at once. */
  readonly gracePeriod?: (object: ApiObject, asked: number | undefined) => number;
  /** PUT without resourceVersion overwrites whatever is there. */
  readonly isUnconditionalUpdateAllowed: boolean;
  /** PUT of an object that is not there creates it. */
  readonly isCreateOnUpdateAllowed: boolean;
  /** Refuses a deletion for a reason of its own. */
  readonly refuseDelete?: (object: ApiObject) => Status | undefined;
}

/** An object whose status is a member of its own. */
export type WithStatus = ApiObject & { readonly status?: unknown; readonly spec?: unknown };

/** The object with another member's status; without one when that has none. */
export function withStatusOf(object: ApiObject, source: ApiObject): ApiObject {
  const { status: _, ...rest } = object as WithStatus;
  const { status } = source as WithStatus;
  return (status === undefined ? rest : { ...rest, status }) as ApiObject;
}

/**
 * The old object with the new one's status and those parts of metadata a status update may change.
 */
export function onlyStatus(next: ApiObject, old: ApiObject): ApiObject {
  const { labels, annotations, finalizers, resourceVersion } = next.metadata;
  const {
    labels: _labels,
    annotations: _annotations,
    finalizers: _finalizers,
    resourceVersion: _revision,
    ...kept
  } = old.metadata;
  const metadata = {
    ...kept,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(finalizers === undefined ? {} : { finalizers }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  return withStatusOf({ ...old, metadata }, next);
}

/** A kind without status of its own and without special rules. */
export const PLAIN: Strategy = {
  prepareForCreate: (object) => object,
  prepareForUpdate: (next) => next,
  prepareForStatus: onlyStatus,
  isUnconditionalUpdateAllowed: true,
  isCreateOnUpdateAllowed: false,
};

/** A kind with a status that clients may not set with the rest. */
export const WITH_STATUS: Strategy = {
  ...PLAIN,
  prepareForCreate: (object) => withoutStatus(object),
  prepareForUpdate: withStatusOf,
};

/** The object without its status. */
export function withoutStatus(object: ApiObject): ApiObject {
  const { status: _, ...rest } = object as WithStatus;
  return rest as ApiObject;
}
