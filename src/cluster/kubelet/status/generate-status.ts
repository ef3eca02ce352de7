// The status of a pod as a pure function of what is wished, what the runtime lists, what probes say
// and what was said before. Models kubelet_pods.go, generateAPIPodStatus.

import type { ContainerStatus, PodCondition, PodStatus } from '../../../api/pod.ts';
import { isPodTerminal } from '../../../api/pod-helpers.ts';
import { podQosClass } from '../../../api/qos.ts';
import { resizeConditions } from '../allocation/state.ts';
import { shouldAllContainersRestart } from '../restart-rules.ts';
import {
  allContainersRestarting,
  type ConditionInput,
  containersReady,
  isOwnedCondition,
  podInitialized,
  podReady,
  readyToStartContainers,
} from './conditions.ts';
import { containerStatuses } from './container-status.ts';
import type { StatusInput } from './input.ts';
import { podPhase } from './phase.ts';
import { withProbeResults } from './probe-flags.ts';

interface ContainerLists {
  readonly init: readonly ContainerStatus[];
  readonly app: readonly ContainerStatus[];
  readonly ephemeral: readonly ContainerStatus[];
}

/** The status to set; transition times and start time are added by the status manager. */
export function generateApiPodStatus(input: StatusInput): PodStatus {
  const converted = convertLists(input);
  const { pod, behaviour } = input;
  if (input.evict !== undefined && !behaviour.isTerminalPhaseHeldBack) {
    return assemble(input, converted, 'Failed', input.evict, foreignConditions(input));
  }
  const phase = finalPhase(input, converted);
  const lists = { ...converted, ...withProbeResults(input, converted.init, converted.app) };
  const conditions = statusConditions(input, lists.init, lists.app, phase);
  const about = input.evict ?? keptReason(input, phase);
  return assemble({ ...input, pod }, lists, phase, about, conditions);
}

function convertLists(input: StatusInput): ContainerLists {
  const { pod, previous, runtime, behaviour } = input;
  const isRestarting = behaviour.hasSidecars && shouldAllContainersRestart(pod, runtime, previous);
  const app = { containers: pod.spec.containers ?? [], previous: previous.containerStatuses ?? [] };
  const init = {
    containers: pod.spec.initContainers ?? [],
    previous: previous.initContainerStatuses ?? [],
  };
  const ephemeral = {
    containers: pod.spec.ephemeralContainers ?? [],
    previous: previous.ephemeralContainerStatuses ?? [],
  };
  return {
    app: containerStatuses(input, { ...app, isInit: false, isRestarting }),
    init: containerStatuses(input, { ...init, isInit: true, isRestarting }),
    ephemeral: containerStatuses(input, { ...ephemeral, isInit: false, isRestarting }),
  };
}

function finalPhase(input: StatusInput, lists: ContainerLists): string {
  const { pod, previous, behaviour } = input;
  const computed = podPhase({
    behaviour,
    pod,
    statuses: [...lists.app, ...lists.init],
    isTerminal: input.isTerminal,
    hasInitialized: hasActiveAppContainer(input),
  });
  if (isPodTerminal(pod)) return pod.status?.phase ?? computed;
  if (!behaviour.isTerminalPhaseHeldBack) return computed;
  if (input.evict !== undefined) return 'Failed';
  const isFinal = computed === 'Succeeded' || computed === 'Failed';
  if (!isFinal && isPodTerminal({ status: previous })) return previous.phase ?? computed;
  return computed;
}

/** Whether an app container was made in the sandbox that is ready. */
function hasActiveAppContainer(input: StatusInput): boolean {
  const sandbox = input.runtime?.sandboxes[0];
  if (sandbox === undefined || sandbox.state !== 'SANDBOX_READY') return false;
  const names = new Set(input.pod.spec.containers?.map((one) => one.name));
  return (
    input.runtime?.containers.some(
      (one) => names.has(one.metadata.name) && one.createdAt >= sandbox.createdAt,
    ) ?? false
  );
}

function keptReason(input: StatusInput, phase: string): { reason: string; message: string } {
  const { previous, pod, behaviour } = input;
  if (!behaviour.isTerminalPhaseHeldBack || phase !== previous.phase) {
    return { reason: '', message: '' };
  }
  return {
    reason: previous.reason || (pod.status?.reason ?? ''),
    message: previous.message || (pod.status?.message ?? ''),
  };
}

