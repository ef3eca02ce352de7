// What `ctr -n k8s.io` does to containers and tasks past the CRI, behind the kubelet's back.
// Models containerd 2.1, cmd/ctr (tasks, containers, images tag).

import { get, values } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import type { CtrCall, CtrResponse, CtrRow } from '../protocol/containerd.ts';
import type { CtrContainer } from '../protocol/node-commands.ts';
import { parseImageName, wholeName } from '../runtime/image-name.ts';
import { findImage, nameImage } from '../runtime/images.ts';
import { signalName } from '../runtime/signals.ts';
import {
  isReady,
  putContainer,
  putSandbox,
  tellContainer,
  tellSandbox,
  toLinux,
} from './records.ts';
import type { ContainerdState, ContainerRecord, SandboxRecord } from './state.ts';

/** Carries a call out. */
export function performCtr(
  state: ContainerdState,
  call: CtrCall,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  switch (call.op) {
    case 'tasks-kill':
      return kill(state, call.container, signalName(call.signal), to, io);
    case 'tasks-delete':
      return deleteTask(state, call.container, call.isForced, to, io);
    case 'containers-delete':
      return deleteContainer(state, call.container, to, io);
    case 'images-tag':
      return tag(state, call.source, call.target, to, io);
    case 'tasks-ls':
      answer(io, to, { rows: rowsOf(state).filter((row) => row.task !== undefined) });
      return state;
    case 'containers-ls':
      answer(io, to, { rows: rowsOf(state) });
      return state;
  }
}

type Found =
  | { readonly sandbox: SandboxRecord; readonly container?: undefined }
  | { readonly container: ContainerRecord; readonly sandbox?: undefined };

/** By id, or by pod, container and attempt; `POD` is the sandbox itself. */
export function findTask(state: ContainerdState, named: CtrContainer): Found | undefined {
  if ('id' in named) {
    const container = get(state.containers, named.id);
    if (container !== undefined) return { container };
    const sandbox = get(state.sandboxes, named.id);
    return sandbox === undefined ? undefined : { sandbox };
  }
  if (named.container === 'POD') {
    const sandbox = newest(values(state.sandboxes), ({ config: { metadata } }) => {
      return metadata.name === named.pod && metadata.attempt === named.attempt;
    });
    return sandbox && { sandbox };
  }
  const container = newest(values(state.containers), ({ config: { metadata, labels } }) => {
    const isOfPod = labels['io.kubernetes.pod.name'] === named.pod;
    return isOfPod && metadata.name === named.container && metadata.attempt === named.attempt;
  });
  return container && { container };
}

/** A pod may have come again under its old name: the one that was made last is meant. */
function newest<R extends Pick<ContainerRecord, 'createdAt'>>(
  records: Iterable<R>,
  isMeant: (record: R) => boolean,
): R | undefined {
  let found: R | undefined;
  for (const record of records) {
    if (!isMeant(record)) continue;
    if (found === undefined || record.createdAt >= found.createdAt) found = record;
  }
  return found;
}

function kill(
  state: ContainerdState,
  named: CtrContainer,
  signal: string,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const found = findTask(state, named);
  const record = found?.container ?? found?.sandbox;
  if (record === undefined || record.pid === 0) {
    answer(io, to, { error: `ctr: no running task found: task ${text(named)} not found` });
    return state;
  }
  toLinux(state, io, { type: 'linux.signal', containerId: record.id, signal });
  answer(io, to, {});
  return state;
}

/** Deletes a task: only a stopped one, unless by force; answered when it is gone. */
function deleteTask(
  state: ContainerdState,
  named: CtrContainer,
  isForced: boolean,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const found = findTask(state, named);
  const record = found?.container ?? found?.sandbox;
  if (found === undefined || record === undefined) {
    answer(io, to, { error: `ctr: no running task found: task ${text(named)} not found` });
    return state;
  }
  if (record.pid === 0) {
    answer(io, to, {});
    return state;
  }
  if (!isForced) {
    const reason = `ctr: task must be stopped before deletion: running: failed precondition`;
    answer(io, to, { error: reason });
    return state;
  }
  toLinux(state, io, { type: 'linux.signal', containerId: record.id, signal: 'SIGKILL' });
  const waiters = [...record.waiters, { want: 'task', to } as const];
  return found.container === undefined
    ? putSandbox(state, { ...found.sandbox, waiters })
    : putContainer(state, { ...found.container, waiters });
}

/** Deletes containerd's own record; the CRI keeps what it knows, as after any exit. */
function deleteContainer(
  state: ContainerdState,
  named: CtrContainer,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const found = findTask(state, named);
  const record = found?.container ?? found?.sandbox;
  if (record === undefined) {
    answer(io, to, { error: `ctr: container "${text(named)}" in namespace "k8s.io": not found` });
  } else if (record.pid !== 0) {
    const task = '{running 0 0001-01-01 00:00:00 +0000 UTC}';
    answer(io, to, { error: `ctr: cannot delete a non stopped container: ${task}` });
  } else {
    if (found?.container !== undefined) tellContainer(io, found.container, 'destroy');
    if (found?.sandbox !== undefined) tellSandbox(io, found.sandbox, 'destroy');
    answer(io, to, {});
  }
  return state;
}

function tag(
  state: ContainerdState,
  source: string,
  target: string,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const image = findImage(state.images, source);
  const name = parseImageName(target);
  if (image === undefined || name === undefined) {
    answer(io, to, { error: `ctr: image "${source}": not found` });
    return state;
  }
  answer(io, to, {});
  return { ...state, images: nameImage(state.images, image.id, wholeName(name)) };
}

function rowsOf(state: ContainerdState): readonly CtrRow[] {
  const rows: CtrRow[] = [];
  for (const { id, config, createdAt, pid, ...record } of values(state.sandboxes)) {
    const task = taskOf(pid, isReady({ pid }), record.startedAt !== undefined);
    rows.push({ id, image: state.config.sandboxImage, labels: config.labels, createdAt, ...task });
  }
  for (const { id, config, createdAt, pid, ...record } of values(state.containers)) {
    const task = taskOf(pid, pid !== 0, record.startedAt !== undefined);
    rows.push({ id, image: config.userSpecifiedImage, labels: config.labels, createdAt, ...task });
  }
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function taskOf(pid: number, isRunning: boolean, hasStarted: boolean): Pick<CtrRow, 'task'> {
  if (isRunning) return { task: { pid, status: 'RUNNING' } };
  return hasStarted ? { task: { pid, status: 'STOPPED' } } : {};
}

function text(named: CtrContainer): string {
  return 'id' in named ? named.id : `${named.pod}/${named.container}#${named.attempt}`;
}

function answer(io: Io, to: ReplyTo, content: Omit<CtrResponse, 'type'>): void {
  const response: CtrResponse = { type: 'ctr.response', ...content };
  io.reply(to, response);
}
