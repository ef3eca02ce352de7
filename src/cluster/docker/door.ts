// Who is let in while the daemon begins or ends. Its listener is closed then, but a connection that
// a client has kept is served to the end. Models api/server/server.go, Close, and net/http of Go.

import { values } from '../../base/persistent-map.ts';
import type { DockerdState, DockerWork } from './state.ts';

/** Connections that a client keeps open between calls. */
const KEPT_CONNECTIONS = 2;

/** Whether a call that comes now is let in. */
export function isLetIn(state: DockerdState): boolean {
  switch (state.door.is) {
    case 'open':
      return true;
    case 'restoring':
      return false;
    default:
      return waiting(state) < KEPT_CONNECTIONS;
  }
}

/** Calls that hold a connection because they wait for a container. */
function waiting(state: DockerdState): number {
  let count = state.pending.size;
  for (const { waiters } of values(state.containers)) count += waiters.length;
  return count;
}

/** Why a start fails that falls into the closing; undefined when it does not. */
export function startFailure({ door }: DockerdState, work: DockerWork): string | undefined {
  if (work.op.op !== 'start' || door.is !== 'closing' || door.closedAt === undefined) {
    return undefined;
  }
  return work.since < door.closedAt
    ? 'transport is closing: unavailable'
    : 'failed to update store for object type *libnetwork.endpoint: open : no such file or directory';
}
