// The kubelet's state: one slice per port, each with one writer. Every port may read all of it, as
// goroutines share memory.

import type { Pod } from '../../api/pod.ts';
import type { PersistentMap } from '../../base/persistent-map.ts';
import type { Whole } from '../../base/readonly.ts';
import type { EventsState } from '../record/state.ts';
import type { KubeletConfig } from './config.ts';
import type { DockershimState } from './dockershim/state.ts';
import type { EvictionState } from './eviction/state.ts';
import type { ContainerGcState } from './gc/state.ts';
import type { ImageGcState } from './images/image-gc.ts';
import type { ImageManagerState } from './images/state.ts';
import type { ContainerLogsState } from './logs/state.ts';
import type { MetricsBook } from './metrics/book.ts';
import type { NodeStatusState } from './node/state.ts';
import type { ObjectsState } from './objects/state.ts';
import type { PlegState } from './pleg/state.ts';
import type { PodConfigState } from './pod-config.ts';
import type { PodWorkersState } from './pod-workers/state.ts';
import type { ProberState } from './prober/state.ts';
import type { RuntimePodStatus } from './runtime-types.ts';
import type { ServerState } from './server/state.ts';
import type { SourcesState } from './sources/state.ts';
import type { StatusManagerState } from './status/state.ts';
import type { SyncLoopState } from './sync-loop/state.ts';
import type { VolumeManagerState } from './volumes/state.ts';

/** What the kubelet wishes for, by uid. Models pkg/kubelet/pod/pod_manager.go. */
export interface PodManagerState {
  /** Pods to run: from the API, and static ones; never mirrors. */
  readonly pods: PersistentMap<Pod>;
  /** Those of them that may only be active for a while. */
  readonly limited: PersistentMap<Pod>;
  /** Static pods by `name_namespace`. */
  readonly statics: PersistentMap<Pod>;
  /** Mirror pods by `name_namespace` (their full name is the static pod's). */
  readonly mirrors: PersistentMap<Pod>;
  /** The uid of the static pod that a mirror shows, by the mirror's uid. */
  readonly translations: PersistentMap<string>;
}

/** All slices. The port that owns one has its name in brackets. */
export interface KubeletState {
  readonly config: KubeletConfig;
  /** [sources] API reflector, manifest directory, URL, HTTP push. */
  readonly sources: SourcesState;
  /** [pod-config] merged per source. */
  readonly podConfig: PodConfigState;
  /** [sync-loop] */
  readonly podManager: PodManagerState;
  /** [sync-loop] */
  readonly syncLoop: SyncLoopState;
  /** [pod-workers] */
  readonly podWorkers: PodWorkersState;
  /** [pleg] */
  readonly pleg: PlegState;
  /** [pleg] by uid. */
  readonly podCache: PersistentMap<RuntimePodStatus>;
  /** [status-manager] */
  readonly statuses: StatusManagerState;
  /** [prober] */
  readonly prober: ProberState;
  /** [volume-manager] */
  readonly volumes: VolumeManagerState;
  /** [objects] Secrets and ConfigMaps that pods refer to, and Services. */
  readonly objects: ObjectsState;
  /** [image-manager] */
  readonly images: ImageManagerState;
  /** [events] */
  readonly events: EventsState;
  /** [node-status] */
  readonly node: NodeStatusState;
  /** [gc] */
  readonly gc: ContainerGcState;
  /** [eviction] */
  readonly eviction: EvictionState;
  /** [image-gc] */
  readonly imageGc: ImageGcState;
  /** [container-logs] */
  readonly containerLogs: ContainerLogsState;
  /** [server] */
  readonly server: ServerState;
  /** Nobody's: every port notes what it counts. */
  readonly metrics: MetricsBook;
  /** [dockershim] absent with containerd. */
  readonly dockershim?: DockershimState | undefined;
}

/** A copy whose slices can be replaced. */
export function copyOf(state: KubeletState): Whole<KubeletState> {
  return {
    config: state.config,
    sources: state.sources,
    podConfig: state.podConfig,
    podManager: state.podManager,
    syncLoop: state.syncLoop,
    podWorkers: state.podWorkers,
    pleg: state.pleg,
    podCache: state.podCache,
    statuses: state.statuses,
    prober: state.prober,
    volumes: state.volumes,
    objects: state.objects,
    images: state.images,
    events: state.events,
    node: state.node,
    gc: state.gc,
    eviction: state.eviction,
    imageGc: state.imageGc,
    containerLogs: state.containerLogs,
    server: state.server,
    metrics: state.metrics,
    dockershim: state.dockershim,
  };
}
