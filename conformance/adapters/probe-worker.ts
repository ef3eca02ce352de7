// Topic probe-worker: outcomes one period at a time, and what is recorded.

import type { ContainerStatus, Pod, PodStatus } from '../../src/api/pod.ts';
import { emptyMap, get, set } from '../../src/base/persistent-map.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { kubeletBehaviour } from '../../src/cluster/editions/kubelet-behaviour.ts';
import { prober } from '../../src/cluster/kubelet/prober/prober.ts';
import {
  initialProberState,
  newWorker,
  type ProbeKind,
  type ProbeResult,
  type ProberState,
  type ProbeWorker,
} from '../../src/cluster/kubelet/prober/state.ts';
import {
  afterProbe,
  atTick,
  bareId,
  type ResultChange,
} from '../../src/cluster/kubelet/prober/worker.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import { withProbeResults } from '../../src/cluster/kubelet/status/probe-flags.ts';
import { testEnvelope, testIo } from '../../src/kernel/test-io.ts';
import { type Micros, ZERO } from '../../src/kernel/time.ts';

interface Step {
  readonly probeOutcome?: 'success' | 'failure';
  readonly containerStartedSecondsAgo?: number;
  readonly newContainerID?: string;
  readonly setStarted?: boolean;
  readonly add?: Pod;
  readonly remove?: string;
}

interface Configured {
  readonly container: string;
  readonly probe: ProbeKind;
  readonly result?: ProbeResult;
}

interface Input {
  readonly probeType?: ProbeKind;
  readonly pod?: Pod;
  readonly status?: PodStatus | null;
  readonly initialResult?: ProbeResult;
  readonly steps?: readonly Step[];
  readonly probesConfigured?: readonly Configured[];
  readonly probeResults?: readonly Configured[];
}

const EPOCH = 1_700_000_000;

/** probe-worker.json */
export function probeWorker(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  if (input.probesConfigured !== undefined) return { ready: readiness(input, edition) };
  if (input.pod === undefined) return { activeProbesAfterEachStep: comingAndGoing(input, edition) };
  const run = running(input, edition);
  const ready = run.map((one) => one.result === 'Success');
  return { steps: run, containerReadyAfterEachStep: ready };
}

interface StepResult {
  readonly workerContinues: boolean;
  readonly result: ProbeResult | null;
  readonly onHold: boolean;
  readonly consecutiveSameOutcome: number;
}

function running(input: Input, edition: EditionName): readonly StepResult[] {
  const { isStartupProbedOnce } = kubeletBehaviour(edition);
  const pod = input.pod as Pod;
  const [container] = pod.spec.containers;
  const kind = input.probeType ?? 'liveness';
  let worker: ProbeWorker = newWorker(pod, container?.name ?? '', kind, ZERO);
  const results = new Map<string, ProbeResult>();
  let status = withTime(input.status ?? undefined, 0);
  const known = status?.containerStatuses?.find((one) => one.name === worker.container);
  if (input.initialResult !== undefined && known?.containerID !== undefined) {
    worker = { ...worker, containerId: bareId(known.containerID) };
    results.set(worker.containerId, input.initialResult);
  }
  return (input.steps ?? []).map((step) => {
    status = changed(status, step);
    const now = ZERO as Micros;
    const seen = atTick(worker, { status, now, epochSeconds: EPOCH });
    worker = seen.worker;
    note(results, seen.changes);
    if (seen.next === 'probe') {
      const counted = afterProbe(worker, step.probeOutcome ?? 'success', isStartupProbedOnce);
      worker = counted.worker;
      note(results, counted.changes);
    }
    return {
      workerContinues: seen.next !== 'stop',
      result: results.get(worker.containerId) ?? null,
      onHold: worker.isOnHold,
      consecutiveSameOutcome: worker.run,
    };
  });
}

function note(results: Map<string, ProbeResult>, changes: readonly ResultChange[]): void {
  for (const { containerId, result } of changes) {
    if (result === undefined) results.delete(containerId);
    else results.set(containerId, result);
  }
}

function instant(secondsAgo: number): string {
  return new Date((EPOCH - secondsAgo) * 1_000).toISOString().replace('.000', '');
}

function withTime(status: PodStatus | undefined, secondsAgo: number): PodStatus | undefined {
  if (status === undefined) return undefined;
  return mapped(status, (one) =>
    one.state?.running ? { ...one, state: { running: { startedAt: instant(secondsAgo) } } } : one,
  );
}

function mapped(status: PodStatus, change: (one: ContainerStatus) => ContainerStatus): PodStatus {
  return { ...status, containerStatuses: (status.containerStatuses ?? []).map(change) };
}

function changed(status: PodStatus | undefined, step: Step): PodStatus | undefined {
  if (status === undefined) return undefined;
  const { containerStartedSecondsAgo: ago, newContainerID: id, setStarted } = step;
  const timed = ago === undefined ? status : (withTime(status, ago) as PodStatus);
  return mapped(timed, (one) => ({
    ...one,
    ...(id === undefined ? {} : { containerID: id }),
    ...(setStarted === undefined ? {} : { started: setStarted }),
  }));
}

/** The flags of containers by the probes they have and what these found out. */
function readiness(input: Input, edition: EditionName): { readonly [name: string]: boolean } {
  const statuses = input.status?.containerStatuses ?? [];
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'pod', uid: 'uid' },
    spec: { containers: statuses.map(({ name }) => ({ name })) },
  };
  let state: ProberState = initialProberState(ZERO);
  for (const { container, probe } of input.probesConfigured ?? []) {
    const worker = newWorker(pod, container, probe, ZERO);
    state = { ...state, workers: set(state.workers, worker.key, worker) };
  }
  for (const { container, probe, result } of input.probeResults ?? []) {
    const id = bareId(statuses.find((one) => one.name === container)?.containerID ?? '');
    state = { ...state, [probe]: set(state[probe], id, result) };
  }
  const flagged = withProbeResults(
    {
      behaviour: kubeletBehaviour(edition),
      config: { nodeIp: '' },
      pod,
      runtime: undefined,
      previous: {},
      reasons: {},
      isTerminal: false,
      prober: state,
      epochSeconds: EPOCH,
    },
    [],
    statuses,
  );
  return Object.fromEntries(flagged.app.map((one) => [one.name, one.ready]));
}

function comingAndGoing(input: Input, edition: EditionName): readonly (readonly string[])[] {
  let state = initialProberState(ZERO);
  const pods = new Map<string, Pod>();
  const io = testIo();
  return (input.steps ?? []).map(({ add, remove }) => {
    if (add !== undefined) pods.set(add.metadata.uid ?? '', add);
    const pod = add ?? pods.get(remove ?? '');
    const message = { type: add === undefined ? 'probes.remove' : 'probes.add', pod };
    const kubelet = {
      config: { edition },
      prober: state,
      statuses: { statuses: emptyMap() },
    } as unknown as KubeletState;
    const owned = prober.receive(kubelet, testEnvelope(message), io) as unknown as Pick<
      KubeletState,
      'prober'
    >;
    state = owned.prober;
    return named(state, pods);
  });
}

/** The workers in the order of the pod's containers. */
function named(state: ProberState, pods: ReadonlyMap<string, Pod>): readonly string[] {
  const kinds: readonly ProbeKind[] = ['startup', 'readiness', 'liveness'];
  return [...pods].flatMap(([uid, pod]) =>
    pod.spec.containers.flatMap(({ name }) =>
      kinds
        .filter((kind) => get(state.workers, `${uid}/${name}/${kind}`) !== undefined)
        .map((kind) => `${uid}/${kind}`),
    ),
  );
}
