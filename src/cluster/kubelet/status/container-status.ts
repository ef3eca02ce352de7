// Statuses of containers as the API shows them, from what the runtime lists and what was said
// before. Models kubelet_pods.go, convertToAPIContainerStatuses.

import type { Container, EphemeralContainer } from '../../../api/container.ts';
import type { ContainerStatus } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import { compareText } from '../../../apimachinery/go-text.ts';
import { shouldContainerBeRestarted } from '../restart-rules.ts';
import { findContainer } from '../runtime-types.ts';
import { convertContainer, mountStatuses } from './convert-container.ts';
import type { StatusInput } from './input.ts';
import { RESTARTING_ALL } from './phase.ts';

/** Which of a pod's lists of containers is converted. */
export interface ContainerList {
  readonly containers: readonly (Container | EphemeralContainer)[];
  readonly previous: readonly ContainerStatus[];
  readonly isInit: boolean;
  /** All containers of the pod are being started anew. */
  readonly isRestarting: boolean;
}

/** Message and exit code of a container nobody can find. */
const LOST_EXIT_CODE = 137;
const LOST = 'ContainerStatusUnknown';
const REMOVED_TO_RESTART = 'The container is removed because RestartAllContainers in place';
const WAS_RUNNING =
  'The container could not be located when the pod was deleted.  The container used to be Running';
const INIT_FORGOTTEN =
  'Unable to get init container status from container runtime and pod has been initialized, ' +
  'treat it as exited normally';

/** The statuses of one list of containers. */
export function containerStatuses(
  input: StatusInput,
  list: ContainerList,
): readonly ContainerStatus[] {
  const statuses = list.containers.map((container) => {
    const previous = list.previous.find((one) => one.name === container.name);
    const status =
      list.isInit && !isListed(input, container.name)
        ? missing(input, list, container, previous)
        : observed(input, list, container, previous);
    return withStartError(input, list, container, status);
  });
  return list.isInit ? statuses : statuses.sort((a, b) => compareText(a.name, b.name));
}

function isListed(input: StatusInput, name: string): boolean {
  return findContainer(input.runtime, name) !== undefined;
}

function observed(
  input: StatusInput,
  list: ContainerList,
  container: Container | EphemeralContainer,
  previous: ContainerStatus | undefined,
): ContainerStatus {
  const instances =
    input.runtime?.containers.filter((one) => one.metadata.name === container.name) ?? [];
  const [newest, before] = instances;
  if (newest === undefined) return missing(input, list, container, previous);
  const status = convertContainer(input, newest, container, previous, list.isRestarting);
  if (before === undefined) return status;
  return {
    ...status,
    lastState: convertContainer(input, before, container, previous, list.isRestarting).state ?? {},
  };
}

/** The status of a container that the runtime does not list. */
function missing(
  input: StatusInput,
  list: ContainerList,
  container: Container | EphemeralContainer,
  previous: ContainerStatus | undefined,
): ContainerStatus {
  const waiting = defaultStatus(input, container, previous);
  const was = previous?.state;
  if (previous === undefined) return waiting;
  if (list.isRestarting && !was?.waiting) {
    return removedToRestart(was?.terminated ? previous : waiting, previous);
  }
  if (was?.terminated) return previous;
  if (!was?.running || previous.lastState?.terminated) return waiting;
  const isDeleting = input.pod.metadata.deletionTimestamp !== undefined;
  if (!isDeleting && !input.behaviour.settlesLostContainers) return waiting;
  const lost = { exitCode: LOST_EXIT_CODE, reason: LOST, message: WAS_RUNNING };
  return {
    ...waiting,
    lastState: { terminated: { ...lost } },
    restartCount: waiting.restartCount + (isDeleting ? 0 : 1),
  };
}

function defaultStatus(
  input: StatusInput,
  container: Container | EphemeralContainer,
  previous: ContainerStatus | undefined,
): ContainerStatus {
  const hasInit = (input.pod.spec.initContainers?.length ?? 0) > 0;
  return {
    name: container.name,
    image: container.image ?? '',
    imageID: '',
    state: { waiting: { reason: hasInit ? 'PodInitializing' : 'ContainerCreating' } },
    lastState: previous?.lastState ?? {},
    ready: false,
    restartCount: previous?.restartCount ?? 0,
    ...mountStatuses(input.behaviour, container),
  };
}

function removedToRestart(shown: ContainerStatus, previous: ContainerStatus): ContainerStatus {
  const about = { reason: RESTARTING_ALL, message: REMOVED_TO_RESTART };
  const end = { ...about, exitCode: LOST_EXIT_CODE };
  return {
    ...shown,
    state: { waiting: about },
    lastState: { terminated: end },
    restartCount: previous.restartCount + 1,
  };
}

/** Lays the reason of a failed start over the state, unless the container will not be started. */
function withStartError(
  input: StatusInput,
  list: ContainerList,
  container: Container | EphemeralContainer,
  status: ContainerStatus,
): ContainerStatus {
  if (list.isInit) {
    const found = findContainer(input.runtime, container.name);
    if (found?.state === 'CONTAINER_EXITED' && found.exitCode === 0) return status;
    if (found === undefined && status.state?.waiting && isForgotten(input, container)) {
      const end = { exitCode: 0, reason: 'Completed', message: INIT_FORGOTTEN };
      return { ...status, state: { terminated: end } };
    }
  }
  const error = input.reasons[container.name];
  if (error === undefined) return status;
  if (!shouldContainerBeRestarted(container, input.pod, input.runtime)) return status;
  const { reason, message } = error;
  return {
    ...status,
    lastState: status.state?.terminated ? status.state : (status.lastState ?? {}),
    state: { waiting: message === '' ? { reason } : { reason, message } },
  };
}

/** An init container's record is gone, but app containers exist: it must have succeeded. */
function isForgotten(input: StatusInput, container: Container | EphemeralContainer): boolean {
  if (!input.behaviour.hasSidecars || isSidecar(container as Container)) return false;
  return input.pod.spec.containers.some((one) => {
    const state = findContainer(input.runtime, one.name)?.state;
    return state !== undefined && state !== 'CONTAINER_UNKNOWN';
  });
}
