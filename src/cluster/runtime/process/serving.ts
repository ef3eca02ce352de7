// What a server answers. Asked by the kubelet's probes, by other containers and by the user; the
// same for all. Pure over the container's working copy.

import type { Micros } from '../../../kernel/time.ts';
import type { NetAnswer, NetPayload } from '../../protocol/linux-network.ts';
import type { HttpModel } from '../programs/server-model.ts';
import { list, readFile } from './files.ts';
import { writeFd } from './io.ts';
import type { Run } from './machine.ts';
import type { Proc } from './model.ts';
import { exitProc } from './processes.ts';

const REFUSED: NetAnswer = { kind: 'failed', error: 'refused' };

/** The process that listens on a port now. */
export function listenerAt(run: Run, port: number, at: Micros): Proc | undefined {
  for (const proc of run.procs.values()) {
    if (proc.exit !== undefined) continue;
    const { program } = proc;
    if (program.kind === 'accept' && program.port === port) return proc;
    if (program.kind !== 'server') continue;
    const isOpen = program.model.listens.some(
      (each) => each.port === port && at >= program.since + each.after,
    );
    if (isOpen) return proc;
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
  const { model } = program;
  run.cpuNanos += 60_000;
  run.rxBytes += 400;
  run.txBytes += 900;
  switch (payload.kind) {
    case 'tcp':
      return { kind: 'tcp', data: payload.data === undefined ? '' : (model.banner ?? '') };
    case 'grpc-health':
      return model.grpcHealth === undefined
        ? { kind: 'failed', error: 'reset' }
        : { kind: 'grpc-health', status: model.grpcHealth.status };
    case 'http': {
      if (payload.isTls === true) return { kind: 'failed', error: 'not-tls' };
      if (model.http === undefined) return { kind: 'failed', error: 'reset' };
      const since = at - program.since;
      const answer = httpAnswer(run, proc, model.http, payload, since, clientIp);
      if (model.accessLog === true && answer.kind === 'http')
        log(run, proc, payload, answer.status, clientIp);
      return answer;
    }
  }
}

function accept(run: Run, proc: Proc, program: Proc['program'] & { kind: 'accept' }): NetAnswer {
  if (!program.isLoop) exitProc(run, proc, 0);
  const http = /^HTTP\/\d\S* (\d+)[^\n]*\n[\s\S]*?\r?\n\r?\n([\s\S]*)$/.exec(program.text);
  if (http !== null) return response(Number(http[1]), http[2] ?? '');
  return { kind: 'tcp', data: program.text };
}

function log(
  run: Run,
  proc: Proc,
  payload: NetPayload & { kind: 'http' },
  status: number,
  ip: string,
): void {
  const agent =
    payload.headers?.find((each) => each.name.toLowerCase() === 'user-agent')?.value ?? '-';
  const seconds = run.epochSeconds + Math.floor(run.now / 1_000_000);
  writeFd(
    run,
    proc,
    1,
    `${ip} - - [${seconds}] "${payload.method} ${payload.path} HTTP/1.1" ${status} 0 "-" "${agent}" "-"\n`,
  );
}

function response(status: number, body: string, type = 'text/plain'): NetAnswer {
  return { kind: 'http', status, headers: [{ name: 'Content-Type', value: type }], body };
}

function httpAnswer(
  run: Run,
  proc: Proc,
  model: HttpModel,
  payload: NetPayload & { kind: 'http' },
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
  run: Run,
  proc: Proc,
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
function netexec(run: Run, whole: string, clientIp: string): NetAnswer {
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
