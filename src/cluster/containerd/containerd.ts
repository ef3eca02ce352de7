// The process `containerd@<node>`: CRI on one port, and what ctr asks of the same daemon. It works
// for a while, changes its records, and answers. Models containerd 2.1 with its CRI plugin, CNI
// bridge and host-local. Processes and files are the node's kernel's, so containers outlive it.

import { get, remove, set } from '../../base/persistent-map.ts';
import { type Component, type Io, port, type ReplyTo } from '../../kernel/component.ts';
import type { Envelope, Message } from '../../kernel/message.ts';
import type { CtrRequest } from '../protocol/containerd.ts';
import {
  type CriRequest,
  type CriRequestOf,
  type CriResponse,
  criFailure,
} from '../protocol/cri.ts';
import type { LinuxReply } from '../protocol/linux.ts';
import { withImagesOnDisk } from '../runtime/image-disk.ts';
import { parseImageName } from '../runtime/image-name.ts';
import { findImage } from '../runtime/images.ts';
import { type Span, spend } from '../runtime/latency.ts';
import { receivePull, startPull } from '../runtime/pulls.ts';
import { answerPull } from './image-api.ts';
import { containerWork } from './late.ts';
import { performCri } from './operations.ts';
import { askAfterProcesses, restored } from './restore.ts';
import type {
  ContainerdConfig,
  ContainerdState,
  CriWork,
  GraceOver,
  NetworkDown,
  Pending,
  SandboxReady,
  TaskExit,
} from './state.ts';

/** The kind of process. */
export const containerdComponent: Component<ContainerdState, ContainerdConfig> = {
  kind: 'containerd',
  init: (config, io, disk) => restored(config, disk as ContainerdState | undefined, io),
  survives: (state) => state,
  ports: {
    cri: port<ContainerdState, keyof ContainerdState>(
      [
        'config',
        'sandboxes',
        'containers',
        'names',
        'nextOrder',
        'addresses',
        'lastAddress',
        'images',
        'pulls',
        'pending',
        'lists',
      ],
      withImagesOnDisk(receive),
    ),
  },
};

function receive(state: ContainerdState, envelope: Envelope, io: Io): ContainerdState {
  const { message } = envelope;
  if (message.type.startsWith('containerd.')) return onTimer(state, message, io);
  if (message.type.startsWith('registry.')) return receivePull(state, envelope, answerPull, io);
  switch (message.type) {
    case 'cri.request':
      return onRequest(state, message as CriRequest, envelope, io);
    case 'ctr.request':
      return later(state, message as CtrRequest, state.config.latencies.signal, envelope, io);
    case 'cri.response':
      return onPausePulled(state, message as CriResponse, envelope, io);
    case 'pull.unpacked':
    case 'net.refused':
    case 'net.closed':
      return receivePull(state, envelope, answerPull, io);
    default:
      return containerWork.get().onLinux(state, envelope as Envelope<LinuxReply>, io);
  }
}

function onTimer(state: ContainerdState, message: Message, io: Io): ContainerdState {
  switch (message.type) {
    case 'containerd.work': {
      const { request, to } = message as CriWork;
      if (request.type === 'ctr.request')
        return containerWork.get().performCtr(state, request.call, to, io);
      return performCri(state, request, to, io);
    }
    case 'containerd.sandboxReady':
      return containerWork.get().startPause(state, (message as SandboxReady).id, io);
    case 'containerd.exit':
      return containerWork.get().onTaskExit(state, (message as TaskExit).exited, io);
    case 'containerd.graceOver':
      return containerWork.get().onGraceOver(state, (message as GraceOver).id, io);
    case 'containerd.networkDown':
      return containerWork.get().onNetworkDown(state, message as NetworkDown, io);
    case 'containerd.recover':
      askAfterProcesses(state, io);
      return state;
    default:
      return state;
  }
}

/** Reads are answered at once; what changes something takes its time first. */
function onRequest(
  state: ContainerdState,
  request: CriRequest,
  envelope: Envelope,
  io: Io,
): ContainerdState {
  const time = workOf(state, request);
  if (request.method === 'RunPodSandbox') {
    const parked = parkForPause(state, request, envelope, io);
    if (parked !== undefined) return parked;
  }
  if (time !== undefined) return later(state, request, time, envelope, io);
  return performCri(state, request, { id: envelope.id, from: envelope.from }, io);
}

/** Without the image of pause its pull comes first; it answers this very port. */
function parkForPause(
  state: ContainerdState,
  request: CriRequestOf<'RunPodSandbox'>,
  envelope: Envelope,
  io: Io,
): ContainerdState | undefined {
  const { sandboxImage } = state.config;
  const name = parseImageName(sandboxImage);
  if (name === undefined || findImage(state.images, sandboxImage) !== undefined) return undefined;
  const waiter: ReplyTo = { id: envelope.id, from: io.self };
  const parked: Pending = {
    kind: 'sandbox',
    request,
    to: { id: envelope.id, from: envelope.from },
  };
  return {
    ...state,
    pending: set(state.pending, String(envelope.id), parked),
    pulls: startPull(state.pulls, name, undefined, waiter, io),
  };
}

function onPausePulled(
  state: ContainerdState,
  response: CriResponse,
  envelope: Envelope,
  io: Io,
): ContainerdState {
  const key = String(envelope.inReplyTo);
  const parked = get(state.pending, key);
  if (parked?.kind !== 'sandbox') return state;
  const freed = { ...state, pending: remove(state.pending, key) };
  if (response.error === undefined) {
    return later(freed, parked.request, state.config.latencies.network, parked.to, io);
  }
  const { sandboxImage } = state.config;
  const what = `failed to get sandbox image "${sandboxImage}": failed to pull image`;
  const reason = `${what} "${sandboxImage}": ${response.error.message}`;
  io.reply(parked.to, criFailure('RunPodSandbox', response.error.code, reason));
  return freed;
}

function later(
  state: ContainerdState,
  request: CriRequest | CtrRequest,
  time: Span,
  { id, from }: ReplyTo,
  io: Io,
): ContainerdState {
  const to: ReplyTo = { id, from };
  const work: CriWork = { type: 'containerd.work', request, to };
  const operation = request.type === 'ctr.request' ? 'ctr' : request.method;
  io.after(`work/${id}`, spend(io, operation, time), work);
  return state;
}

function workOf(state: ContainerdState, request: CriRequest): Span | undefined {
  const { latencies } = state.config;
  switch (request.method) {
    case 'RunPodSandbox':
      return latencies.network;
    case 'CreateContainer':
      return latencies.create;
    case 'StartContainer':
      return latencies.start;
    case 'StopContainer':
    case 'StopPodSandbox':
      return latencies.signal;
    case 'RemoveContainer':
    case 'RemovePodSandbox':
      return latencies.remove;
    case 'ExecSync':
    case 'Exec':
      return latencies.exec;
    default:
      return undefined;
  }
}
