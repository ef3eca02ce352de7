// One operation of the daemon: which file carries it out, and the answers that only read.

import { unreachable } from '../../base/assert.ts';
import { get, set, values } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import {
  type DockerInfo,
  type DockerUpdateBody,
  type DockerVersion,
  dockerResponse,
} from '../protocol/docker.ts';
import { spend } from '../runtime/latency.ts';
import { deleteImage, imageRows, inspectImage, pullImage, tagImage } from './image-api.ts';
import { containerWork } from './late.ts';
import { findContainer, inspectOf, putRecord, refuseUnknown, toLinux } from './records.ts';
import type { ContainerRecord, DockerdState, DockerOp } from './state.ts';

/** Carries an operation out, now. */
export function performOp(state: DockerdState, op: DockerOp, to: ReplyTo, io: Io): DockerdState {
  switch (op.op) {
    case 'create':
      return containerWork.get().createContainer(state, op.name, op.body, to, io);
    case 'start':
      return containerWork.get().startContainer(state, op.id, to, io);
    case 'stop':
    case 'restart':
      return containerWork.get().stopContainer(state, op.id, op.seconds, { want: op.op, to }, io);
    case 'kill':
      return containerWork.get().killContainer(state, op.id, op.signal, to, io);
    case 'remove':
      return containerWork.get().removeContainer(state, op.id, op.isForced, to, io);
    case 'logs':
      return containerWork.get().readLogs(state, op, to, io);
    case 'update':
      return updateContainer(state, op.id, op.body, to, io);
    case 'execCreate':
      return containerWork.get().createExec(state, op.id, op.body, to, io);
    case 'execStart':
      return containerWork.get().startExec(state, op.execId, to, io);
    case 'pull':
      return pullImage(state, op.image, op.auth, to, io);
    case 'imageRemove':
      return deleteImage(state, op.image, op.isForced, to, io);
    case 'tag':
      return tagImage(state, op.image, op.target, to, io);
    case 'list':
      return list(state, op.isAll, op.labels, to, io);
    default:
      answer(state, op, to, io);
      return state;
  }
}

type ReadingOp = Extract<
  DockerOp,
  { readonly op: 'inspect' | 'execInspect' | 'images' | 'imageInspect' | 'version' | 'info' }
>;

function answer(state: DockerdState, op: ReadingOp, to: ReplyTo, io: Io): void {
  switch (op.op) {
    case 'inspect': {
      const record = findContainer(state, op.id);
      if (record === undefined) refuseUnknown(io, to, op.id);
      else io.reply(to, dockerResponse(200, inspectOf(record, state.config.podCidr)));
      return;
    }
    case 'execInspect':
      containerWork.get().inspectExec(state, op.execId, to, io);
      return;
    case 'images':
      io.reply(to, dockerResponse(200, imageRows(state)));
      return;
    case 'imageInspect':
      inspectImage(state, op.image, to, io);
      return;
    case 'version':
      io.reply(
        to,
        dockerResponse(200, versionOf(state)),
        spend(io, 'version', state.config.latencies.version),
      );
      return;
    case 'info':
      io.reply(to, dockerResponse(200, infoOf(state)));
      return;
    default:
      unreachable(op);
  }
}

/** A list is made once and kept until a row changes; the relist asks every second. */
function list(
  state: DockerdState,
  isAll: boolean,
  labels: string,
  to: ReplyTo,
  io: Io,
): DockerdState {
  const key = `${isAll ? 'all' : 'running'} ${labels}`;
  const kept = get(state.lists, key);
  if (kept !== undefined) {
    io.reply(to, dockerResponse(200, kept), spend(io, 'list', state.config.latencies.list));
    return state;
  }
  const chosen: ContainerRecord[] = [];
  for (const record of values(state.containers)) {
    if ((isAll || record.state.Running) && hasLabels(record, labels)) chosen.push(record);
  }
  chosen.sort((a, b) => b.order - a.order);
  const rows = chosen.map((record) => record.row);
  io.reply(to, dockerResponse(200, rows), spend(io, 'list', state.config.latencies.list));
  return { ...state, lists: set(state.lists, key, rows) };
}

/** The filter is `key=value` pairs with commas between; all must hold. */
function hasLabels(record: ContainerRecord, labels: string): boolean {
  if (labels === '') return true;
  return labels.split(',').every((pair) => {
    const equals = pair.indexOf('=');
    return record.body.Labels[pair.slice(0, equals)] === pair.slice(equals + 1);
  });
}

function updateContainer(
  state: DockerdState,
  id: string,
  body: DockerUpdateBody,
  to: ReplyTo,
  io: Io,
): DockerdState {
  const record = findContainer(state, id);
  if (record === undefined) {
    refuseUnknown(io, to, id);
    return state;
  }
  io.reply(to, dockerResponse(200, { Warnings: [] }));
  const host = { ...record.body.HostConfig, ...body };
  const updated = { ...record, body: { ...record.body, HostConfig: host } };
  if (record.state.Running) {
    const path = `${host.CgroupParent ?? '/docker'}/${record.id}`;
    const limits = containerWork.get().limitsOf(updated);
    toLinux(state, io, { type: 'linux.cgroups', ops: [{ op: 'update', path, limits }] });
  }
  return putRecord(state, updated);
}

function versionOf(state: DockerdState): DockerVersion {
  return {
    Version: state.config.version,
    ApiVersion: '1.41',
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: '',
  };
}

function infoOf(state: DockerdState): DockerInfo {
  let running = 0;
  for (const record of values(state.containers)) if (record.state.Running) running++;
  return {
    Containers: state.containers.size,
    ContainersRunning: running,
    ContainersStopped: state.containers.size - running,
    Images: state.images.images.size,
    Driver: 'overlay2',
    LoggingDriver: 'json-file',
    CgroupDriver: 'cgroupfs',
    DockerRootDir: '/var/lib/docker',
    ServerVersion: state.config.version,
    LiveRestoreEnabled: state.config.isLiveRestore,
    Name: state.config.nodeName,
  };
}
