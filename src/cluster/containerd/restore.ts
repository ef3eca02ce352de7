// What containerd begins with: its images on a new node; after a restart its records, and a
// question to the kernel about what became of the processes meanwhile.

import { emptyMap, keys, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import { microseconds } from '../../kernel/time.ts';
import { CONTAINERD_PORT } from '../protocol/containerd.ts';
import { presentImages } from '../runtime/images.ts';
import { emptyPulls } from '../runtime/pulls.ts';
import { dropSandbox, putContainer, toLinux } from './records.ts';
import type { ContainerdConfig, ContainerdState, Recover } from './state.ts';

/** The daemon's first state. */
export function restored(
  config: ContainerdConfig,
  disk: ContainerdState | undefined,
  io: Io,
): ContainerdState {
  if (disk === undefined) return fresh(config);
  let state: ContainerdState = { ...disk, config, pulls: emptyPulls(), pending: emptyMap() };
  for (const record of values(disk.containers)) {
    const { starting: _lost, ...kept } = record;
    state = putContainer(state, { ...kept, waiters: [], isSignalled: false });
  }
  for (const record of values(disk.sandboxes)) {
    // A sandbox whose pause never started was only in memory.
    if (record.starting !== undefined) state = dropSandbox(state, record);
  }
  const recover: Recover = { type: 'containerd.recover' };
  io.after('recover', microseconds(0), recover, CONTAINERD_PORT);
  return state;
}

/** Asks the kernel which processes live and how the others ended. */
export function askAfterProcesses(state: ContainerdState, io: Io): void {
  const containerIds = [...keys(state.sandboxes), ...keys(state.containers)];
  if (containerIds.length === 0) return;
  // Watched first, so that nothing can end unseen in between.
  toLinux(state, io, { type: 'linux.adopt', containerIds });
  toLinux(state, io, { type: 'linux.list', containerIds });
}

function fresh(config: ContainerdConfig): ContainerdState {
  return {
    config,
    sandboxes: emptyMap(),
    containers: emptyMap(),
    names: emptyMap(),
    nextOrder: 1,
    addresses: emptyMap(),
    lastAddress: '',
    images: presentImages([...config.images], config.sandboxImage),
    pulls: emptyPulls(),
    pending: emptyMap(),
    lists: {},
  };
}
