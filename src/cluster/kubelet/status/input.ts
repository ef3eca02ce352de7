// What a pod's status is computed from: the wish, the runtime's view, and what was said before.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { PodResize } from '../allocation/state.ts';
import type { ProberState } from '../prober/state.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';

/** Why a container does not run, as its last start said. */
export interface StartError {
  readonly reason: string;
  readonly message: string;
}

/** Last start errors by container name. Models pkg/kubelet/reason_cache.go. */
export interface StartErrors {
  readonly [container: string]: StartError;
}

/** Everything `generateApiPodStatus` reads. */
export interface StatusInput {
  /** The change of resources that waits or goes on. */
  readonly resize?: PodResize;
  readonly behaviour: KubeletBehaviour;
  readonly pod: Pod;
  /** Nothing when the cache has nothing. */
  readonly runtime: RuntimePodStatus | undefined;
  /** The status set last, or else the one the pod came with. */
  readonly previous: PodStatus;
  readonly reasons: StartErrors;
  /** The worker has stopped everything: the phase is to be final. */
  readonly isTerminal: boolean;
  readonly prober: ProberState;
  readonly epochSeconds: number;
  /** Addresses of the node by preference, when it has more than the one configured. */
  readonly nodeIps?: readonly string[];
  readonly config: { readonly nodeIp: string };
  /** A handler (deadline) wants the pod gone. */
  readonly evict?: StartError;
}
