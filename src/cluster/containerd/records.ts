// Records of sandboxes and containers: changing them, and how lists and status show them.
// A record's row is made anew only when its state changed, so the relist stays cheap.

import { get, remove, set, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type {
  CriContainer,
  CriContainerStatus,
  PodSandbox,
  PodSandboxStatus,
} from '../protocol/cri-objects.ts';
import { LINUX_PORT, type LinuxRequest } from '../protocol/linux.ts';
import { findImage } from '../runtime/images.ts';
import { type RuntimeEventDetail, type RuntimeOp, tellRuntime } from '../runtime/runtime-event.ts';
import type { ContainerdState, ContainerRecord, Pending, SandboxRecord } from './state.ts';

/** The state with this container written. */
export function putContainer(state: ContainerdState, record: ContainerRecord): ContainerdState {
  const before = get(state.containers, record.id);
  const isSame = before !== undefined && before.state === record.state;
  const kept = isSame ? { ...record, row: before.row } : { ...record, row: containerRow(record) };
  const { containers: _stale, ...others } = state.lists;
  return {
    ...state,
    containers: set(state.containers, record.id, kept),
    lists: isSame ? state.lists : others,
  };
}

/** The state with this sandbox written. */
export function putSandbox(state: ContainerdState, record: SandboxRecord): ContainerdState {
  const before = get(state.sandboxes, record.id);
  const row = sandboxRow(record);
  const isSame = before !== undefined && before.row.state === row.state;
  const kept = { ...record, row: isSame ? before.row : row };
  const { sandboxes: _stale, ...others } = state.lists;
  return {
    ...state,
    sandboxes: set(state.sandboxes, record.id, kept),
    lists: isSame ? state.lists : others,
  };
}

/** The state without a container. */
export function dropContainer(state: ContainerdState, record: ContainerRecord): ContainerdState {
  const { containers: _stale, ...lists } = state.lists;
  return {
    ...state,
    containers: remove(state.containers, record.id),
    names: remove(state.names, containerName(record, get(state.sandboxes, record.sandboxId))),
    lists,
  };
}

/** The state without a sandbox. */
export function dropSandbox(state: ContainerdState, record: SandboxRecord): ContainerdState {
  const { sandboxes: _stale, ...lists } = state.lists;
  return {
    ...state,
    sandboxes: remove(state.sandboxes, record.id),
    names: remove(state.names, sandboxName(record.config.metadata)),
    lists,
  };
}

/** The name that only one sandbox may have. */
export function sandboxName({ name, namespace, uid, attempt }: PodSandbox['metadata']): string {
  return [name, namespace, uid, String(attempt)].join('_');
}

/** The name that only one container may have. */
export function containerName(
  { config }: Pick<ContainerRecord, 'config'>,
  sandbox: SandboxRecord | undefined,
): string {
  const { name, namespace, uid } = sandbox?.config.metadata ?? EMPTY_METADATA;
  return [config.metadata.name, name, namespace, uid, String(config.metadata.attempt)].join('_');
}

const EMPTY_METADATA = { name: '', namespace: '', uid: '' };

/** The containers of a sandbox, oldest first. */
export function containersOf(
  state: ContainerdState,
  sandboxId: string,
): readonly ContainerRecord[] {
  const found: ContainerRecord[] = [];
  for (const record of values(state.containers)) {
    if (record.sandboxId === sandboxId) found.push(record);
  }
  return found.sort((a, b) => a.order - b.order);
}

/** A sandbox as lists show it. */
export function sandboxRow(record: Omit<SandboxRecord, 'row'>): PodSandbox {
  const { config } = record;
  return {
    id: record.id,
    metadata: config.metadata,
    state: isReady(record) ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
    createdAt: record.createdAt,
    labels: config.labels,
    annotations: config.annotations,
    runtimeHandler: record.runtimeHandler,
  };
}

/** Whether pause runs. */
export function isReady(record: Pick<SandboxRecord, 'pid'>): boolean {
  return record.pid !== 0;
}

/** A container as lists show it. */
export function containerRow(record: Omit<ContainerRecord, 'row'>): CriContainer {
  const { config } = record;
  return {
    id: record.id,
    podSandboxId: record.sandboxId,
    metadata: config.metadata,
    image: config.userSpecifiedImage,
    imageRef: record.imageId,
    state: record.state,
    createdAt: record.createdAt,
    labels: config.labels,
    annotations: config.annotations,
  };
}

/** What a sandbox is now. */
export function sandboxStatus(record: SandboxRecord): PodSandboxStatus {
  const { config, row } = record;
  return {
    ...row,
    ...(record.ip === '' ? {} : { network: { ip: record.ip, additionalIps: [] } }),
    namespaces: config.linux.namespaces,
  };
}

/** What a container is now. */
export function containerStatus(
  state: ContainerdState,
  record: ContainerRecord,
): CriContainerStatus {
  const { config, row } = record;
  const image = findImage(state.images, record.imageId);
  return {
    id: record.id,
    metadata: row.metadata,
    state: record.state,
    createdAt: record.createdAt,
    ...(record.startedAt === undefined ? {} : { startedAt: record.startedAt }),
    ...(record.finishedAt === undefined ? {} : { finishedAt: record.finishedAt }),
    exitCode: record.exitCode,
    image: image?.names[0] ?? config.userSpecifiedImage,
    imageRef: image?.digests[0] ?? record.imageId,
    reason: reasonOf(record),
    message: record.message,
    labels: row.labels,
    annotations: row.annotations,
    mounts: config.mounts,
    logPath: record.logPath,
    resources: config.linux.resources,
    ...(config.stopSignal === undefined ? {} : { stopSignal: config.stopSignal }),
  };
}

function reasonOf(record: ContainerRecord): string {
  if (record.state !== 'CONTAINER_EXITED' || record.reason !== '') return record.reason;
  return record.exitCode === 0 ? 'Completed' : 'Error';
}

/** Tells an event of a sandbox's own container. */
export function tellSandbox(
  io: Io,
  record: Pick<SandboxRecord, 'id' | 'config'>,
  op: RuntimeOp,
  detail: RuntimeEventDetail = {},
): void {
  const { labels, metadata } = record.config;
  const named = { ...labels, 'io.kubernetes.container.name': 'POD' };
  const subject = { labels: named, attempt: metadata.attempt, fallbackName: 'POD', id: record.id };
  tellRuntime(io, subject, op, detail);
}

/** Tells an event of a container. */
export function tellContainer(
  io: Io,
  record: Pick<ContainerRecord, 'id' | 'config'>,
  op: RuntimeOp,
  detail: RuntimeEventDetail = {},
): void {
  const { labels, metadata } = record.config;
  const { name, attempt } = metadata;
  tellRuntime(io, { labels, attempt, fallbackName: name, id: record.id }, op, detail);
}

/** Sends a request to the node's operating system; the id correlates its answer. */
export function toLinux(state: ContainerdState, io: Io, request: LinuxRequest): number {
  const actor = io.find(state.config.linux);
  return actor === undefined ? 0 : io.send({ actor, port: LINUX_PORT }, request);
}

/** The state that waits for the answer to what was asked. */
export function awaiting(state: ContainerdState, asked: number, pending: Pending): ContainerdState {
  return { ...state, pending: set(state.pending, String(asked), pending) };
}
