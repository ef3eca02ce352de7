// The port `server`: the kubelet's HTTP servers on 10250, 10255 and 10248.
// Models pkg/kubelet/server/server.go.

import { entries, get, remove, set } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port, type ReplyTo } from '../../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../../kernel/message.ts';
import type { CriResponse } from '../../protocol/cri.ts';
import type { KubeletClientMessage, KubeletRequest } from '../../protocol/kubelet-server.ts';
import { LINUX_PORT } from '../../protocol/linux.ts';
import type { FilesRequest, FilesResult } from '../../protocol/linux-files.ts';
import { callKey } from '../api-client.ts';
import { callEnds } from '../metrics/book.ts';
import { decodePushed } from '../sources/decode-pushed.ts';
import type { PodsPushed } from '../sources/state.ts';
import type { KubeletState } from '../state.ts';
import { podList, runningPods, statusz } from './answers.ts';
import { refusal } from './auth.ts';
import { cadvisorJson, readCadvisor } from './cadvisor-json.ts';
import { cadvisorPage } from './cadvisor-page.ts';
import { configz } from './configz.ts';
import { askPart, gatheringFor, keepCounted, withAnswer, withPaths } from './gather.ts';
import { healthChecks } from './health.ts';
import { kubeletPage } from './kubelet-page.ts';
import { fileOf } from './log-files.ts';
import { health, json, NOT_FOUND, type Page, plainText, responseOf, series } from './pages.ts';
import { probesPage } from './probes-page.ts';
import { countRequest, notesOf } from './requests.ts';
import { resourcePage } from './resource-page.ts';
import { KUBELET_PORTS, type PageName, type Route, routeOf } from './routes.ts';
import { type Begun, passOn, readLogs, runCommand, withoutUpgrade } from './sessions.ts';
import type { GatheredPage, Gathering, ServerCall, ServerState } from './state.ts';
import { summaryOf } from './summary.ts';

type ServerMessage =
  | KubeletClientMessage
  | CriResponse
  | FilesResult
  | (Message & { readonly type: 'net.refused' | 'net.closed' });

type PageRoute = Extract<Route, { readonly kind: 'page' }>;

/** The port `server`. */
export const serverPort: PortHandler<KubeletState, never> = port<KubeletState, 'server'>(
  ['server'],
  (kubelet, envelope, io) => ({ server: take(kubelet, envelope, io) }),
);

function take(kubelet: KubeletState, envelope: Envelope, io: Io): ServerState {
  const message = envelope.message as ServerMessage;
  switch (message.type) {
    case 'kubelet.request': {
      countRequest(io, envelope.id, message);
      return serve(kubelet, { id: envelope.id, from: envelope.from }, message, io);
    }
    case 'kubelet.stream.close':
      callEnds(io, message.stream);
      return closed(kubelet.server, message.stream);
    case 'kubelet.stream.input':
    case 'net.closed':
      return kubelet.server;
    default:
      return answered(kubelet, envelope, io);
  }
}

function respond(io: Io, to: ReplyTo, page: Page): void {
  io.reply(to, responseOf(page));
  callEnds(io, to.id);
}

/** Answers at once, or asks who knows. */
function serve(kubelet: KubeletState, to: ReplyTo, request: KubeletRequest, io: Io): ServerState {
  const { config, server } = kubelet;
  const route = routeOf(config, request);
  if (route === undefined) {
    io.reply(to, { type: 'kubelet.refused' });
    return server;
  }
  const isGuarded = (request.port ?? KUBELET_PORTS.secure) === KUBELET_PORTS.secure;
  const no = isGuarded ? refusal(config, request) : undefined;
  if (route.kind === 'fixed' || no !== undefined) {
    respond(io, to, no ?? (route as { readonly answer: Page }).answer);
    return server;
  }
  const page = pageNow(kubelet, request, route, io);
  if (page === undefined) return begin(kubelet, to, request, route, io);
  respond(io, to, page);
  return server;
}

/** Pages made of the kubelet's own state; undefined: others have to be asked. */
function pageNow(
  kubelet: KubeletState,
  request: KubeletRequest,
  { page, rest }: PageRoute,
  io: Io,
): Page | undefined {
  switch (page) {
    case 'healthz': {
      const isOnlyPing = request.port === KUBELET_PORTS.healthz;
      const checks = healthChecks(kubelet, isOnlyPing, io.now);
      const isVerbose = request.query?.['verbose'] !== undefined;
      return health(checks, rest[0], isVerbose) ?? NOT_FOUND;
    }
    case 'pods':
      return json(podList(kubelet));
    case 'runningpods':
      return json(runningPods(kubelet));
    case 'configz':
      return json(configz(kubelet.config));
    case 'statusz':
      return plainText(200, statusz(kubelet, io));
    case 'metrics':
      return series(kubeletPage(kubelet, io, notesOf(io, request)));
    case 'probes':
      return series(probesPage(kubelet, io.epochSeconds));
    case 'push':
      return takePods(kubelet.config, request, rest[0] === 'containers', io);
    case 'exec':
      return request.command === undefined || rest[0] !== 'exec'
        ? withoutUpgrade(kubelet, request, rest)
        : undefined;
    default:
      return undefined;
  }
}

