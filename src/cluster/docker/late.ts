// What the daemon does with containers, other than listing that there are none: comes later.

import { type Late, late } from '../../base/late.ts';
import type { awaitEnd, beginClosing, onClosing } from './closing.ts';
import type { createContainer } from './create.ts';
import type { createExec, inspectExec, onExecEnd, onLogs, readLogs, startExec } from './exec.ts';
import type { limitsOf } from './launch.ts';
import type { onStarted, onStartFailed, startContainer } from './start.ts';
import type {
  endContainer,
  killContainer,
  onExit,
  onFound,
  onGraceOver,
  removeContainer,
  stopContainer,
} from './stop.ts';

/** What comes later. */
export interface ContainerWork {
  readonly awaitEnd: typeof awaitEnd;
  readonly beginClosing: typeof beginClosing;
  readonly createContainer: typeof createContainer;
  readonly createExec: typeof createExec;
  readonly inspectExec: typeof inspectExec;
  readonly onExecEnd: typeof onExecEnd;
  readonly onLogs: typeof onLogs;
  readonly readLogs: typeof readLogs;
  readonly startExec: typeof startExec;
  readonly limitsOf: typeof limitsOf;
  readonly onStarted: typeof onStarted;
  readonly onStartFailed: typeof onStartFailed;
  readonly startContainer: typeof startContainer;
  readonly killContainer: typeof killContainer;
  readonly endContainer: typeof endContainer;
  readonly onClosing: typeof onClosing;
  readonly onExit: typeof onExit;
  readonly onFound: typeof onFound;
  readonly onGraceOver: typeof onGraceOver;
  readonly removeContainer: typeof removeContainer;
  readonly stopContainer: typeof stopContainer;
}

/** Where it is, once it has come. */
export const containerWork: Late<ContainerWork> = late('what Docker does with containers');
