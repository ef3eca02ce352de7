// From an HTTP request to an operation of the daemon. Models api/server/router of Docker 20.10.
// Knows paths and query parameters, nothing of what an operation does.

import type { Micros } from '../../kernel/time.ts';
import type {
  DockerCreateBody,
  DockerExecCreateBody,
  DockerPullRequest,
  DockerRequest,
  DockerUpdateBody,
} from '../protocol/docker.ts';
import { signalName } from '../runtime/signals.ts';
import type { DockerOp } from './state.ts';

/** Docker's own grace when a stop names none. */
const DEFAULT_STOP_SECONDS = 10;

/** The operation asked for, or undefined when the daemon has no such page. */
export function route(request: DockerRequest): DockerOp | undefined {
  const [, family, ...rest] = request.path.split('/');
  switch (family) {
    case 'containers':
      return containerOp(request, rest);
    case 'exec':
      return execOp(rest);
    case 'images':
      return imageOp(request, rest);
    case 'version':
      return { op: 'version' };
    case 'info':
      return { op: 'info' };
    default:
      return undefined;
  }
}

function containerOp(request: DockerRequest, rest: readonly string[]): DockerOp | undefined {
  const { query, body } = request;
  const [id = '', verb = ''] = rest;
  if (request.method === 'DELETE') return { op: 'remove', id, isForced: isSet(query['force']) };
  if (verb === '' && id === 'create') {
    return { op: 'create', name: query['name'] ?? '', body: body as DockerCreateBody };
  }
  if (verb === '' && id === 'json') {
    return { op: 'list', isAll: isSet(query['all']), labels: query['filters'] ?? '' };
  }
  switch (verb) {
    case 'json':
      return { op: 'inspect', id };
    case 'start':
      return { op: 'start', id };
    case 'stop':
    case 'restart':
      return { op: verb, id, seconds: Number(query['t'] ?? DEFAULT_STOP_SECONDS) };
    case 'kill':
      return { op: 'kill', id, signal: signalName(query['signal'] ?? 'SIGKILL') };
    case 'logs':
      return logsOp(request, id);
    case 'update':
      return { op: 'update', id, body: body as DockerUpdateBody };
    case 'exec':
      return { op: 'execCreate', id, body: body as DockerExecCreateBody };
    default:
      return undefined;
  }
}

function logsOp({ query }: DockerRequest, id: string): DockerOp {
  const tail = query['tail'] ?? 'all';
  const since = query['since'];
  return {
    op: 'logs',
    id,
    isFollowing: isSet(query['follow']),
    ...(tail === 'all' ? {} : { tail: Number(tail) }),
    ...(since === undefined ? {} : { since: Number(since) as Micros }),
  };
}

function execOp([execId = '', verb]: readonly string[]): DockerOp | undefined {
  if (verb === 'start') return { op: 'execStart', execId };
  return verb === 'json' ? { op: 'execInspect', execId } : undefined;
}

/** Names of images hold slashes, so the verb is what stands last. */
function imageOp(request: DockerRequest, rest: readonly string[]): DockerOp | undefined {
  const { method, query, body } = request;
  if (method === 'GET' && rest.length === 1 && rest[0] === 'json') return { op: 'images' };
  if (method === 'POST' && rest[0] === 'create') {
    const image = withTag(query['fromImage'] ?? '', query['tag']);
    const auth = (body as DockerPullRequest | undefined)?.auth;
    return { op: 'pull', image, ...(auth === undefined ? {} : { auth }) };
  }
  if (method === 'DELETE') {
    return { op: 'imageRemove', image: rest.join('/'), isForced: isSet(query['force']) };
  }
  const image = rest.slice(0, -1).join('/');
  const verb = rest[rest.length - 1];
  if (verb === 'json') return { op: 'imageInspect', image };
  if (verb !== 'tag') return undefined;
  return { op: 'tag', image, target: withTag(query['repo'] ?? '', query['tag']) };
}

function withTag(repository: string, tag: string | undefined): string {
  if (tag === undefined || tag === '') return repository;
  return tag.startsWith('sha256:') ? `${repository}@${tag}` : `${repository}:${tag}`;
}

function isSet(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
