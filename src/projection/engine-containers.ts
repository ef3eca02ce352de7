// The containers of a node as its engine has them now, Docker's and containerd's records brought to
// one shape. The kubelet may not have looked yet.

import type { PersistentMap } from '../base/persistent-map.ts';
import type {
  ContainerdState,
  ContainerRecord,
  SandboxRecord,
} from '../cluster/containerd/state.ts';
import type { DockerdState, ContainerRecord as DockerRecord } from '../cluster/docker/state.ts';
import type { ImageStore } from '../cluster/runtime/images.ts';
import type { PullBook } from '../cluster/runtime/pulls.ts';
import type { Micros } from '../kernel/time.ts';
import { processNamed, type World } from '../kernel/world.ts';

/** One container or sandbox. */
export interface EngineContainer {
  readonly id: string;
  readonly uid: string;
  readonly podName: string;
  readonly namespace: string;
  /** `POD` for a sandbox's. */
  readonly name: string;
  readonly isSandbox: boolean;
  readonly attempt: number;
  readonly state: 'created' | 'running' | 'exited';
  readonly createdAt: Micros;
  readonly startedAt?: Micros;
  readonly finishedAt?: Micros;
  readonly exitCode: number;
  /** `Completed`, `Error`, `OOMKilled`, …; empty while it does not matter. */
  readonly reason: string;
  readonly message: string;
  readonly ip: string;
  readonly image: string;
  readonly hash: string;
  /** Later ones have larger numbers. */
  readonly order: number;
  /** The name its image was published under. */
  readonly publishedAs: string;
}

/** An engine's maps, to compare by identity. */
export interface EngineState {
  readonly kind: 'docker' | 'containerd';
  readonly name: string;
  readonly isUp: boolean;
  /** Containers, and with containerd the sandboxes beside them. */
  readonly maps: readonly PersistentMap<EngineRecord>[];
  readonly images: ImageStore;
  readonly pulls: PullBook;
}

/** What a map of an engine holds. */
export type EngineRecord = DockerRecord | ContainerRecord | SandboxRecord;

/** The engine of a node; its records stay readable while it is down. */
export function engineOf(world: World, node: string): EngineState | undefined {
  const docker = processNamed(world, `docker@${node}`);
  if (docker !== undefined) {
    const state = (docker.isUp ? docker.state : (docker.disk ?? docker.state)) as
      | DockerdState
      | undefined;
    if (state === undefined) return undefined;
    const { containers, images, pulls } = state;
    const { name, isUp } = docker;
    return { kind: 'docker', name, isUp, maps: [containers], images, pulls };
  }
  const containerd = processNamed(world, `containerd@${node}`);
  const state = (containerd?.isUp ? containerd.state : (containerd?.disk ?? containerd?.state)) as
    | ContainerdState
    | undefined;
  if (containerd === undefined || state === undefined) return undefined;
  const { containers, sandboxes, images, pulls } = state;
  const { name, isUp } = containerd;
  return { kind: 'containerd', name, isUp, maps: [sandboxes, containers], images, pulls };
}

/** Whose pod a record belongs to; undefined for what the kubelet did not make. */
export function uidOfRecord(record: EngineRecord): string | undefined {
  return labelsOf(record)['io.kubernetes.pod.uid'];
}

function labelsOf(record: EngineRecord): { readonly [key: string]: string } {
  return 'body' in record ? record.body.Labels : record.config.labels;
}

/** A record in the common shape. */
export function containerOf(record: EngineRecord): EngineContainer {
  const labels = labelsOf(record);
  const { id, createdAt, order } = record;
  const pod = {
    id,
    createdAt,
    order,
    uid: labels['io.kubernetes.pod.uid'] ?? '',
    podName: labels['io.kubernetes.pod.name'] ?? '',
    namespace: labels['io.kubernetes.pod.namespace'] ?? '',
  };
  if ('body' in record) return { ...pod, ...fromDocker(record) };
  return 'sandboxId' in record
    ? { ...pod, ...fromContainer(record) }
    : { ...pod, ...fromSandbox(record) };
}

type Rest = Omit<EngineContainer, 'id' | 'uid' | 'podName' | 'namespace' | 'createdAt' | 'order'>;

function times(startedAt: Micros | undefined, finishedAt: Micros | undefined): Partial<Rest> {
  return {
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

function fromDocker(record: DockerRecord): Rest {
  const { state, body, name } = record;
  const labels = body.Labels;
  const isSandbox = labels['io.kubernetes.docker.type'] === 'podsandbox';
  const phase = state.Running ? 'running' : state.FinishedAt === undefined ? 'created' : 'exited';
  return {
    name: isSandbox ? 'POD' : (labels['io.kubernetes.container.name'] ?? name),
    isSandbox,
    attempt: Number(name.slice(name.lastIndexOf('_') + 1)) || 0,
    state: phase,
    ...times(state.StartedAt, state.FinishedAt),
    exitCode: state.ExitCode,
    reason: phase === 'exited' ? endReason(state.OOMKilled, state.ExitCode) : '',
    message: state.Error,
    ip: record.ip,
    image: body.Image,
    hash: labels['annotation.io.kubernetes.container.hash'] ?? '',
    publishedAs: record.publishedAs,
  };
}

function endReason(isOomKilled: boolean, exitCode: number): string {
  if (isOomKilled) return 'OOMKilled';
  return exitCode === 0 ? 'Completed' : 'Error';
}

function fromContainer(record: ContainerRecord): Rest {
  const { config, reason, message, exitCode } = record;
  const state =
    record.state === 'CONTAINER_RUNNING'
      ? 'running'
      : record.state === 'CONTAINER_CREATED'
        ? 'created'
        : 'exited';
  const ended = reason === '' ? endReason(false, exitCode) : reason;
  return {
    name: config.metadata.name,
    isSandbox: false,
    attempt: config.metadata.attempt,
    state,
    ...times(record.startedAt, record.finishedAt),
    exitCode,
    reason: state === 'exited' ? ended : '',
    message,
    ip: '',
    image: config.userSpecifiedImage,
    hash: config.annotations['io.kubernetes.container.hash'] ?? '',
    publishedAs: record.publishedAs,
  };
}

function fromSandbox(record: SandboxRecord): Rest {
  const { config, startedAt, finishedAt, pid, exitCode } = record;
  const isStarted = startedAt !== undefined;
  const isEnded = isStarted && (finishedAt !== undefined || record.row.state !== 'SANDBOX_READY');
  return {
    name: 'POD',
    isSandbox: true,
    attempt: config.metadata.attempt,
    state: pid > 0 && !isEnded ? 'running' : isEnded ? 'exited' : 'created',
    ...times(startedAt, finishedAt),
    exitCode,
    reason: '',
    message: '',
    ip: record.ip,
    image: '',
    hash: '',
    publishedAs: '',
  };
}
