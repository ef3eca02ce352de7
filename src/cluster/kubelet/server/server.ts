// The port `server`: the kubelet's HTTP server on 10250.
// Models pkg/kubelet/server/server.go.

import type { Pod } from '../../../api/pod.ts';
import { present } from '../../../base/assert.ts';
import { rfc3339Nano } from '../../../base/calendar.ts';
import { entries, get, remove, set, values } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port, type ReplyTo } from '../../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';
import { podSourceRules } from '../../editions/pod-sources.ts';
import { type CriParams, type CriResponse, criErrorText, criRequest } from '../../protocol/cri.ts';
import type {
  KubeletClientMessage,
  KubeletRequest,
  KubeletResponse,
  KubeletStream,
  KubeletStreamEnd,
} from '../../protocol/kubelet-server.ts';
import type { LogLine } from '../../protocol/linux.ts';
import { CADVISOR_PORT, type StatsAnswer } from '../../protocol/stats.ts';
import { callKey } from '../api-client.ts';
import { callRuntime } from '../cri-client.ts';
import { bareId } from '../prober/worker.ts';
import { decodePushed } from '../sources/decode-pushed.ts';
import type { PodsPushed } from '../sources/state.ts';
import type { KubeletState } from '../state.ts';
import { cachedStatus } from '../status/state.ts';
import { configz, metricsText, podList, runningPods } from './answers.ts';
import { logTarget } from './log-status.ts';
import type { ServerCall, ServerState } from './state.ts';
import { summaryOf } from './summary.ts';

type ServerMessage =
  | KubeletClientMessage
  | CriResponse
  | StatsAnswer
  | (Message & { readonly type: 'net.refused' | 'net.closed' });

/** The port `server`. */
export const serverPort: PortHandler<KubeletState, never> = port<KubeletState, 'server'>(
  ['server'],
  (kubelet, envelope, io) => ({ server: take(kubelet, envelope, io) }),
);

function take(kubelet: KubeletState, envelope: Envelope, io: Io): ServerState {
  const message = envelope.message as ServerMessage;
  switch (message.type) {
    case 'kubelet.request':
      return serve(kubelet, { id: envelope.id, from: envelope.from }, message, io);
    case 'kubelet.stream.close':
      return closed(kubelet.server, message.stream);
    case 'kubelet.stream.input':
    case 'net.closed':
      return kubelet.server;
    default:
      return answered(kubelet, envelope, io);
  }
}

function respond(io: Io, to: ReplyTo, code: number, body: unknown): void {
  const response: KubeletResponse = { type: 'kubelet.response', code, body };
  io.reply(to, response);
}

/** Answers at once, or asks who knows. */
function serve(kubelet: KubeletState, to: ReplyTo, request: KubeletRequest, io: Io): ServerState {
  const [, first = '', ...rest] = request.path.replace(/\/$/, '').split('/');
  switch (first) {
    case 'healthz':
      respond(io, to, 200, 'ok');
      return kubelet.server;
    case 'pods':
      respond(io, to, 200, podList(kubelet));
      return kubelet.server;
    case 'runningpods':
      respond(io, to, 200, runningPods(kubelet));
      return kubelet.server;
    case 'configz':
      respond(io, to, 200, configz(kubelet.config));
      return kubelet.server;
    case 'metrics':
      if (rest.length > 0) break;
      respond(io, to, 200, metricsText(kubelet));
      return kubelet.server;
    case 'stats':
      if (rest[0] === 'summary') return askStats(kubelet, to, io);
      break;
    case 'container':
    case 'containers':
      if (!podSourceRules(kubelet.config.edition).hasPush) break;
      takePods(kubelet.config, to, request, first === 'containers', io);
      return kubelet.server;
    case 'containerLogs':
      return readLogs(kubelet, to, request, rest, io);
    case 'exec':
    case 'run':
      if (first === 'run' && request.verb !== 'POST') break;
      return runCommand(kubelet, to, request, rest, first, io);
  }
  respond(io, to, 404, '404 page not found\n');
  return kubelet.server;
}

