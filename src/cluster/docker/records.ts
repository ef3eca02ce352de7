// Container records: finding, changing, and how they look in lists and in inspect.
// A record's row is made anew only when something in it changed, so lists stay cheap.

import { emptyMap, get, range, remove, set } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import {
  type DockerContainerInspect,
  type DockerContainerSummary,
  type DockerState,
  dockerFailure,
} from '../protocol/docker.ts';
import type { LinuxRequest } from '../protocol/linux.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import { gatewayOf } from '../runtime/addresses.ts';
import { type RuntimeEventDetail, type RuntimeOp, tellRuntime } from '../runtime/runtime-event.ts';
import type { ContainerRecord, DockerdState } from './state.ts';

/** Sends a request to the node's operating system; the id correlates its answer. */
export function toLinux(state: DockerdState, io: Io, request: LinuxRequest): number {
  const actor = io.find(state.config.linux);
  return actor === undefined ? 0 : io.send({ actor, port: LINUX_PORT }, request);
}

/** The container of that id, name, or start of an id. */
export function findContainer(state: DockerdState, text: string): ContainerRecord | undefined {
  const exact = get(state.containers, text) ?? byName(state, text);
  if (exact !== undefined || !/^[0-9a-f]{3,63}$/.test(text)) return exact;
  const [first, second] = [...range(state.containers, text, `${text}g`)];
  return second === undefined ? first?.[1] : undefined;
}

function byName(state: DockerdState, text: string): ContainerRecord | undefined {
  const id = get(state.names, text.startsWith('/') ? text.slice(1) : text);
  return id === undefined ? undefined : get(state.containers, id);
}

/** There is no such container: 404. */
export function refuseUnknown(io: Io, to: ReplyTo, text: string): void {
  io.reply(to, dockerFailure(404, `No such container: ${text}`));
}

/** The state with this record written; lists are made anew only when its row changed. */
export function putRecord(state: DockerdState, record: ContainerRecord): DockerdState {
  const row = rowOf(record);
  const isSame = sameRow(row, get(state.containers, record.id)?.row);
  const kept = isSame ? record : { ...record, row };
  return {
    ...state,
    containers: set(state.containers, record.id, kept),
    lists: isSame ? state.lists : emptyMap(),
  };
}

/** The state without a container and its name. */
export function dropRecord(state: DockerdState, record: ContainerRecord): DockerdState {
  return {
    ...state,
    containers: remove(state.containers, record.id),
    names: remove(state.names, record.name),
    lists: emptyMap(),
  };
}

/** The record with another state of its container. */
export function withState(record: ContainerRecord, change: Partial<DockerState>): ContainerRecord {
  return { ...record, state: { ...record.state, ...change } };
}

/** What a container's row says as long as nothing changes. */
export function rowOf(record: Omit<ContainerRecord, 'row'>): DockerContainerSummary {
  const { state, body } = record;
  return {
    Id: record.id,
    Names: [`/${record.name}`],
    Image: body.Image,
    ImageID: record.imageId,
    Command: record.argv.join(' '),
    Created: record.createdAt,
    State: state.Status,
    ...(state.StartedAt === undefined ? {} : { StartedAt: state.StartedAt }),
    ...(state.FinishedAt === undefined ? {} : { FinishedAt: state.FinishedAt }),
    ExitCode: state.ExitCode,
    Labels: body.Labels,
    Ports: [],
    NetworkMode: body.HostConfig.NetworkMode,
  };
}

function sameRow(a: DockerContainerSummary, b: DockerContainerSummary | undefined): boolean {
  return (
    b !== undefined &&
    a.State === b.State &&
    a.StartedAt === b.StartedAt &&
    a.FinishedAt === b.FinishedAt &&
    a.ExitCode === b.ExitCode &&
    a.Image === b.Image
  );
}

/** What `GET /containers/<id>/json` says. */
export function inspectOf(record: ContainerRecord, podCidr: string): DockerContainerInspect {
  const { HostConfig, ...config } = record.body;
  const [path = '', ...args] = record.argv;
  return {
    Id: record.id,
    Created: record.createdAt,
    Name: `/${record.name}`,
    Path: path,
    Args: args,
    State: record.state,
    Image: record.imageId,
    RestartCount: 0,
    LogPath: `/var/lib/docker/containers/${record.id}/${record.id}-json.log`,
    HostConfig,
    Mounts: (HostConfig.Binds ?? []).map(mountOf),
    Config: config,
    NetworkSettings: {
      IPAddress: record.ip,
      Gateway: record.ip === '' ? '' : gatewayOf(podCidr),
    },
  };
}

/** `/host:/inside:ro,rslave` as a mount. */
export function mountOf(bind: string): DockerContainerInspect['Mounts'][number] {
  const [source = '', destination = '', options = ''] = bind.split(':');
  const words = options.split(',');
  const propagation = words.find((word) => word === 'rslave' || word === 'rshared');
  return {
    Type: 'bind',
    Source: source,
    Destination: destination,
    RW: !words.includes('ro'),
    Propagation: propagation ?? 'rprivate',
  };
}

/** Tells an event of a container, in the name of its pod. */
export function tell(
  io: Io,
  record: ContainerRecord,
  op: RuntimeOp,
  detail: RuntimeEventDetail = {},
): void {
  const attempt = Number(record.name.split('_')[5] ?? 0);
  const labels = record.body.Labels;
  const subject = { labels, attempt, fallbackName: record.name, id: record.id };
  tellRuntime(io, subject, op, detail);
}
