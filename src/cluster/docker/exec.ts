// Commands inside containers, and their output: POST /containers/<id>/exec, /exec/<id>/start,
// /exec/<id>/json, and GET /containers/<id>/logs. Models daemon/exec.go of Docker 20.10.

import { entries as entriesOf, get, remove, set } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import {
  type DockerExecCreateBody,
  type DockerExecInspect,
  type DockerExecOutput,
  type DockerLogs,
  dockerFailure,
  dockerResponse,
} from '../protocol/docker.ts';
import type { LinuxExecDone, LinuxExecFailed } from '../protocol/linux.ts';
import type { LinuxLogs } from '../protocol/linux-logs.ts';
import { newId } from '../runtime/digest.ts';
import { findContainer, refuseUnknown, tell, toLinux } from './records.ts';
import type { DockerdState, DockerOp, ExecRecord, Pending } from './state.ts';

/** Finished commands that are remembered for inspection. */
const KEPT_EXECS = 64;

/** Registers a command. */
export function createExec(
  state: DockerdState,
  id: string,
  body: DockerExecCreateBody,
  to: ReplyTo,
  io: Io,
): DockerdState {
  const record = findContainer(state, id);
  if (record === undefined) {
    refuseUnknown(io, to, id);
    return state;
  }
  if (!record.state.Running) {
    io.reply(to, dockerFailure(409, `Container ${record.id} is not running`));
    return state;
  }
  const execId = newId(io);
  const exec: ExecRecord = {
    id: execId,
    containerId: record.id,
    body,
    isRunning: false,
    exitCode: null,
  };
  io.reply(to, dockerResponse(201, { Id: execId }));
  return { ...state, execs: set(forgetOld(state).execs, execId, exec) };
}

/** Runs a registered command; answered when it has ended. */
export function startExec(state: DockerdState, execId: string, to: ReplyTo, io: Io): DockerdState {
  const exec = get(state.execs, execId);
  const record = exec === undefined ? undefined : get(state.containers, exec.containerId);
  if (exec === undefined || record === undefined) {
    io.reply(to, dockerFailure(404, `No such exec instance: ${execId}`));
    return state;
  }
  tell(io, record, 'exec');
  const stdin = exec.body.Stdin;
  const asked = toLinux(state, io, {
    type: 'linux.exec',
    containerId: exec.containerId,
    argv: exec.body.Cmd,
    ...(stdin === undefined ? {} : { stdin }),
  });
  const running = { ...state, execs: set(state.execs, execId, { ...exec, isRunning: true }) };
  return awaiting(running, asked, { kind: 'exec', execId, to });
}

/** The command has ended, or never began. */
export function onExecEnd(
  state: DockerdState,
  envelope: Envelope<LinuxExecDone | LinuxExecFailed>,
  io: Io,
): DockerdState {
  const key = String(envelope.inReplyTo);
  const pending = get(state.pending, key);
  if (pending?.kind !== 'exec') return state;
  const settled = { ...state, pending: remove(state.pending, key) };
  const { message } = envelope;
  const exec = get(settled.execs, pending.execId);
  if (message.type === 'linux.execFailed') {
    const reason =
      'OCI runtime exec failed: exec failed: unable to start container process: ' +
      `${message.error}: unknown`;
    io.reply(pending.to, dockerFailure(message.isContainerGone ? 409 : 400, reason));
  } else {
    const { stdout, stderr } = message;
    const output: DockerExecOutput = { stdout, stderr };
    io.reply(pending.to, dockerResponse(200, output));
  }
  if (exec === undefined) return settled;
  const ended = { ...exec, isRunning: false, exitCode: message.exitCode };
  return { ...settled, execs: set(settled.execs, exec.id, ended) };
}

/** What became of a command. */
export function inspectExec(state: DockerdState, execId: string, to: ReplyTo, io: Io): void {
  const exec = get(state.execs, execId);
  if (exec === undefined) {
    io.reply(to, dockerFailure(404, `No such exec instance: ${execId}`));
    return;
  }
  const view: DockerExecInspect = {
    ID: exec.id,
    ContainerID: exec.containerId,
    Running: exec.isRunning,
    ExitCode: exec.exitCode,
    Pid: 0,
  };
  io.reply(to, dockerResponse(200, view));
}

/** Reads a container's output from where the kernel keeps it. */
export function readLogs(
  state: DockerdState,
  op: Extract<DockerOp, { readonly op: 'logs' }>,
  to: ReplyTo,
  io: Io,
): DockerdState {
  const record = findContainer(state, op.id);
  if (record === undefined) {
    refuseUnknown(io, to, op.id);
    return state;
  }
  const asked = toLinux(state, io, {
    type: 'linux.readLogs',
    containerId: record.id,
    ...(op.tail === undefined ? {} : { tailLines: op.tail }),
    ...(op.since === undefined ? {} : { since: op.since }),
    ...(op.isFollowing ? { isFollow: true } : {}),
  });
  return awaiting(state, asked, { kind: 'logs', to });
}

/** Lines of output came. */
export function onLogs(state: DockerdState, envelope: Envelope<LinuxLogs>, io: Io): DockerdState {
  const key = String(envelope.inReplyTo);
  const pending = get(state.pending, key);
  if (pending?.kind !== 'logs') return state;
  const { lines, isEnd } = envelope.message;
  const logs: DockerLogs = { lines, isEnd };
  io.reply(pending.to, dockerResponse(200, logs));
  return isEnd ? { ...state, pending: remove(state.pending, key) } : state;
}

function awaiting(state: DockerdState, asked: number, pending: Pending): DockerdState {
  return { ...state, pending: set(state.pending, String(asked), pending) };
}

/** A prober runs for ever; what nobody will inspect any more is dropped. */
function forgetOld(state: DockerdState): DockerdState {
  if (state.execs.size < KEPT_EXECS) return state;
  let { execs } = state;
  for (const [id, exec] of entriesOf(execs)) {
    if (!exec.isRunning && exec.exitCode !== null) execs = remove(execs, id);
  }
  return { ...state, execs };
}
