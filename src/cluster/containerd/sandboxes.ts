// Sandboxes: network first, then pause; taken down the other way round, pause by SIGKILL at once.
// Models containerd 2.1, internal/cri/server/sandbox_run.go, sandbox_stop.go, sandbox_remove.go.

import { get, has, remove, set } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import { type CriRequestOf, criFailure, criResponse } from '../protocol/cri.ts';
import type { LinuxExited, LinuxStarted, LinuxStartFailed } from '../protocol/linux.ts';
import { nextAfter } from '../runtime/addresses.ts';
import { newId } from '../runtime/digest.ts';
import { findImage } from '../runtime/images.ts';
import { spend } from '../runtime/latency.ts';
import { forgetContainer } from './containers.ts';
import {
  containersOf,
  dropSandbox,
  isReady,
  putSandbox,
  sandboxName,
  sandboxRow,
  tellSandbox,
  toLinux,
} from './records.ts';
import type { ContainerdState, NetworkDown, SandboxReady, SandboxRecord } from './state.ts';

/** CNI has given the pod its network: the sandbox exists from here on, pause comes next. */
export function runSandbox(
  state: ContainerdState,
  { config, runtimeHandler = '' }: CriRequestOf<'RunPodSandbox'>['params'],
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const name = sandboxName(config.metadata);
  if (has(state.names, name)) {
    const owner = get(state.names, name);
    const reason =
      `failed to reserve sandbox name "${name}": ` + `name "${name}" is reserved for "${owner}"`;
    io.reply(to, criFailure('RunPodSandbox', 'Unknown', reason));
    return state;
  }
  const isOwnNetwork = config.linux.namespaces.network !== 'NODE';
  const ip = isOwnNetwork
    ? nextAfter(state.config.podCidr, state.lastAddress, state.addresses)
    : '';
  if (ip === undefined) {
    const reason =
      'failed to setup network for sandbox: plugin type="bridge" failed (add): failed to ' +
      `allocate for range 0: no IP addresses available in range set: ${state.config.podCidr}`;
    io.reply(to, criFailure('RunPodSandbox', 'Unknown', reason));
    return state;
  }
  const id = newId(io);
  const record: Omit<SandboxRecord, 'row'> = {
    id,
    createdAt: io.now,
    order: state.nextOrder,
    pid: 0,
    exitCode: 0,
    starting: to,
    waiters: [],
    config,
    runtimeHandler,
    ip,
    hasNetwork: isOwnNetwork,
  };
  tellSandbox(io, record, 'create');
  const ready: SandboxReady = { type: 'containerd.sandboxReady', id };
  const time = spend(io, 'sandboxStart', state.config.latencies.sandboxStart);
  io.after(`sandbox/${id}`, time, ready);
  const reserved = {
    ...state,
    names: set(state.names, name, id),
    nextOrder: state.nextOrder + 1,
    addresses: ip === '' ? state.addresses : set(state.addresses, ip, id),
    lastAddress: ip === '' ? state.lastAddress : ip,
  };
  return putSandbox(reserved, { ...record, row: sandboxRow(record) });
}

/** Starts pause in the sandbox's own network namespace. */
export function startPause(state: ContainerdState, id: string, io: Io): ContainerdState {
  const record = get(state.sandboxes, id);
  if (record === undefined || record.starting === undefined) return state;
  const { config, ip } = record;
  const { name: pod, uid, namespace } = config.metadata;
  const netns = record.hasNetwork ? id : 'host';
  const { hostname } = config;
  if (record.hasNetwork) {
    const portMappings = config.portMappings.filter((mapping) => mapping.hostPort !== 0);
    toLinux(state, io, { type: 'linux.netns', op: 'create', id, ip, hostname, portMappings });
  }
  const image = findImage(state.images, state.config.sandboxImage);
  toLinux(state, io, {
    type: 'linux.start',
    containerId: id,
    cgroup: `${config.linux.cgroupParent}/${id}`,
    netns,
    ...(config.linux.namespaces.pid === 'NODE' ? { pidNamespace: 'host' } : {}),
    program: {
      image: image?.publishedAs ?? state.config.sandboxImage,
      argv: image?.config.Entrypoint ?? ['/pause'],
      env: [],
      workingDir: '/',
      user: '65535',
      hostname,
    },
    mounts: [],
    limits: { cpuShares: 2 },
    oomScoreAdj: -998,
    isRootReadOnly: true,
    label: { name: 'POD', pod, namespace, uid },
  });
  return state;
}

/** Pause runs: the sandbox is ready. */
export function onPauseStarted(
  state: ContainerdState,
  record: SandboxRecord,
  message: LinuxStarted,
  io: Io,
): ContainerdState {
  const { starting, ...rest } = record;
  tellSandbox(io, record, 'start');
  if (starting !== undefined) {
    io.reply(starting, criResponse('RunPodSandbox', { podSandboxId: record.id }));
  }
  return putSandbox(state, { ...rest, pid: message.pid, startedAt: message.at });
}

