// What a request is about, read off its verb and path.
// Models apiserver/pkg/endpoints/request/requestinfo.go.

import { type KindInfo, kindOfResource } from '../../api/kinds.ts';
import type { ApiRequest } from '../protocol/apiserver.ts';

/** What is done, in the words of RBAC and discovery. */
export type RequestVerb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection';

/** A request for objects of a kind. */
export interface ResourceRequest {
  readonly verb: RequestVerb;
  readonly info: KindInfo;
  /** Absent across namespaces and for kinds without. */
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** A path that is no collection of objects: discovery, health, or nothing at all. */
export interface OtherRequest {
  readonly path: string;
}

/** Reads a request. */
export function requestInfo(request: ApiRequest): ResourceRequest | OtherRequest {
  const path = request.path.replace(/\/+$/, '') || '/';
  const parts = path.split('/').slice(1);
  const isCore = parts[0] === 'api';
  if (!isCore && parts[0] !== 'apis') return { path };
  const group = isCore ? '' : (parts[1] ?? '');
  const version = isCore ? parts[1] : parts[2];
  const rest = parts.slice(isCore ? 2 : 3);
  const isScoped = rest[0] === 'namespaces' && rest.length >= 3 && !isOfNamespace(rest);
  const [resource = '', name, subresource, ...more] = isScoped ? rest.slice(2) : rest;
  const info = kindOfResource(group, resource);
  if (info === undefined || info.version !== version || more.length > 0) return { path };
  if (isScoped !== info.isNamespaced && name !== undefined && info.isNamespaced) return { path };
  if (subresource !== undefined && !info.subresources.includes(subresource)) return { path };
  const verb = verbOf(request, name);
  if (verb === undefined) return { path };
  const namespace = isScoped ? rest[1] : undefined;
  return {
    verb,
    info,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name: decodeURIComponent(name) }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

/** `/namespaces/x/status` and `/finalize` are the namespace's own. */
function isOfNamespace(rest: readonly string[]): boolean {
  return rest.length === 3 && (rest[2] === 'status' || rest[2] === 'finalize');
}

function verbOf(request: ApiRequest, name: string | undefined): RequestVerb | undefined {
  const isWatch = ['true', '1'].includes(request.query?.['watch'] ?? '');
  switch (request.verb) {
    case 'GET':
      if (isWatch) return 'watch';
      return name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return name === undefined ? undefined : 'update';
    case 'PATCH':
      return name === undefined ? undefined : 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      return undefined;
  }
}
