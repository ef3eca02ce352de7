// What a kubelet of each edition does otherwise, as data: flags and texts. The kubelet asks this
// record and never compares names of editions.

import type { NodeStatus } from '../../api/node.ts';
import type { EditionName } from './edition.ts';

/** The differences between kubelets that are more than configuration. */
export interface KubeletBehaviour {
  /** How container ids start in the API: `docker`, `containerd`. */
  readonly runtimeName: string;
  /**
   * Final DELETE only on the status manager's 10 s tick, after sandbox, volumes, cgroup are gone.
   */
  readonly isStatusDeleteOnTickOnly: boolean;
  /** Condition PodReadyToStartContainers. */
  readonly hasPodReadyToStartContainers: boolean;
  /** status.observedGeneration, on conditions too. */
  readonly hasObservedGeneration: boolean;
  /** status.hostIPs; sidecars count in readiness. */
  readonly hasHostIps: boolean;
  readonly hasSidecars: boolean;
  /** `allocatedResources`, `resources`, `volumeMounts`, `user` of container statuses. */
  readonly hasContainerResources: boolean;
  /** A finished container is PodFailed / PodCompleted before the phase says so. */
  readonly isTerminalPhaseHeldBack: boolean;
  /** Missing containers are settled as ContainerStatusUnknown when the pod is over. */
  readonly settlesLostContainers: boolean;
  /** Ready stays as it was over a restart of the kubelet. */
  readonly keepsReadyOverRestart: boolean;
  /** Readiness is probed at once after a start; startup results sync the pod. */
  readonly hasProbeTriggers: boolean;
  readonly isStartupFailureSynced: boolean;
  /** Any result of a startup probe ends it until there is a new container. */
  readonly isStartupProbedOnce: boolean;
  /** Every probe worker starts at a random moment, not only after the kubelet's own start. */
  readonly isProbeJitterAlways: boolean;
  /** Text of a wait for volumes that ran out. */
  readonly isVolumeTimeoutEvent: boolean;
  /**
   * Error of a wait for volumes: by the missing ones, all, those of which nothing could be found
   * out, and why; without a reason its time ran out.
   */
  readonly volumeWaitText: (missing: string, all: string, refused: string, why?: string) => string;
  /** Secrets and config maps are fetched by GET for each sync. */
  readonly areObjectsFetched: boolean;
  /** One spam bucket per source and object (1.20) or per event type too. */
  readonly isSpamKeyWithType: boolean;
  readonly hasReportingComponent: boolean;
  /** A GET of the node before each status update. */
  readonly isNodeStatusByGet: boolean;
  readonly hasLeaseJitter: boolean;
  /**
   * How long the source of the API's pods sleeps before it looks again whether the node's informer
   * has its list; in v1.20 that is over before the kubelet's start is told.
   */
  readonly nodeSyncPeriod: number | undefined;
  /** A look every 100 ms until the node is ready for the first time. */
  readonly hasFastNodeStatus: boolean;
  /** Bounds of the histogram of requests to the API server, in seconds. */
  readonly requestBounds: readonly number[];
  /** The size of the disk is known when the node registers. */
  readonly hasDiskAtStart: boolean;
  /** How often a Node is made up while the informer has none: each tells of its conditions. */
  readonly madeUpNodes: number;
  /** From the kubelet's start to its first look at the runtime, in microseconds. */
  readonly runtimeCheckAfter: number;
  /** From a registration to the first status after it, in microseconds. */
  readonly firstStatusAfter: number;
  /** From the node's registration to the making of its CSINode, in microseconds. */
  readonly csiNodeAfter: number;
  readonly hasKubeProxyVersion: boolean;
  /** Members of the node's status that only later versions have. */
  readonly nodeFeatures: Partial<NodeStatus>;
  /** How the errors of a runtime that is not ready begin. */
  readonly runtimeNotReady: { readonly runtime: string; readonly network: string };
  /** Containers' hash: the whole spec, or name and image. */
  readonly isHashOfWholeSpec: boolean;
  /** Errors of pulls without gRPC's prefix; ImagePullBackOff names its cause. */
  readonly isPullErrorBare: boolean;
  /** Why an image's name is refused. */
  readonly imageNameError: (image: string, problem: string) => string;
  /** Event of a probe that could not be carried out. */
  readonly probeErrorText: (probe: string, error: string) => string;
  /** Error of a command that ran out of time. */
  readonly execTimeoutText: (command: string, timeout: string) => string;
  /** What a client of a runtime that is gone gets. */
  readonly runtimeGoneCode: 'Unknown' | 'Unavailable';
  readonly runtimeGoneText: string;
  /** Messages of evictions name the threshold and say "larger consumption". */
  readonly isEvictionDetailed: boolean;
  /** Whole seconds a pod gets that a hard threshold evicts. */
  readonly hardEvictionGraceSeconds: number;
  /** How often it is looked, in seconds, whether anything is left of an evicted pod. */
  readonly evictionCleanupPoll: number;
  /** Condition DisruptionTarget of pods that the kubelet ends. */
  readonly hasDisruptionTarget: boolean;
  /** Events about a full disk say what to do about it. */
  readonly isDiskFailureExplained: boolean;
  /** An evicted pod's status is its reason and nothing else. */
  readonly isEvictedStatusBare: boolean;
  /** kube-probe/<this>. */
  readonly probeVersion: string;
  readonly texts: KubeletTexts;
}

