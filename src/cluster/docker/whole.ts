// Puts the Docker Engine's late code in its place.

import { createContainer } from './create.ts';
import { createExec, inspectExec, onExecEnd, onLogs, readLogs, startExec } from './exec.ts';
import { containerWork } from './late.ts';
import { limitsOf } from './launch.ts';
import { onStarted, onStartFailed, startContainer } from './start.ts';
import { killContainer, onExit, onGraceOver, removeContainer, stopContainer } from './stop.ts';

/** Fills the engine's places. */
export function fillDocker(): void {
  containerWork.fill({
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
    onExit,
    onGraceOver,
    removeContainer,
    stopContainer,
  });
}
