// Programs that have a process of their own in the simulation: which those are, and how the machine
// is told that one begins or stops working.

import type { Micros } from '../../../kernel/time.ts';
import type { WorkloadKind } from '../../protocol/workload.ts';
import type { Run } from './machine.ts';
import type { Proc } from './model.ts';

/** The kind of process that does what this program does, when there is one. */
export function workloadOf({ program }: Pick<Proc, 'program'>): WorkloadKind | undefined {
  return program.kind === 'server' ? program.model.workload : undefined;
}

/** Tells that such a program begins, or that it stops working. */
export function tellWorkload(run: Run, proc: Proc, isUp: boolean): void {
  const kind = workloadOf(proc);
  if (kind === undefined) return;
  const at = Math.max(proc.clock, run.now) as Micros;
  run.effects.push({ type: 'workload', kind, pid: proc.pid, isUp, at });
}
