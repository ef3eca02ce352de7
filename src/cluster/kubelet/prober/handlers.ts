// What a probe asks, and what the answer means. Models pkg/kubelet/prober/prober.go and pkg/probe.

import type { Container, ContainerPort, Probe } from '../../../api/container.ts';
import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { type CriError, criErrorText, type ExecResult } from '../../protocol/cri.ts';
import type { NetAnswer, NetError, NetPayload } from '../../protocol/linux-network.ts';
import { expand } from '../container-config/expansion.ts';

/** What to ask: a command in the container, or a call over the network. */
export type ProbeTarget =
  | { readonly kind: 'exec'; readonly command: readonly string[] }
  | {
      readonly kind: 'net';
      readonly host: string;
      readonly port: number;
      readonly payload: NetPayload;
      readonly url: string;
    }
  | { readonly kind: 'none'; readonly error: string };

/** How a probe ended. `unknown` is no verdict: it is tried again. */
export interface ProbeOutcome {
  readonly result: 'success' | 'warning' | 'failure' | 'unknown';
  readonly output: string;
  /** Where a redirect within the same host leads. */
  readonly redirect?: string;
}

const MAX_OUTPUT = 10_240;

/** The target of a probe for a pod at `podIp`. */
export function probeTarget(
  behaviour: KubeletBehaviour,
  container: Container,
  probe: Probe,
  podIp: string,
): ProbeTarget {
  if (probe.exec !== undefined) {
    const lookup = (name: string): string | undefined =>
      container.env?.find((one) => one.name === name && one.valueFrom === undefined)?.value;
    const words = probe.exec.command ?? [];
    return { kind: 'exec', command: words.map((word) => expand(word, lookup)) };
  }
  if (probe.httpGet !== undefined) return httpTarget(behaviour, container, probe.httpGet, podIp);
  if (probe.tcpSocket !== undefined) {
    const port = portOf(container, probe.tcpSocket.port);
    if (typeof port === 'string') return { kind: 'none', error: port };
    const host = probe.tcpSocket.host || podIp;
    return { kind: 'net', host, port, payload: { kind: 'tcp' }, url: address(host, port) };
  }
  if (probe.grpc !== undefined) {
    const { port, service } = probe.grpc;
    const payload: NetPayload = { kind: 'grpc-health', service: service ?? '' };
    return { kind: 'net', host: podIp, port, payload, url: address(podIp, port) };
  }
  return { kind: 'none', error: 'missing probe handler' };
}

type HttpGet = NonNullable<Probe['httpGet']>;

function httpTarget(
  behaviour: KubeletBehaviour,
  container: Container,
  httpGet: HttpGet,
  podIp: string,
): ProbeTarget {
  const port = portOf(container, httpGet.port);
  if (typeof port === 'string') return { kind: 'none', error: port };
  const host = httpGet.host || podIp;
  const scheme = (httpGet.scheme ?? 'HTTP').toLowerCase();
  const headers = httpHeaders(behaviour, httpGet.httpHeaders ?? []);
  const named = headers.find((one) => one.name.toLowerCase() === 'host')?.value;
  const path = httpGet.path ?? '/';
  const payload: NetPayload = {
    kind: 'http',
    method: 'GET',
    path: path.startsWith('/') ? path : `/${path}`,
    headers,
    ...(named === undefined ? {} : { host: named }),
    ...(scheme === 'https' ? { isTls: true } : {}),
  };
  return { kind: 'net', host, port, payload, url: formatUrl(scheme, host, port, path) };
}

/** The headers a probe sends: the pod's, and the kubelet's where the pod says nothing. */
export function httpHeaders(
  behaviour: KubeletBehaviour,
  wished: readonly { readonly name: string; readonly value: string }[],
): readonly { readonly name: string; readonly value: string }[] {
  const has = (name: string): boolean => wished.some((one) => one.name.toLowerCase() === name);
  const agent = { name: 'User-Agent', value: `kube-probe/${behaviour.probeVersion}` };
  const accept = { name: 'Accept', value: '*/*' };
  if (wished.length === 0) return [agent, accept];
  const kept = wished.filter((one) => one.value !== '' || !/^(user-agent|accept)$/i.test(one.name));
  return [...kept, ...(has('user-agent') ? [] : [agent]), ...(has('accept') ? [] : [accept])];
}

/** The URL as error texts show it. */
export function formatUrl(scheme: string, host: string, port: number, path: string): string {
  const tail = path === '' || path.startsWith('/') || path.startsWith('?') ? path : `/${path}`;
  return `${scheme}://${address(host, port)}${tail}`;
}

