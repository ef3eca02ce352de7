// Puts containerd's late code in its place.

import { createConfined } from './confinement.ts';
import {
  notFound,
  onGraceOver,
  removeContainer,
  startContainer,
  stopContainer,
} from './containers.ts';
import { performCtr } from './ctr.ts';
import { exec, readLogs, reopenLog } from './exec.ts';
import { containerWork } from './late.ts';
import { limitsOf } from './launch.ts';
import { onNetworkDown, removeSandbox, runSandbox, startPause, stopSandbox } from './sandboxes.ts';
import { onLinux, onTaskExit } from './tasks.ts';

/** Fills containerd's places. */
export function fillContainerd(): void {
  containerWork.fill({
    createContainer: createConfined,
    notFound,
    onGraceOver,
    removeContainer,
    startContainer,
    stopContainer,
    performCtr,
    exec,
    readLogs,
    reopenLog,
    limitsOf,
    onNetworkDown,
    removeSandbox,
    runSandbox,
    startPause,
    stopSandbox,
    onLinux,
    onTaskExit,
  });
}
