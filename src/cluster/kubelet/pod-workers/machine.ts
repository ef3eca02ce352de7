// The worker's machine: its states change only by its definition, and every change is told.

import { step } from '../../../kernel/machine.ts';
import { type PodWorkerEvent, podWorkerMachine } from '../../../machines/pod-worker.ts';
import { aboutPod, type Turn } from '../sync-pod/turn.ts';
import type { PodWorker } from './state.ts';

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
