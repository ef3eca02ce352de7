// What the page is told: rows, each a small plain record under a stable key. Types only; the views
// in this folder make them from the world, the player keeps them, React draws them.

import type { Json, Subject } from '../kernel/message.ts';
import type { Duration, Micros } from '../kernel/time.ts';
import type { HealthRow } from './metrics/health.ts';
import type { CgroupRow, CollectorRow, MachineRow, ScrapedRow, StoreRows } from './metrics/rows.ts';
import type { RoomId, RoomRow } from './room.ts';

/** Key of a row inside its watch, e.g. `pod/<uid>`, `worker/<uid>`, `node/node-1`. */
export type RowKey = string;

/** Which rows a watch wants. */
export type ViewRequest =
  | { readonly view: 'stage'; readonly node: string }
  | { readonly view: 'object'; readonly object: ObjectName }
  | { readonly view: 'events'; readonly namespace?: string; readonly involvedUid?: string }
  | { readonly view: 'terminal' }
  /** What a node's cAdvisor keeps; with `cgroup` also what runs in there. */
  | { readonly view: 'usage'; readonly node: string }
  /** What metrics-server has collected. */
  | { readonly view: 'pipeline' }
  /** Whether InfluxDB has changed; what the cloud was given, with the series of a metric type. */
  | { readonly view: 'store' }
  | { readonly view: 'cloud'; readonly metric?: string }
  /** What is known of containers, pods, services and the cluster, and where. */
  | { readonly view: 'health' }
  | { readonly view: 'room'; readonly node: string; readonly room: RoomId }
  | {
      readonly view: 'logs';
      readonly node: string;
      readonly podUid: string;
      readonly container: string;
    };

/** Names one API object. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Every row there is. */
export type Row =
  | ClusterRow
  | UserRow
  | ApiServerRow
  | EtcdRow
  | SchedulerRow
  | NodeRow
  | KubeletRow
  | WorkerRow
  | EngineRow
  | PodRow
  | ObjectRow
  | EventRow
  | TerminalRow
  | LogRow
  | RoomRow
  | MachineRow
  | CgroupRow
  | StoreRows
  | CollectorRow
  | ScrapedRow
  | HealthRow;

/** Key `cluster`. */
export interface ClusterRow {
  readonly row: 'cluster';
  readonly edition: string;
  readonly epochSeconds: number;
  readonly nodes: readonly string[];
}

/** Key `user`: the person at the terminal. */
export interface UserRow {
  readonly row: 'user';
  readonly recent: readonly {
    readonly id: number;
    readonly text: string;
    readonly isDone: boolean;
    readonly exitCode: number;
    readonly lastLine: string;
  }[];
}

/** Key `apiserver`. */
export interface ApiServerRow {
  readonly row: 'apiserver';
  readonly isUp: boolean;
  readonly resourceVersion: string;
  /** Newest first; `code` is absent while the request is under way. */
  readonly requests: readonly {
    readonly id: number;
    readonly verb: string;
    readonly path: string;
    readonly by: string;
    readonly code?: number;
    readonly at: Micros;
  }[];
  readonly watches: readonly { readonly id: number; readonly by: string; readonly path: string }[];
}

/** Key `etcd`. */
export interface EtcdRow {
  readonly row: 'etcd';
  readonly isUp: boolean;
  readonly revision: number;
  readonly compactRevision: number;
  readonly keys: number;
  /** Most recently changed first. */
  readonly recent: readonly {
    readonly key: string;
    readonly modRevision: number;
    readonly version: number;
    readonly isDeleted: boolean;
    readonly summary: string;
  }[];
}

/** Key `scheduler`. */
export interface SchedulerRow {
  readonly row: 'scheduler';
  readonly isUp: boolean;
  readonly active: number;
  readonly backoff: number;
  readonly unschedulable: number;
  readonly last?: { readonly pod: string; readonly node?: string; readonly at: Micros };
  /** The binding under way. */
  readonly placing?: { readonly pod: string; readonly node: string };
}

/** Key `node/<name>`. */
export interface NodeRow {
  readonly row: 'node';
  readonly name: string;
  readonly ip: string;
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly readyReason: string;
  readonly pressure: readonly string[];
  readonly taints: readonly string[];
  readonly isUnschedulable: boolean;
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly pods: number;
  readonly podCapacity: number;
  readonly cpu: Series;
  readonly memory: Series;
  readonly leaseRenewedAt?: Micros;
}

/** A sparkline's samples as cAdvisor took them; no sample, no point. */
export interface Series {
  /** `[at, value]`, oldest first; CPU in millicores, memory in bytes. */
  readonly points: readonly (readonly [Micros, number])[];
}

/** A loop with a period; drawn as a dial. `nextAt` lies ahead of the playhead while it is armed. */
export interface Dial {
  readonly id:
    | 'sources'
    | 'sync'
    | 'housekeeping'
    | 'pleg'
    | 'probes'
    | 'status'
    | 'volumes'
    | 'secrets'
    | 'images'
    | 'eviction'
    | 'cadvisor'
    | 'node-status'
    | 'lease'
    | 'gc';
  readonly period: Duration;
  readonly lastAt?: Micros;
  readonly nextAt?: Micros;
  readonly count: number;
  readonly isHealthy: boolean;
}

/** Key `kubelet/<node>`. */
export interface KubeletRow {
  readonly row: 'kubelet';
  readonly node: string;
  readonly isUp: boolean;
  readonly sources: readonly {
    readonly id: 'api' | 'file' | 'url' | 'http';
    readonly status: 'active' | 'idle' | 'off' | 'broken';
    readonly pods: number;
    readonly lastAt?: Micros;
    readonly nextAt?: Micros;
    readonly detail: string;
  }[];
  /** The local cache (PodConfig), by pod. */
  readonly cache: readonly {
    readonly uid: string;
    readonly namespace: string;
    readonly name: string;
    readonly resourceVersion: string;
    readonly source: string;
  }[];
  readonly loop: {
    readonly last?: { readonly what: string; readonly pod: string; readonly at: Micros };
    readonly queue: number;
  };
  readonly dials: readonly Dial[];
}

