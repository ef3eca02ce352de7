// Puts the Docker Engine's late code in its place.

import { awaitEnd, beginClosing, onClosing } from './closing.ts';
import { createContainer } from './create.ts';
import { createExec, inspectExec, onExecEnd, onLogs, readLogs, startExec } from './exec.ts';
import { containerWork } from './late.ts';
import { limitsOf } from './launch.ts';
import { onStarted, onStartFailed, startContainer } from './start.ts';
import {
  endContainer,
  killContainer,
  onExit,
  onFound,
  onGraceOver,
  removeContainer,
  stopContainer,
} from './stop.ts';

/** Fills the engine's places. */
export function fillDocker(): void {
  containerWork.fill({
    awaitEnd,
    beginClosing,
    createContainer,
    createExec,
    inspectExec,
    onExecEnd,
    onLogs,
    readLogs,
    startExec,
    limitsOf,
    onStarted,
    onStartFailed,
    startContainer,
    killContainer,
    endContainer,
    onClosing,
    onExit,
    onFound,
    onGraceOver,
    removeContainer,
    stopContainer,
  });
}
