// The dockershim: a port inside the kubelet that takes CRI calls and carries them out with the
// Docker Engine API, each as a plan of steps. Models pkg/kubelet/dockershim of v1.20.
// It knows Docker's API only; how the engine works is the engine's business.

import { get, keys, remove, set } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../../kernel/message.ts';
import { seconds } from '../../../kernel/time.ts';
import { type CriFailure, type CriRequest, criFailure } from '../../protocol/cri.ts';
import {
  DOCKER_PORT,
  type DockerContainerSummary,
  type DockerResponse,
  dockerFailure,
  dockerRequest,
} from '../../protocol/docker.ts';
import { LINUX_PORT } from '../../protocol/linux.ts';
import type { FilesRequest, FilesResult } from '../../protocol/linux-files.ts';
import { callBegins, callEnds } from '../metrics/book.ts';
import { profileOf, withoutProfile } from './confinement.ts';
import { containerRow, listOf, sandboxRow } from './convert.ts';
import { containersOf, sandboxesOf } from './filters.ts';
import { IMAGE_STEPS } from './image-steps.ts';
import { type PodSteps, podSteps } from './late.ts';
import { TYPE_LABEL } from './naming.ts';
import { type DockershimState, PLANS, type ShimCall, type ShimStep } from './state.ts';
import { errorText, isRefused, type Step } from './step.ts';

/** What of the kubelet's state the port needs. */
export interface DockershimSlice {
  readonly dockershim?: DockershimState;
}

/** The time of an exec is up. */
interface ExecTimeout extends Message {
  readonly type: 'dockershim.execTimeout';
  readonly key: string;
}

const UNREACHABLE =
  'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. ' +
  'Is the docker daemon running?';

/** Handles one message of the port; `undefined` state means the node has no Docker. */
export function receiveDockershim(
  state: DockershimState,
  envelope: Envelope,
  io: Io,
): DockershimState {
  const { message } = envelope;
  switch (message.type) {
    case 'cri.request':
      return begin(state, message as CriRequest, envelope, io);
    case 'docker.response':
      return onAnswer(state, envelope.inReplyTo, message as DockerResponse, io);
    case 'linux.filesDone':
      return onProfile(state, envelope.inReplyTo, message as FilesResult, io);
    case 'net.refused':
      return onAnswer(state, envelope.inReplyTo, { ...dockerFailure(0, UNREACHABLE) }, io);
    case 'net.closed':
      return onClosed(state, io);
    case 'dockershim.execTimeout':
      return onTimeout(state, (message as ExecTimeout).key, io);
    default:
      return state;
  }
}

/** The port `dockershim`, for the kubelet's port table. */
export const dockershimPort: PortHandler<DockershimSlice, never> = port<
  DockershimSlice,
  'dockershim'
>(['dockershim'], (state, envelope, io) =>
  state.dockershim === undefined
    ? {}
    : { dockershim: receiveDockershim(state.dockershim, envelope, io) },
);

function begin(
  state: DockershimState,
  request: CriRequest,
  envelope: Envelope,
  io: Io,
): DockershimState {
  const to = { id: envelope.id, from: envelope.from };
  const plan = PLANS[request.method];
  if (plan.length === 0) {
    io.reply(to, withoutDocker(request));
    return state;
  }
  const key = String(envelope.id);
  if (request.method === 'ExecSync' && request.params.timeoutSeconds > 0) {
    const timeout: ExecTimeout = { type: 'dockershim.execTimeout', key };
    io.after(timerOf(key), seconds(request.params.timeoutSeconds), timeout);
  }
  const call: ShimCall = { request, to, plan, cursor: 0, notes: {} };
  return profileOf(request) === undefined ? ask(state, key, call, io) : read(state, key, call, io);
}

/** Reads the seccomp profile that Docker is to be given. */
function read(state: DockershimState, key: string, call: ShimCall, io: Io): DockershimState {
  const actor = io.find(state.linux);
  const path = profileOf(call.request);
  if (actor === undefined || path === undefined) return state;
  const request: FilesRequest = { type: 'linux.files', ops: [{ op: 'read', path }] };
  const id = io.send({ actor, port: LINUX_PORT }, request);
  return {
    ...state,
    calls: set(state.calls, key, call),
    asked: set(state.asked, String(id), key),
  };
}

function onProfile(
  state: DockershimState,
  asked: EventId | undefined,
  { outcomes }: FilesResult,
  io: Io,
): DockershimState {
  const key = get(state.asked, String(asked));
  const call = key === undefined ? undefined : get(state.calls, key);
  if (key === undefined || call === undefined) return state;
  const settled = { ...state, asked: remove(state.asked, String(asked)) };
  if (outcomes[0]?.isOk === true) return ask(settled, key, call, io);
  const { request } = call;
  return end(
    settled,
    key,
    call,
    criFailure(request.method, 'Unknown', withoutProfile(request)),
    io,
  );
}

function withoutDocker(request: CriRequest): Message {
  if (request.method === 'UpdateRuntimeConfig') {
    return { type: 'cri.response', method: request.method, result: {} } as Message;
  }
  const why = 'docker does not support reopening container log files';
  return criFailure(request.method, 'Unknown', why);
}