/** Texts with `%c` container, `%i` image, `%p` pod full name with uid. */
export interface KubeletTexts {
  readonly created: string;
  readonly started: string;
  readonly imagePresent: string;
  readonly backOffRestarting: string;
  readonly containerLost: string;
}

const DOCKER: KubeletBehaviour = {
  runtimeName: 'docker',
  isStatusDeleteOnTickOnly: true,
  hasPodReadyToStartContainers: false,
  hasObservedGeneration: false,
  hasHostIps: false,
  hasSidecars: false,
  hasContainerResources: false,
  isTerminalPhaseHeldBack: false,
  settlesLostContainers: false,
  keepsReadyOverRestart: false,
  requestBounds: [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512],
  hasProbeTriggers: false,
  isStartupFailureSynced: false,
  isStartupProbedOnce: false,
  isProbeJitterAlways: true,
  isVolumeTimeoutEvent: true,
  volumeWaitText: (missing, all, _refused, why = 'timed out waiting for the condition') =>
    `unmounted volumes=[${missing}], unattached volumes=[${all}]: ${why}`,
  areObjectsFetched: false,
  isSpamKeyWithType: false,
  hasReportingComponent: false,
  isNodeStatusByGet: true,
  hasLeaseJitter: false,
  nodeSyncPeriod: undefined,
  hasFastNodeStatus: false,
  hasDiskAtStart: false,
  madeUpNodes: 1,
  runtimeCheckAfter: 60_000,
  firstStatusAfter: 120_000,
  csiNodeAfter: 20_000,
  hasKubeProxyVersion: true,
  nodeFeatures: {},
  runtimeNotReady: { runtime: 'Container runtime not ready', network: 'runtime network not ready' },
  isHashOfWholeSpec: true,
  isPullErrorBare: false,
  imageNameError: oldImageNameError,
  probeErrorText: (probe, error) => `${probe} probe errored: ${error}`,
  execTimeoutText: (command) => `command "${command}" timed out`,
  runtimeGoneCode: 'Unknown',
  runtimeGoneText:
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. ' +
    'Is the docker daemon running?',
  isEvictionDetailed: false,
  hardEvictionGraceSeconds: 0,
  evictionCleanupPoll: 3,
  hasDisruptionTarget: false,
  isDiskFailureExplained: false,
  isEvictedStatusBare: true,
  probeVersion: '1.20',
  texts: {
    created: 'Created container %c',
    started: 'Started container %c',
    imagePresent: 'Container image "%i" already present on machine',
    backOffRestarting: 'Back-off restarting failed container',
    containerLost: 'The container could not be located when the pod was deleted',
  },
};

const DOCUMENT: KubeletBehaviour = { ...DOCKER, areObjectsFetched: true };

