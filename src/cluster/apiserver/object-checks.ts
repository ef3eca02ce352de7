// From a request's body to an object that may be stored: decoded strictly, of the right kind, named
// as the path says, with defaults; and its field errors. The one place that calls decoding,
// defaulting and validation. Models apiserver/pkg/endpoints/handlers/create.go and update.go.

import { apiVersionOf } from '../../api/kinds.ts';
import type { FieldError } from '../../apimachinery/field-error.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { badRequest, invalidStatus, type Status } from '../../apimachinery/status.ts';
import { uniform } from '../../base/uniform.ts';
import type { EditionName } from '../editions/edition.ts';
import type { ApiRequest } from '../protocol/apiserver.ts';
import { defaultObject } from '../scheme/defaults.ts';
import { validateUpdate } from '../scheme/validation/validate.ts';
import { toStored } from './events-conversion.ts';
import type { ResourceRequest } from './request-info.ts';
import { decodeBody, type FieldValidation } from './strict-decoding.ts';

/** A decoded body, or why it is none. */
export type DecodedBody =
  | { readonly object: ApiObject; readonly warnings: readonly string[] }
  | { readonly status: Status };

/** Reads the body of a create, update or applied patch as an object of the target's kind. */
export function readObject(
  body: unknown,
  request: ApiRequest,
  target: ResourceRequest,
  edition: EditionName,
): DecodedBody {
  const { info } = target;
  const head = (body ?? {}) as Partial<ApiObject>;
  const kind = head.kind ?? info.kind;
  const apiVersion = head.apiVersion ?? apiVersionOf(info);
  if (kind !== info.kind || apiVersion !== apiVersionOf(info)) {
    const why = `${kind} in version "${apiVersion.slice(apiVersion.indexOf('/') + 1)}" cannot be handled as a ${info.kind}: converting (${goType(apiVersion, kind)}) to (${internalType(info)}): unknown conversion`;
    return { status: badRequest(why) };
  }
  const asked = request.query?.['fieldValidation'];
  const validation = (asked ?? 'Warn') as FieldValidation;
  const typed = { ...head, apiVersion, kind };
  const decoded = decodeBody(typed, edition, validation, request.duplicates);
  if (!decoded.ok) return { status: decoded.status };
  const object = decoded.object as unknown as ApiObject;
  const placed = inNamespace({ ...object, metadata: object.metadata ?? {} }, target);
  if ('status' in placed) return placed;
  const whole = uniform(defaultObject(toStored(info, placed.object), edition));
  return { object: whole, warnings: decoded.warnings };
}

/** The 422 of field errors, if there are any. */
export function refusedFields(
  object: ApiObject,
  target: ResourceRequest,
  errors: readonly FieldError[],
): Status | undefined {
  if (errors.length === 0) return undefined;
  return invalidStatus(target.info.group, target.info.kind, object.metadata.name ?? '', errors);
}

/** The field errors of an update. A resize has rules of its own, which are not modelled. */
export function updateErrors(
  next: ApiObject,
  existing: ApiObject,
  edition: EditionName,
  subresource: string | undefined,
): readonly FieldError[] {
  if (subresource === 'resize') return [];
  return validateUpdate(next, existing, edition, subresource);
}

/** Gives the object the namespace of the path; another one of its own is refused. */
function inNamespace(
  object: ApiObject,
  target: ResourceRequest,
): { readonly object: ApiObject } | { readonly status: Status } {
  const own = object.metadata.namespace ?? '';
  const { namespace: _, ...rest } = object.metadata;
  if (!target.info.isNamespaced) return { object: { ...object, metadata: rest } };
  const namespace = target.namespace ?? 'default';
  if (own !== '' && own !== namespace) {
    const why =
      'the namespace of the provided object does not match the namespace sent on the request';
    return { status: badRequest(why) };
  }
  const { name, generateName, ...others } = rest;
  const metadata = {
    ...(name === undefined ? {} : { name }),
    ...(generateName === undefined ? {} : { generateName }),
    namespace,
    ...others,
  };
  return { object: { ...object, metadata } };
}

function goType(apiVersion: string, kind: string): string {
  return `${apiVersion.slice(apiVersion.indexOf('/') + 1)}.${kind}`;
}

function internalType(info: ResourceRequest['info']): string {
  const group = info.group === '' ? 'core' : (info.group.split('.')[0] ?? '');
  return `${group}.${info.kind}`;
}
