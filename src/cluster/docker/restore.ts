// What a Docker daemon begins with: nothing but its images on a new node; after a restart what lies
// on its disk. Without live-restore no container outlives the daemon: before it takes calls it
// stops what still runs. Models daemon/daemon.go, restore, of Docker 20.10.

import { emptyMap, get, remove, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import { microseconds } from '../../kernel/time.ts';
import { DOCKER_PORT } from '../protocol/docker.ts';
import { presentImages } from '../runtime/images.ts';
import { emptyPulls } from '../runtime/pulls.ts';
import { containerWork } from './late.ts';
import { putRecord, toLinux } from './records.ts';
import type { ContainerRecord, DockerConfig, DockerdState, DockerRestored } from './state.ts';

/** The daemon's first state. */
export function restored(
  config: DockerConfig,
  disk: DockerdState | undefined,
  io: Io,
): DockerdState {
  if (disk === undefined) return fresh(config);
  const running: string[] = [];
  const halfStarted: string[] = [];
  let state: DockerdState = {
    ...disk,
    config,
    execs: emptyMap(),
    pulls: emptyPulls(),
    pending: emptyMap(),
    lists: emptyMap(),
  };
  for (const record of values(disk.containers)) {
    if (record.state.Running) running.push(record.id);
    else if (record.starting !== undefined) halfStarted.push(record.id);
    const { starting: _lost, isEnding: _was, ...rest } = record;
    state = asItWas(state, { ...rest, waiters: [] });
  }
  const message: DockerRestored = { type: 'docker.restored', running, halfStarted };
  io.after('restored', microseconds(0), message, DOCKER_PORT);
  const awaited = config.isLiveRestore ? [] : running;
  return { ...state, door: awaited.length === 0 ? { is: 'open' } : { is: 'restoring', awaited } };
}

/** Watches again what lives on and asks how the rest ended; without live-restore all is stopped. */
export function carryOver(
  state: DockerdState,
  { running, halfStarted }: DockerRestored,
  io: Io,
): DockerdState {
  for (const containerId of halfStarted) {
    toLinux(state, io, { type: 'linux.signal', containerId, signal: 'SIGKILL' });
    toLinux(state, io, { type: 'linux.netns', op: 'remove', id: containerId });
  }
  if (running.length === 0) return state;
  // Watched first, so that nothing can end unseen in between.
  toLinux(state, io, { type: 'linux.adopt', containerIds: running });
  toLinux(state, io, { type: 'linux.list', containerIds: running });
  if (state.config.isLiveRestore) return state;
  let next = state;
  for (const id of running) {
    const record = get(next.containers, id);
    if (record?.state.Running === true) next = containerWork.get().endContainer(next, record, io);
  }
  return next;
}

function fresh(config: DockerConfig): DockerdState {
  return {
    config,
    containers: emptyMap(),
    names: emptyMap(),
    nextOrder: 1,
    execs: emptyMap(),
    addresses: emptyMap(),
    images: presentImages(config.images),
    pulls: emptyPulls(),
    pending: emptyMap(),
    lists: emptyMap(),
    door: { is: 'open' },
  };
}

/** One that was just starting gives its address back. */
function asItWas(state: DockerdState, record: ContainerRecord): DockerdState {
  if (record.state.Running || record.ip === '') return putRecord(state, record);
  const addresses = remove(state.addresses, record.ip);
  return putRecord({ ...state, addresses }, { ...record, ip: '' });
}
