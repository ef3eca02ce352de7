// Topic compute-pod-actions: one sync's decisions from a pod's spec and the runtime's state.

import type { Container } from '../../src/api/container.ts';
import type { Pod } from '../../src/api/pod.ts';
import { computePodActions } from '../../src/cluster/kubelet/kuberuntime/compute-actions.ts';
import type { RuntimePodStatus } from '../../src/cluster/kubelet/runtime-types.ts';
import type {
  CriContainerStatus,
  PodSandboxStatus,
} from '../../src/cluster/protocol/cri-objects.ts';

interface Input {
  readonly pod: Pod;
  readonly runtime: {
    readonly sandboxes?: readonly {
      readonly id: string;
      readonly state: string;
      readonly attempt: number;
      readonly ip?: string;
    }[];
    readonly containers?: readonly {
      readonly id: string;
      readonly name: string;
      readonly state: string;
      readonly exitCode?: number;
      readonly startedFromCurrentSpec?: boolean;
    }[];
  };
  readonly probeResults?: readonly {
    readonly container: string;
    readonly probe: string;
    readonly result: 'Success' | 'Failure' | 'Unknown';
  }[];
}

const STATES: { readonly [word: string]: CriContainerStatus['state'] } = {
  running: 'CONTAINER_RUNNING',
  exited: 'CONTAINER_EXITED',
  created: 'CONTAINER_CREATED',
  unknown: 'CONTAINER_UNKNOWN',
};

/** The decisions in the shape of the vectors. */
export function computePodActionsTopic(raw: unknown): unknown {
  const input = raw as Input;
  const { pod } = input;
  const runtime = runtimeOf(input);
  const stale = new Set(
    (input.runtime.containers ?? [])
      .filter((container) => container.startedFromCurrentSpec === false)
      .map(({ id }) => id),
  );
  const actions = computePodActions({
    pod,
    runtime,
    isCurrent: (_container: Container, status) => !stale.has(status.id),
    probe: (probe, id) => {
      const name = runtime.containers.find((container) => container.id === id)?.metadata.name;
      return input.probeResults?.find((r) => r.container === name && r.probe === probe)?.result;
    },
    isPauseTiedToHash: false,
    isRestartingAll: false,
  });
  const { spec } = pod;
  return {
    killPod: actions.killPod,
    createSandbox: actions.createSandbox,
    sandboxID: actions.sandboxId ?? '',
    attempt: actions.attempt,
    containersToStart: actions.containersToStart.map((i) => spec?.containers[i]?.name),
    initContainersToStart: actions.initToStart.map((i) => spec?.initContainers?.[i]?.name),
    ephemeralContainersToStart: actions.ephemeralToStart.map(
      (i) => spec?.ephemeralContainers?.[i]?.name,
    ),
    containersToKill: actions.containersToKill.map(({ id, name, message }) => ({
      id,
      name,
      observedMessage: message,
    })),
  };
}

function runtimeOf({ pod, runtime }: Input): RuntimePodStatus {
  const { uid = '', name = '', namespace = '' } = pod.metadata;
  const network = pod.spec?.hostNetwork === true ? 'NODE' : 'POD';
  const sandboxes = (runtime.sandboxes ?? []).map(
    (sandbox) =>
      ({
        id: sandbox.id,
        metadata: { uid, name, namespace, attempt: sandbox.attempt },
        state: sandbox.state === 'ready' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
        createdAt: 0,
        network: { ip: sandbox.ip ?? '', additionalIps: [] },
        namespaces: { network, pid: 'CONTAINER', ipc: 'POD' },
        labels: {},
        annotations: {},
        runtimeHandler: '',
      }) as unknown as PodSandboxStatus,
  );
  const containers = (runtime.containers ?? []).map(
    (container) =>
      ({
        id: container.id,
        metadata: { name: container.name, attempt: 0 },
        state: STATES[container.state] ?? 'CONTAINER_UNKNOWN',
        exitCode: container.exitCode ?? 0,
        createdAt: 0,
        reason: '',
        labels: {},
        annotations: {},
      }) as unknown as CriContainerStatus,
  );
  return { uid, name, namespace, ips: [], sandboxes, containers, observedAt: 0 as never };
}
