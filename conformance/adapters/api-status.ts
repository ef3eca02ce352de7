// Topic api-status: from runtime containers and the previous status to the status of the API.

import type { ContainerState, ContainerStatus, Pod, PodStatus } from '../../src/api/pod.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { kubeletBehaviour } from '../../src/cluster/editions/kubelet-behaviour.ts';
import { initialProberState } from '../../src/cluster/kubelet/prober/state.ts';
import {
  generateApiPodStatus,
  statusConditions,
} from '../../src/cluster/kubelet/status/generate-status.ts';
import type { StartErrors, StatusInput } from '../../src/cluster/kubelet/status/input.ts';
import { ZERO } from '../../src/kernel/time.ts';
import { EPOCH, type RuntimeInput, runtimeView } from './runtime-view.ts';

interface Input {
  readonly pod: Pod;
  readonly runtime?: RuntimeInput;
  readonly previousStatus?: PodStatus;
  readonly previousContainerStatuses?: readonly ContainerStatus[];
  readonly nodeIPs?: readonly string[];
  readonly nodeAddresses?: readonly { readonly type: string; readonly address: string }[];
  readonly dualStack?: boolean;
  readonly podIsTerminal?: boolean;
  readonly startErrors?: StartErrors;
}

/** api-status.json */
export function apiStatus(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  const pod: Pod = withLists({ ...input.pod, metadata: input.pod.metadata ?? {} });
  const { previousContainerStatuses: known } = input;
  const previous =
    input.previousStatus ?? (known ? { containerStatuses: known } : pod.status) ?? {};
  const of: StatusInput = {
    behaviour: { ...kubeletBehaviour(edition), runtimeName: '' },
    config: { nodeIp: '' },
    pod,
    runtime: runtimeView(pod, input.runtime),
    previous,
    reasons: input.startErrors ?? {},
    isTerminal: input.podIsTerminal ?? false,
    prober: initialProberState(ZERO),
    epochSeconds: EPOCH,
    nodeIps: nodeIpsOf(input),
  };
  const status = generateApiPodStatus(of);
  const { containerStatuses = [], initContainerStatuses: init = [] } = status;
  return {
    ...status,
    // The unit tests' prober calls every container ready.
    conditions: statusConditions(
      of,
      init.map(ready),
      containerStatuses.map(ready),
      status.phase ?? '',
    ),
    containerStatuses,
    podIPs: status.podIPs ?? [],
    hostIPEqualsFirstPodIP: status.hostIP === status.podIPs?.[0]?.ip,
    containerStatusOrder: containerStatuses.map((one) => one.name),
    containerStates: byName(containerStatuses, (one) => one.state),
    lastTerminationStates: byName(containerStatuses, (one) => one.lastState),
    initContainerStates: byName(init, (one) => one.state),
    initLastTerminationStates: byName(init, (one) => one.lastState),
  };
}

function ready(status: ContainerStatus): ContainerStatus {
  return { ...status, ready: true, started: true };
}

function withLists(pod: Pod): Pod {
  return { ...pod, spec: { ...pod.spec, containers: pod.spec.containers ?? [] } };
}

function nodeIpsOf({ nodeIPs, nodeAddresses = [], dualStack = true }: Input): readonly string[] {
  if (nodeIPs !== undefined) return nodeIPs;
  const ofType = (type: string): readonly string[] =>
    nodeAddresses.filter((one) => one.type === type).map((one) => one.address);
  const all = [...ofType('InternalIP'), ...ofType('ExternalIP')];
  const first = all.slice(0, 1);
  const other = all.find((ip) => ip.includes(':') !== (first[0] ?? '').includes(':'));
  return dualStack && other !== undefined ? [...first, other] : first;
}

function byName(
  statuses: readonly ContainerStatus[],
  state: (status: ContainerStatus) => ContainerState | undefined,
): { readonly [name: string]: ContainerState } {
  return Object.fromEntries(statuses.map((one) => [one.name, state(one) ?? {}]));
}
