// curl of a simulated port: the API server, the kubelet's servers, etcd's client port, and whatever
// listens in a pod or on a node.

import { byteLength } from '../../apimachinery/go-text.ts';
import { type UrlParts, urlParts } from '../../base/url.ts';
import { seconds } from '../../kernel/time.ts';
import type { HttpVerb } from '../protocol/apiserver.ts';
import {
  KUBELET_SERVER,
  type KubeletRequest,
  type KubeletResponse,
} from '../protocol/kubelet-server.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type { NetAnswer, NetCall, NetResult } from '../protocol/linux-network.ts';
import type { CurlCommand } from '../protocol/node-commands.ts';
import { CADVISOR_PORT, type CadvisorRequest, type CadvisorResponse } from '../protocol/stats.ts';
import { api, ask, fail, print, type Routine, type Setting } from './calls.ts';
import { nodeOf } from './node.ts';

/** `curl URL`. */
export function* curl(command: CurlCommand, setting: Setting): Routine {
  const parts = urlParts(command.url);
  if (parts === undefined) {
    return yield* failWith(3, 'curl: (3) URL using bad/illegal format or missing URL');
  }
  if (parts.port === 6443 || parts.port === 8080) return yield* curlApi(command, parts);
  const node = setting.nodes.find((name) => name === parts.host) ?? nodeOf(command, setting);
  const isLocal = parts.host === 'localhost' || parts.host === '127.0.0.1' || parts.host === node;
  if (isLocal && parts.port === CADVISOR_UI) return yield* curlCadvisor(command, parts, node);
  if (isLocal && KUBELET_PORTS.includes(parts.port)) {
    return yield* curlKubelet(command, parts, node);
  }
  return yield* curlNet(command, parts, nodeOf(command, setting));
}

const KUBELET_PORTS: readonly number[] = [10250, 10255, 10248];
const CADVISOR_UI = 4_194;

function* failWith(code: number, text: string): Routine {
  yield* fail(text);
  return code;
}

function* refusedAt(parts: UrlParts): Routine {
  const text = `curl: (7) Failed to connect to ${parts.host} port ${parts.port}: Connection refused`;
  return yield* failWith(7, text);
}

function* curlApi(command: CurlCommand, parts: UrlParts): Routine {
  const answer = yield* api({
    verb: command.method as HttpVerb,
    path: parts.path,
    query: parts.query,
    ...(command.body === undefined ? {} : { body: jsonOf(command.body) }),
    contentType: 'application/json',
  });
  if (answer === undefined) return yield* refusedAt(parts);
  return yield* show(command, answer.code, bodyText(answer.body));
}

function* curlKubelet(command: CurlCommand, parts: UrlParts, node: string): Routine {
  const { port, host, scheme } = parts;
  const isTls = scheme === 'https';
  const isLoopback = host === 'localhost' || host === '127.0.0.1';
  if (port === HEALTHZ_PORT && !isLoopback) return yield* refusedAt(parts);
  const request: KubeletRequest = {
    type: 'kubelet.request',
    verb: (command.method === 'HEAD' ? 'GET' : command.method) as KubeletRequest['verb'],
    path: parts.path,
    query: parts.query,
    port,
    ...(isTls ? {} : { isPlain: true }),
    ...(command.body === undefined ? {} : { body: jsonOf(command.body) }),
  };
  if (isTls && port !== SECURE_PORT) {
    return yield* failWith(35, WRONG_VERSION);
  }
  if (isTls && command.isInsecure !== true) return yield* failWith(60, UNTRUSTED);
  const reply = yield* ask(`kubelet@${node}`, KUBELET_SERVER, request);
  if (reply.message?.type !== 'kubelet.response') return yield* refusedAt(parts);
  return yield* showPage(command, reply.message as KubeletResponse, isTls);
}

type Response = Pick<KubeletResponse, 'code' | 'body' | 'contentType' | 'location'>;

function* showPage(command: CurlCommand, response: Response, isTls: boolean): Routine {
  const body = textOf(response.body);
  if (command.showHeaders) yield* print({ kind: 'text', text: headOf(isTls, response, body) });
  if (command.method !== 'HEAD' && body !== '') yield* print({ kind: 'text', text: body });
  return 0;
}

const WRONG_VERSION = 'curl: (35) error:0A00010B:SSL routines::wrong version number';

