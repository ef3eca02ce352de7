// The end of a daemon that was told to end: it lets nobody new in, stops its containers one after
// the other, closes its networks, and is gone. Models cmd/dockerd/daemon.go, cli.stop, and
// daemon/daemon.go, Shutdown, of Docker 20.10. With live-restore it leaves its containers alone.

import { get, values } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import type { Duration } from '../../kernel/time.ts';
import { DOCKER_PORT, type DockerStopped } from '../protocol/docker.ts';
import { spend } from '../runtime/latency.ts';
import { containerWork } from './late.ts';
import type { DockerClosing, DockerdState, Door } from './state.ts';

type Closing = Extract<Door, { readonly is: 'closing' }>;

/** Begins to end; who asks for it again waits for the same end. */
export function beginClosing(state: DockerdState, to: ReplyTo, io: Io): DockerdState {
  if (state.door.is === 'closing') return joined(state, state.door, to);
  const awaited: string[] = [];
  if (!state.config.isLiveRestore) {
    for (const { id, state: now } of values(state.containers)) if (now.Running) awaited.push(id);
  }
  const door: Closing = { is: 'closing', to: [to], awaited };
  if (awaited.length === 0) return closeDown(state, door, io);
  let wait = 0;
  for (const id of awaited) {
    const turn: DockerClosing = { type: 'docker.closing', id };
    wait += spend(io, 'closing', state.config.latencies.closingTurn);
    io.after(`closing/${id}`, wait as Duration, turn, DOCKER_PORT);
  }
  return { ...state, door };
}

/** Answers when no end is under way. */
export function awaitEnd(state: DockerdState, to: ReplyTo, io: Io): DockerdState {
  if (state.door.is === 'closing') return joined(state, state.door, to);
  tellStopped(to, io);
  return state;
}

function joined(state: DockerdState, door: Closing, to: ReplyTo): DockerdState {
  return { ...state, door: { ...door, to: [...door.to, to] } };
}

function tellStopped(to: ReplyTo, io: Io): void {
  const stopped: DockerStopped = { type: 'docker.stopped' };
  io.reply(to, stopped);
}

/** A container's turn, or the end. */
export function onClosing(state: DockerdState, { id }: DockerClosing, io: Io): DockerdState {
  const { door } = state;
  if (id === undefined) {
    if (door.is === 'closing') for (const to of door.to) tellStopped(to, io);
    return state;
  }
  const record = get(state.containers, id);
  if (record?.state.Running !== true) return state;
  return containerWork.get().endContainer(state, record, io);
}

/** No container is left to wait for: networks and the connection to containerd are closed. */
export function closeDown(state: DockerdState, door: Closing, io: Io): DockerdState {
  const { isLiveRestore, latencies } = state.config;
  const time = spend(io, 'closed', isLiveRestore ? latencies.closingTurn : latencies.closing);
  const over: DockerClosing = { type: 'docker.closing' };
  io.after('closing', time, over, DOCKER_PORT);
  return { ...state, door: { ...door, awaited: [], closedAt: io.now } };
}