function foreignConditions(input: StatusInput): readonly PodCondition[] {
  return (input.pod.status?.conditions ?? []).filter((one) => !isOwnedCondition(one.type));
}

/** The conditions of a pod with these container statuses, in the order the kubelet writes them. */
export function statusConditions(
  input: StatusInput,
  init: readonly ContainerStatus[],
  app: readonly ContainerStatus[],
  phase: string,
): readonly PodCondition[] {
  const { pod, behaviour, previous, runtime } = input;
  const foreign = foreignConditions(input);
  const target = previous.conditions?.find((one) => one.type === 'DisruptionTarget');
  const hasTarget = foreign.some((one) => one.type === 'DisruptionTarget');
  const shared = target === undefined || hasTarget ? foreign : [...foreign, target];
  const of: ConditionInput = {
    behaviour,
    spec: pod.spec,
    statuses: [...init, ...app],
    phase,
    previous,
    conditions: shared,
  };
  const sandbox = behaviour.hasPodReadyToStartContainers
    ? [readyToStartContainers(pod, runtime)]
    : [];
  const own: readonly PodCondition[] = [
    ...sandbox,
    podInitialized(of),
    podReady(of),
    containersReady(of),
    { type: 'PodScheduled', status: 'True' },
    ...(behaviour.hasSidecars ? allContainersRestarting(pod, runtime, previous, phase) : []),
  ];
  const generation = pod.metadata.generation ?? 0;
  if (!behaviour.hasObservedGeneration || generation === 0) return [...shared, ...own];
  return [
    ...shared,
    ...resizeConditions(input.resize),
    ...own.map((one) => ({ ...one, observedGeneration: generation })),
  ];
}

function assemble(
  input: StatusInput,
  lists: ContainerLists,
  phase: string,
  about: { readonly reason: string; readonly message: string },
  conditions: readonly PodCondition[],
): PodStatus {
  const { pod, behaviour } = input;
  const nodeIps = nodeIpsOf(input);
  const generation = pod.metadata.generation ?? 0;
  const hostIP = nodeIps[0];
  const resources = behaviour.hasContainerResources ? {} : undefined;
  return {
    ...(behaviour.hasObservedGeneration && generation > 0
      ? { observedGeneration: generation }
      : {}),
    phase,
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(about.message === '' ? {} : { message: about.message }),
    ...(about.reason === '' ? {} : { reason: about.reason }),
    ...(hostIP === undefined ? {} : { hostIP }),
    ...(hostIP !== undefined && behaviour.hasHostIps
      ? { hostIPs: nodeIps.map((ip) => ({ ip })) }
      : {}),
    ...podIps(input),
    ...(lists.init.length === 0 ? {} : { initContainerStatuses: lists.init }),
    ...(lists.app.length === 0 ? {} : { containerStatuses: lists.app }),
    qosClass: podQosClass(pod),
    ...(lists.ephemeral.length === 0 ? {} : { ephemeralContainerStatuses: lists.ephemeral }),
    ...(resources === undefined || pod.spec.resources === undefined
      ? {}
      : { resources: pod.spec.resources }),
  };
}

/** The runtime's addresses; old ones are kept while no sandbox is ready to replace them. */
function podIps(input: StatusInput): Pick<PodStatus, 'podIP' | 'podIPs'> {
  const { runtime, previous, pod } = input;
  const nodeIps = nodeIpsOf(input);
  const listed = runtime?.ips ?? [];
  const isReady = runtime?.sandboxes.some((one) => one.state === 'SANDBOX_READY') ?? false;
  const kept =
    isReady || runtime?.isIpForgotten === true
      ? []
      : (previous.podIPs ?? []).map((one) => one.ip ?? '');
  const found = listed.length > 0 ? listed : kept;
  const isHost = pod.spec.hostNetwork === true;
  const ips = found.length > 0 || !isHost ? found : nodeIps;
  const first = ips[0];
  return first === undefined ? {} : { podIP: first, podIPs: ips.map((ip) => ({ ip })) };
}

function nodeIpsOf({ nodeIps, config }: StatusInput): readonly string[] {
  if (nodeIps !== undefined) return nodeIps;
  return config.nodeIp === '' ? [] : [config.nodeIp];
}
