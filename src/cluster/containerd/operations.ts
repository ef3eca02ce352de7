// One CRI call: which file carries it out, and the answers that only read.
// Models containerd 2.1, internal/cri/server.

import { hasLabels } from '../../apimachinery/selector.ts';
import { get, values } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import { type CriRequest, criFailure, criResponse } from '../protocol/cri.ts';
import type {
  ContainerFilter,
  ContainerResources,
  CriContainer,
  PodSandbox,
  PodSandboxFilter,
} from '../protocol/cri-objects.ts';
import { findImage } from '../runtime/images.ts';
import { spend } from '../runtime/latency.ts';
import { deleteImage, imageRows, imageView, pullImage, spaceUsed } from './image-api.ts';
import { containerWork } from './late.ts';
import { containerStatus, putContainer, sandboxStatus, toLinux } from './records.ts';
import type { ContainerdState } from './state.ts';

/** Carries a call out, now. */
export function performCri(
  state: ContainerdState,
  request: CriRequest,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  switch (request.method) {
    case 'RunPodSandbox':
      return containerWork.get().runSandbox(state, request.params, to, io);
    case 'StopPodSandbox':
      return containerWork.get().stopSandbox(state, request.params.podSandboxId, to, io);
    case 'RemovePodSandbox':
      return containerWork.get().removeSandbox(state, request.params.podSandboxId, to, io);
    case 'CreateContainer':
      return containerWork.get().createContainer(state, request.params, to, io);
    case 'StartContainer':
      return containerWork.get().startContainer(state, request.params.containerId, to, io);
    case 'StopContainer': {
      const { containerId, timeoutSeconds } = request.params;
      return containerWork.get().stopContainer(state, containerId, timeoutSeconds, to, io);
    }
    case 'RemoveContainer':
      return containerWork.get().removeContainer(state, request.params.containerId, to, io);
    case 'UpdateContainerResources': {
      const { containerId, linux } = request.params;
      return update(state, containerId, linux, to, io);
    }
    case 'ExecSync':
    case 'Exec':
      return containerWork.get().exec(state, request, to, io);
    case 'ReadLogs':
      return containerWork.get().readLogs(state, request.params, to, io);
    case 'ReopenContainerLog':
      return containerWork.get().reopenLog(state, request.params.containerId, to, io);
    case 'PullImage':
      return pullImage(state, request.params, to, io);
    case 'RemoveImage':
      return deleteImage(state, request.params.image, to, io);
    case 'ListPodSandbox':
      return listSandboxes(state, request.params.filter, to, io);
    case 'ListContainers':
      return listContainers(state, request.params.filter, to, io);
    default:
      answer(state, request, to, io);
      return state;
  }
}

type ReadingRequest = Extract<
  CriRequest,
  {
    readonly method:
      | 'Version'
      | 'Status'
      | 'UpdateRuntimeConfig'
      | 'PodSandboxStatus'
      | 'ContainerStatus'
      | 'ListImages'
      | 'ImageStatus'
      | 'ImageFsInfo';
  }
>;

