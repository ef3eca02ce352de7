// POST /containers/<id>/start: network first, then the process, both by the node's kernel.
// Models daemon/start.go of Docker 20.10: a start that fails leaves a created container with an
// exit code and no times.

import { get, remove, set } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import { dockerFailure, dockerResponse } from '../protocol/docker.ts';
import type { LinuxStarted, LinuxStartFailed } from '../protocol/linux.ts';
import { lowestFree } from '../runtime/addresses.ts';
import { launch } from './launch.ts';
import { findContainer, putRecord, refuseUnknown, tell, toLinux, withState } from './records.ts';
import type { ContainerRecord, DockerdState } from './state.ts';

const RUNC = 'failed to create shim task: OCI runtime create failed: runc create failed: ';

/** Starts a container, or says why not; the answer comes when the kernel has answered. */
export function startContainer(state: DockerdState, id: string, to: ReplyTo, io: Io): DockerdState {
  const record = findContainer(state, id);
  if (record === undefined) {
    refuseUnknown(io, to, id);
    return state;
  }
  if (record.state.Running || record.starting !== undefined) {
    io.reply(to, dockerResponse(304, null));
    return state;
  }
  const owner = networkOwner(state, record);
  const { NetworkMode } = record.body.HostConfig;
  if (owner === undefined && NetworkMode.startsWith('container:')) {
    const missing = NetworkMode.slice('container:'.length);
    refuseUnknown(io, to, missing);
    return state;
  }
  if (owner !== undefined && !owner.state.Running) {
    io.reply(to, dockerFailure(409, `cannot join network of a non running container: ${owner.id}`));
    return state;
  }
  const placed = withAddress(state, record);
  if (placed === undefined) {
    io.reply(
      to,
      dockerFailure(500, "no available IPv4 addresses on this network's address pools: bridge"),
    );
    return state;
  }
  const starting = { ...placed.record, starting: to };
  launch(state, starting, owner, io);
  return putRecord(placed.state, starting);
}

/** The process runs. */
export function onStarted(state: DockerdState, message: LinuxStarted, io: Io): DockerdState {
  const record = get(state.containers, message.containerId);
  if (record === undefined) return state;
  const { starting, ...rest } = record;
  const { FinishedAt: _gone, ...before } = rest.state;
  const running: ContainerRecord = {
    ...rest,
    state: {
      ...before,
      Status: 'running',
      Running: true,
      OOMKilled: false,
      Pid: message.pid,
      ExitCode: 0,
      Error: '',
      StartedAt: message.at,
    },
  };
  tell(io, running, 'start');
  if (starting !== undefined) io.reply(starting, dockerResponse(204, null));
  return putRecord(state, running);
}

/** The process could not be started. */
export function onStartFailed(
  state: DockerdState,
  message: LinuxStartFailed,
  io: Io,
): DockerdState {
  const record = get(state.containers, message.containerId);
  if (record === undefined) return state;
  const { starting, ...rest } = record;
  const error = `${RUNC}unable to start container process: ${message.error}: unknown`;
  const failed = withState({ ...rest, ip: '' }, { ExitCode: message.exitCode, Error: error });
  if (starting !== undefined) io.reply(starting, dockerFailure(400, error));
  return putRecord(releaseNetwork(state, record, io), failed);
}

/** Gives the container's address and namespace back. */
export function releaseNetwork(state: DockerdState, record: ContainerRecord, io: Io): DockerdState {
  if (record.body.HostConfig.NetworkMode !== 'default') return state;
  toLinux(state, io, { type: 'linux.netns', op: 'remove', id: record.id });
  if (record.ip === '') return state;
  return { ...state, addresses: remove(state.addresses, record.ip) };
}

function networkOwner(state: DockerdState, record: ContainerRecord): ContainerRecord | undefined {
  const mode = record.body.HostConfig.NetworkMode;
  return mode.startsWith('container:')
    ? findContainer(state, mode.slice('container:'.length))
    : undefined;
}

function withAddress(
  state: DockerdState,
  record: ContainerRecord,
): { readonly state: DockerdState; readonly record: ContainerRecord } | undefined {
  if (record.body.HostConfig.NetworkMode !== 'default') return { state, record };
  const ip = lowestFree(state.config.podCidr, state.addresses);
  if (ip === undefined) return undefined;
  const addresses = set(state.addresses, ip, record.id);
  return { state: { ...state, addresses }, record: { ...record, ip } };
}
