// Containers in their sandboxes: created, started, stopped with a grace, removed.
// Models containerd 2.1, internal/cri/server/container_create.go, container_start.go,
// container_stop.go, container_remove.go and events.go.

import { get, has, set } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import { seconds } from '../../kernel/time.ts';
import { type CriRequestOf, criFailure, criResponse } from '../protocol/cri.ts';
import type { LinuxExited, LinuxStarted, LinuxStartFailed } from '../protocol/linux.ts';
import { newId } from '../runtime/digest.ts';
import { findImage, imageStopSignal, type StoredImage } from '../runtime/images.ts';
import { signalNumber } from '../runtime/signals.ts';
import { launch } from './launch.ts';
import {
  containerName,
  containerRow,
  dropContainer,
  isReady,
  putContainer,
  tellContainer,
  toLinux,
} from './records.ts';
import type {
  ContainerdState,
  ContainerRecord,
  ExitWaiter,
  GraceOver,
  SandboxRecord,
} from './state.ts';

const START_FAILED =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: ' +
  'runc create failed: unable to start container process: error during container init: ';

/** Exit code and reason of a container whose process never began. */
const START_ERROR_EXIT_CODE = 128;

/** Creates a container in a sandbox. */
export function createContainer(
  state: ContainerdState,
  params: CriRequestOf<'CreateContainer'>['params'],
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const { podSandboxId, config } = params;
  const fail = (code: 'NotFound' | 'Unknown', message: string): ContainerdState => {
    io.reply(to, criFailure('CreateContainer', code, message));
    return state;
  };
  const sandbox = get(state.sandboxes, podSandboxId);
  if (sandbox === undefined) {
    return fail('NotFound', `failed to find sandbox id "${podSandboxId}": not found`);
  }
  const image = findImage(state.images, config.image);
  if (image === undefined) {
    return fail('NotFound', `failed to resolve image "${config.image}": not found`);
  }
  const name = containerName({ config }, sandbox);
  if (has(state.names, name)) {
    const owner = get(state.names, name);
    const reserved = `name "${name}" is reserved for "${owner}"`;
    return fail('Unknown', `failed to reserve container name "${name}": ${reserved}`);
  }
  const argv = argvOf(params, image);
  if (argv.length === 0) {
    const what = 'failed to generate container spec: failed to generate spec: no command specified';
    return fail('Unknown', what);
  }
  const record = newRecord(state, sandbox, params, image, argv, io);
  tellContainer(io, record, 'create');
  io.reply(to, criResponse('CreateContainer', { containerId: record.id }));
  const named = { ...state, names: set(state.names, name, record.id) };
  return putContainer({ ...named, nextOrder: state.nextOrder + 1 }, record);
}

/** An own command discards the image's command; an own entrypoint discards both. */
function argvOf(
  { config }: CriRequestOf<'CreateContainer'>['params'],
  image: StoredImage,
): readonly string[] {
  const { Entrypoint, Cmd } = image.config;
  if (config.command.length > 0) return [...config.command, ...config.args];
  return [...Entrypoint, ...(config.args.length > 0 ? config.args : Cmd)];
}

function newRecord(
  state: ContainerdState,
  sandbox: SandboxRecord,
  { config, sandboxConfig }: CriRequestOf<'CreateContainer'>['params'],
  image: StoredImage,
  argv: readonly string[],
  io: Io,
): ContainerRecord {
  const directory = sandboxConfig.logDirectory;
  const record: Omit<ContainerRecord, 'row'> = {
    id: newId(io),
    createdAt: io.now,
    order: state.nextOrder,
    pid: 0,
    exitCode: 0,
    waiters: [],
    sandboxId: sandbox.id,
    config,
    imageId: image.id,
    publishedAs: image.publishedAs,
    argv,
    logPath: directory.endsWith('/')
      ? directory + config.logPath
      : `${directory}/${config.logPath}`,
    state: 'CONTAINER_CREATED',
    reason: '',
    message: '',
    isSignalled: false,
  };
  return { ...record, row: containerRow(record) };
}

/** Starts a created container; answered when the kernel has answered. */
export function startContainer(
  state: ContainerdState,
  id: string,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const fail = (code: 'NotFound' | 'Unknown', message: string): ContainerdState => {
    io.reply(to, criFailure('StartContainer', code, message));
    return state;
  };
  const record = get(state.containers, id);
  if (record === undefined) return fail('NotFound', notFound('', id));
  if (record.state !== 'CONTAINER_CREATED' || record.starting !== undefined) {
    const what = `failed to set starting state for container "${id}"`;
    return fail('Unknown', `${what}: container is in ${record.state} state`);
  }
  const sandbox = get(state.sandboxes, record.sandboxId);
  if (sandbox === undefined || !isReady(sandbox)) {
    return fail('Unknown', `sandbox container "${record.sandboxId}" is not running`);
  }
  launch(state, record, sandbox, io);
  return putContainer(state, { ...record, starting: to });
}