function* curlCadvisor(command: CurlCommand, parts: UrlParts, node: string): Routine {
  const { path, query, port } = parts;
  const verb = command.method === 'HEAD' ? 'GET' : command.method;
  const body = command.body === undefined ? {} : { body: jsonOf(command.body) };
  const request: CadvisorRequest = { type: 'cadvisor.request', verb, path, query, port, ...body };
  const reply = yield* ask(`cadvisor@${node}`, CADVISOR_PORT, request);
  if (reply.message?.type !== 'cadvisor.response') return yield* refusedAt(parts);
  if (parts.scheme === 'https') return yield* failWith(35, WRONG_VERSION);
  return yield* showPage(command, reply.message as CadvisorResponse, false);
}

const SECURE_PORT = 10_250;
const HEALTHZ_PORT = 10_248;

const UNTRUSTED = [
  'curl: (60) SSL certificate problem: unable to get local issuer certificate',
  'More details here: https://curl.se/docs/sslcerts.html',
  '',
  'curl failed to verify the legitimacy of the server and therefore could not',
  'establish a secure connection to it. To learn more about this situation and',
  'how to fix it, please visit the web page mentioned above.',
].join('\n');

/** A page as it comes over the wire: objects in one line, as the kubelet writes them. */
function textOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

const REASONS: { readonly [code: number]: string } = {
  200: 'OK',
  301: 'Moved Permanently',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  500: 'Internal Server Error',
};

/** Over TLS the kubelet speaks HTTP/2, whose names are small. */
function headOf(isTls: boolean, response: Response, body: string): string {
  const { code, contentType, location } = response;
  const fields = [
    ...(location === undefined ? [] : [`Location: ${location}`]),
    ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
    `Content-Length: ${byteLength(body)}`,
  ];
  const lines = isTls
    ? [`HTTP/2 ${code} `, ...fields.map(smallName)]
    : [`HTTP/1.1 ${code} ${REASONS[code] ?? ''}`, ...fields];
  return `${lines.join('\n')}\n\n`;
}

function smallName(field: string): string {
  const colon = field.indexOf(':');
  return field.slice(0, colon).toLowerCase() + field.slice(colon);
}

function* curlNet(command: CurlCommand, parts: UrlParts, node: string): Routine {
  const question = Object.entries(parts.query).map(([name, value]) => `${name}=${value}`);
  const call: NetCall = {
    type: 'linux.call',
    ip: parts.host === 'localhost' ? '127.0.0.1' : parts.host,
    port: parts.port,
    timeout: seconds(30),
    payload: {
      kind: 'http',
      method: command.method,
      path: question.length === 0 ? parts.path : `${parts.path}?${question.join('&')}`,
      host: parts.host,
      headers: command.headers,
      ...(parts.scheme === 'https' ? { isTls: true } : {}),
      ...(command.body === undefined ? {} : { body: command.body }),
    },
  };
  const reply = yield* ask(`linux@${node}`, LINUX_PORT, call);
  if (reply.message?.type !== 'linux.callDone') return yield* refusedAt(parts);
  return yield* netAnswer(command, parts, (reply.message as NetResult).answer);
}

function* netAnswer(command: CurlCommand, parts: UrlParts, answer: NetAnswer): Routine {
  if (answer.kind === 'http') return yield* show(command, answer.status, answer.body);
  if (answer.kind !== 'failed') return yield* failWith(52, 'curl: (52) Empty reply from server');
  switch (answer.error) {
    case 'refused':
      return yield* refusedAt(parts);
    case 'timeout':
    case 'unreachable': {
      const text = `curl: (28) Failed to connect to ${parts.host} port ${parts.port}: Connection timed out`;
      return yield* failWith(28, text);
    }
    case 'not-tls':
      return yield* failWith(35, 'curl: (35) error:1408F10B:SSL routines:wrong version number');
    default:
      return yield* failWith(56, 'curl: (56) Recv failure: Connection reset by peer');
  }
}

function* show(command: CurlCommand, code: number, body: string): Routine {
  if (command.showHeaders) yield* print({ kind: 'text', text: `HTTP/1.1 ${code}\n\n` });
  if (command.method !== 'HEAD' && body !== '') yield* print({ kind: 'text', text: body });
  return 0;
}

function bodyText(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body, null, 2);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
