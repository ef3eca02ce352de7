// What the node's kernel tells containerd: processes that started, failed to, and ended.

import { get, has } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import type { LinuxContainers, LinuxExited, LinuxReply } from '../protocol/linux.ts';
import { spend } from '../runtime/latency.ts';
import { onProfileRead } from './confinement.ts';
import { onExit, onStarted, onStartFailed } from './containers.ts';
import { onExecEnd, onLogs } from './exec.ts';
import { onPauseExit, onPauseStarted, onPauseStartFailed } from './sandboxes.ts';
import type { ContainerdState, TaskExit } from './state.ts';

/** Takes an answer or a notice of the kernel. */
export function onLinux(
  state: ContainerdState,
  envelope: Envelope<LinuxReply>,
  io: Io,
): ContainerdState {
  const { message } = envelope;
  switch (message.type) {
    case 'linux.started': {
      const sandbox = get(state.sandboxes, message.containerId);
      if (sandbox !== undefined) return onPauseStarted(state, sandbox, message, io);
      const container = get(state.containers, message.containerId);
      return container === undefined ? state : onStarted(state, container, message, io);
    }
    case 'linux.startFailed': {
      const sandbox = get(state.sandboxes, message.containerId);
      if (sandbox !== undefined) return onPauseStartFailed(state, sandbox, message, io);
      const container = get(state.containers, message.containerId);
      return container === undefined ? state : onStartFailed(state, container, message, io);
    }
    case 'linux.exited':
      return onExited(state, message, io);
    case 'linux.execDone':
    case 'linux.execFailed':
      return onExecEnd(state, { ...envelope, message }, io);
    case 'linux.logs':
      return onLogs(state, { ...envelope, message }, io);
    case 'linux.filesDone':
      return onProfileRead(state, { ...envelope, message }, io);
    case 'linux.containers':
      return onRecovered(state, message, io);
    default:
      return state;
  }
}

/** The shim says so a moment later. */
function onExited(state: ContainerdState, exited: LinuxExited, io: Io): ContainerdState {
  const { containerId } = exited;
  if (!has(state.sandboxes, containerId) && !has(state.containers, containerId)) return state;
  const said: TaskExit = { type: 'containerd.exit', exited };
  io.after(`exit/${containerId}`, spend(io, 'exit', state.config.latencies.exit), said);
  return state;
}

/** A process is gone, and its shim has said so. */
export function onTaskExit(state: ContainerdState, exited: LinuxExited, io: Io): ContainerdState {
  const sandbox = get(state.sandboxes, exited.containerId);
  if (sandbox !== undefined) {
    return sandbox.pid === exited.pid ? onPauseExit(state, sandbox, exited, io) : state;
  }
  const container = get(state.containers, exited.containerId);
  return container?.pid === exited.pid ? onExit(state, container, exited, io) : state;
}

/** After a restart: what ended while nobody listened. */
function onRecovered(
  state: ContainerdState,
  { containers }: LinuxContainers,
  io: Io,
): ContainerdState {
  let next = state;
  for (const found of containers) {
    if (found.state === 'running') continue;
    next = onTaskExit(
      next,
      {
        type: 'linux.exited',
        containerId: found.containerId,
        pid: found.pid,
        exitCode: found.exitCode ?? 0,
        isOomKilled: found.isOomKilled,
        startedAt: found.startedAt,
        at: found.finishedAt ?? io.now,
      },
      io,
    );
  }
  return next;
}
