// What the daemon does with sandboxes and containers, other than listing that there are none: comes
// later.

import { type Late, late } from '../../base/late.ts';
import type { createConfined } from './confinement.ts';
import type {
  notFound,
  onGraceOver,
  removeContainer,
  startContainer,
  stopContainer,
} from './containers.ts';
import type { performCtr } from './ctr.ts';
import type { exec, readLogs, reopenLog } from './exec.ts';
import type { limitsOf } from './launch.ts';
import type {
  onNetworkDown,
  removeSandbox,
  runSandbox,
  startPause,
  stopSandbox,
} from './sandboxes.ts';
import type { onLinux, onTaskExit } from './tasks.ts';

/** What comes later. */
export interface ContainerWork {
  readonly createContainer: typeof createConfined;
  readonly notFound: typeof notFound;
  readonly onGraceOver: typeof onGraceOver;
  readonly removeContainer: typeof removeContainer;
  readonly startContainer: typeof startContainer;
  readonly stopContainer: typeof stopContainer;
  readonly performCtr: typeof performCtr;
  readonly exec: typeof exec;
  readonly readLogs: typeof readLogs;
  readonly reopenLog: typeof reopenLog;
  readonly limitsOf: typeof limitsOf;
  readonly onNetworkDown: typeof onNetworkDown;
  readonly removeSandbox: typeof removeSandbox;
  readonly runSandbox: typeof runSandbox;
  readonly startPause: typeof startPause;
  readonly stopSandbox: typeof stopSandbox;
  readonly onLinux: typeof onLinux;
  readonly onTaskExit: typeof onTaskExit;
}

/** Where it is, once it has come. */
export const containerWork: Late<ContainerWork> = late('what containerd does with containers');
