// Logs, exec and run: what is asked of the runtime for a client, and how its answers go back.
// Models pkg/kubelet/server/server.go, getContainerLogs, getExec, getRun and getPortForward.

import type { Pod } from '../../../api/pod.ts';
import { present } from '../../../base/assert.ts';
import { rfc3339Nano } from '../../../base/calendar.ts';
import { get, values } from '../../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../../kernel/component.ts';
import type { EventId } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';
import { type CriParams, type CriResponse, criErrorText, criRequest } from '../../protocol/cri.ts';
import type {
  KubeletRequest,
  KubeletResponse,
  KubeletStream,
  KubeletStreamEnd,
} from '../../protocol/kubelet-server.ts';
import type { LogLine } from '../../protocol/linux-logs.ts';
import { callRuntime } from '../cri-client.ts';
import { count, seriesKey } from '../metrics/book.ts';
import { bareId } from '../prober/worker.ts';
import type { KubeletState } from '../state.ts';
import { cachedStatus } from '../status/state.ts';
import { logTarget } from './log-status.ts';
import { type Page, plainText, responseOf } from './pages.ts';
import type { ServerCall } from './state.ts';

/** A session's call. */
export type SessionCall = Extract<ServerCall, { readonly isOpen: boolean }>;

/** What came of the beginning: a question to somebody else, or an answer already. */
export type Begun = { readonly id: EventId; readonly call: ServerCall } | { readonly page: Page };

function callOf(
  to: ReplyTo,
  what: SessionCall['what'],
  more: Partial<SessionCall> = {},
): SessionCall {
  const open = { isFollowing: false, hasTimestamps: false, isOpen: false };
  return { to, what, ...open, command: '', ...more };
}

function findPod(kubelet: KubeletState, namespace: string, name: string): Pod | undefined {
  for (const pod of values(kubelet.podManager.pods)) {
    if (pod.metadata.name === name && pod.metadata.namespace === namespace) return pod;
  }
  return undefined;
}

/** `/containerLogs/<namespace>/<pod>/<container>`. */
export function readLogs(
  kubelet: KubeletState,
  to: ReplyTo,
  request: KubeletRequest,
  [namespace = '', podName = '', container = '']: readonly string[],
  io: Io,
): Begun {
  const pod = findPod(kubelet, namespace, podName);
  const { query = {} } = request;
  if (pod === undefined) return { page: plainText(404, `pod "${podName}" does not exist`) };
  const { spec } = pod;
  const all = [spec.containers, spec.initContainers, spec.ephemeralContainers];
  if (!all.some((list) => list?.some((one) => one.name === container))) {
    return { page: plainText(404, `container "${container}" not found in pod "${podName}"`) };
  }
  const status = cachedStatus(kubelet.statuses, pod.metadata.uid ?? '') ?? pod.status;
  const target = logTarget(podName, status, container, query['previous'] === 'true');
  if ('error' in target) return { page: plainText(400, target.error) };
  const isFollowing = query['follow'] === 'true';
  const params = logParams(bareId(target.containerID), query, isFollowing, io.now);
  const id = callRuntime(kubelet.config, io, criRequest('ReadLogs', params));
  const hasTimestamps = query['timestamps'] === 'true';
  return { id, call: callOf(to, 'logs', { isFollowing, hasTimestamps }) };
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

const STREAMS = ['stdin', 'input', 'stdout', 'output', 'stderr', 'error'] as const;

/** `/exec`, `/attach`, `/portForward` by a client that cannot upgrade its connection. */
export function withoutUpgrade(
  kubelet: KubeletState,
  { query = {} }: KubeletRequest,
  [first = '', namespace = '', podName = '']: readonly string[],
): Page {
  if (
    first !== 'portForward' &&
    !STREAMS.some((name) => ['1', 'true'].includes(query[name] ?? ''))
  ) {
    return plainText(400, 'you must specify at least 1 of stdin, stdout, stderr');
  }
  if (findPod(kubelet, namespace, podName) === undefined) {
    return plainText(404, 'pod does not exist');
  }
  return plainText(500, 'Upgrade request required\n');
}

/** `/exec` of an upgraded client, and `/run`. */
export function runCommand(
  kubelet: KubeletState,
  to: ReplyTo,
  request: KubeletRequest,
  [namespace = '', podName = '', ...rest]: readonly string[],
  what: 'exec' | 'run',
  io: Io,
): Begun {
  const container = rest.at(-1) ?? '';
  const pod = findPod(kubelet, namespace, podName);
  if (pod === undefined) return { page: plainText(404, 'pod does not exist') };
  const found = get(kubelet.podCache, pod.metadata.uid ?? '')?.containers.find(
    (one) => one.metadata.name === container && one.state === 'CONTAINER_RUNNING',
  );
  if (found === undefined) {
    return { page: plainText(500, `container not found ("${container}")`) };
  }
  const containerId = found.id;
  const cmd = request.command ?? (request.query?.['cmd'] ?? '').split(' ');
  const id =
    what === 'run'
      ? callRuntime(
          kubelet.config,
          io,
          criRequest('ExecSync', { containerId, cmd, timeoutSeconds: 0 }),
        )
      : callRuntime(kubelet.config, io, criRequest('Exec', { containerId, cmd }));
  if (what === 'exec') count(io, seriesKey('websocket_streaming_requests_total', what));
  return { id, call: callOf(to, what, { command: cmd.join(' ') }) };
}

/** The runtime's answer goes to the client; the call as it stands then, undefined when it ended. */
export function passOn(io: Io, call: SessionCall, message: CriResponse): SessionCall | undefined {
  if (message.error !== undefined) {
    failed(io, call, criErrorText(message.error));
    return undefined;
  }
  if (message.method === 'ReadLogs') {
    const { lines, isEnd } = message.result;
    sendLines(io, call, lines, isEnd);
    return isEnd || !call.isFollowing ? undefined : { ...call, isOpen: true };
  }
  if (message.method === 'ExecSync' || message.method === 'Exec') {
    sendResult(io, call, present(message.result, 'a result'));
  }
  return undefined;
}

function failed(io: Io, call: SessionCall, error: string): void {
  if (!call.isOpen) {
    io.reply(call.to, responseOf(plainText(500, error)));
    return;
  }
  const end: KubeletStreamEnd = { type: 'kubelet.stream.end', error };
  io.reply(call.to, end);
}

function textOf(io: Io, call: SessionCall, lines: readonly LogLine[]): string {
  return lines
    .map((line) => {
      const time = call.hasTimestamps ? `${rfc3339Nano(io.epochSeconds, line.at)} ` : '';
      return `${time}${line.text}${line.isPartial ? '' : '\n'}`;
    })
    .join('');
}

function sendLines(io: Io, call: SessionCall, lines: readonly LogLine[], isEnd: boolean): void {
  const data = textOf(io, call, lines);
  if (!call.isFollowing) {
    io.reply(call.to, responseOf(plainText(200, data)));
    return;
  }
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
  call: SessionCall,
  result: { readonly stdout: string; readonly stderr: string; readonly exitCode: number },
): void {
  const { stdout, stderr, exitCode } = result;
  if (call.what === 'run') {
    const body = stdout + stderr;
    const page =
      exitCode === 0
        ? { code: 200, body, contentType: 'application/json' }
        : plainText(500, `command '${call.command}' exited with ${exitCode}: ${stderr}`);
    io.reply(call.to, responseOf(page));
    return;
  }
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
