// What the process of a program does to its container: it writes into the log, or ends by itself.

import { get } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { WorkloadExit, WorkloadOutput } from '../protocol/workload.ts';
import { appendText } from '../runtime/process/logs.ts';
import { exitProc } from '../runtime/process/processes.ts';
import { workloadOf } from '../runtime/process/workload.ts';
import { withContainer } from './container.ts';
import type { Draft } from './state.ts';

/** The program writes. */
export function writeOutput(draft: Draft, io: Io, message: WorkloadOutput): void {
  const container = get(draft.containers, message.containerId);
  if (container === undefined || container.end !== undefined) return;
  withContainer(draft, io, container, (run) => {
    for (const line of message.lines) appendText(run, message.stream, `${line}\n`, io.now);
  });
}

/** The program ends by itself. */
export function exitWorkload(draft: Draft, io: Io, message: WorkloadExit): void {
  const container = get(draft.containers, message.containerId);
  if (container === undefined || container.end !== undefined) return;
  withContainer(draft, io, container, (run) => {
    for (const proc of [...run.procs.values()]) {
      if (workloadOf(proc) === undefined) continue;
      if (proc.clock < run.now) proc.clock = run.now;
      exitProc(run, proc, message.exitCode);
    }
  });
}
