// `/stats/…` and `/spec/` of the document's era: cAdvisor's own objects, passed on as they are.
// Models pkg/kubelet/server/stats/handler.go and pkg/kubelet/stats/provider.go.

import { get, values } from '../../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../../kernel/component.ts';
import type { Message } from '../../../kernel/message.ts';
import type { KubeletRequest } from '../../protocol/kubelet-server.ts';
import {
  CADVISOR_PORT,
  type CadvisorRequest,
  type CadvisorResponse,
} from '../../protocol/stats.ts';
import type { KubeletState } from '../state.ts';
import { json, type Page, plainText } from './pages.ts';
import type { Begun } from './sessions.ts';
import type { CadvisorShape } from './state.ts';

/** Body of the requests. Models StatsRequest. */
interface StatsBody {
  readonly containerName?: string;
  readonly num_stats?: number;
  readonly start?: string;
  readonly end?: string;
  readonly subcontainers?: boolean;
}

interface Asked {
  readonly path: string;
  readonly shape: CadvisorShape;
}

const NO_CONTAINER: Page = plainText(404, 'no matching container');
const DEFAULT_COUNT = 60;

/** Asks cAdvisor for what the path names: `/spec/`, `/stats/` and all below but the summary. */
export function readCadvisor(
  kubelet: KubeletState,
  to: ReplyTo,
  request: KubeletRequest,
  rest: readonly string[],
  io: Io,
): Begun {
  const body = bodyOf(request.body);
  const asked = rest[0] === 'spec' ? MACHINE : wanted(kubelet, rest.slice(1), body);
  if (asked === undefined) return { page: NO_CONTAINER };
  const actor = io.find(kubelet.config.cadvisor);
  if (actor === undefined) return { page: failure('cAdvisor does not run') };
  const { num_stats = DEFAULT_COUNT, start, end } = body;
  const query: CadvisorRequest = {
    type: 'cadvisor.request',
    verb: 'POST',
    path: asked.path,
    body: { num_stats, start, end },
  };
  const id = io.send({ actor, port: CADVISOR_PORT }, query);
  return { id, call: { what: 'cadvisor', to, shape: asked.shape } };
}

const MACHINE: Asked = { path: '/api/v1.0/machine', shape: 'as-it-is' };

function bodyOf(body: unknown): StatsBody {
  if (typeof body !== 'string') return (body ?? {}) as StatsBody;
  try {
    return JSON.parse(body) as StatsBody;
  } catch {
    return {};
  }
}

/** The root, any cgroup by its name with or without those below, or a pod's container. */
function wanted(
  kubelet: KubeletState,
  rest: readonly string[],
  body: StatsBody,
): Asked | undefined {
  if (rest.length === 0) return { path: '/api/v1.0/containers/', shape: 'as-it-is' };
  if (rest.length === 1) {
    const name = `/${body.containerName ?? ''}`.replace(/\/{2,}/g, '/');
    const isMany = body.subcontainers === true;
    const page = isMany ? 'v1.1/subcontainers' : 'v1.0/containers';
    return { path: `/api/${page}${name}`, shape: 'by-name' };
  }
  const [namespace = '', pod = '', uid, container = ''] =
    rest.length === 2 ? ['default', rest[0], undefined, rest[1]] : rest;
  const id = containerId(kubelet, namespace, pod, uid, container);
  return id === undefined ? undefined : { path: `/api/v1.2/docker/${id}`, shape: 'first' };
}

function containerId(
  { podManager, podCache }: KubeletState,
  namespace: string,
  name: string,
  uid: string | undefined,
  container: string,
): string | undefined {
  for (const { metadata } of values(podManager.pods)) {
    if (metadata.name !== name || metadata.namespace !== namespace) continue;
    if (uid !== undefined && metadata.uid !== uid) continue;
    const known = get(podCache, metadata.uid ?? '')?.containers ?? [];
    const running = known.find(
      (one) => one.metadata.name === container && one.state === 'CONTAINER_RUNNING',
    );
    if (running !== undefined) return running.id;
  }
  return undefined;
}

function failure(text: string): Page {
  return plainText(500, `Internal Error: ${text}\n`);
}

/** The page that cAdvisor's answer makes. */
export function cadvisorJson(shape: CadvisorShape, message: Message): Page {
  if (message.type !== 'cadvisor.response') return failure('cAdvisor does not run');
  const { code, body } = message as CadvisorResponse;
  if (code !== 200) return failure(String(body).trimEnd());
  switch (shape) {
    case 'as-it-is':
      return json(body as object);
    case 'by-name': {
      const all = (Array.isArray(body) ? body : [body]) as readonly { readonly name: string }[];
      return json(Object.fromEntries(all.map((one) => [one.name, one])));
    }
    case 'first':
      return json(Object.values(body as { readonly [path: string]: object })[0] ?? {});
  }
}
