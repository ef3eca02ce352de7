// Logs, exec, attach and port-forward: the server finds the pod's node and passes the session
// through to its kubelet. Models pkg/registry/core/pod/strategy.go (LogLocation, streamLocation)
// and pkg/registry/core/pod/rest.

import { kindOfResource } from '../../api/kinds.ts';
import type { Pod } from '../../api/pod.ts';
import { findContainer } from '../../api/pod-helpers.ts';
import {
  badRequest,
  internalError,
  notFoundStatus,
  type Status,
} from '../../apimachinery/status.ts';
import { present } from '../../base/assert.ts';
import { entries, get, remove, set } from '../../base/persistent-map.ts';
import type { ReplyTo } from '../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../kernel/message.ts';
import type { ApiRequest, ApiResponse, ApiStream, ApiStreamEnd } from '../protocol/apiserver.ts';
import {
  KUBELET_SERVER,
  type KubeletRequest,
  type KubeletResponse,
  type KubeletServerMessage,
  type KubeletStreamEnd,
} from '../protocol/kubelet-server.ts';
import { answer, cached, type Desk, keyOfTarget, refuse, workOf } from './desk.ts';
import { KUBELET_PATHS, type NodeProxy } from './proxy-paths.ts';
import type { Plan, ProxySession } from './state.ts';

/** Who the API server is to a kubelet: the name in its certificate. */
const KUBELET_CLIENT = 'kube-apiserver-kubelet-client';
const SECURE_PORT = 10_250;

/** Begins a session: to the kubelet with it, or the reason why not. */
export function startProxy(desk: Desk, plan: Plan): void {
  const { target, request, replyTo } = plan;
  const { name = '', namespace = '', subresource = '' } = target;
  const pod = cached(desk, target.info, keyOfTarget(plan)) as Pod | undefined;
  if (pod === undefined)
    return refuse(desk, plan, notFoundStatus({ group: '', resource: 'pods' }, name));
  const container = containerOf(pod, request.query?.['container'], subresource);
  if (typeof container !== 'string') return refuse(desk, plan, container);
  const node = pod.spec.nodeName ?? '';
  if (node === '') {
    return refuse(desk, plan, badRequest(`pod ${name} does not have a host assigned`));
  }
  const actor = desk.io.find(`kubelet@${node}`);
  if (actor === undefined || replyTo === null) {
    return refuse(desk, plan, internalError(`no such host: ${node}`));
  }
  const { container: _, ...query } = request.query ?? {};
  const place =
    subresource === 'portforward' ? `${namespace}/${name}` : `${namespace}/${name}/${container}`;
  const message: KubeletRequest = {
    type: 'kubelet.request',
    verb: subresource === 'log' ? 'GET' : 'POST',
    path: `${KUBELET_PATHS[subresource]}/${place}`,
    user: KUBELET_CLIENT,
    query,
    ...(request.command === undefined ? {} : { command: request.command }),
    ...(request.body === undefined ? {} : { body: request.body }),
  };
  const id = desk.io.send(
    { actor, port: KUBELET_SERVER },
    message,
    workOf(desk, desk.state.config.readWork),
  );
  const session: ProxySession = { replyTo, plan, node, isStreaming: false };
  desk.sessions = set(desk.sessions, String(id), session);
}

/** `/api/v1/nodes/<node>/proxy/…`: any page of a node's kubelet, passed through as it is. */
export function startNodeProxy(
  desk: Desk,
  request: ApiRequest,
  { node, port, path }: NodeProxy,
  replyTo: ReplyTo,
): void {
  const info = present(kindOfResource('', 'nodes'), 'the kind Node');
  const plan: Plan = {
    request,
    replyTo,
    target: { verb: 'get', info, name: node, subresource: 'proxy' },
    step: { do: 'get' },
    startedAt: desk.io.now,
    attempts: 0,
    isSecondHalf: false,
    warnings: [],
  };
  if (cached(desk, info, keyOfTarget(plan)) === undefined) {
    return refuse(desk, plan, notFoundStatus({ group: '', resource: 'nodes' }, node));
  }
  const actor = desk.io.find(`kubelet@${node}`);
  if (actor === undefined) return refuse(desk, plan, internalError(`no such host: ${node}`));
  const { verb, query, body } = request;
  const message: KubeletRequest = {
    type: 'kubelet.request',
    verb: verb as KubeletRequest['verb'],
    path,
    user: KUBELET_CLIENT,
    ...(port === undefined ? {} : { port, isPlain: port !== SECURE_PORT }),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
  };
  const work = workOf(desk, desk.state.config.readWork);
  const id = desk.io.send({ actor, port: KUBELET_SERVER }, message, work);
  desk.sessions = set(desk.sessions, String(id), { replyTo, plan, node, isStreaming: false });
}

/** The kubelet answered, or its stream brought more. */
export function fromKubelet(desk: Desk, envelope: Envelope): void {
  const id = String(envelope.inReplyTo);
  const session = get(desk.sessions, id);
  if (session === undefined) return;
  const message = envelope.message as KubeletServerMessage;
  switch (message.type) {
    case 'kubelet.response':
      return responded(desk, id, session, message);
    case 'kubelet.stream': {
      const { channel, data } = message;
      desk.io.reply(session.replyTo, { type: 'api.stream', channel, data } as ApiStream);
      return;
    }
    case 'kubelet.stream.end':
      return ended(desk, id, session, message);
    case 'kubelet.refused':
      kubeletRefused(desk, id);
      return;
    default:
      return;
  }
}

