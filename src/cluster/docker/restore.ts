// What a Docker daemon begins with: nothing but its images on a new node; after a restart what lies
// on its disk. Without live-restore no container outlives the daemon.

import { emptyMap, remove, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import { microseconds } from '../../kernel/time.ts';
import { DOCKER_PORT } from '../protocol/docker.ts';
import { presentImages } from '../runtime/images.ts';
import { emptyPulls } from '../runtime/pulls.ts';
import { putRecord, tell, toLinux } from './records.ts';
import type { ContainerRecord, DockerConfig, DockerdState, DockerRestored } from './state.ts';

/** The daemon's first state. */
export function restored(
  config: DockerConfig,
  disk: DockerdState | undefined,
  io: Io,
): DockerdState {
  if (disk === undefined) return fresh(config);
  let state: DockerdState = {
    ...disk,
    config,
    execs: emptyMap(),
    pulls: emptyPulls(),
    pending: emptyMap(),
    lists: emptyMap(),
  };
  const kept: string[] = [];
  const gone: string[] = [];
  for (const record of values(disk.containers)) {
    const { starting: _lost, ...rest } = record;
    const settled: ContainerRecord = { ...rest, waiters: [] };
    const isEnded = record.state.Running && !config.isLiveRestore;
    if (record.state.Running) (isEnded ? gone : kept).push(record.id);
    state = isEnded ? ended(state, settled, io) : asItWas(state, settled);
  }
  const message: DockerRestored = { type: 'docker.restored', kept, ended: gone };
  io.after('restored', microseconds(0), message, DOCKER_PORT);
  return state;
}

/** Watches again what lives on, and kills what is left of the rest. */
export function carryOver(state: DockerdState, { kept, ended }: DockerRestored, io: Io): void {
  for (const containerId of ended) {
    toLinux(state, io, { type: 'linux.signal', containerId, signal: 'SIGKILL' });
    toLinux(state, io, { type: 'linux.netns', op: 'remove', id: containerId });
  }
  if (kept.length > 0) toLinux(state, io, { type: 'linux.adopt', containerIds: kept });
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
  };
}

/** A container that did not run; one that was just starting gives its address back. */
function asItWas(state: DockerdState, record: ContainerRecord): DockerdState {
  if (record.state.Running || record.ip === '') return putRecord(state, record);
  const addresses = remove(state.addresses, record.ip);
  return putRecord({ ...state, addresses }, { ...record, ip: '' });
}

/** A container that ran under the last daemon: what is left of it is killed. */
function ended(state: DockerdState, record: ContainerRecord, io: Io): DockerdState {
  tell(io, record, 'die', { exitCode: 137 });
  const addresses = record.ip === '' ? state.addresses : remove(state.addresses, record.ip);
  return putRecord(
    { ...state, addresses },
    {
      ...record,
      ip: '',
      state: {
        ...record.state,
        Status: 'exited',
        Running: false,
        Pid: 0,
        ExitCode: 137,
        FinishedAt: io.now,
      },
    },
  );
}