const CONTAINERD: KubeletBehaviour = {
  runtimeName: 'containerd',
  isStatusDeleteOnTickOnly: false,
  hasPodReadyToStartContainers: true,
  hasObservedGeneration: true,
  hasHostIps: true,
  hasSidecars: true,
  hasContainerResources: true,
  isTerminalPhaseHeldBack: true,
  settlesLostContainers: true,
  keepsReadyOverRestart: true,
  requestBounds: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60],
  hasProbeTriggers: true,
  isStartupFailureSynced: true,
  isStartupProbedOnce: true,
  isProbeJitterAlways: false,
  isVolumeTimeoutEvent: false,
  volumeWaitText: (missing, _all, refused, why = 'context deadline exceeded') =>
    `unmounted volumes=[${missing}], unattached volumes=[], ` +
    `failed to process volumes=[${refused}]: ${why}`,
  areObjectsFetched: false,
  isSpamKeyWithType: true,
  hasReportingComponent: true,
  isNodeStatusByGet: false,
  hasLeaseJitter: true,
  nodeSyncPeriod: 1_000_000,
  hasFastNodeStatus: true,
  hasDiskAtStart: true,
  madeUpNodes: 2,
  runtimeCheckAfter: 0,
  firstStatusAfter: 0,
  csiNodeAfter: 220_000,
  hasKubeProxyVersion: false,
  nodeFeatures: {
    declaredFeatures: [
      'ExtendWebSocketsToKubelet',
      'InPlacePodLevelResourcesVerticalScaling',
      'InPlacePodVerticalScalingInitContainers',
      'RestartAllContainersOnContainerExits',
    ],
    features: { supplementalGroupsPolicy: true },
    runtimeHandlers: ['', 'runc'].map((name) => ({
      name,
      features: { recursiveReadOnlyMounts: true, userNamespaces: true },
    })),
  },
  runtimeNotReady: {
    runtime: 'container runtime not ready',
    network: 'container runtime network not ready',
  },
  isHashOfWholeSpec: false,
  isPullErrorBare: true,
  imageNameError: newImageNameError,
  probeErrorText: (probe, error) =>
    `${probe} probe errored and resulted in unknown state: ${error}`,
  execTimeoutText: (command, timeout) =>
    `command timed out: "${command}" timed out after ${timeout}`,
  runtimeGoneCode: 'Unavailable',
  runtimeGoneText:
    'connection error: desc = "transport: Error while dialing: dial unix ' +
    '/run/containerd/containerd.sock: connect: no such file or directory"',
  isEvictionDetailed: true,
  hardEvictionGraceSeconds: 1,
  evictionCleanupPoll: 1,
  hasDisruptionTarget: true,
  isDiskFailureExplained: true,
  isEvictedStatusBare: false,
  probeVersion: '1.36',
  texts: {
    created: 'Container created',
    started: 'Container started',
    imagePresent: 'Container image "%i" already present on machine and can be accessed by the pod',
    backOffRestarting: 'Back-off restarting failed container %c in pod %p',
    containerLost: 'The container could not be located when the pod was terminated',
  },
};

/** The record of an edition's kubelet. */
export function kubeletBehaviour(edition: EditionName): KubeletBehaviour {
  if (edition === 'containerd') return CONTAINERD;
  return edition === 'document' ? DOCUMENT : DOCKER;
}

function oldImageNameError(image: string, problem: string): string {
  const text = `couldn't parse image reference "${image}"`;
  if (!hasUpperCase(repositoryOf(image))) return `${text}: ${problem}`;
  return `${text}: invalid reference format: repository name must be lowercase`;
}

function newImageNameError(image: string, problem: string): string {
  const text = `couldn't parse image name "${image}"`;
  const repository = repositoryOf(image);
  if (!hasUpperCase(repository)) return `${text}: ${problem}`;
  return `${text}: invalid reference format: repository name (${repository}) must be lowercase`;
}

function hasUpperCase(text: string): boolean {
  return text.toLowerCase() !== text;
}

/** The repository without its registry, as the reference library splits it. */
function repositoryOf(image: string): string {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const path = (isHost ? image.slice(slash + 1) : image).split(':')[0] ?? '';
  return isHost || path.includes('/') ? path : `library/${path}`;
}