function address(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The port number, or why there is none. Models ResolveContainerPort. */
export function portOf(
  container: { readonly ports?: readonly ContainerPort[] },
  port: number | string,
): number | string {
  const named =
    typeof port === 'string' ? container.ports?.find((one) => one.name === port) : undefined;
  const number = typeof port === 'number' ? port : (named?.containerPort ?? Number(port));
  if (typeof port === 'string' && named === undefined && !/^[+-]?\d+$/.test(port)) {
    return `strconv.Atoi: parsing "${port}": invalid syntax`;
  }
  return number > 0 && number < 65_536 ? number : `invalid port number: ${number}`;
}

/** What a command's end means. */
export function execOutcome(
  behaviour: KubeletBehaviour,
  answer: { readonly result?: ExecResult; readonly error?: CriError },
  command: readonly string[],
  timeout: string,
): ProbeOutcome {
  if (answer.error !== undefined) {
    if (answer.error.code === 'DeadlineExceeded') {
      const output = behaviour.execTimeoutText(command.join(' '), timeout);
      return { result: 'failure', output };
    }
    return { result: 'unknown', output: criErrorText(answer.error) };
  }
  const { stdout = '', stderr = '', exitCode = 0 } = answer.result ?? {};
  const output = (stdout + stderr).slice(0, MAX_OUTPUT);
  return { result: exitCode === 0 ? 'success' : 'failure', output };
}

/** The outcome of an answer that is good whatever was asked; by far the most frequent one. */
export function plainSuccess(answer: NetAnswer): ProbeOutcome | undefined {
  if (answer.kind !== 'http' || answer.status < 200 || answer.status >= 300) return undefined;
  return { result: 'success', output: answer.body.slice(0, MAX_OUTPUT) };
}

/** What an answer over the network means. */
export function netOutcome(
  target: ProbeTarget & { readonly kind: 'net' },
  answer: NetAnswer,
  timeout: string,
): ProbeOutcome {
  switch (answer.kind) {
    case 'failed':
      return { result: 'failure', output: failureText(target, answer.error, timeout) };
    case 'tcp':
      return { result: 'success', output: '' };
    case 'grpc-health':
      return grpcOutcome(answer.status);
    default:
      return httpOutcome(target, answer);
  }
}

function httpOutcome(
  target: ProbeTarget & { readonly kind: 'net' },
  answer: NetAnswer & { readonly kind: 'http' },
): ProbeOutcome {
  const { status, headers } = answer;
  const body = answer.body.slice(0, MAX_OUTPUT);
  if (status < 200 || status >= 400) {
    return { result: 'failure', output: `HTTP probe failed with statuscode: ${status}` };
  }
  const location = headers.find((one) => one.name.toLowerCase() === 'location')?.value;
  if (status < 300 || location === undefined) return { result: 'success', output: body };
  if (location.startsWith('/')) return { result: 'success', output: body, redirect: location };
  const elsewhere = /^https?:\/\/([^/:]+|\[[^\]]*\])(?::\d+)?(.*)$/.exec(location);
  if (elsewhere?.[1] === target.host) {
    return { result: 'success', output: body, redirect: elsewhere[2] || '/' };
  }
  const output = `Probe terminated redirects, Response body: ${body}`;
  return { result: 'warning', output };
}

function grpcOutcome(status: string): ProbeOutcome {
  if (status === 'SERVING') return { result: 'success', output: 'service healthy' };
  if (status === 'UNIMPLEMENTED') {
    const what = 'this server does not implement the grpc health protocol (grpc.health.v1.Health)';
    return { result: 'failure', output: `error: ${what}` };
  }
  return { result: 'failure', output: `service unhealthy (responded with "${status}")` };
}

function failureText(
  { payload, url, host, port }: ProbeTarget & { readonly kind: 'net' },
  error: NetError,
  timeout: string,
): string {
  const dial = `dial tcp ${address(host, port)}: ${DIAL[error]}`;
  if (payload.kind === 'tcp') return dial;
  if (payload.kind === 'grpc-health') {
    return error === 'timeout'
      ? `timeout: health rpc did not complete within ${timeout}`
      : `timeout: failed to connect service "${url}" within ${timeout}: context deadline exceeded`;
  }
  if (error === 'timeout') {
    const what = '(Client.Timeout exceeded while awaiting headers)';
    return `Get "${url}": context deadline exceeded ${what}`;
  }
  if (error === 'not-tls') return `Get "${url}": http: server gave HTTP response to HTTPS client`;
  return error === 'reset' ? `Get "${url}": EOF` : `Get "${url}": ${dial}`;
}

const DIAL: { readonly [error in NetError]: string } = {
  refused: 'connect: connection refused',
  timeout: 'i/o timeout',
  reset: 'connect: connection reset by peer',
  unreachable: 'connect: no route to host',
  'not-tls': 'connect: connection refused',
};
