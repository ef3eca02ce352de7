// Stopping, killing and removing containers, and what follows when a process is gone.
// Models daemon/stop.go, kill.go, delete.go and monitor.go of Docker 20.10: a stop is the stop
// signal, a grace, SIGKILL; a removal by force is SIGKILL first.

import { get } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import { seconds } from '../../kernel/time.ts';
import { dockerFailure, dockerResponse } from '../protocol/docker.ts';
import type { LinuxContainers, LinuxExited } from '../protocol/linux.ts';
import { imageStopSignal } from '../runtime/images.ts';
import type { RuntimeEventDetail, RuntimeOp } from '../runtime/runtime-event.ts';
import { signalNumber } from '../runtime/signals.ts';
import { closeDown } from './closing.ts';
import { dropRecord, findContainer, putRecord, refuseUnknown, tell, toLinux } from './records.ts';
import { releaseNetwork, startContainer } from './start.ts';
import type { ContainerRecord, DockerdState, DockerGraceOver, ExitWaiter } from './state.ts';

/** How long a container has to stop when nobody says. */
const STOP_TIMEOUT = seconds(10);

/** Stop or restart: the polite signal now, SIGKILL when the grace is over. */
export function stopContainer(
  state: DockerdState,
  id: string,
  graceSeconds: number,
  waiter: ExitWaiter,
  io: Io,
): DockerdState {
  const record = findContainer(state, id);
  if (record === undefined) return refuse(state, id, waiter.to, io);
  if (!record.state.Running) {
    if (waiter.want === 'restart') return startContainer(state, id, waiter.to, io);
    io.reply(waiter.to, dockerResponse(304, null));
    return state;
  }
  sendSignal(state, record, stopSignalOf(state, record), io);
  const over: DockerGraceOver = { type: 'docker.graceOver', id: record.id };
  const isFirst = !record.waiters.some((one) => one.want === 'stop' || one.want === 'restart');
  // Each stop waits for itself; the first grace that ends is what the container feels.
  const timer = isFirst ? `grace/${record.id}` : `grace/${record.id}/${io.event}`;
  io.after(timer, seconds(graceSeconds), over);
  return waitFor(state, record, waiter);
}

/** The daemon itself ends, or has just begun: the container is stopped, nobody asked for it. */
export function endContainer(state: DockerdState, record: ContainerRecord, io: Io): DockerdState {
  sendSignal(state, record, stopSignalOf(state, record), io);
  const over: DockerGraceOver = { type: 'docker.graceOver', id: record.id };
  io.after(`grace/${record.id}/end`, STOP_TIMEOUT, over);
  return putRecord(state, { ...record, isEnding: true });
}

/** The grace is over: SIGKILL, if it still runs. */
export function onGraceOver(state: DockerdState, id: string, io: Io): DockerdState {
  const record = get(state.containers, id);
  if (record === undefined || !record.state.Running) return state;
  const isWaitedFor =
    record.isEnding === true ||
    record.waiters.some((one) => one.want === 'stop' || one.want === 'restart');
  if (isWaitedFor) sendSignal(state, record, 'SIGKILL', io);
  return state;
}

/** Kill: any signal; only SIGKILL is waited for. */
export function killContainer(
  state: DockerdState,
  id: string,
  signal: string,
  to: ReplyTo,
  io: Io,
): DockerdState {
  const record = findContainer(state, id);
  if (record === undefined) {
    const reason = `Cannot kill container: ${id}: No such container: ${id}`;
    io.reply(to, dockerFailure(404, reason));
    return state;
  }
  if (!record.state.Running) {
    const reason = `Cannot kill container: ${id}: Container ${record.id} is not running`;
    io.reply(to, dockerFailure(409, reason));
    return state;
  }
  sendSignal(state, record, signal, io);
  if (signal === 'SIGKILL') return waitFor(state, record, { want: 'kill', to });
  io.reply(to, dockerResponse(204, null));
  return state;
}

/** Removes a container; one that runs only by force. */
export function removeContainer(
  state: DockerdState,
  id: string,
  isForced: boolean,
  to: ReplyTo,
  io: Io,
): DockerdState {
  const record = findContainer(state, id);
  if (record === undefined) return refuse(state, id, to, io);
  if (!record.state.Running) return destroy(state, record, to, io);
  if (!isForced) {
    const reason =
      `You cannot remove a running container ${record.id}. ` +
      'Stop the container before attempting removal or force remove';
    io.reply(to, dockerFailure(409, reason));
    return state;
  }
  sendSignal(state, record, 'SIGKILL', io);
  return waitFor(state, record, { want: 'remove', to });
}

