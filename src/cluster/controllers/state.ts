// The state and configuration of the process `controller-manager`. Types only, and its beginning.

import type { Endpoints, Namespace, Service } from '../../api/config.ts';
import type { Lease, Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../api/storage.ts';
import { emptyMap, type PersistentMap } from '../../base/persistent-map.ts';
import { type Duration, type Micros, seconds } from '../../kernel/time.ts';
import type { EditionName } from '../editions/edition.ts';
import type { ControllerName } from '../protocol/setup.ts';
import { type EventsState, initialEventsState } from '../record/state.ts';

/** Events at once before the client is slowed: --kube-api-burst. */
export const EVENT_BURST = 30;

/** What a controller manager is made of. */
export interface ControllerManagerConfig {
  readonly edition: EditionName;
  readonly controllers: readonly ControllerName[];
  /** Whether services are watched from the start. */
  readonly hasServices?: boolean;
  /** How long a node may be silent; 40 s, and 50 s since v1.32. */
  readonly nodeMonitorGrace?: Duration;
}

/** The resources that are listed and watched. */
export type Watched =
  | 'nodes'
  | 'pods'
  | 'leases'
  | 'namespaces'
  | 'persistentvolumes'
  | 'persistentvolumeclaims'
  | 'services'
  | 'endpoints';

/** One list or watch under way. */
export interface Reflector {
  readonly resource: Watched;
  readonly is: 'list' | 'watch';
}

/** What the node monitor last saw of a node. */
export interface NodeHealth {
  /** When a sign of life was noticed last. */
  readonly probeAt: Micros;
  readonly renewTime: string;
  readonly heartbeat: string;
}

/** The writes to a node that are still to be done, one after the other. */
export interface NodePlan {
  /** As the controller last saw it, in its cache or in an answer. */
  readonly node: Node;
  /** What is under way. */
  readonly doing?: NodeStep;
  readonly steps: readonly NodeStep[];
  /** What the step `no-execute` does. */
  readonly taint: NoExecuteMode;
}

/**
 * `place` and take away as the Ready condition says; while all nodes are lost `keep` what is there,
 * and `clear` it when that begins.
 */
export type NoExecuteMode = 'place' | 'keep' | 'clear';

/**
 * One of those writes; each is skipped when there is nothing to change. `read` asks for the node
 * when the one in the cache turned out to be old.
 */
export type NodeStep = 'unknown' | 'read' | 'no-schedule' | 'no-execute' | 'pods';

/** A pod that is being marked. */
interface Mark {
  readonly node: string;
  readonly pod: Pod;
}

/** A pod that will be evicted. */
export interface Eviction {
  readonly since: Micros;
  readonly at: Micros;
}

/** What the binder of volumes remembers. */
export interface BinderState {
  /** Whether a look at everything is due. */
  readonly isArmed: boolean;
  /** Writes under way: request to object. */
  readonly writes: PersistentMap<string>;
  /** The version that the last write of an object made. */
  readonly versions: PersistentMap<number>;
}

/** What the endpoint controller remembers. */
export interface EndpointWork {
  /** Services whose endpoints are being written, by request. */
  readonly writes: PersistentMap<string>;
  /** Services that changed meanwhile. */
  readonly dirty: PersistentMap<true>;
  /** Failures in a row by service. */
  readonly failures: PersistentMap<number>;
}

/** The state of the process. */
export interface ControllerManagerState {
  readonly config: ControllerManagerConfig;
  /** Owned by `informers`. */
  readonly nodes: PersistentMap<Node>;
  readonly pods: PersistentMap<Pod>;
  readonly leases: PersistentMap<Lease>;
  readonly namespaces: PersistentMap<Namespace>;
  readonly persistentvolumes: PersistentMap<PersistentVolume>;
  readonly persistentvolumeclaims: PersistentMap<PersistentVolumeClaim>;
  readonly reflectors: PersistentMap<Reflector>;
  readonly revisions: PersistentMap<string>;
  readonly services: PersistentMap<Service>;
  readonly endpoints: PersistentMap<Endpoints>;
  /** Failures in a row by resource. */
  readonly failures: PersistentMap<number>;
  /** There was a service with a selector: services and endpoints are watched. */
  readonly hasServices: boolean;
  /** Owned by `node-lifecycle`. */
  readonly health: PersistentMap<NodeHealth>;
  readonly plans: PersistentMap<NodePlan>;
  readonly writes: PersistentMap<string>;
  /** Until when a silent node waits to be tainted, should the cache show it silent. */
  readonly tainting: PersistentMap<Micros>;
  /** Pods that are being marked, by request. */
  readonly marks: PersistentMap<Mark>;
  /** Nodes with pods that could not be marked: tried again with the next look. */
  readonly unmarked: PersistentMap<true>;
  /** Every node is lost: more likely the controller itself is, so nothing is driven away. */
  readonly isAllLost: boolean;
  /** Owned by `taint-eviction`. */
  readonly evictions: PersistentMap<Eviction>;
  /** Pods whose condition is being written, by request. */
  readonly marking: PersistentMap<string>;
  /** Owned by `namespaces`: answers still awaited, by request. */
  readonly emptying: PersistentMap<string>;
  /** Owned by `events`. */
  readonly events: EventsState;
  /** Owned by `persistentvolume-binder`. */
  readonly binder: BinderState;
  /** Owned by `endpoint`. */
  readonly endpointWork: EndpointWork;
  /** Owned by `pod-gc`: since when a node is missing. */
  readonly missing: PersistentMap<Micros>;
}

/** A controller manager that has just started. */
export function initialState(
  config: ControllerManagerConfig,
  hasServices = false,
): ControllerManagerState {
  return {
    config,
    nodes: emptyMap(),
    pods: emptyMap(),
    leases: emptyMap(),
    namespaces: emptyMap(),
    persistentvolumes: emptyMap(),
    persistentvolumeclaims: emptyMap(),
    services: emptyMap(),
    endpoints: emptyMap(),
    hasServices,
    reflectors: emptyMap(),
    revisions: emptyMap(),
    failures: emptyMap(),
    health: emptyMap(),
    plans: emptyMap(),
    writes: emptyMap(),
    tainting: emptyMap(),
    marks: emptyMap(),
    unmarked: emptyMap(),
    isAllLost: false,
    evictions: emptyMap(),
    marking: emptyMap(),
    emptying: emptyMap(),
    events: initialEventsState(EVENT_BURST),
    binder: { isArmed: false, writes: emptyMap(), versions: emptyMap() },
    endpointWork: { writes: emptyMap(), dirty: emptyMap(), failures: emptyMap() },
    missing: emptyMap(),
  };
}

/** Whether it is of the later edition. */
export function isModern(state: ControllerManagerState): boolean {
  return state.config.edition === 'containerd';
}

/** Whether a controller runs. */
export function runs(state: ControllerManagerState, controller: ControllerName): boolean {
  return state.config.controllers.includes(controller);
}

/** How long a node may be silent. */
export function monitorGrace(state: ControllerManagerState): Duration {
  return state.config.nodeMonitorGrace ?? seconds(isModern(state) ? 50 : 40);
}