/** What the client types, or its hanging up, goes to the kubelet. */
export function fromClient(desk: Desk, message: Message & { readonly stream: EventId }): void {
  for (const [id, session] of entries(desk.sessions)) {
    if (session.replyTo.id !== message.stream) continue;
    const actor = desk.io.find(`kubelet@${session.node}`);
    const isClose = message.type === 'api.stream.close';
    const type = isClose ? 'kubelet.stream.close' : 'kubelet.stream.input';
    const passed = { ...message, type, stream: Number(id) };
    if (actor !== undefined) desk.io.send({ actor, port: KUBELET_SERVER }, passed);
    if (isClose) desk.sessions = remove(desk.sessions, id);
  }
}

/** Nobody listens at the node's port. */
export function kubeletRefused(desk: Desk, id: string): void {
  const session = get(desk.sessions, id);
  if (session === undefined) return;
  desk.sessions = remove(desk.sessions, id);
  const { plan, node } = session;
  const dial = `dial tcp ${node}:10250: connect: connection refused`;
  const isLog = plan.target.subresource === 'log';
  const { namespace, name } = plan.target;
  const url = `https://${node}:10250/containerLogs/${namespace}/${name}`;
  const message = isLog ? `Get "${url}": ${dial}` : `error dialing backend: ${dial}`;
  refuse(desk, plan, { ...badRequest(message), code: 500, reason: '' });
}

/** The kubelet of a session died: its sessions end. */
export function kubeletClosed(desk: Desk, peer: string): void {
  for (const [id, session] of entries(desk.sessions)) {
    if (`kubelet@${session.node}` !== peer) continue;
    desk.sessions = remove(desk.sessions, id);
    if (session.isStreaming) desk.io.reply(session.replyTo, { type: 'api.stream.end' });
    else refuse(desk, session.plan, { ...badRequest('unexpected EOF'), code: 500, reason: '' });
  }
}

function responded(desk: Desk, id: string, session: ProxySession, message: KubeletResponse): void {
  const { plan, replyTo } = session;
  const isGood = message.code < 300;
  if (isGood && message.isStream === true) {
    const code = plan.target.subresource === 'log' ? 200 : 101;
    desk.io.reply(replyTo, { type: 'api.response', code, isStream: true } as ApiResponse);
    desk.sessions = set(desk.sessions, id, { ...session, isStreaming: true });
    return;
  }
  desk.sessions = remove(desk.sessions, id);
  if (isGood || plan.target.subresource === 'proxy') {
    return answer(desk, plan, message.code, message.body);
  }
  refuse(desk, plan, kubeletStatus(plan, message));
}

function kubeletStatus(plan: Plan, message: KubeletResponse): Status {
  const text = typeof message.body === 'string' ? message.body.trimEnd() : '';
  if (message.code === 400) return badRequest(text);
  if (message.code === 500) return internalError(text);
  const { name = '', subresource = '' } = plan.target;
  const why = `the server could not find the requested resource ( pods/${subresource} ${name})`;
  const details = {
    name,
    kind: 'pods',
    causes: [{ reason: 'UnexpectedServerResponse', message: text }],
  };
  return { ...badRequest(why), code: message.code, reason: 'NotFound', details };
}

function ended(desk: Desk, id: string, session: ProxySession, message: KubeletStreamEnd): void {
  desk.sessions = remove(desk.sessions, id);
  const end: ApiStreamEnd = { type: 'api.stream.end', ...endStatus(message) };
  desk.io.reply(session.replyTo, end);
}

function endStatus({ exitCode, error }: KubeletStreamEnd): { readonly status?: Status } {
  if (error !== undefined) return { status: internalError(error) };
  if (exitCode === undefined || exitCode === 0) return {};
  const message = `command terminated with non-zero exit code: exit status ${exitCode}`;
  const details = { causes: [{ reason: 'ExitCode', message: String(exitCode) }] };
  return { status: { ...badRequest(message), code: 500, reason: 'NonZeroExitCode', details } };
}

/** The container meant: the named one, or the only one. */
function containerOf(pod: Pod, asked: string | undefined, subresource: string): string | Status {
  if (subresource === 'portforward') return '';
  const name = pod.metadata.name ?? '';
  if (asked !== undefined && asked !== '') {
    if (findContainer(pod.spec, asked) !== undefined) return asked;
    return badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only, ...more] = pod.spec.containers;
  if (only !== undefined && more.length === 0) return only.name;
  const names = (from: readonly { readonly name: string }[]): string => {
    return from.map((one) => one.name).join(' ');
  };
  const choice = `a container name must be specified for pod ${name}, choose one of: [${names(pod.spec.containers)}]`;
  const init = pod.spec.initContainers ?? [];
  const rest = init.length === 0 ? '' : ` or one of the init containers: [${names(init)}]`;
  return badRequest(choice + rest);
}
