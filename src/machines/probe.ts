// One probe worker. Models pkg/kubelet/prober/worker.go, doProbe.

import type { Arm, MachineDefinition } from '../kernel/machine.ts';

/** What the worker holds of its container. */
export type ProbeStateName = 'Delayed' | 'Unknown' | 'Success' | 'Failure' | 'OnHold';

/** What moves it on. */
export type ProbeEvent = 'DELAY_OVER' | 'SUCCESS' | 'FAILURE' | 'NEW_CONTAINER';

/** What the guards look at. */
export interface ProbeContext {
  /** Equal results in a row, this one included. */
  readonly run: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  /** Liveness and startup: a failure ends the container. */
  readonly isFatal: boolean;
}

const FAILED: readonly Arm<ProbeStateName>[] = [
  { target: 'OnHold', guard: 'isFatalFailure' },
  { target: 'Failure', guard: 'hasEnoughFailures' },
];

/** The definition. */
export const PROBE: MachineDefinition<ProbeStateName, ProbeEvent> = {
  id: 'probe',
  initial: 'Delayed',
  states: {
    Delayed: {
      on: { DELAY_OVER: { target: 'Unknown' } },
      meta: {
        doc: 'initialDelaySeconds have not passed since the container started.',
        models: 'pkg/kubelet/prober/worker.go, doProbe',
      },
    },
    Unknown: {
      on: {
        SUCCESS: { target: 'Success', guard: 'hasEnoughSuccesses' },
        FAILURE: FAILED,
        NEW_CONTAINER: { target: 'Delayed' },
      },
      meta: {
        doc: 'Not enough equal answers in a row yet.',
        models: 'pkg/kubelet/prober/worker.go, resultRun',
      },
    },
    Success: {
      on: {
        FAILURE: FAILED,
        NEW_CONTAINER: { target: 'Delayed' },
      },
      meta: {
        doc: 'The threshold of successes was reached.',
        models: 'pkg/kubelet/prober/results/results_manager.go',
      },
    },
    Failure: {
      on: {
        SUCCESS: { target: 'Success', guard: 'hasEnoughSuccesses' },
        NEW_CONTAINER: { target: 'Delayed' },
      },
      meta: {
        doc: 'The threshold of failures was reached: not ready.',
        models: 'pkg/kubelet/prober/results/results_manager.go',
      },
    },
    OnHold: {
      on: { NEW_CONTAINER: { target: 'Delayed' } },
      meta: {
        doc: 'The container is being killed; nobody asks it any more.',
        models: 'pkg/kubelet/prober/worker.go, onHold',
      },
    },
  },
};
