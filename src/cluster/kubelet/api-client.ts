// How any port of the kubelet asks the API server; the answer comes back to the asking port as
// `api.response` (or `net.refused`), correlated by the id returned here.

import { present } from '../../base/assert.ts';
import type { Io } from '../../kernel/component.ts';
import type { EventId } from '../../kernel/message.ts';
import { API_REQUESTS, type ApiRequest } from '../protocol/apiserver.ts';
import type { KubeletConfig } from './config.ts';
import { apiAsked } from './metrics/instrumented.ts';

/** A request without what every request of a kubelet has. */
export type KubeletApiRequest = Omit<ApiRequest, 'type' | 'userAgent' | 'user'>;

/** Sends a request; the id is what the answer's `inReplyTo` will be. */
export function callApi(config: KubeletConfig, io: Io, request: KubeletApiRequest): EventId {
  const actor = present(io.find(config.apiserver), `no process ${config.apiserver}`);
  const id = io.send({ actor, port: API_REQUESTS }, {
    type: 'api.request',
    userAgent: 'kubelet',
    user: `system:node:${config.nodeName}`,
    ...request,
  } as ApiRequest);
  apiAsked(config, io, id, request.verb);
  return id;
}

/** The path of a namespaced object of the core group. */
export function corePath(namespace: string, resource: string, name: string): string {
  return `/api/v1/namespaces/${namespace}/${resource}/${name}`;
}

/** The key of a request in a map of calls under way. */
export function callKey(id: EventId): string {
  return `r${id}`;
}
