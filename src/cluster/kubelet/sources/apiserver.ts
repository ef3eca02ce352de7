// The source "api": list and watch of the pods that are bound to this node.
// Models pkg/kubelet/config/apiserver.go and client-go/tools/cache/reflector.go.

import type { Pod } from '../../../api/pod.ts';
import {
  emptyMap,
  mapOf,
  type PersistentMap,
  remove,
  set,
  values,
} from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import { later } from '../../../kernel/time.ts';
import {
  API_REQUESTS,
  type ApiRequest,
  type ApiResponse,
  type ApiWatch,
} from '../../protocol/apiserver.ts';
import { reflectorDelay } from '../../protocol/reflector.ts';
import type { SourceUpdate } from '../channels.ts';
import type { KubeletConfig } from '../config.ts';
import { apiAsked } from '../metrics/instrumented.ts';
import type { ReflectorState } from './state.ts';

const INITIAL_END = 'k8s.io/initial-events-end';

/** Begins with a list, or with a watch that sends the list first where the era has it. */
export function beginReflector(
  state: ReflectorState,
  config: KubeletConfig,
  io: Io,
): ReflectorState {
  return isWatchList(config)
    ? watch({ ...state, resourceVersion: '', pods: emptyMap() }, config, io, true)
    : list(state, config, io);
}

function isWatchList(config: KubeletConfig): boolean {
  return config.edition === 'containerd';
}

function list(state: ReflectorState, config: KubeletConfig, io: Io): ReflectorState {
  const query = { ...selector(config), limit: '500', resourceVersion: '0' };
  return { ...state, status: 'listing', ...ask(config, io, query) };
}

function watch(
  state: ReflectorState,
  config: KubeletConfig,
  io: Io,
  isInitial: boolean,
): ReflectorState {
  const query = {
    ...selector(config),
    watch: 'true',
    allowWatchBookmarks: 'true',
    ...(isInitial
      ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }
      : { resourceVersion: state.resourceVersion }),
  };
  return { ...state, status: 'watching', isInitial, ...ask(config, io, query) };
}

function selector(config: KubeletConfig): { fieldSelector: string } {
  return { fieldSelector: `spec.nodeName=${config.nodeName}` };
}

function ask(
  config: KubeletConfig,
  io: Io,
  query: { readonly [name: string]: string },
): Pick<ReflectorState, 'request'> {
  const actor = io.find(config.apiserver);
  if (actor === undefined) return {};
  const request: ApiRequest = {
    type: 'api.request',
    verb: 'GET',
    path: '/api/v1/pods',
    query,
    userAgent: 'kubelet',
    user: `system:node:${config.nodeName}`,
  };
  const id = io.send({ actor, port: API_REQUESTS }, request);
  apiAsked(config, io, id, request.verb);
  return { request: id };
}

/** An answer to the reflector's list or watch, or news that the connection broke. */
export function reflectorAnswered(
  state: ReflectorState,
  envelope: Envelope,
  config: KubeletConfig,
  io: Io,
): ReflectorState {
  const { message } = envelope;
  if (message.type === 'net.closed') return state.status === 'waiting' ? state : retry(state, io);
  if (envelope.inReplyTo !== state.request) return state;
  switch (message.type) {
    case 'api.response':
      return responded(state, message as ApiResponse, config, io);
    case 'api.watch':
      return watched(state, message as ApiWatch, config, io);
    case 'api.watch.end':
      return watch(state, config, io, false);
    case 'net.refused':
      return retry(state, io);
    default:
      return state;
  }
}

function responded(
  state: ReflectorState,
  response: ApiResponse,
  config: KubeletConfig,
  io: Io,
): ReflectorState {
  if (response.code === 410) return beginReflector({ ...state, resourceVersion: '' }, config, io);
  if (response.code >= 400) return retry(state, io);
  if (state.status !== 'listing') return { ...state, failures: 0 };
  const body = response.body as {
    readonly metadata?: { readonly resourceVersion?: string };
    readonly items?: readonly Pod[];
  };
  const pods = mapOf((body.items ?? []).map((pod) => [keyOf(pod), pod] as const));
  const listed: ReflectorState = {
    ...state,
    pods,
    resourceVersion: body.metadata?.resourceVersion ?? '',
    failures: 0,
    lastAt: io.now,
  };
  publish(pods, io);
  return watch(listed, config, io, false);
}

function watched(
  state: ReflectorState,
  message: ApiWatch,
  config: KubeletConfig,
  io: Io,
): ReflectorState {
  let { pods, resourceVersion, isInitial } = state;
  let isChanged = false;
  for (const { type, object } of message.events) {
    if (type === 'ERROR') return beginReflector({ ...state, resourceVersion: '' }, config, io);
    const pod = object as Pod;
    resourceVersion = pod.metadata?.resourceVersion ?? resourceVersion;
    if (type === 'BOOKMARK') {
      if (pod.metadata?.annotations?.[INITIAL_END] === 'true') {
        isInitial = false;
        isChanged = true;
      }
      continue;
    }
    pods = type === 'DELETED' ? remove(pods, keyOf(pod)) : set(pods, keyOf(pod), pod);
    isChanged = true;
    // Each event of the watch is an update of its own, as the store's listeners see it.
    if (!isInitial) publish(pods, io);
  }
  if (isChanged && state.isInitial && !isInitial) publish(pods, io);
  return { ...state, pods, resourceVersion, isInitial, lastAt: io.now, failures: 0 };
}

function keyOf(pod: Pod): string {
  return `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`;
}

/** The whole list of the source, as PodConfig wants it. */
function publish(pods: PersistentMap<Pod>, io: Io): void {
  const update: SourceUpdate = { type: 'source.update', source: 'api', pods: [...values(pods)] };
  io.signal('pod-config', update);
}

function retry(state: ReflectorState, io: Io): ReflectorState {
  const wait = reflectorDelay(io.draw('reflector'), state.failures);
  io.after('reflector', wait, { type: 'reflector.retry' }, 'sources');
  const { request: _broken, ...rest } = state;
  const nextAt = later(io.now, wait);
  return { ...rest, status: 'waiting', failures: state.failures + 1, nextAt };
}

/** After the wait: the watch goes on from where it was, or the list is read again. */
export function retryReflector(
  state: ReflectorState,
  config: KubeletConfig,
  io: Io,
): ReflectorState {
  if (state.resourceVersion === '') return beginReflector(state, config, io);
  return watch(state, config, io, false);
}