/** Pause could not be started: the sandbox is taken apart again. */
export function onPauseStartFailed(
  state: ContainerdState,
  record: SandboxRecord,
  failed: LinuxStartFailed,
  io: Io,
): ContainerdState {
  const why = `failed to start sandbox "${record.id}": failed to create containerd task: `;
  const message = why + failed.error;
  const { starting, ip, id } = record;
  if (starting !== undefined) io.reply(starting, criFailure('RunPodSandbox', 'Unknown', message));
  if (ip !== '') toLinux(state, io, { type: 'linux.netns', op: 'remove', id });
  const addresses = ip === '' ? state.addresses : remove(state.addresses, ip);
  return dropSandbox({ ...state, addresses }, record);
}

/** Stops what still runs in a sandbox, pause with it, and takes its network down. */
export function stopSandbox(
  state: ContainerdState,
  id: string,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const record = get(state.sandboxes, id);
  if (record === undefined) {
    io.reply(to, criResponse('StopPodSandbox', {}));
    return state;
  }
  for (const container of containersOf(state, id)) {
    if (container.state !== 'CONTAINER_RUNNING') continue;
    toLinux(state, io, { type: 'linux.signal', containerId: container.id, signal: 'SIGKILL' });
  }
  if (!isReady(record)) {
    takeNetworkDown(state, record, [to], io);
    return state;
  }
  toLinux(state, io, { type: 'linux.signal', containerId: id, signal: 'SIGKILL' });
  const waiters = [...record.waiters, { want: 'stopSandbox', to } as const];
  return putSandbox(state, { ...record, waiters });
}

/** Pause is gone, by whoever's hand. */
export function onPauseExit(
  state: ContainerdState,
  record: SandboxRecord,
  exited: LinuxExited,
  io: Io,
): ContainerdState {
  tellSandbox(io, record, 'die', { exitCode: exited.exitCode });
  const dead: SandboxRecord = {
    ...record,
    pid: 0,
    exitCode: exited.exitCode,
    finishedAt: exited.at,
    waiters: [],
  };
  for (const { want, to } of record.waiters)
    if (want === 'task') io.reply(to, { type: 'ctr.response' });
  const stopping = record.waiters.filter((waiter) => waiter.want === 'stopSandbox');
  if (stopping.length > 0) {
    takeNetworkDown(
      state,
      dead,
      stopping.map((waiter) => waiter.to),
      io,
    );
  }
  return putSandbox(state, dead);
}

/** CNI has taken the network down: the address is free. */
export function onNetworkDown(
  state: ContainerdState,
  { id, waiters }: NetworkDown,
  io: Io,
): ContainerdState {
  for (const waiter of waiters) io.reply(waiter, criResponse('StopPodSandbox', {}));
  const record = get(state.sandboxes, id);
  if (record === undefined || record.ip === '') return state;
  toLinux(state, io, { type: 'linux.netns', op: 'remove', id });
  const addresses = remove(state.addresses, record.ip);
  return putSandbox({ ...state, addresses }, { ...record, ip: '' });
}

function takeNetworkDown(
  state: ContainerdState,
  record: SandboxRecord,
  waiters: readonly ReplyTo[],
  io: Io,
): void {
  if (record.ip === '') {
    for (const waiter of waiters) io.reply(waiter, criResponse('StopPodSandbox', {}));
    return;
  }
  const down: NetworkDown = { type: 'containerd.networkDown', id: record.id, waiters };
  const time = spend(io, 'teardown', state.config.latencies.teardown);
  io.after(`network/${record.id}/${io.event}`, time, down);
}

/** Removes a stopped sandbox with its containers. */
export function removeSandbox(
  state: ContainerdState,
  id: string,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const record = get(state.sandboxes, id);
  if (record === undefined) {
    io.reply(to, criResponse('RemovePodSandbox', {}));
    return state;
  }
  if (isReady(record)) {
    const reason = `failed to remove sandbox "${id}": sandbox is still running, please stop first`;
    io.reply(to, criFailure('RemovePodSandbox', 'Unknown', reason));
    return state;
  }
  let next = state;
  for (const container of containersOf(state, id)) next = forgetContainer(next, container, io);
  toLinux(next, io, { type: 'linux.remove', containerId: id });
  tellSandbox(io, record, 'destroy');
  io.reply(to, criResponse('RemovePodSandbox', {}));
  const addresses = record.ip === '' ? next.addresses : remove(next.addresses, record.ip);
  if (record.ip !== '') toLinux(next, io, { type: 'linux.netns', op: 'remove', id });
  return dropSandbox({ ...next, addresses }, record);
}
