// One container of the runtime as the API shows it.
// Models kubelet_pods.go, convertContainerStatus and convertContainerStatusResources.

import type { Container, EphemeralContainer, ResourceList } from '../../../api/container.ts';
import type { ContainerState, ContainerStatus } from '../../../api/pod.ts';
import { milliQuantity, wholeQuantity } from '../../../apimachinery/quantity.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { CriContainerStatus } from '../../protocol/cri-objects.ts';
import type { StatusInput } from './input.ts';
import { RESTARTING_ALL } from './phase.ts';

/** The status of a container that the runtime lists. */
export function convertContainer(
  input: StatusInput,
  found: CriContainerStatus,
  container: Container | EphemeralContainer,
  previous: ContainerStatus | undefined,
  isRestarting: boolean,
): ContainerStatus {
  const containerID = `${input.behaviour.runtimeName}://${found.id}`;
  const counted = restartCountOf(found);
  const isLost = found.state === 'CONTAINER_UNKNOWN' && previous?.state?.running != null;
  return {
    name: container.name,
    image: found.image,
    imageID: found.imageRef,
    containerID,
    state: isLost ? lostState(isRestarting) : stateOf(input, found, containerID),
    lastState: {},
    ready: false,
    restartCount: isLost ? (previous?.restartCount ?? 0) + 1 : counted,
    ...mountStatuses(input.behaviour, container),
    ...carried(input, found, containerID, previous, counted),
    ...resourcesOf(input.behaviour, container, found),
    ...startedBefore(input, found, previous),
  };
}

/** The number the kubelet wrote on the container when it made it. */
export function restartCountOf(found: CriContainerStatus): number {
  const written = Number(found.annotations['io.kubernetes.container.restartCount'] ?? '');
  return Number.isInteger(written) && written > 0 ? written : found.metadata.attempt;
}

function stateOf(
  input: StatusInput,
  found: CriContainerStatus,
  containerID: string,
): ContainerState {
  const at = (name: string, instant: Micros | undefined): { readonly [key: string]: string } =>
    instant === undefined ? {} : { [name]: rfc3339(input.epochSeconds, instant) };
  if (found.state === 'CONTAINER_RUNNING') return { running: at('startedAt', found.startedAt) };
  if (found.state !== 'CONTAINER_EXITED') return { waiting: {} };
  const terminated = {
    exitCode: found.exitCode,
    ...(found.reason === '' ? {} : { reason: found.reason }),
    ...(found.message === '' ? {} : { message: found.message }),
    ...at('startedAt', found.startedAt),
    ...at('finishedAt', found.finishedAt),
    containerID,
  };
  return { terminated };
}

function lostState(isRestarting: boolean): ContainerState {
  const terminated = {
    exitCode: 137,
    reason: isRestarting ? RESTARTING_ALL : 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
  };
  return { terminated };
}

/** What a later version keeps of the status before, because records may be removed in between. */
function carried(
  input: StatusInput,
  found: CriContainerStatus,
  containerID: string,
  previous: ContainerStatus | undefined,
  counted: number,
): Partial<ContainerStatus> {
  if (!input.behaviour.hasContainerResources || previous === undefined) return {};
  const isOther = previous.containerID !== containerID;
  const ended = isOther ? previous.state?.terminated : undefined;
  const last = ended ?? previous.lastState?.terminated;
  const isAnew =
    found.state === 'CONTAINER_RUNNING' &&
    previous.state?.terminated != null &&
    previous.restartCount >= counted;
  const restartCount = Math.max(previous.restartCount, counted) + (isAnew ? 1 : 0);
  const isLost = found.state === 'CONTAINER_UNKNOWN' && previous.state?.running != null;
  return {
    ...(isLost ? {} : { restartCount }),
    ...(last === undefined ? {} : { lastState: { terminated: last } }),
  };
}

function startedBefore(
  input: StatusInput,
  found: CriContainerStatus,
  previous: ContainerStatus | undefined,
): Partial<ContainerStatus> {
  if (!input.behaviour.keepsReadyOverRestart || found.state !== 'CONTAINER_RUNNING') return {};
  return previous?.started === undefined ? {} : { started: previous.started };
}

/** `volumeMounts` of a status, as later versions show them. */
export function mountStatuses(
  behaviour: KubeletBehaviour,
  container: Container | EphemeralContainer,
): Partial<ContainerStatus> {
  const mounts = container.volumeMounts ?? [];
  if (!behaviour.hasContainerResources || mounts.length === 0) return {};
  return {
    volumeMounts: mounts.map((mount) => ({
      name: mount.name,
      mountPath: mount.mountPath,
      ...(mount.readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}),
    })),
  };
}

function resourcesOf(
  behaviour: KubeletBehaviour,
  container: Container | EphemeralContainer,
  found: CriContainerStatus,
): Partial<ContainerStatus> {
  if (!behaviour.hasContainerResources) return {};
  const { limits, requests } = container.resources ?? {};
  const isRunning = found.state === 'CONTAINER_RUNNING' && found.resources !== undefined;
  const actual = isRunning
    ? {
        ...(limits === undefined ? {} : { limits: { ...limits, ...actualLimits(found, limits) } }),
        ...(requests === undefined
          ? {}
          : { requests: { ...requests, ...actualRequests(found, requests) } }),
      }
    : (container.resources ?? {});
  return {
    ...(requests === undefined ? {} : { allocatedResources: requests }),
    resources: actual,
  };
}

function actualLimits(found: CriContainerStatus, limits: ResourceList): ResourceList {
  const { cpuQuota = 0, cpuPeriod = 0, memoryLimitInBytes = 0 } = found.resources ?? {};
  const cpu =
    cpuQuota > 0 && cpuPeriod > 0 && limits['cpu'] !== undefined
      ? { cpu: milliQuantity(Math.floor((cpuQuota * 1_000) / cpuPeriod)) }
      : {};
  const memory =
    memoryLimitInBytes > 0 && limits['memory'] !== undefined
      ? { memory: wholeQuantity(memoryLimitInBytes, 'BinarySI') }
      : {};
  return { ...cpu, ...memory };
}

function actualRequests(found: CriContainerStatus, requests: ResourceList): ResourceList {
  const shares = found.resources?.cpuShares ?? 0;
  if (shares <= 2 || requests['cpu'] === undefined) return {};
  return { cpu: milliQuantity(Math.ceil((shares * 1_000) / 1_024)) };
}
