// What a server answers. Asked by the kubelet's probes, by other containers and by the user; the
// same for all. Pure over the container.

import type { Micros } from '../../../kernel/time.ts';
import type { NetAnswer, NetPayload } from '../../protocol/linux-network.ts';
import type { NetworkCounters } from '../../protocol/linux-usage.ts';
import type { HttpModel, ServerModel } from '../programs/server-model.ts';
import { type Files, list, readFile } from './files.ts';
import { writeFd } from './io.ts';
import type { Run } from './machine.ts';
import type { Proc, ServedPage } from './model.ts';
import { isBelow } from './paths.ts';
import { exitProc } from './processes.ts';

/** What one answer of a server costs besides its bytes: half of it is the kernel's work. */
export const SERVED = { cpuNanos: 60_000, systemNanos: 30_000 } as const;

/** A connection that is opened and closed, with the heads of question and answer. */
const EXCHANGE: NetworkCounters = {
  rxBytes: 400,
  rxPackets: 6,
  txBytes: 640,
  txPackets: 5,
  txDropped: 0,
};
/** What a packet carries at most. */
const SEGMENT_BYTES = 1_448;

/** The wire of a server after one more exchange. */
export function afterServing(
  wire: NetworkCounters,
  payload: NetPayload,
  answer: NetAnswer,
): NetworkCounters {
  return exchanged(wire, SERVER, bytesOf(payload), bytesOf(answer));
}

/** The wire of a client after one more exchange; what was never answered is lost. */
export function afterCalling(
  wire: NetworkCounters,
  payload: NetPayload,
  answer: NetAnswer | undefined,
): NetworkCounters {
  if (answer === undefined) {
    const { rxPackets: sent, rxBytes } = EXCHANGE;
    const txBytes = wire.txBytes + rxBytes;
    const txPackets = wire.txPackets + sent;
    return { ...wire, txBytes, txPackets, txDropped: wire.txDropped + sent };
  }
  return exchanged(wire, CLIENT, bytesOf(answer), bytesOf(payload));
}

/** The same exchange, seen from the other side. */
const SERVER = EXCHANGE;
const CLIENT: NetworkCounters = {
  rxBytes: EXCHANGE.txBytes,
  rxPackets: EXCHANGE.txPackets,
  txBytes: EXCHANGE.rxBytes,
  txPackets: EXCHANGE.rxPackets,
  txDropped: 0,
};

function bytesOf(message: NetPayload | NetAnswer): number {
  return message.kind === 'http' ? (message.body?.length ?? 0) : 0;
}

function exchanged(
  wire: NetworkCounters,
  least: NetworkCounters,
  rx: number,
  tx: number,
): NetworkCounters {
  return {
    rxBytes: wire.rxBytes + least.rxBytes + rx,
    rxPackets: wire.rxPackets + least.rxPackets + segments(rx),
    txBytes: wire.txBytes + least.txBytes + tx,
    txPackets: wire.txPackets + least.txPackets + segments(tx),
    txDropped: wire.txDropped,
  };
}

function segments(bytes: number): number {
  return Math.ceil(bytes / SEGMENT_BYTES);
}

/** An answer, and the line of the access log it leaves behind. */
export interface Served {
  readonly answer: NetAnswer;
  readonly line?: string;
}

type HttpPayload = NetPayload & { readonly kind: 'http' };

const AGENT = 'User-Agent';
const AGENT_LOWER = 'user-agent';
const REFUSED: NetAnswer = { kind: 'failed', error: 'refused' };

/** The one of these processes that listens on a port now. */
export function listenerAt<P extends Readonly<Proc>>(
  procs: Iterable<P>,
  port: number,
  at: Micros,
): P | undefined {
  for (const proc of procs) {
    if (proc.exit !== undefined) continue;
    const { program } = proc;
    if (program.kind === 'accept' && program.port === port) return proc;
    if (program.kind !== 'server') continue;
    // A loop, as every probe comes by here.
    for (const each of program.model.listens) {
      if (each.port === port && at >= program.since + each.after) return proc;
    }
  }
  return undefined;
}

/** The answer of a listening process. */
export function answerFrom(
  run: Run,
  proc: Proc,
  payload: NetPayload,
  clientIp: string,
  at: Micros,
): NetAnswer {
  const { program } = proc;
  if (program.kind === 'accept') return accept(run, proc, program);
  if (program.kind !== 'server') return REFUSED;
  run.cpuNanos += SERVED.cpuNanos;
  run.systemNanos += SERVED.systemNanos;
  const { answer, line } = serve(run, proc, program, payload, clientIp, at);
  run.wire = afterServing(run.wire, payload, answer);
  // Whoever only waits has a clock of long ago.
  if (proc.clock < at) proc.clock = at;
  if (line !== undefined) writeFd(run, proc, 1, `${line}\n`);
  return answer;
}