/** The process runs. */
export function onStarted(
  state: ContainerdState,
  record: ContainerRecord,
  message: LinuxStarted,
  io: Io,
): ContainerdState {
  const { starting, ...rest } = record;
  tellContainer(io, record, 'start');
  if (starting !== undefined) io.reply(starting, criResponse('StartContainer', {}));
  const { pid, at } = message;
  return putContainer(state, { ...rest, state: 'CONTAINER_RUNNING', pid, startedAt: at });
}

/** The process could not be started: the container has exited without ever having run. */
export function onStartFailed(
  state: ContainerdState,
  record: ContainerRecord,
  failed: LinuxStartFailed,
  io: Io,
): ContainerdState {
  const { starting, ...rest } = record;
  const message = START_FAILED + failed.error;
  if (starting !== undefined) io.reply(starting, criFailure('StartContainer', 'Unknown', message));
  return putContainer(state, {
    ...rest,
    state: 'CONTAINER_EXITED',
    exitCode: START_ERROR_EXIT_CODE,
    finishedAt: io.now,
    reason: 'StartError',
    message,
  });
}

/** The stop signal, the grace, SIGKILL; without a grace SIGKILL at once. */
export function stopContainer(
  state: ContainerdState,
  id: string,
  timeoutSeconds: number,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const record = get(state.containers, id);
  if (record === undefined || record.state !== 'CONTAINER_RUNNING') {
    // What does not run is as good as stopped.
    io.reply(to, criResponse('StopContainer', {}));
    return state;
  }
  const signal = timeoutSeconds > 0 ? stopSignalOf(state, record) : 'SIGKILL';
  tellContainer(io, record, 'kill', { signal: signalNumber(signal), grace: timeoutSeconds });
  if (signal === 'SIGKILL' || !record.isSignalled) {
    toLinux(state, io, { type: 'linux.signal', containerId: id, signal });
  }
  if (timeoutSeconds > 0) {
    const over: GraceOver = { type: 'containerd.graceOver', id };
    // Each stop waits for itself; the first grace that ends is what the container feels.
    io.after(`grace/${id}/${io.event}`, seconds(timeoutSeconds), over);
  }
  const waiters = [...record.waiters, { want: 'stop', to } as const];
  return putContainer(state, { ...record, waiters, isSignalled: true });
}

/** The grace is over: SIGKILL, if it still runs. */
export function onGraceOver(state: ContainerdState, id: string, io: Io): ContainerdState {
  const record = get(state.containers, id);
  if (record?.state === 'CONTAINER_RUNNING') {
    toLinux(state, io, { type: 'linux.signal', containerId: id, signal: 'SIGKILL' });
  }
  return state;
}

/** A container's process is gone. */
export function onExit(
  state: ContainerdState,
  record: ContainerRecord,
  exited: LinuxExited,
  io: Io,
): ContainerdState {
  if (exited.isOomKilled) tellContainer(io, record, 'oom');
  tellContainer(io, record, 'die', { exitCode: exited.exitCode });
  const dead: ContainerRecord = {
    ...record,
    state: 'CONTAINER_EXITED',
    pid: 0,
    exitCode: exited.exitCode,
    finishedAt: exited.at,
    reason: exited.isOomKilled ? 'OOMKilled' : record.reason,
    waiters: [],
  };
  let next = putContainer(state, dead);
  for (const waiter of record.waiters) {
    answerExit(waiter, io);
    if (waiter.want === 'remove') next = forgetContainer(next, dead, io);
  }
  return next;
}

function answerExit({ want, to }: ExitWaiter, io: Io): void {
  if (want === 'task') io.reply(to, { type: 'ctr.response' });
  if (want === 'stop') io.reply(to, criResponse('StopContainer', {}));
  if (want === 'remove') io.reply(to, criResponse('RemoveContainer', {}));
}

/** Removes a container; one that still runs is killed first. */
export function removeContainer(
  state: ContainerdState,
  id: string,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const record = get(state.containers, id);
  if (record?.state === 'CONTAINER_RUNNING') {
    toLinux(state, io, { type: 'linux.signal', containerId: id, signal: 'SIGKILL' });
    const waiters = [...record.waiters, { want: 'remove', to } as const];
    return putContainer(state, { ...record, waiters });
  }
  io.reply(to, criResponse('RemoveContainer', {}));
  return record === undefined ? state : forgetContainer(state, record, io);
}

/** Removes what is left of a container that does not run. */
export function forgetContainer(
  state: ContainerdState,
  record: ContainerRecord,
  io: Io,
): ContainerdState {
  if (get(state.containers, record.id) === undefined) return state;
  toLinux(state, io, { type: 'linux.remove', containerId: record.id });
  tellContainer(io, record, 'destroy');
  return dropContainer(state, record);
}

/** How containerd says that it has no such container. */
export function notFound(what: string, id: string): string {
  return `${what}an error occurred when try to find container "${id}": not found`;
}

function stopSignalOf(state: ContainerdState, record: ContainerRecord): string {
  const { replacedImages } = state.config;
  return record.config.stopSignal ?? imageStopSignal(state.images, record.imageId, replacedImages);
}
