// What the vectors say of a runtime, as the kubelet's pod cache holds it.

import type { Pod } from '../../src/api/pod.ts';
import { microsSince } from '../../src/base/calendar.ts';
import type { RuntimePodStatus } from '../../src/cluster/kubelet/runtime-types.ts';
import type {
  CriContainerStatus,
  PodSandboxStatus,
} from '../../src/cluster/protocol/cri-objects.ts';

/** A runtime as the vectors write it. */
export interface RuntimeInput {
  readonly sandboxes?: readonly {
    readonly id?: string;
    readonly state: string;
    readonly attempt?: number;
    readonly ip?: string;
    readonly network?: string;
  }[];
  readonly containers?: readonly {
    readonly id?: string;
    readonly name: string;
    readonly state: string;
    readonly exitCode?: number;
    readonly reason?: string;
    readonly startedAt?: string;
    readonly createdAt?: string;
    readonly restartCount?: number;
  }[];
  readonly podIPs?: readonly string[];
}

const STATES: { readonly [word: string]: CriContainerStatus['state'] } = {
  running: 'CONTAINER_RUNNING',
  exited: 'CONTAINER_EXITED',
  created: 'CONTAINER_CREATED',
};

/** Instants of the vectors count from 1970. */
export const EPOCH = 0;

/** The pod cache's entry. */
export function runtimeView(pod: Pod, runtime: RuntimeInput | undefined): RuntimePodStatus {
  const { uid = '', name = '', namespace = '' } = pod.metadata ?? {};
  const isHost = pod.spec?.hostNetwork === true;
  const sandboxes = (runtime?.sandboxes ?? []).map(
    (one) =>
      ({
        id: one.id ?? '',
        metadata: { uid, name, namespace, attempt: one.attempt ?? 0 },
        state: one.state === 'ready' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
        createdAt: 0,
        network: { ip: one.ip ?? '', additionalIps: [] },
        namespaces: {
          network: (one.network ?? (isHost ? 'NODE' : 'POD')).toUpperCase(),
          pid: 'CONTAINER',
          ipc: 'POD',
        },
        labels: {},
        annotations: {},
        runtimeHandler: '',
      }) as unknown as PodSandboxStatus,
  );
  const containers = (runtime?.containers ?? []).map(
    (one) =>
      ({
        id: one.id ?? '',
        metadata: { name: one.name, attempt: 0 },
        state: STATES[one.state] ?? 'CONTAINER_UNKNOWN',
        createdAt: 0,
        ...(one.startedAt === undefined ? {} : { startedAt: microsSince(EPOCH, one.startedAt) }),
        exitCode: one.exitCode ?? 0,
        image: '',
        imageRef: '',
        reason: one.reason ?? '',
        message: '',
        labels: {},
        annotations: { 'io.kubernetes.container.restartCount': String(one.restartCount ?? 0) },
        mounts: [],
        logPath: '',
      }) as unknown as CriContainerStatus,
  );
  const ips = runtime?.podIPs ?? [];
  return { uid, name, namespace, ips, sandboxes, containers, observedAt: 0 as never };
}