/** What a server makes of a request; nothing of the container changes by itself. */
export function serve(
  files: Files,
  proc: Readonly<Proc>,
  { model, since }: Proc['program'] & { readonly kind: 'server' },
  payload: NetPayload,
  clientIp: string,
  at: Micros,
): Served {
  switch (payload.kind) {
    case 'tcp':
      return {
        answer: { kind: 'tcp', data: payload.data === undefined ? '' : (model.banner ?? '') },
      };
    case 'grpc-health':
      return {
        answer:
          model.grpcHealth === undefined
            ? { kind: 'failed', error: 'reset' }
            : { kind: 'grpc-health', status: model.grpcHealth.status },
      };
    case 'http': {
      if (payload.isTls === true) return { answer: { kind: 'failed', error: 'not-tls' } };
      if (model.http === undefined) return { answer: { kind: 'failed', error: 'reset' } };
      const kept = keptPage(files, model, payload.path);
      const answer = kept ?? httpAnswer(files, proc, model.http, payload, at - since, clientIp);
      if (model.accessLog !== true || answer.kind !== 'http') return { answer };
      return { answer, line: accessLine(files, payload, answer.status, clientIp) };
    }
  }
}

function accept(run: Run, proc: Proc, program: Proc['program'] & { kind: 'accept' }): NetAnswer {
  if (!program.isLoop) exitProc(run, proc, 0);
  const http = /^HTTP\/\d\S* (\d+)[^\n]*\n[\s\S]*?\r?\n\r?\n([\s\S]*)$/.exec(program.text);
  if (http !== null) return response(Number(http[1]), http[2] ?? '');
  return { kind: 'tcp', data: program.text };
}

function keptPage(
  { container, layer }: Files,
  model: ServerModel,
  path: string,
): NetAnswer | undefined {
  const { page } = container;
  const isSame = page?.layer === layer && page.path === path && page.model === model;
  return isSame ? page.answer : undefined;
}

/** The page to keep: only one of the container's own files can be known to be the same. */
export function pageOf(
  { container, layer }: Files,
  model: ServerModel,
  payload: NetPayload,
  answer: NetAnswer,
): ServedPage | undefined {
  if (model.http?.kind !== 'files' || payload.kind !== 'http' || answer.kind !== 'http') {
    return undefined;
  }
  if (container.page?.answer === answer) return container.page;
  const { root } = model.http;
  const isShared = container.spec.mounts.some(
    ({ target }) => isBelow(root, target) || isBelow(target, root),
  );
  return isShared ? undefined : { model, path: payload.path, layer, answer };
}

function accessLine(files: Files, payload: HttpPayload, status: number, ip: string): string {
  const agent =
    payload.headers?.find(({ name }) => name === AGENT || name.toLowerCase() === AGENT_LOWER)
      ?.value ?? '-';
  const seconds = files.epochSeconds + Math.floor(files.now / 1_000_000);
  return `${ip} - - [${seconds}] "${payload.method} ${payload.path} HTTP/1.1" ${status} 0 "-" "${agent}" "-"`;
}

function response(status: number, body: string, type = 'text/plain'): NetAnswer {
  return { kind: 'http', status, headers: [{ name: 'Content-Type', value: type }], body };
}

function httpAnswer(
  run: Files,
  proc: Readonly<Proc>,
  model: HttpModel,
  payload: HttpPayload,
  since: number,
  clientIp: string,
): NetAnswer {
  const path = payload.path.replace(/[?#].*/, '');
  switch (model.kind) {
    case 'routes': {
      const route = model.routes.find(
        (each) =>
          isRoute(each.path, path) &&
          since >= (each.from ?? 0) &&
          since < (each.until ?? Number.MAX_SAFE_INTEGER),
      );
      return response(route?.status ?? 404, route?.body ?? '');
    }
    case 'files':
      return fileAnswer(run, proc, model, path);
    case 'hello': {
      const host = run.container.spec.program.hostname;
      return response(200, `Hello, world!\nVersion: ${model.version}\nHostname: ${host}\n`);
    }
    case 'netexec':
      return netexec(run, payload.path, clientIp);
  }
}

function isRoute(route: string, path: string): boolean {
  return (
    route === '*' || route === path || (route.endsWith('*') && path.startsWith(route.slice(0, -1)))
  );
}

function fileAnswer(
  run: Files,
  proc: Readonly<Proc>,
  model: HttpModel & { kind: 'files' },
  path: string,
): NetAnswer {
  const whole = `${model.root === '/' ? '' : model.root}${path}`;
  const isDirectory = path.endsWith('/') || typeof list(run, proc, whole) !== 'string';
  const node = readFile(run, proc, isDirectory ? `${whole.replace(/\/$/, '')}/index.html` : whole);
  if (typeof node !== 'string') return response(200, node.text, 'text/html');
  if (model.server === 'busybox') {
    return response(
      404,
      '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n',
      'text/html',
    );
  }
  const status = isDirectory && typeof list(run, proc, whole) !== 'string' ? 403 : 404;
  const title = status === 403 ? '403 Forbidden' : '404 Not Found';
  return response(
    status,
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${model.server}</center>\r\n</body>\r\n</html>\r\n`,
    'text/html',
  );
}

/** Models agnhost netexec's handlers. */
function netexec(run: Files, whole: string, clientIp: string): NetAnswer {
  const [path = '', query = ''] = whole.split('?');
  const values = new Map(
    query.split('&').map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
  );
  switch (path) {
    case '/':
      return response(200, `NOW: ${run.epochSeconds + Math.floor(run.now / 1_000_000)}`);
    case '/hostname':
    case '/hostName':
      return response(200, run.container.spec.program.hostname);
    case '/clientip':
      return response(200, `${clientIp}:40000`);
    case '/echo':
      return response(Number(values.get('code') ?? 200), values.get('msg') ?? '');
    case '/healthz':
    case '/readyz':
      return response(200, '');
    default:
      return response(404, '404 page not found\n');
  }
}
