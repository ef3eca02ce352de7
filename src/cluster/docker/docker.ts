// The process `docker@<node>`: the Docker Engine. Requests shaped as HTTP come to one port; the
// daemon works for a while, changes its records, and answers. Models dockerd 20.10 with overlay2,
// the bridge docker0 and json-file logs. Processes and files are the node's kernel's.

import { get } from '../../base/persistent-map.ts';
import { type Component, type Io, port, type ReplyTo } from '../../kernel/component.ts';
import type { Envelope, Message, NetRefused } from '../../kernel/message.ts';
import { type Duration, milliseconds } from '../../kernel/time.ts';
import type { DockerRequest } from '../protocol/docker.ts';
import { dockerFailure } from '../protocol/docker.ts';
import type { LinuxReply } from '../protocol/linux.ts';
import { withImagesOnDisk } from '../runtime/image-disk.ts';
import { type Span, spend } from '../runtime/latency.ts';
import { receivePull } from '../runtime/pulls.ts';
import { isLetIn, startFailure } from './door.ts';
import { answerPull } from './image-api.ts';
import { containerWork } from './late.ts';
import { performOp } from './operations.ts';
import { findContainer } from './records.ts';
import { carryOver, restored } from './restore.ts';
import { route } from './router.ts';
import type {
  DockerClosing,
  DockerConfig,
  DockerdState,
  DockerExit,
  DockerGraceOver,
  DockerOp,
  DockerRestored,
  DockerWork,
} from './state.ts';

type Received = DockerRequest | DockerWork | DockerExit | DockerGraceOver | LinuxReply | Message;

/** How soon a locked container is looked at again. */
const LOCK_WAIT: Duration = milliseconds(10);

/** The kind of process. */
export const dockerComponent: Component<DockerdState, DockerConfig> = {
  kind: 'docker',
  init: (config, io, disk) => restored(config, disk as DockerdState | undefined, io),
  survives: (state) => state,
  ports: {
    requests: port<DockerdState, keyof DockerdState>(
      [
        'config',
        'containers',
        'names',
        'nextOrder',
        'execs',
        'addresses',
        'images',
        'pulls',
        'pending',
        'lists',
        'door',
      ],
      withImagesOnDisk(receive),
    ),
  },
};

function receive(state: DockerdState, envelope: Envelope, io: Io): DockerdState {
  const message = envelope.message as Received;
  switch (message.type) {
    case 'docker.terminate':
      return containerWork.get().beginClosing(state, replyTo(envelope), io);
    case 'docker.awaitEnd':
      return containerWork.get().awaitEnd(state, replyTo(envelope), io);
    case 'docker.closing':
      return containerWork.get().onClosing(state, message as DockerClosing, io);
    case 'docker.request':
      return onRequest(state, message as DockerRequest, envelope, io);
    case 'docker.work':
      return onWork(state, message as DockerWork, io);
    case 'docker.exit':
      return containerWork.get().onExit(state, (message as DockerExit).exited, io);
    case 'docker.restored':
      return carryOver(state, message as DockerRestored, io);
    case 'docker.graceOver':
      return containerWork.get().onGraceOver(state, (message as DockerGraceOver).id, io);
    case 'pull.unpacked':
    case 'net.refused':
    case 'net.closed':
      return receivePull(state, envelope, answerPull, io);
    default:
      break;
  }
  if (message.type.startsWith('registry.')) return receivePull(state, envelope, answerPull, io);
  return onLinux(state, envelope as Envelope<LinuxReply>, io);
}

function replyTo({ id, from }: Envelope): ReplyTo {
  return { id, from };
}

/** Reads are answered at once; what changes something takes its time first. */
function onRequest(
  state: DockerdState,
  request: DockerRequest,
  envelope: Envelope,
  io: Io,
): DockerdState {
  const to = replyTo(envelope);
  if (!isLetIn(state)) {
    const refused: NetRefused = { type: 'net.refused', peer: `docker@${state.config.nodeName}` };
    io.reply(to, refused);
    return state;
  }
  const op = route(request);
  if (op === undefined) {
    io.reply(to, dockerFailure(404, 'page not found'));
    return state;
  }
  const time = workOf(state, op);
  if (time === undefined) return performOp(state, op, to, io);
  const work: DockerWork = { type: 'docker.work', op, to, since: io.now };
  io.after(`work/${envelope.id}`, spend(io, op.op, time), work);
  return state;
}

/** A container that is just starting is locked: what is to end it waits until it has started. */
function onWork(state: DockerdState, work: DockerWork, io: Io): DockerdState {
  const { op, to } = work;
  const isEnding =
    op.op === 'stop' || op.op === 'restart' || op.op === 'kill' || op.op === 'remove';
  if (isEnding && findContainer(state, op.id)?.starting !== undefined) {
    io.after(`work/${to.id}`, LOCK_WAIT, work);
    return state;
  }
  const failure = startFailure(state, work);
  if (failure === undefined) return performOp(state, op, to, io);
  io.reply(to, dockerFailure(500, failure));
  return state;
}

function workOf(state: DockerdState, op: DockerOp): Span | undefined {
  const { latencies } = state.config;
  switch (op.op) {
    case 'create':
    case 'remove':
    case 'tag':
      return latencies[op.op];
    case 'start': {
      const mode = findContainer(state, op.id)?.body.HostConfig.NetworkMode;
      return mode === 'default' ? latencies.startOnBridge : latencies.start;
    }
    case 'stop':
    case 'restart':
    case 'kill':
      return latencies.signal;
    case 'execStart':
      return latencies.exec;
    default:
      return undefined;
  }
}

function onLinux(state: DockerdState, envelope: Envelope<LinuxReply>, io: Io): DockerdState {
  const { message } = envelope;
  switch (message.type) {
    case 'linux.started':
      return containerWork.get().onStarted(state, message, io);
    case 'linux.startFailed':
      return containerWork.get().onStartFailed(state, message, io);
    case 'linux.exited': {
      if (get(state.containers, message.containerId) === undefined) return state;
      const cleared: DockerExit = { type: 'docker.exit', exited: message };
      const time = spend(io, 'exit', state.config.latencies.exit);
      io.after(`exit/${message.containerId}`, time, cleared);
      return state;
    }
    case 'linux.containers':
      return containerWork.get().onFound(state, message, io);
    case 'linux.execDone':
    case 'linux.execFailed':
      return containerWork.get().onExecEnd(state, { ...envelope, message }, io);
    case 'linux.logs':
      return containerWork.get().onLogs(state, { ...envelope, message }, io);
    default:
      return state;
  }
}
