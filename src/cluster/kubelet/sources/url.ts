// The source "http": a document at a URL, fetched on a timer. Models pkg/kubelet/config/http.go.

import type { Pod } from '../../../api/pod.ts';
import { urlParts } from '../../../base/url.ts';
import type { Io } from '../../../kernel/component.ts';
import { later, seconds } from '../../../kernel/time.ts';
import type { NetAnswer, NetCall, NetError, NetResult } from '../../protocol/linux-network.ts';
import type { SourceUpdate } from '../channels.ts';
import type { KubeletConfig } from '../config.ts';
import { manifestDecoder } from '../late.ts';
import { callLinux } from '../linux-client.ts';
import { logSource } from './log-line.ts';
import type { SourceDue, UrlState } from './state.ts';

const DUE: SourceDue = { type: 'source.due', source: 'http' };

/** The timer of the next fetch. */
const TIMER = 'source.http' as const;
/** How long the client waits for an answer. */
const CLIENT_TIMEOUT = seconds(10);
/** So many failures in a row are logged; the ones after that only when asked for. */
const LOUD_FAILURES = 4;

/** Fetches for the first time; a kubelet without a URL has no such source. */
export function beginUrl(config: KubeletConfig, io: Io): UrlState | undefined {
  return config.staticPodUrl === undefined
    ? undefined
    : urlDue({ pods: [], failures: 0 }, config, io);
}

/** The period is over: the URL is fetched again. */
export function urlDue(state: UrlState, config: KubeletConfig, io: Io): UrlState {
  const parts = urlParts(config.staticPodUrl ?? '');
  const { nextAt: _now, ...rest } = state;
  if (parts === undefined) {
    return failed(rest, `Get "${config.staticPodUrl}": unsupported protocol scheme ""`, config, io);
  }
  const { host, port, path, query, scheme } = parts;
  const asked = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const call: NetCall = {
    type: 'linux.call',
    ip: host === 'localhost' ? '127.0.0.1' : host,
    port,
    timeout: CLIENT_TIMEOUT,
    payload: {
      kind: 'http',
      method: 'GET',
      path: asked.length === 0 ? path : `${path}?${asked.join('&')}`,
      host,
      headers: config.staticPodUrlHeaders,
      ...(scheme === 'https' ? { isTls: true } : {}),
    },
  };
  return { ...rest, request: callLinux(config, io, call) };
}

/** The answer of the URL. */
export function urlAnswered(
  state: UrlState,
  { answer }: NetResult,
  config: KubeletConfig,
  io: Io,
): UrlState {
  const url = config.staticPodUrl ?? '';
  if (answer.kind !== 'http') return failed(state, callError(url, answer), config, io);
  const { status, body } = answer;
  if (status !== 200) {
    return failed(state, `${url}: ${status} ${STATUS_TEXTS[status] ?? ''}`.trim(), config, io);
  }
  if (body === '') {
    publish([], io);
    return failed({ ...state, pods: [] }, `zero-length data received from ${url}`, config, io);
  }
  if (body === state.content) return succeeded(state, config, io);
  const { edition, nodeName } = config;
  const place = { edition, nodeName, origin: url, isFile: false };
  const manifest = manifestDecoder.get().decodeUrl(body, place);
  const read: UrlState = { ...state, content: body };
  if ('error' in manifest) return failed(read, manifest.error, config, io);
  publish(manifest.pods, io);
  return succeeded({ ...read, pods: manifest.pods }, config, io);
}

function succeeded(state: UrlState, config: KubeletConfig, io: Io): UrlState {
  if (state.failures > 0) {
    const message = 'Successfully read pods from URL';
    const origin = config.staticPodUrl ?? '';
    logSource(config, io, { source: 'http', origin, plain: `${message}.`, message });
  }
  const { error: _healed, ...rest } = state;
  return waiting({ ...rest, failures: 0 }, config, io);
}

function failed(state: UrlState, error: string, config: KubeletConfig, io: Io): UrlState {
  const failures = state.failures + 1;
  if (failures <= LOUD_FAILURES) {
    const isLast = failures === LOUD_FAILURES;
    const more = isLast ? '. Dropping verbosity of this message to V(4)' : '';
    const message = `Failed to read pods from URL${more}`;
    const origin = config.staticPodUrl ?? '';
    logSource(config, io, {
      source: 'http',
      origin,
      error,
      plain: `${message}: ${error}`,
      message,
    });
  }
  return waiting({ ...state, error, failures }, config, io);
}

/** The period counts from the end of a fetch. */
function waiting(state: UrlState, config: KubeletConfig, io: Io): UrlState {
  const { request: _done, ...rest } = state;
  io.after(TIMER, config.httpCheckFrequency, DUE, 'sources');
  return { ...rest, lastAt: io.now, nextAt: later(io.now, config.httpCheckFrequency) };
}

function publish(pods: readonly Pod[], io: Io): void {
  const update: SourceUpdate = { type: 'source.update', source: 'http', pods };
  io.signal('pod-config', update);
}

const DIAL_ERRORS: { readonly [error in NetError]: string } = {
  refused: 'connect: connection refused',
  timeout: 'i/o timeout',
  reset: 'connect: connection reset by peer',
  unreachable: 'connect: no route to host',
  'not-tls': 'http: server gave HTTP response to HTTPS client',
};

function callError(url: string, answer: NetAnswer): string {
  const get = `Get "${url}": `;
  if (answer.kind !== 'failed') return `${get}EOF`;
  if (answer.error === 'timeout') {
    return `${get}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  }
  if (answer.error === 'reset' || answer.error === 'not-tls') {
    return `${get}${answer.error === 'reset' ? 'EOF' : DIAL_ERRORS['not-tls']}`;
  }
  const { host = '', port = 80 } = urlParts(url) ?? {};
  return `${get}dial tcp ${host}:${port}: ${DIAL_ERRORS[answer.error]}`;
}

const STATUS_TEXTS: { readonly [status: number]: string } = {
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  410: 'Gone',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