/** Pods for the source `http-server`: empty 200, or 400 with what is wrong. */
function takePods(
  { edition, nodeName }: KubeletState['config'],
  to: ReplyTo,
  { body, path }: KubeletRequest,
  isList: boolean,
  io: Io,
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
  const place = { edition, nodeName, origin: path, isFile: false };
  const manifest = decodePushed(text, isList, place);
  if ('error' in manifest) return respond(io, to, 400, `${manifest.error}\n`);
  const message: PodsPushed = { type: 'source.pushed', pods: manifest.pods };
  io.signal('sources', message);
  respond(io, to, 200, '');
}

function keep(state: ServerState, id: EventId, call: ServerCall): ServerState {
  return { ...state, calls: set(state.calls, callKey(id), call) };
}

function askStats(kubelet: KubeletState, to: ReplyTo, io: Io): ServerState {
  const actor = io.find(kubelet.config.cadvisor);
  if (actor === undefined) {
    respond(io, to, 500, 'Internal Error: cAdvisor is not running');
    return kubelet.server;
  }
  const id = io.send({ actor, port: CADVISOR_PORT }, { type: 'stats.containers' });
  return keep(kubelet.server, id, callOf(to, 'summary'));
}

function callOf(to: ReplyTo, what: ServerCall['what'], more: Partial<ServerCall> = {}): ServerCall {
  return { to, what, isFollowing: false, hasTimestamps: false, isOpen: false, ...more };
}

function findPod(kubelet: KubeletState, namespace: string, name: string): Pod | undefined {
  for (const pod of values(kubelet.podManager.pods)) {
    if (pod.metadata.name === name && pod.metadata.namespace === namespace) return pod;
  }
  return undefined;
}

function readLogs(
  kubelet: KubeletState,
  to: ReplyTo,
  request: KubeletRequest,
  [namespace = '', podName = '', container = '']: readonly string[],
  io: Io,
): ServerState {
  const pod = findPod(kubelet, namespace, podName);
  const { query = {} } = request;
  if (pod === undefined) {
    respond(io, to, 404, `pod "${podName}" does not exist\n`);
    return kubelet.server;
  }
  const { spec } = pod;
  const all = [spec.containers, spec.initContainers, spec.ephemeralContainers];
  if (!all.some((list) => list?.some((one) => one.name === container))) {
    respond(io, to, 404, `container "${container}" not found in pod "${podName}"\n`);
    return kubelet.server;
  }
  const status = cachedStatus(kubelet.statuses, pod.metadata.uid ?? '') ?? pod.status;
  const target = logTarget(podName, status, container, query['previous'] === 'true');
  if ('error' in target) {
    respond(io, to, 400, target.error);
    return kubelet.server;
  }
  const isFollowing = query['follow'] === 'true';
  const params = logParams(bareId(target.containerID), query, isFollowing, io.now);
  const id = callRuntime(kubelet.config, io, criRequest('ReadLogs', params));
  const hasTimestamps = query['timestamps'] === 'true';
  return keep(kubelet.server, id, callOf(to, 'logs', { isFollowing, hasTimestamps }));
}

function logParams(
  containerId: string,
  query: { readonly [name: string]: string },
  isFollowing: boolean,
  now: Micros,
): CriParams<'ReadLogs'> {
  const { tailLines, limitBytes, sinceSeconds } = query;
  const since = Math.max(0, now - Number(sinceSeconds ?? 0) * 1_000_000) as Micros;
  return {
    containerId,
    ...(tailLines === undefined ? {} : { tailLines: Number(tailLines) }),
    ...(limitBytes === undefined ? {} : { limitBytes: Number(limitBytes) }),
    ...(sinceSeconds === undefined ? {} : { since }),
    ...(isFollowing ? { isFollowing } : {}),
  };
}

function runCommand(
  kubelet: KubeletState,
  to: ReplyTo,
  request: KubeletRequest,
  [namespace = '', podName = '', ...rest]: readonly string[],
  what: 'exec' | 'run',
  io: Io,
): ServerState {
  const container = rest.at(-1) ?? '';
  const pod = findPod(kubelet, namespace, podName);
  if (pod === undefined) {
    respond(io, to, 404, `pod "${podName}" does not exist`);
    return kubelet.server;
  }
  const found = get(kubelet.podCache, pod.metadata.uid ?? '')?.containers.find(
    (one) => one.metadata.name === container && one.state === 'CONTAINER_RUNNING',
  );
  if (found === undefined) {
    respond(io, to, 500, `container not found ("${container}")`);
    return kubelet.server;
  }
  const cmd = request.command ?? (request.query?.['cmd'] ?? '').split(' ');
  const id =
    what === 'run'
      ? callRuntime(
          kubelet.config,
          io,
          criRequest('ExecSync', { containerId: found.id, cmd, timeoutSeconds: 0 }),
        )
      : callRuntime(kubelet.config, io, criRequest('Exec', { containerId: found.id, cmd }));
  return keep(kubelet.server, id, callOf(to, what));
}

