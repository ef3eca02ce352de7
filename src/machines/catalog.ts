// Every machine there is, and where its states stand when it is drawn.

import type { MachineDefinition } from '../kernel/machine.ts';
import { CONTAINER } from './container.ts';
import { IMAGE_PULL } from './image-pull.ts';
import { NODE_READY } from './node-ready.ts';
import { POD_WORKER } from './pod-worker.ts';
import { PROBE } from './probe.ts';

/** A machine as the page shows it. */
export interface CataloguedMachine {
  readonly definition: MachineDefinition;
  /** Column and row of each state. */
  readonly places: { readonly [state: string]: readonly [number, number] };
}

/** By id. */
export const MACHINES: { readonly [id: string]: CataloguedMachine } = {
  'pod-worker': {
    definition: POD_WORKER,
    places: { SyncPod: [0, 0], TerminatingPod: [1, 0], TerminatedPod: [2, 0], Finished: [3, 0] },
  },
  container: {
    definition: CONTAINER,
    places: {
      ContainerCreating: [0, 0],
      Running: [1, 0],
      Terminated: [2, 0],
      CrashLoopBackOff: [2, 1],
      Completed: [1, 1],
    },
  },
  'image-pull': {
    definition: IMAGE_PULL,
    places: { Absent: [0, 0], Pulling: [1, 0], BackOff: [1, 1], Present: [2, 0] },
  },
  probe: {
    definition: PROBE,
    places: { Delayed: [0, 0], Unknown: [1, 0], Success: [2, 0], Failure: [2, 1], OnHold: [1, 1] },
  },
  'node-ready': {
    definition: NODE_READY,
    places: { NotReady: [0, 0], Ready: [1, 0], Unknown: [0, 1] },
  },
};