function answer(state: ContainerdState, request: ReadingRequest, to: ReplyTo, io: Io): void {
  switch (request.method) {
    case 'Version': {
      const runtimeVersion = state.config.version;
      const names = { version: '0.1.0', runtimeName: 'containerd', runtimeApiVersion: 'v1' };
      io.reply(to, criResponse('Version', { ...names, runtimeVersion }));
      return;
    }
    case 'Status': {
      const conditions = [
        { type: 'RuntimeReady', isTrue: true },
        { type: 'NetworkReady', isTrue: true },
      ] as const;
      io.reply(to, criResponse('Status', { conditions }));
      return;
    }
    case 'PodSandboxStatus': {
      const id = request.params.podSandboxId;
      const record = get(state.sandboxes, id);
      if (record !== undefined) {
        io.reply(to, criResponse('PodSandboxStatus', { status: sandboxStatus(record) }));
        return;
      }
      const reason = `an error occurred when try to find sandbox: not found`;
      io.reply(to, criFailure('PodSandboxStatus', 'NotFound', reason));
      return;
    }
    case 'ContainerStatus': {
      const id = request.params.containerId;
      const record = get(state.containers, id);
      if (record !== undefined) {
        io.reply(to, criResponse('ContainerStatus', { status: containerStatus(state, record) }));
      } else
        io.reply(
          to,
          criFailure('ContainerStatus', 'NotFound', containerWork.get().notFound('', id)),
        );
      return;
    }
    case 'ListImages':
      io.reply(to, criResponse('ListImages', { images: imageRows(state) }));
      return;
    case 'ImageStatus': {
      const found = findImage(state.images, request.params.image);
      const image = found === undefined ? {} : { image: imageView(found) };
      io.reply(to, criResponse('ImageStatus', image));
      return;
    }
    case 'ImageFsInfo':
      spaceUsed(state, to, io);
      return;
    case 'UpdateRuntimeConfig':
      io.reply(to, criResponse(request.method, {}));
      return;
  }
}

function update(
  state: ContainerdState,
  id: string,
  resources: ContainerResources,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const record = get(state.containers, id);
  const sandbox = record === undefined ? undefined : get(state.sandboxes, record.sandboxId);
  if (record === undefined || sandbox === undefined) {
    io.reply(
      to,
      criFailure('UpdateContainerResources', 'NotFound', containerWork.get().notFound('', id)),
    );
    return state;
  }
  const linux = { ...record.config.linux };
  const merged = { ...linux.resources, ...resources };
  const config = { ...record.config, linux: { ...linux, resources: merged } };
  const path = `${sandbox.config.linux.cgroupParent}/${id}`;
  toLinux(state, io, {
    type: 'linux.cgroups',
    ops: [{ op: 'update', path, limits: containerWork.get().limitsOf(merged) }],
  });
  io.reply(to, criResponse('UpdateContainerResources', {}));
  return putContainer(state, { ...record, config });
}

function listSandboxes(
  state: ContainerdState,
  filter: PodSandboxFilter | undefined,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const kept = state.lists.sandboxes;
  const rows = kept ?? newestFirst([...values(state.sandboxes)]).map((record) => record.row);
  io.reply(
    to,
    criResponse('ListPodSandbox', {
      items: filter === undefined ? rows : rows.filter(sandboxTest(filter)),
    }),
    spend(io, 'list', state.config.latencies.list),
  );
  return kept === undefined ? { ...state, lists: { ...state.lists, sandboxes: rows } } : state;
}

function listContainers(
  state: ContainerdState,
  filter: ContainerFilter | undefined,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const kept = state.lists.containers;
  const rows = kept ?? newestFirst([...values(state.containers)]).map((record) => record.row);
  const containers = filter === undefined ? rows : rows.filter(containerTest(filter));
  const time = spend(io, 'list', state.config.latencies.list);
  io.reply(to, criResponse('ListContainers', { containers }), time);
  return kept === undefined ? { ...state, lists: { ...state.lists, containers: rows } } : state;
}

function newestFirst<R extends { readonly order: number }>(records: R[]): readonly R[] {
  return records.sort((a, b) => b.order - a.order);
}

function sandboxTest(filter: PodSandboxFilter): (row: PodSandbox) => boolean {
  const { id, state, labelSelector = {} } = filter;
  return (row) =>
    (id === undefined || row.id.startsWith(id)) &&
    (state === undefined || row.state === state) &&
    hasLabels(row.labels, labelSelector);
}

function containerTest(filter: ContainerFilter): (row: CriContainer) => boolean {
  const { id, state, podSandboxId, labelSelector = {} } = filter;
  return (row) =>
    (id === undefined || row.id.startsWith(id)) &&
    (state === undefined || row.state === state) &&
    (podSandboxId === undefined || row.podSandboxId === podSandboxId) &&
    hasLabels(row.labels, labelSelector);
}
