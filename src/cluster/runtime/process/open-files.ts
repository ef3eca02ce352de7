// What the processes of a container have open: files, and sockets among them.
// Models google/cadvisor container/libcontainer/handler.go, processStatsFromProcs, which counts
// /proc/<pid>/fd.

import type { Micros } from '../../../kernel/time.ts';
import type { Container, Program } from './model.ts';

/** How many. */
export interface OpenFiles {
  readonly files: number;
  /** These are files as well. */
  readonly sockets: number;
}

/** Of all its living processes. */
export function openFilesOf({ procs }: Container, now: Micros): OpenFiles {
  let files = 0;
  let sockets = 0;
  for (const { fds, program, block, exit } of procs) {
    if (exit !== undefined) continue;
    for (const fd of fds) if (fd !== undefined) files++;
    const held = socketsOf(program, block?.on === 'net', now);
    sockets += held;
    // A server waits for all of its sockets at one more descriptor (epoll).
    files += program.kind === 'server' && held > 0 ? held + 1 : held;
  }
  return { files, sockets };
}

/** A server listens on its ports once it is that far; a client has one while it waits. */
function socketsOf(program: Program, isCalling: boolean, now: Micros): number {
  switch (program.kind) {
    case 'server': {
      let open = 0;
      for (const { after } of program.model.listens) if (now >= program.since + after) open++;
      return open;
    }
    case 'accept':
      return 1;
    case 'call':
    case 'load':
      return isCalling ? 1 : 0;
    default:
      return 0;
  }
}
