// What the dockershim remembers: CRI calls it is carrying out, each a plan of Docker calls with a
// cursor, and the last lists, so that an unchanged row stays the same object.

import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { CriMethod, CriRequest } from '../../protocol/cri.ts';
import type { CriContainer, PodSandbox } from '../../protocol/cri-objects.ts';
import type { DockerContainerSummary } from '../../protocol/docker.ts';

/** Steps of the calls about sandboxes. */
export type SandboxStep =
  | 'inspectSandboxImage'
  | 'pullSandboxImage'
  | 'createSandbox'
  | 'removeConflicting'
  | 'startSandbox'
  | 'inspectSandbox'
  | 'stopSandbox'
  | 'listSandboxContainers'
  | 'removeSandboxContainer'
  | 'removeSandbox';

/** Steps of the calls about containers. */
export type ContainerStep =
  | 'createContainer'
  | 'startContainer'
  | 'stopContainer'
  | 'removeContainer'
  | 'inspectContainer'
  | 'inspectContainerImage'
  | 'updateContainer'
  | 'createExec'
  | 'startExec'
  | 'inspectExec'
  | 'readLogs';

/** Steps of the calls about images, and of what the engine is. */
export type ImageStep =
  | 'listImages'
  | 'inspectImage'
  | 'pullImage'
  | 'inspectPulledImage'
  | 'removeImage'
  | 'listImagesForSpace'
  | 'version'
  | 'statusVersion';

/** One call to the Docker Engine within a plan. */
export type ShimStep = SandboxStep | ContainerStep | ImageStep | 'listSandboxes' | 'listContainers';

/** A CRI call under way. */
export interface ShimCall {
  readonly request: CriRequest;
  readonly to: ReplyTo;
  readonly plan: readonly ShimStep[];
  /** Which step of the plan waits for Docker. */
  readonly cursor: number;
  /** What earlier steps learned. */
  readonly notes: ShimNotes;
}

/** What a step may leave for later ones. */
export interface ShimNotes {
  /** Container, sandbox or exec instance. */
  readonly id?: string;
  /** Containers still to be removed. */
  readonly queue?: readonly string[];
  /** An error to answer with after cleaning up. */
  readonly error?: string;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Docker's answer to inspect, for the step that needs another answer too. */
  readonly inspected?: unknown;
}

/** The last list of one kind, and what it was made of. */
export interface ListCache<Row> {
  readonly source: readonly DockerContainerSummary[];
  readonly rows: readonly Row[];
  readonly byId: PersistentMap<{ readonly summary: DockerContainerSummary; readonly row: Row }>;
}

/** The slice `dockershim` of the kubelet's state. */
export interface DockershimState {
  /** The process it talks to: `docker@node-1`. */
  readonly engine: string;
  /** The operating system of the node: files are read there. */
  readonly linux: string;
  /** The image of pause. */
  readonly podSandboxImage: string;
  /** By the event id of the CRI request. */
  readonly calls: PersistentMap<ShimCall>;
  /** Event id of a Docker request, to the call it belongs to. */
  readonly asked: PersistentMap<string>;
  readonly sandboxes: ListCache<PodSandbox>;
  readonly containers: ListCache<CriContainer>;
}

/** The dockershim of a kubelet that has just started. */
export function initialDockershim(
  engine: string,
  linux: string,
  podSandboxImage: string,
): DockershimState {
  return {
    engine,
    linux,
    podSandboxImage,
    calls: emptyMap(),
    asked: emptyMap(),
    sandboxes: { source: [], rows: [], byId: emptyMap() },
    containers: { source: [], rows: [], byId: emptyMap() },
  };
}

/** What a call is answered with, or what it does next. */
export type StepVerdict =
  | { readonly kind: 'next'; readonly notes?: ShimNotes; readonly plan?: readonly ShimStep[] }
  | { readonly kind: 'answer'; readonly result: unknown; readonly isMore?: boolean }
  /** Docker will say more to the same request. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'fail'; readonly message: string };

/** The plan of every method: Docker calls in order. */
export const PLANS: { readonly [M in CriMethod]: readonly ShimStep[] } = {
  Version: ['version'],
  Status: ['statusVersion'],
  UpdateRuntimeConfig: [],
  RunPodSandbox: ['inspectSandboxImage', 'createSandbox', 'startSandbox', 'inspectSandbox'],
  StopPodSandbox: ['stopSandbox'],
  RemovePodSandbox: ['listSandboxContainers', 'removeSandbox'],
  PodSandboxStatus: ['inspectSandbox'],
  ListPodSandbox: ['listSandboxes'],
  CreateContainer: ['createContainer'],
  StartContainer: ['startContainer'],
  StopContainer: ['stopContainer'],
  RemoveContainer: ['removeContainer'],
  ListContainers: ['listContainers'],
  ContainerStatus: ['inspectContainer', 'inspectContainerImage'],
  UpdateContainerResources: ['updateContainer'],
  ReopenContainerLog: [],
  ExecSync: ['createExec', 'startExec', 'inspectExec'],
  Exec: ['createExec', 'startExec', 'inspectExec'],
  ReadLogs: ['readLogs'],
  ListImages: ['listImages'],
  ImageStatus: ['inspectImage'],
  PullImage: ['pullImage', 'inspectPulledImage'],
  RemoveImage: ['removeImage'],
  ImageFsInfo: ['listImagesForSpace'],
};