/** Sends the request of the step under the cursor. */
function ask(state: DockershimState, key: string, call: ShimCall, io: Io): DockershimState {
  const actor = io.find(state.engine);
  const step = call.plan[call.cursor];
  if (actor === undefined || step === undefined) return state;
  const request = listFilter(step);
  const id = io.send({ actor, port: DOCKER_PORT }, request ?? stepOf(step).ask(call, state));
  // A real kubelet reads the log's file by itself.
  if (step !== 'readLogs') callBegins(io, id, 'docker_operations', step);
  return {
    ...state,
    calls: set(state.calls, key, call),
    asked: set(state.asked, String(id), key),
  };
}

function onAnswer(
  state: DockershimState,
  asked: EventId | undefined,
  response: DockerResponse,
  io: Io,
): DockershimState {
  const key = get(state.asked, String(asked));
  if (key === undefined) return state;
  const call = get(state.calls, key);
  const settled = { ...state, asked: remove(state.asked, String(asked)) };
  if (call === undefined) return settled;
  const step = call.plan[call.cursor];
  if (step === 'listSandboxes' || step === 'listContainers') {
    callEnds(io, asked as EventId, errorOf(response));
    return onList(settled, key, call, response, io);
  }
  if (step === undefined) return settled;
  const verdict = stepOf(step).done(call, response, settled);
  if (verdict.kind !== 'wait') {
    callEnds(io, asked as EventId, verdict.kind === 'fail' ? 'error' : errorOf(response));
  }
  switch (verdict.kind) {
    case 'fail':
      return end(
        settled,
        key,
        call,
        criFailure(call.request.method, 'Unknown', verdict.message),
        io,
      );
    case 'answer': {
      const result =
        call.request.method === 'ImageFsInfo'
          ? { imageFilesystems: [space(verdict.result as number, io)] }
          : verdict.result;
      if (verdict.isMore !== true) return end(settled, key, call, answerOf(call, result), io);
      io.reply(call.to, answerOf(call, result));
      return state;
    }
    case 'wait':
      return state;
    case 'next': {
      const notes = verdict.notes ?? call.notes;
      const moved =
        verdict.plan === undefined
          ? { ...call, notes, cursor: call.cursor + 1 }
          : { ...call, notes, plan: verdict.plan, cursor: 0 };
      return ask(settled, key, moved, io);
    }
  }
}

/** Why the operation counts as failed. */
function errorOf(response: DockerResponse): string {
  return isRefused(response) ? 'error' : '';
}

function space(usedBytes: number, io: Io): { readonly [key: string]: unknown } {
  return { timestamp: io.now, mountpoint: '/var/lib/docker', usedBytes, inodesUsed: 0 };
}

function stepOf(step: ShimStep): Step {
  const ofImages = (IMAGE_STEPS as { readonly [name in ShimStep]?: Step })[step];
  return ofImages ?? podSteps.get()[step as keyof PodSteps];
}

function answerOf(call: ShimCall, result: unknown): Message {
  return { type: 'cri.response', method: call.request.method, result } as Message;
}

function end(
  state: DockershimState,
  key: string,
  call: ShimCall,
  answer: Message | CriFailure,
  io: Io,
): DockershimState {
  io.reply(call.to, answer);
  if (call.request.method === 'ExecSync') io.cancel(timerOf(key));
  return { ...state, calls: remove(state.calls, key) };
}

function timerOf(key: string): string {
  return `dockershim/exec/${key}`;
}

/** Both lists ask for everything of their kind, so that Docker answers with the list it keeps. */
function listFilter(step: ShimStep): ReturnType<typeof dockerRequest> | undefined {
  if (step !== 'listSandboxes' && step !== 'listContainers') return undefined;
  const type = step === 'listSandboxes' ? 'podsandbox' : 'container';
  return dockerRequest('GET', '/containers/json', { all: '1', filters: `${TYPE_LABEL}=${type}` });
}

function onList(
  state: DockershimState,
  key: string,
  call: ShimCall,
  response: DockerResponse,
  io: Io,
): DockershimState {
  if (isRefused(response)) {
    const message = errorText(response);
    return end(state, key, call, criFailure(call.request.method, 'Unknown', message), io);
  }
  const rows = response.body as readonly DockerContainerSummary[];
  if (call.request.method === 'ListPodSandbox') {
    const sandboxes = listOf(state.sandboxes, rows, sandboxRow);
    const items = sandboxesOf(sandboxes.rows, call.request.params.filter);
    return end({ ...state, sandboxes }, key, call, answerOf(call, { items }), io);
  }
  const containers = listOf(state.containers, rows, containerRow);
  const filter = call.request.method === 'ListContainers' ? call.request.params.filter : undefined;
  const chosen = containersOf(containers.rows, filter);
  return end({ ...state, containers }, key, call, answerOf(call, { containers: chosen }), io);
}

/** The daemon is gone: whatever waits for it fails. */
function onClosed(state: DockershimState, io: Io): DockershimState {
  let next = state;
  const gone = dockerFailure(0, 'error during connect: EOF');
  for (const asked of [...keys(state.asked)]) {
    next = onAnswer(next, Number(asked) as EventId, gone, io);
  }
  return next;
}

/** The command runs on, its answer is not waited for. Models exec.go, NativeExecHandler. */
function onTimeout(state: DockershimState, key: string, io: Io): DockershimState {
  const call = get(state.calls, key);
  if (call === undefined) return state;
  const late = criFailure(call.request.method, 'DeadlineExceeded', 'context deadline exceeded');
  io.reply(call.to, late);
  return { ...state, calls: remove(state.calls, key) };
}
