// Commands inside containers, and their output. Models containerd 2.1,
// internal/cri/server/container_execsync.go: a command that takes too long is killed.

import { get, remove } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { seconds } from '../../kernel/time.ts';
import { type CriRequestOf, criFailure, criResponse } from '../protocol/cri.ts';
import type { LinuxExecDone, LinuxExecFailed } from '../protocol/linux.ts';
import type { LinuxLogs } from '../protocol/linux-logs.ts';
import { notFound } from './containers.ts';
import { awaiting, tellContainer, toLinux } from './records.ts';
import type { ContainerdState } from './state.ts';

/** Runs a command; answered when it has ended. */
export function exec(
  state: ContainerdState,
  { method, params }: CriRequestOf<'ExecSync'> | CriRequestOf<'Exec'>,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const record = get(state.containers, params.containerId);
  if (record === undefined) {
    io.reply(to, criFailure(method, 'NotFound', notFound('', params.containerId)));
    return state;
  }
  if (record.state !== 'CONTAINER_RUNNING') {
    const reason = `failed to exec in container: container is in ${record.state} state`;
    io.reply(to, criFailure(method, 'Unknown', reason));
    return state;
  }
  tellContainer(io, record, 'exec');
  const timeoutSeconds = 'timeoutSeconds' in params ? params.timeoutSeconds : 0;
  const stdin = 'stdin' in params ? params.stdin : undefined;
  const asked = toLinux(state, io, {
    type: 'linux.exec',
    containerId: record.id,
    argv: params.cmd,
    ...(stdin === undefined ? {} : { stdin }),
    ...(timeoutSeconds > 0 ? { timeout: seconds(timeoutSeconds), isKilledOnTimeout: true } : {}),
  });
  return awaiting(state, asked, { kind: 'exec', method, timeoutSeconds, to });
}

/** The command has ended, or never began. */
export function onExecEnd(
  state: ContainerdState,
  envelope: Envelope<LinuxExecDone | LinuxExecFailed>,
  io: Io,
): ContainerdState {
  const key = String(envelope.inReplyTo);
  const pending = get(state.pending, key);
  if (pending?.kind !== 'exec') return state;
  const { message } = envelope;
  const { method, timeoutSeconds, to } = pending;
  if (message.type === 'linux.execFailed') {
    const why =
      'OCI runtime exec failed: exec failed: unable to start container process: ' + message.error;
    const reason = `failed to exec in container: failed to start exec: ${why}`;
    io.reply(to, criFailure(method, 'Unknown', reason));
  } else if (message.isTimedOut) {
    const what = `failed to exec in container: timeout ${timeoutSeconds}s exceeded`;
    io.reply(to, criFailure(method, 'DeadlineExceeded', `${what}: context deadline exceeded`));
  } else {
    const { stdout, stderr, exitCode } = message;
    io.reply(to, criResponse(method, { stdout, stderr, exitCode }));
  }
  return { ...state, pending: remove(state.pending, key) };
}

/** Reads a container's output from where the kernel keeps it. */
export function readLogs(
  state: ContainerdState,
  params: CriRequestOf<'ReadLogs'>['params'],
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const { containerId, tailLines, since, limitBytes, isFollowing } = params;
  if (get(state.containers, containerId) === undefined) {
    io.reply(to, criFailure('ReadLogs', 'NotFound', notFound('', containerId)));
    return state;
  }
  const asked = toLinux(state, io, {
    type: 'linux.readLogs',
    containerId,
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(since === undefined ? {} : { since }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(isFollowing === true ? { isFollow: true } : {}),
  });
  return awaiting(state, asked, { kind: 'logs', to });
}

/** Writes the output into a new file. Models container_log_reopen.go. */
export function reopenLog(
  state: ContainerdState,
  id: string,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const record = get(state.containers, id);
  if (record === undefined) {
    io.reply(to, criFailure('ReopenContainerLog', 'NotFound', notFound('', id)));
  } else if (record.state !== 'CONTAINER_RUNNING') {
    io.reply(to, criFailure('ReopenContainerLog', 'Unknown', 'container is not running'));
  } else {
    toLinux(state, io, { type: 'linux.reopenLog', containerId: id });
    io.reply(to, criResponse('ReopenContainerLog', {}));
  }
  return state;
}

/** Lines of output came. */
export function onLogs(
  state: ContainerdState,
  envelope: Envelope<LinuxLogs>,
  io: Io,
): ContainerdState {
  const key = String(envelope.inReplyTo);
  const pending = get(state.pending, key);
  if (pending?.kind !== 'logs') return state;
  const { lines, isEnd } = envelope.message;
  io.reply(pending.to, criResponse('ReadLogs', { lines, isEnd }));
  return isEnd ? { ...state, pending: remove(state.pending, key) } : state;
}
