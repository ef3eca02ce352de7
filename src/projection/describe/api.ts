// Words for what goes to and from the API server, and for the kubelet's own server.

import { type ApiObject, subjectOf } from '../../apimachinery/meta.ts';
import type {
  ApiClientMessage,
  ApiRequest,
  ApiResponse,
  ApiServerMessage,
  ApiWatch,
} from '../../cluster/protocol/apiserver.ts';
import type {
  KubeletClientMessage,
  KubeletServerMessage,
} from '../../cluster/protocol/kubelet-server.ts';
import type { Subject } from '../../kernel/message.ts';
import { andMore, type Describers, type Description, described, pluralOf } from './description.ts';

/** Describers of the API server's protocol and of the kubelet's port 10250. */
export const API: Describers<
  ApiClientMessage | ApiServerMessage | KubeletClientMessage | KubeletServerMessage
> = {
  'api.request': apiRequest,
  'api.response': apiResponse,
  'api.watch': apiWatch,
  'api.watch.end': () => described('api', 'watch', 'end of watch'),
  'api.watch.cancel': () => described('api', 'request', 'stop watching'),
  'api.stream': (message) => described('api', 'response', message.channel),
  'api.stream.end': () => described('api', 'response', 'end of stream'),
  'api.stream.input': () => described('api', 'request', 'stdin'),
  'api.stream.close': () => described('api', 'request', 'hang up'),
  'kubelet.request': ({ verb, path }) =>
    described(isMetrics(path) ? 'metrics' : 'api', 'request', `${verb} ${path}`),
  'kubelet.response': ({ code }) => described('api', 'response', String(code)),
  'kubelet.stream': (message) => described('api', 'response', message.channel),
  'kubelet.stream.end': () => described('api', 'response', 'end of stream'),
  'kubelet.stream.input': () => described('api', 'request', 'stdin'),
  'kubelet.stream.close': () => described('api', 'request', 'hang up'),
};

function isMetrics(path: string): boolean {
  return path.startsWith('/stats') || path.startsWith('/metrics');
}

function apiRequest(message: ApiRequest): Description {
  const isWatch = message.query?.['watch'] === 'true' || message.query?.['watch'] === '1';
  const label = `${isWatch ? 'WATCH' : message.verb} ${message.path}`;
  return described('api', 'request', label, withUid(subjectOfPath(message.path), message.body));
}

function apiResponse(message: ApiResponse): Description {
  const { code, body } = message;
  const object = asObject(body);
  if (object?.kind === 'Status') {
    const reason = code >= 400 ? (body as { readonly reason?: string }).reason : undefined;
    return described('api', 'response', reason === undefined ? `${code}` : `${code} ${reason}`);
  }
  const isOne = object?.metadata.name !== undefined;
  return described('api', 'response', `${code}`, isOne ? subjectOf(object) : undefined);
}

function apiWatch({ events }: ApiWatch): Description {
  const first = events[0];
  if (first === undefined) return described('api', 'watch', 'nothing new');
  if (first.type === 'ERROR') {
    return described('api', 'watch', `ERROR ${first.object.reason ?? first.object.code ?? ''}`);
  }
  const { object, type } = first;
  const what = pluralOf(object.kind.toLowerCase());
  if (type === 'BOOKMARK') return described('api', 'watch', `BOOKMARK ${what}`);
  const label = `${type} ${what}/${object.metadata.name ?? ''}`;
  return described('api', 'watch', andMore(label, events.length), subjectOf(object));
}

function asObject(body: unknown): ApiObject | undefined {
  if (body === null || typeof body !== 'object') return undefined;
  const object = body as Partial<ApiObject>;
  return object.kind === undefined || object.metadata === undefined
    ? undefined
    : (body as ApiObject);
}

function withUid(about: Subject | undefined, body: unknown): Subject | undefined {
  if (about === undefined) return undefined;
  const metadata = (body as { readonly metadata?: { name?: string; uid?: string } } | undefined)
    ?.metadata;
  if (about.name === '' && metadata?.name !== undefined) {
    about = { ...about, name: metadata.name };
  }
  return metadata?.uid === undefined ? about : { ...about, uid: metadata.uid };
}

/** `/api/v1/namespaces/default/pods/web/status` is about the pod default/web. */
export function subjectOfPath(path: string): Subject | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const rest = parts[0] === 'api' ? parts.slice(2) : parts.slice(3);
  const isNamespaced = rest[0] === 'namespaces' && rest.length > 2;
  const namespace = isNamespaced ? rest[1] : undefined;
  const [resource, name = ''] = isNamespaced ? rest.slice(2) : rest;
  if (resource === undefined) return undefined;
  const kind = singularOf(resource);
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function singularOf(resource: string): string {
  if (resource.endsWith('ies')) return `${resource.slice(0, -3)}y`;
  return resource.endsWith('s') ? resource.slice(0, -1) : resource;
}
