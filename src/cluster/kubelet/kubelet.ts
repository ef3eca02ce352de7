// The process `kubelet@<node>`: its ports, each with the slice it owns, and how it starts.
// Models pkg/kubelet/kubelet.go, NewMainKubelet and Run.

import { type Component, type Io, port } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { initialEventsState } from '../record/state.ts';
import type { KubeletConfig } from './config.ts';
import { dockershimPort } from './dockershim/dockershim.ts';
import { initialDockershim } from './dockershim/state.ts';
import { eventRecorder } from './events/recorder.ts';
import { evictionPort, startEviction } from './eviction/manager.ts';
import { initialEvictionState } from './eviction/state.ts';
import { gcPort, startGc } from './gc/gc.ts';
import { initialGcState } from './gc/state.ts';
import { imageGcPort, initialImageGcState, startImageGc } from './images/image-gc.ts';
import { initialImageManagerState } from './images/state.ts';
import { latePort } from './late.ts';
import { containerLogsPort, startContainerLogs } from './logs/manager.ts';
import { initialContainerLogsState } from './logs/state.ts';
import { emptyBook, writeBook } from './metrics/book.ts';
import { instrumented } from './metrics/instrumented.ts';
import { nodeStatus, startNodeStatus } from './node/node-status.ts';
import { initialNodeStatusState } from './node/state.ts';
import { objectsPort, startObjects } from './objects/objects.ts';
import { initialObjectsState } from './objects/state.ts';
import { plegPort } from './pleg/pleg.ts';
import { initialPlegState } from './pleg/state.ts';
import { initialPodConfigState, podConfigPort } from './pod-config.ts';
import { initialPodManagerState } from './pod-manager.ts';
import { initialPodWorkersState } from './pod-workers/state.ts';
import { initialProberState } from './prober/state.ts';
import { initialServerState } from './server/state.ts';
import { sourcesPort } from './sources/sources.ts';
import { initialSourcesState } from './sources/state.ts';
import { copyOf, type KubeletState } from './state.ts';
import { startStatusManager, statusManager } from './status/manager.ts';
import { initialStatusManagerState } from './status/state.ts';
import { standAtFirst } from './sync-loop/standstill.ts';
import { initialSyncLoopState } from './sync-loop/state.ts';
import { startSyncLoop, syncLoopPort } from './sync-loop/sync-loop.ts';
import { initialVolumeManagerState } from './volumes/state.ts';

/** The component. What a kubelet knows is in memory only; the runtime outlives it. */
export const kubelet: Component<KubeletState, KubeletConfig> = {
  kind: 'kubelet',
  init(config, io) {
    io.after('begin', config.startupTime, { type: 'kubelet.begin' }, 'main');
    return initialState(config, io);
  },
  copy: copyOf,
  book: { slice: 'metrics', write: writeBook },
  ports: instrumented({
    main: port<KubeletState, never>([], begin),
    sources: sourcesPort,
    'pod-config': podConfigPort,
    'sync-loop': syncLoopPort,
    'pod-workers': latePort('podWorkers'),
    pleg: plegPort,
    'status-manager': statusManager,
    prober: latePort('prober'),
    'volume-manager': latePort('volumes'),
    objects: objectsPort,
    'image-manager': latePort('images'),
    events: eventRecorder,
    'node-status': nodeStatus,
    gc: gcPort,
    eviction: evictionPort,
    'image-gc': imageGcPort,
    'container-logs': containerLogsPort,
    server: latePort('server'),
    dockershim: dockershimPort as Component<KubeletState>['ports'][string],
  }),
};

function initialState(config: KubeletConfig, io: Io): KubeletState {
  return {
    config,
    sources: initialSourcesState(),
    podConfig: initialPodConfigState(),
    podManager: initialPodManagerState(),
    syncLoop: standAtFirst(initialSyncLoopState(), io.now),
    podWorkers: initialPodWorkersState(),
    pleg: initialPlegState(),
    podCache: initialPlegState().pods as never,
    statuses: initialStatusManagerState(config.kubeApiBurst),
    prober: initialProberState(io.now),
    volumes: initialVolumeManagerState(),
    objects: initialObjectsState(),
    images: initialImageManagerState(config.registryPullQps),
    events: initialEventsState(config.eventBurst),
    node: initialNodeStatusState(io.now),
    gc: initialGcState(),
    eviction: initialEvictionState(config),
    imageGc: initialImageGcState(io.now),
    containerLogs: initialContainerLogsState(),
    server: initialServerState(),
    metrics: emptyBook(),
    dockershim: initialDockershim(config.engine, config.linux, config.podInfraContainerImage),
  };
}

/** The process has read its configuration and reached its runtime: every loop begins. */
function begin(state: KubeletState, _envelope: Envelope, io: Io): Record<never, never> {
  startContainerLogs(state.config, io);
  io.signal('sources', { type: 'sources.start' });
  startNodeStatus(io);
  startStatusManager(io);
  startObjects(io);
  startSyncLoop(state, io);
  startGc(io);
  startImageGc(io);
  startEviction(io);
  io.signal('pleg', { type: 'tick' });
  return {};
}