/** The client hung up: nobody wants the rest. */
function closed(state: ServerState, stream: EventId): ServerState {
  for (const [key, call] of entries(state.calls)) {
    if (call.to.id === stream) return { ...state, calls: remove(state.calls, key) };
  }
  return state;
}

function answered(kubelet: KubeletState, envelope: Envelope, io: Io): ServerState {
  const state = kubelet.server;
  if (envelope.inReplyTo === undefined) return state;
  const key = callKey(envelope.inReplyTo);
  const call = get(state.calls, key);
  if (call === undefined) return state;
  const message = envelope.message as ServerMessage;
  const done: ServerState = { ...state, calls: remove(state.calls, key) };
  if (message.type === 'stats.answer') {
    respond(io, call.to, 200, summaryOf(kubelet, io.epochSeconds, message.containers));
    return done;
  }
  if (message.type !== 'cri.response') {
    respond(io, call.to, 500, 'Internal Error: connection refused');
    return done;
  }
  if (message.error !== undefined) {
    failed(io, call, criErrorText(message.error));
    return done;
  }
  if (message.method === 'ReadLogs') {
    const { lines, isEnd } = message.result;
    sendLines(io, call, lines, isEnd);
    const isOver = isEnd || !call.isFollowing;
    return isOver ? done : { ...state, calls: set(state.calls, key, { ...call, isOpen: true }) };
  }
  if (message.method === 'ExecSync' || message.method === 'Exec') {
    sendResult(io, call, present(message.result, 'a result'));
  }
  return done;
}

function failed(io: Io, call: ServerCall, error: string): void {
  if (!call.isOpen) return respond(io, call.to, 500, error);
  const end: KubeletStreamEnd = { type: 'kubelet.stream.end', error };
  io.reply(call.to, end);
}

function textOf(io: Io, call: ServerCall, lines: readonly LogLine[]): string {
  return lines
    .map((line) => {
      const time = call.hasTimestamps ? `${rfc3339Nano(io.epochSeconds, line.at)} ` : '';
      return `${time}${line.text}${line.isPartial ? '' : '\n'}`;
    })
    .join('');
}

function sendLines(io: Io, call: ServerCall, lines: readonly LogLine[], isEnd: boolean): void {
  const data = textOf(io, call, lines);
  if (!call.isFollowing) return respond(io, call.to, 200, data);
  if (!call.isOpen) {
    const head: KubeletResponse = { type: 'kubelet.response', code: 200, isStream: true };
    io.reply(call.to, head);
  }
  const part: KubeletStream = { type: 'kubelet.stream', channel: 'stdout', data };
  if (data !== '') io.reply(call.to, part);
  if (!isEnd) return;
  const end: KubeletStreamEnd = { type: 'kubelet.stream.end' };
  io.reply(call.to, end);
}

function sendResult(
  io: Io,
  call: ServerCall,
  result: { readonly stdout: string; readonly stderr: string; readonly exitCode: number },
): void {
  const { stdout, stderr, exitCode } = result;
  if (call.what === 'run') return respond(io, call.to, 200, stdout + stderr);
  const head: KubeletResponse = { type: 'kubelet.response', code: 101, isStream: true };
  io.reply(call.to, head);
  const parts = [
    { channel: 'stdout', data: stdout },
    { channel: 'stderr', data: stderr },
  ] as const;
  for (const part of parts) {
    if (part.data !== '') io.reply(call.to, { type: 'kubelet.stream', ...part } as KubeletStream);
  }
  const end: KubeletStreamEnd = { type: 'kubelet.stream.end', exitCode };
  io.reply(call.to, end);
}