/** Key `worker/<uid>`: one pod worker and the seven steps of its sync. */
export interface WorkerRow {
  readonly row: 'worker';
  readonly uid: string;
  readonly pod: string;
  readonly namespace: string;
  readonly state: 'SyncPod' | 'TerminatingPod' | 'TerminatedPod' | 'Finished';
  readonly isWorking: boolean;
  /** The step the current (or last) sync reached; 0 before the first. */
  readonly step: number;
  readonly stepStatus: 'idle' | 'active' | 'done' | 'failed';
  /** What it does right now, e.g. `CreateContainer nginx`. */
  readonly doing: string;
  /** Whether an update waits behind the current one. */
  readonly hasPending: boolean;
  readonly nextSyncAt?: Micros;
  readonly error?: string;
}

/** Key `engine/<node>`. */
export interface EngineRow {
  readonly row: 'engine';
  readonly node: string;
  readonly engine: 'docker' | 'containerd';
  readonly isUp: boolean;
  readonly images: readonly { readonly name: string; readonly bytes: number }[];
  readonly pulls: readonly {
    readonly image: string;
    readonly doneBytes: number;
    readonly totalBytes: number;
    readonly since: Micros;
  }[];
}

/** The states of the visual language. */
export type DisplayState =
  | 'pending'
  | 'creating'
  | 'running'
  | 'ready'
  | 'backoff'
  | 'failed'
  | 'terminating'
  | 'completed'
  | 'unknown';

/** Key `pod/<uid>`: a pod as it stands on its node, and what the API says of it. */
export interface PodRow {
  readonly row: 'pod';
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node?: string;
  readonly display: DisplayState;
  /** kubectl's STATUS column. */
  readonly statusText: string;
  readonly phase: string;
  readonly ready: string;
  readonly restarts: number;
  readonly ip?: string;
  readonly resourceVersion?: string;
  readonly isStatic: boolean;
  /** Still in the API; false for what only the node knows (orphans). */
  readonly isInApi: boolean;
  readonly qos: string;
  readonly createdAt: Micros;
  readonly deletion?: {
    readonly at: Micros;
    readonly graceSeconds: number;
    readonly deadline: Micros;
  };
  readonly sandbox: {
    readonly state: 'none' | 'creating' | 'ready' | 'notready';
    readonly ip?: string;
    readonly attempt: number;
    readonly startedAt?: Micros;
  };
  readonly volumes: readonly {
    readonly name: string;
    readonly type: string;
    readonly isMounted: boolean;
    /** Containers that mount it, in the order of the pod. */
    readonly mountedBy: readonly string[];
  }[];
  readonly containers: readonly ContainerRow[];
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
  }[];
}

/** One container of a pod row, as the runtime has it now; what the API says may lag. */
export interface ContainerRow {
  readonly name: string;
  readonly role: 'init' | 'sidecar' | 'app' | 'ephemeral';
  readonly image: string;
  readonly display: DisplayState;
  readonly state: 'waiting' | 'running' | 'terminated';
  readonly reason: string;
  readonly message: string;
  readonly exitCode?: number;
  readonly restarts: number;
  readonly startedAt?: Micros;
  readonly hash: string;
  readonly isReady: boolean;
  readonly isStarted: boolean;
  /** State as the API has it, when it differs from the runtime's. */
  readonly apiState?: string;
  /** The program is a plausible guess because nobody catalogued this image or command. */
  readonly isGuess: boolean;
  readonly id?: string;
  readonly probes: readonly ProbeRow[];
  readonly backoff?: { readonly until: Micros; readonly delay: Duration };
  readonly pull?: { readonly doneBytes: number; readonly totalBytes: number };
  readonly grace?: { readonly since: Micros; readonly deadline: Micros; readonly isHook: boolean };
  readonly cpu: Series;
  readonly memory: Series;
}

/** One probe worker. */
export interface ProbeRow {
  readonly probe: 'liveness' | 'readiness' | 'startup';
  readonly handler: string;
  readonly period: Duration;
  readonly nextAt?: Micros;
  readonly lastAt?: Micros;
  readonly lastResult?: 'success' | 'failure' | 'unknown';
  readonly streak: number;
  readonly threshold: number;
}

/** Key `object`: the live object, by reference to what the API server has. */
export interface ObjectRow {
  readonly row: 'object';
  readonly object: Json;
}

/** Key `event/<namespace>/<name>`. */
export interface EventRow {
  readonly row: 'event';
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly object: string;
  readonly source: string;
  readonly count: number;
  readonly firstAt: Micros;
  readonly lastAt: Micros;
  readonly uid: string;
}

/** Key `entry/<id>`: a typed command and what it printed so far. */
export interface TerminalRow {
  readonly row: 'terminal';
  readonly id: number;
  readonly at: Micros;
  readonly text: string;
  readonly isDone: boolean;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Key `log`: a container's output so far. */
export interface LogRow {
  readonly row: 'log';
  readonly lines: readonly {
    readonly at: Micros;
    readonly stream: 'stdout' | 'stderr';
    readonly text: string;
  }[];
}

/** A row that changed; reversible. */
export interface RowChange {
  readonly key: RowKey;
  readonly before?: Row;
  readonly after?: Row;
}

/** What a flight or a fact is about, for following one pod. */
export type { Subject };