/** The container's process is gone and its remains are cleared: tell everybody who waited. */
export function onExit(state: DockerdState, exited: LinuxExited, io: Io): DockerdState {
  const record = get(state.containers, exited.containerId);
  if (record === undefined || !record.state.Running || record.state.Pid !== exited.pid) {
    return state;
  }
  const { isEnding = false, ...rest } = record;
  const dead: ContainerRecord = {
    ...rest,
    ip: '',
    waiters: [],
    state: {
      ...record.state,
      Status: 'exited',
      Running: false,
      Pid: 0,
      OOMKilled: exited.isOomKilled,
      ExitCode: exited.exitCode,
      FinishedAt: exited.at,
    },
  };
  if (exited.isOomKilled) tellAll(state, record, 'oom', io);
  tellAll(state, record, 'die', io, { exitCode: exited.exitCode });
  io.cancel(`grace/${record.id}`);
  io.cancel(`grace/${record.id}/end`);
  let next = putRecord(releaseNetwork(state, record, io), dead);
  if (isEnding || record.waiters.some((waiter) => waiter.want === 'stop')) {
    tellAll(state, record, 'stop', io);
  }
  // Who removes it comes first: nobody restarts what is gone.
  const removals = record.waiters.filter((waiter) => waiter.want === 'remove');
  const others = record.waiters.filter((waiter) => waiter.want !== 'remove');
  for (const waiter of [...removals, ...others]) next = settle(next, dead, waiter, io);
  return next.door.is === 'open' ? next : withoutAwaited(next, dead.id, io);
}

/** One container less to wait for, for a daemon that ends or has just begun. */
function withoutAwaited(state: DockerdState, id: string, io: Io): DockerdState {
  const { door } = state;
  if (door.is === 'open' || !door.awaited.includes(id)) return state;
  const awaited = door.awaited.filter((one) => one !== id);
  if (awaited.length > 0) return { ...state, door: { ...door, awaited } };
  return door.is === 'closing' ? closeDown(state, door, io) : { ...state, door: { is: 'open' } };
}

/** Events of a daemon that takes no calls yet reach nobody. */
function tellAll(
  state: DockerdState,
  record: ContainerRecord,
  op: RuntimeOp,
  io: Io,
  detail?: RuntimeEventDetail,
): void {
  if (state.door.is !== 'restoring') tell(io, record, op, detail);
}

/** After a restart of the daemon: what ended while nobody listened. */
export function onFound(
  state: DockerdState,
  { containers }: LinuxContainers,
  io: Io,
): DockerdState {
  let next = state;
  for (const { containerId, pid, state: is, ...found } of containers) {
    if (is === 'running') continue;
    const { exitCode = 0, isOomKilled, startedAt, finishedAt: at = io.now } = found;
    const type = 'linux.exited';
    const exited = { type, containerId, pid, exitCode, isOomKilled, startedAt, at } as const;
    next = onExit(next, exited, io);
  }
  return next;
}

function settle(
  state: DockerdState,
  dead: ContainerRecord,
  waiter: ExitWaiter,
  io: Io,
): DockerdState {
  switch (waiter.want) {
    case 'remove':
      return destroy(state, dead, waiter.to, io);
    case 'restart':
      return startContainer(state, dead.id, waiter.to, io);
    default:
      io.reply(waiter.to, dockerResponse(204, null));
      return state;
  }
}

function destroy(state: DockerdState, record: ContainerRecord, to: ReplyTo, io: Io): DockerdState {
  io.reply(to, dockerResponse(204, null));
  if (get(state.containers, record.id) === undefined) return state;
  toLinux(state, io, { type: 'linux.remove', containerId: record.id });
  tell(io, record, 'destroy');
  return dropRecord(state, record);
}

function refuse(state: DockerdState, id: string, to: ReplyTo, io: Io): DockerdState {
  refuseUnknown(io, to, id);
  return state;
}

function waitFor(state: DockerdState, record: ContainerRecord, waiter: ExitWaiter): DockerdState {
  return putRecord(state, { ...record, waiters: [...record.waiters, waiter] });
}

function sendSignal(state: DockerdState, record: ContainerRecord, signal: string, io: Io): void {
  tellAll(state, record, 'kill', io, { signal: signalNumber(signal) });
  toLinux(state, io, { type: 'linux.signal', containerId: record.id, signal });
}

function stopSignalOf(state: DockerdState, record: ContainerRecord): string {
  const { replacedImages } = state.config;
  return record.body.StopSignal ?? imageStopSignal(state.images, record.imageId, replacedImages);
}
