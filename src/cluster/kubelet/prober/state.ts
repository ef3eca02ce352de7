// The prober's slice: one worker per container and kind of probe, and the results by container id.
// Models pkg/kubelet/prober/prober_manager.go and pkg/kubelet/prober/results.

import type { Pod } from '../../../api/pod.ts';
import { emptyMap, get, type PersistentMap } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';

/** The three kinds. */
export type ProbeKind = 'liveness' | 'readiness' | 'startup';

/** What a worker has found out about a container. */
export type ProbeResult = 'Success' | 'Failure' | 'Unknown';

/** One worker: in Go, one goroutine with a ticker. */
export interface ProbeWorker {
  /** `<uid>/<container>/<kind>`. */
  readonly key: string;
  readonly pod: Pod;
  readonly container: string;
  readonly kind: ProbeKind;
  /** Where its grid of ticks is anchored. */
  readonly anchor: Micros;
  /** The container its counters are about. */
  readonly containerId: string;
  /** Outcome of the latest probe, and how many in a row it was. */
  readonly last?: 'success' | 'failure';
  readonly run: number;
  /** A verdict was given: no probing until there is a new container. */
  readonly isOnHold: boolean;
  /** Number of the try under way (an error is tried again), 0 when none is. */
  readonly attempt: number;
  /** A tick or a trigger came while a probe was under way. */
  readonly isTickDue: boolean;
  /** Redirects followed by the probe under way. */
  readonly redirects: number;
}

/** Slice `prober`. */
export interface ProberState {
  readonly workers: PersistentMap<ProbeWorker>;
  /** Keys of workers by the request that is under way (`r<id>`). */
  readonly calls: PersistentMap<string>;
  readonly liveness: PersistentMap<ProbeResult>;
  readonly readiness: PersistentMap<ProbeResult>;
  readonly startup: PersistentMap<ProbeResult>;
  /** When the kubelet started: younger ones begin their probes at random moments. */
  readonly startedAt: Micros;
}

/** A prober without workers. */
export function initialProberState(startedAt: Micros): ProberState {
  return {
    workers: emptyMap(),
    calls: emptyMap(),
    liveness: emptyMap(),
    readiness: emptyMap(),
    startup: emptyMap(),
    startedAt,
  };
}

/** What the probes of a kind last said about a container; undefined before they said anything. */
export function probeResult(
  state: ProberState,
  kind: ProbeKind,
  containerId: string,
): ProbeResult | undefined {
  return get(state[kind], containerId);
}

/** A worker that has not probed yet. */
export function newWorker(
  pod: Pod,
  container: string,
  kind: ProbeKind,
  anchor: Micros,
): ProbeWorker {
  return {
    key: workerKey(pod.metadata.uid ?? '', container, kind),
    pod,
    container,
    kind,
    anchor,
    containerId: '',
    run: 0,
    isOnHold: false,
    attempt: 0,
    isTickDue: false,
    redirects: 0,
  };
}

/** The name of a worker. */
export function workerKey(uid: string, container: string, kind: ProbeKind): string {
  return `${uid}/${container}/${kind}`;
}

/** Whether a container is probed in this way. */
export function hasWorker(
  state: ProberState,
  uid: string,
  container: string,
  kind: ProbeKind,
): boolean {
  return get(state.workers, workerKey(uid, container, kind)) !== undefined;
}
