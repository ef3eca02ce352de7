// Status: what the API server answers when it does not answer with an object, and the one place
// where the texts of its refusals are made. Models apimachinery/pkg/api/errors/errors.go.

import type { FieldError } from './field-error.ts';
import { aggregateText, reasonOf } from './field-error.ts';
import { quote } from './go-text.ts';
import type { ListMeta } from './meta.ts';

/** What the API server answers when it does not answer with an object. */
export interface Status {
  readonly apiVersion: 'v1';
  readonly kind: 'Status';
  readonly metadata: ListMeta;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** Whom a Status is about, and the single causes. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** One cause of a refusal. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** How a kind is named in the text of an error: `pods`, `leases.coordination.k8s.io`. */
export interface ResourceName {
  readonly group: string;
  readonly resource: string;
}

function failure(
  code: number,
  reason: string,
  message: string,
  details?: StatusDetails,
  metadata: ListMeta = {},
): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata,
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

function details(name: ResourceName, object: string): StatusDetails {
  return {
    ...(object === '' ? {} : { name: object }),
    ...(name.group === '' ? {} : { group: name.group }),
    kind: name.resource,
  };
}

/** `pods` or `leases.coordination.k8s.io`. */
export function qualified(name: ResourceName): string {
  return name.group === '' ? name.resource : `${name.resource}.${name.group}`;
}

/** The answer to a deletion that is over, or to any request without an object to show. */
export function success(about?: StatusDetails): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(about === undefined ? {} : { details: about }),
    code: 200,
  };
}

/** 404: no such object. */
export function notFoundStatus(name: ResourceName, object: string): Status {
  const message = `${qualified(name)} ${quote(object)} not found`;
  return failure(404, 'NotFound', message, details(name, object));
}

/** 404: no such path. */
export function pathNotFound(): Status {
  const message = 'the server could not find the requested resource';
  return failure(404, 'NotFound', message, {});
}

/** 409: the name is taken. */
export function alreadyExists(name: ResourceName, object: string): Status {
  const message = `${qualified(name)} ${quote(object)} already exists`;
  return failure(409, 'AlreadyExists', message, details(name, object));
}

/** 409: the object is not what the request assumed. */
export function conflict(name: ResourceName, object: string, why: string): Status {
  const message = `Operation cannot be fulfilled on ${qualified(name)} ${quote(object)}: ${why}`;
  return failure(409, 'Conflict', message, details(name, object));
}

/** The usual reason of a conflict: an update with an old resourceVersion. */
export const OBJECT_WAS_MODIFIED: string =
  'the object has been modified; please apply your changes to the latest version and try again';

/** The reason of a conflict when the uid of a precondition is another. */
export function uidPreconditionText(wanted: string, found: string): string {
  return `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${found}`;
}

/** 422: fields are refused. `kind` is the Kind, not the resource. */
export function invalidStatus(
  group: string,
  kind: string,
  object: string,
  errors: readonly FieldError[],
): Status {
  const message = `${qualified({ group, resource: kind })} ${quote(object)} is invalid: ${aggregateText(errors)}`;
  return failure(422, 'Invalid', message, {
    ...details({ group, resource: kind }, object),
    causes: errors.map((error) => ({
      reason: reasonOf(error),
      message: error.message,
      field: error.field,
    })),
  });
}

/** 403: an admission rule refuses. */
export function forbiddenStatus(name: ResourceName, object: string, why: string): Status {
  const subject = qualified(name);
  const message =
    object === ''
      ? `${subject} is forbidden: ${why}`
      : `${subject} ${quote(object)} is forbidden: ${why}`;
  return failure(403, 'Forbidden', message, details(name, object));
}

/** 400: the request makes no sense. */
export function badRequest(message: string): Status {
  return failure(400, 'BadRequest', message);
}

/** 410: the resourceVersion of a watch or a page is older than what is kept. */
export function expired(message: string): Status {
  return failure(410, 'Expired', message);
}

/** The text of 410 for a watch. */
export function tooOldText(wanted: number, oldest: number): string {
  return `too old resource version: ${wanted} (${oldest})`;
}

/** The text of 410 for a list or a page whose revision etcd compacted. */
export const CONTINUE_TOO_OLD: string =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** 405: the resource does not do that. */
export function methodNotSupported(name: ResourceName, action: string): Status {
  const message = `${action} is not supported on resources of kind ${quote(qualified(name))}`;
  return failure(405, 'MethodNotAllowed', message, details(name, ''));
}

/** 405: the path does not take that verb. */
export function methodNotAllowed(): Status {
  const message = 'the server does not allow this method on the requested resource';
  return failure(405, 'MethodNotAllowed', message, {});
}

/** 415: a body of a type that is not read here. */
export function unsupportedMediaType(accepted: readonly string[]): Status {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return failure(415, 'UnsupportedMediaType', message);
}

/** 401: nobody is known by these credentials. */
export function unauthorized(): Status {
  return failure(401, 'Unauthorized', 'Unauthorized');
}

/** 500: the server itself failed. */
export function internalError(why: string): Status {
  return failure(500, 'InternalError', `Internal error occurred: ${why}`, {
    causes: [{ message: why }],
  });
}

/** 504: the resourceVersion asked for has not been seen yet. */
export function tooLargeResourceVersion(wanted: number, current: number): Status {
  const message = `Too large resource version: ${wanted}, current: ${current}`;
  return failure(504, 'Timeout', message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}