/** Asks the runtime, cAdvisor, the machine or the disk. */
function begin(
  kubelet: KubeletState,
  to: ReplyTo,
  request: KubeletRequest,
  { page, rest }: PageRoute,
  io: Io,
): ServerState {
  switch (page) {
    case 'container-logs':
      return session(kubelet, to, readLogs(kubelet, to, request, rest, io), io);
    case 'run':
      return session(kubelet, to, runCommand(kubelet, to, request, rest, 'run', io), io);
    case 'exec':
      return session(kubelet, to, runCommand(kubelet, to, request, rest.slice(1), 'exec', io), io);
    case 'logs':
      return readFile(kubelet, to, rest.join('/'), io);
    case 'cadvisor-json':
      return session(kubelet, to, readCadvisor(kubelet, to, request, rest, io), io);
    default:
      return goOn(kubelet, to, gatheringFor(kubelet, gathered(page, request)), io);
  }
}

function gathered(page: PageName, { query }: KubeletRequest): GatheredPage {
  if (page === 'cadvisor' || page === 'resource') return page;
  return query?.['only_cpu_and_memory'] === 'true' ? 'summary-short' : 'summary';
}

/** Pods for the source `http-server`: empty 200, or 400 with what is wrong. */
function takePods(
  { edition, nodeName }: KubeletState['config'],
  { body, path }: KubeletRequest,
  isList: boolean,
  io: Io,
): Page {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
  const place = { edition, nodeName, origin: path, isFile: false };
  const manifest = decodePushed(text, isList, place);
  if ('error' in manifest) return plainText(400, `${manifest.error}\n`);
  const message: PodsPushed = { type: 'source.pushed', pods: manifest.pods };
  io.signal('sources', message);
  return plainText(200, '');
}

function keep(state: ServerState, id: EventId, call: ServerCall): ServerState {
  return { ...state, calls: set(state.calls, callKey(id), call) };
}

function session({ server }: KubeletState, to: ReplyTo, begun: Begun, io: Io): ServerState {
  if ('call' in begun) return keep(server, begun.id, begun.call);
  respond(io, to, begun.page);
  return server;
}

function readFile(kubelet: KubeletState, to: ReplyTo, path: string, io: Io): ServerState {
  const actor = io.find(kubelet.config.linux);
  if (actor === undefined) return unavailable(kubelet.server, to, io);
  const full = `/var/log/${path}`;
  const ops = [{ op: 'list', path: full } as const, { op: 'read', path: full } as const];
  const request: FilesRequest = { type: 'linux.files', ops };
  const id = io.send({ actor, port: LINUX_PORT }, request);
  return keep(kubelet.server, id, { what: 'file', to, path });
}

/** The next part of a page, or the page. */
function goOn(kubelet: KubeletState, to: ReplyTo, now: Gathering, io: Io): ServerState {
  const gathering = withPaths(kubelet, now, io);
  if (gathering.todo.length === 0) {
    const server = keepCounted(kubelet, gathering, io);
    // Rates are over the time since the runtime was asked before.
    const before = { ...server, told: kubelet.server.told };
    respond(io, to, made({ ...kubelet, server: before }, gathering, io));
    return server;
  }
  const id = askPart(kubelet, gathering, io);
  if (id === undefined) return unavailable(kubelet.server, to, io);
  return keep(kubelet.server, id, { what: 'page', to, gathering });
}

function made(kubelet: KubeletState, { page, parts }: Gathering, io: Io): Page {
  switch (page) {
    case 'summary':
      return json(summaryOf(kubelet, parts, io));
    case 'summary-short':
      return json(summaryOf(kubelet, parts, io, true));
    case 'cadvisor':
      return series(cadvisorPage(kubelet, parts, io));
    case 'resource':
      return series(resourcePage(kubelet, parts, io));
  }
}

function unavailable(server: ServerState, to: ReplyTo, io: Io): ServerState {
  respond(io, to, plainText(500, 'Internal Error: connection refused\n'));
  return server;
}

/** The client hung up: nobody wants the rest. */
function closed(state: ServerState, stream: EventId): ServerState {
  for (const [key, call] of entries(state.calls)) {
    if (call.to.id === stream) return { ...state, calls: remove(state.calls, key) };
  }
  return state;
}

function answered(kubelet: KubeletState, { inReplyTo, message }: Envelope, io: Io): ServerState {
  const state = kubelet.server;
  if (inReplyTo === undefined) return state;
  const key = callKey(inReplyTo);
  const call = get(state.calls, key);
  if (call === undefined) return state;
  const done: ServerState = { ...state, calls: remove(state.calls, key) };
  switch (call.what) {
    case 'page': {
      const next = withAnswer(call.gathering, message);
      if (next === undefined) return unavailable(done, call.to, io);
      return goOn({ ...kubelet, server: done }, call.to, next, io);
    }
    case 'cadvisor':
      respond(io, call.to, cadvisorJson(call.shape, message));
      return done;
    case 'file': {
      const outcomes = message.type === 'linux.filesDone' ? (message as FilesResult).outcomes : [];
      respond(io, call.to, fileOf(kubelet.config.edition, call.path, outcomes));
      return done;
    }
    default: {
      if (message.type !== 'cri.response') return unavailable(done, call.to, io);
      const open = passOn(io, call, message as CriResponse);
      if (open === undefined) callEnds(io, call.to.id);
      return open === undefined ? done : { ...state, calls: set(state.calls, key, open) };
    }
  }
}
