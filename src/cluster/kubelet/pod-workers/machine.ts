// The worker's machine: its states change only by its definition, and every change is told.

import { compile, type Machine, step } from '../../../kernel/machine.ts';
import {
  POD_WORKER,
  type PodWorkerContext,
  type PodWorkerEvent,
  type PodWorkerStateName,
} from '../../../machines/pod-worker.ts';
import { aboutPod, type Turn } from '../sync-pod/turn.ts';
import type { PodWorker } from './state.ts';

const podWorkerMachine: Machine<PodWorkerStateName, PodWorkerEvent, PodWorkerContext> = compile(
  POD_WORKER,
  { isOrphan: (context: PodWorkerContext) => context.isOrphan },
);

/** The worker after an event of its machine; a change of state is told. */
export function moved(turn: Turn, worker: PodWorker, event: PodWorkerEvent): PodWorker {
  const result = step(podWorkerMachine, worker.state, { isOrphan: worker.isOrphan }, event);
  if (!result.isChanged) return worker;
  turn.io.fact('Transition', aboutPod(turn, worker), {
    machine: 'pod-worker',
    from: worker.state,
    to: result.value,
    event,
  });
  return { ...worker, state: result.value };
}
