// The prober's slice: one worker per container and kind of probe, and the results by container id.
// Models pkg/kubelet/prober/prober_manager.go and pkg/kubelet/prober/results.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { emptyMap, get, type PersistentMap } from '../../../base/persistent-map.ts';
import type { Whole } from '../../../base/readonly.ts';
import type { EventId } from '../../../kernel/message.ts';
import { type Duration, type Micros, seconds } from '../../../kernel/time.ts';
import type { NetCall } from '../../protocol/linux-network.ts';
import type { ProbeCount } from './counts.ts';
import type { ProbeTarget } from './handlers.ts';
import { containerOf, probeOf } from './probes.ts';

/** The three kinds. */
export type ProbeKind = 'liveness' | 'readiness' | 'startup';

/** What a worker has found out about a container. */
export type ProbeResult = 'Success' | 'Failure' | 'Unknown';

/** What a worker asks, worked out once for an address of its pod. */
export interface ProbePlan {
  readonly podIp: string;
  readonly target: ProbeTarget;
  /** The request over the network; a command in the container has none. */
  readonly call?: NetCall;
}

/** One worker: in Go, one goroutine with a ticker. */
export interface ProbeWorker {
  /** `<uid>/<container>/<kind>`. */
  readonly key: string;
  readonly pod: Pod;
  readonly container: string;
  readonly kind: ProbeKind;
  readonly period: Duration;
  readonly timeoutSeconds: number;
  /** So many of an outcome in a row make a verdict. */
  readonly thresholds: { readonly success: number; readonly failure: number };
  /** Absent before the first probe. */
  readonly plan?: ProbePlan | undefined;
  /** The pod's status at the last tick, if that tick probed: while it stands, so do all others. */
  readonly probedUnder?: PodStatus | undefined;
  /** Where its grid of ticks is anchored. */
  readonly anchor: Micros;
  /** The container its counters are about. */
  readonly containerId: string;
  /** Outcome of the latest probe, and how many in a row it was, up to what makes a verdict. */
  readonly last?: 'success' | 'failure' | undefined;
  readonly run: number;
  /** A verdict was given: no probing until there is a new container. */
  readonly isOnHold: boolean;
}

/** A probe that waits for its answer. */
export interface Asked {
  /** The request. */
  readonly id: EventId;
  /** Key of its worker. */
  readonly key: string;
  /** Number of the try: an error is tried again. */
  readonly attempt: number;
  /** Redirects followed so far. */
  readonly redirects: number;
  /** When the first try began. */
  readonly since: Micros;
  /** A tick or a trigger came meanwhile. */
  readonly isDue: boolean;
}

/** Slice `prober`. A healthy probe comes and goes without changing its worker. */
export interface ProberState {
  readonly workers: PersistentMap<ProbeWorker>;
  /** Probes under way, at most one of a worker: hardly ever more than one or two at a time. */
  readonly calls: readonly Asked[];
  readonly liveness: PersistentMap<ProbeResult>;
  readonly readiness: PersistentMap<ProbeResult>;
  readonly startup: PersistentMap<ProbeResult>;
  /** How the probes of each worker ended so far. */
  readonly counts: PersistentMap<ProbeCount>;
  /** How many workers have come and gone: while it stands, the same ones are there. */
  readonly turnover: number;
  /** When the kubelet started: younger ones begin their probes at random moments. */
  readonly startedAt: Micros;
}

/** A prober without workers. */
export function initialProberState(startedAt: Micros): ProberState {
  return {
    workers: emptyMap(),
    calls: [],
    liveness: emptyMap(),
    readiness: emptyMap(),
    startup: emptyMap(),
    counts: emptyMap(),
    turnover: 0,
    startedAt,
  };
}

/** The slice with other probes under way. */
export function withCalls(state: ProberState, calls: ProberState['calls']): ProberState {
  return copyWith(state, calls, state.counts);
}

/** The slice with other counts. */
export function withCounts(state: ProberState, counts: ProberState['counts']): ProberState {
  return copyWith(state, state.calls, counts);
}

/** A literal, as every probe needs several copies (ADR 16). */
function copyWith(
  { workers, liveness, readiness, startup, turnover, startedAt }: ProberState,
  calls: ProberState['calls'],
  counts: ProberState['counts'],
): ProberState {
  return { workers, calls, liveness, readiness, startup, counts, turnover, startedAt };
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
  const probe = probeOf(containerOf(pod, container), kind);
  return {
    key: workerKey(pod.metadata.uid ?? '', container, kind),
    pod,
    container,
    kind,
    period: seconds(probe?.periodSeconds ?? 10),
    timeoutSeconds: probe?.timeoutSeconds ?? 1,
    thresholds: {
      success: probe?.successThreshold ?? 1,
      failure: probe?.failureThreshold ?? 3,
    },
    anchor,
    containerId: '',
    run: 0,
    isOnHold: false,
  };
}

/** A copy; a literal, as every tick reads its worker (ADR 16). */
export function copyOf(worker: ProbeWorker): Whole<ProbeWorker> {
  return {
    key: worker.key,
    pod: worker.pod,
    container: worker.container,
    kind: worker.kind,
    period: worker.period,
    timeoutSeconds: worker.timeoutSeconds,
    thresholds: worker.thresholds,
    plan: worker.plan,
    probedUnder: worker.probedUnder,
    anchor: worker.anchor,
    containerId: worker.containerId,
    last: worker.last,
    run: worker.run,
    isOnHold: worker.isOnHold,
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
