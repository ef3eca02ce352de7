// A container's lifecycle as the API shows it. Models pkg/kubelet/kuberuntime and the container
// states of v1.ContainerState.

import type { MachineDefinition } from '../kernel/machine.ts';

/** Where a container is. */
export type ContainerStateName =
  | 'ContainerCreating'
  | 'Running'
  | 'Terminated'
  | 'CrashLoopBackOff'
  | 'Completed';

/** What moves it on. */
export type ContainerEvent = 'START' | 'EXIT' | 'BACK_OFF' | 'BACK_OFF_OVER' | 'KILL';

/** What the guards look at. */
export interface ContainerContext {
  /** The restart policy (or rule) lets it run again. */
  readonly isRestarted: boolean;
}

/** The definition. */
export const CONTAINER: MachineDefinition<ContainerStateName, ContainerEvent> = {
  id: 'container',
  initial: 'ContainerCreating',
  states: {
    ContainerCreating: {
      on: { START: { target: 'Running' }, BACK_OFF: { target: 'CrashLoopBackOff' } },
      meta: {
        doc: 'Waits for volumes, sandbox, image and its own creation.',
        models: 'pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer',
      },
    },
    Running: {
      on: {
        EXIT: [{ target: 'Terminated', guard: 'isRestarted' }, { target: 'Completed' }],
        KILL: [{ target: 'Terminated', guard: 'isRestarted' }, { target: 'Completed' }],
      },
      meta: {
        doc: 'Its first process lives.',
        models: 'pkg/kubelet/pleg/generic.go, plegContainerRunning',
      },
    },
    Terminated: {
      on: { START: { target: 'Running' }, BACK_OFF: { target: 'CrashLoopBackOff' } },
      meta: {
        doc: 'Its first process ended; the next sync starts it again, or makes it wait.',
        models: 'pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions',
      },
    },
    CrashLoopBackOff: {
      on: { BACK_OFF_OVER: { target: 'Terminated' }, START: { target: 'Running' } },
      meta: {
        doc: 'Waits 10 s, 20 s, 40 s … 5 min before the next try.',
        models: 'pkg/kubelet/kuberuntime/kuberuntime_manager.go, doBackOff',
      },
    },
    Completed: {
      type: 'final',
      meta: {
        doc: 'Its restart policy lets it rest.',
        models: 'pkg/kubelet/container/helpers.go, ShouldContainerBeRestarted',
      },
    },
  },
};
