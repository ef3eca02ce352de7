// What the kubelet knows of its runtime: pods as sandboxes and containers, read by relist.
// Models pkg/kubelet/container/runtime.go, Pod and PodStatus.

import type { Micros } from '../../kernel/time.ts';
import type {
  CriContainer,
  CriContainerStatus,
  PodSandbox,
  PodSandboxStatus,
} from '../protocol/cri-objects.ts';

/** What is listed of one pod: its sandboxes and containers, running or not. */
export interface RuntimePod {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly sandboxes: readonly PodSandbox[];
  readonly containers: readonly CriContainer[];
}

/** The pod cache's entry: everything the runtime says of one pod, as of `observedAt`. */
export interface RuntimePodStatus {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  /** Of the newest ready sandbox; empty when there is none. */
  readonly ips: readonly string[];
  /** A read before this one failed, and no sandbox has told an address since. */
  readonly isIpForgotten?: boolean;
  /** Newest first. */
  readonly sandboxes: readonly PodSandboxStatus[];
  /** Newest first. */
  readonly containers: readonly CriContainerStatus[];
  readonly observedAt: Micros;
}

/** The newest container of that name. */
export function findContainer(
  status: RuntimePodStatus | undefined,
  name: string,
): CriContainerStatus | undefined {
  return status?.containers.find((container) => container.metadata.name === name);
}
