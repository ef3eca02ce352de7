// Topic pod-workers: updates one after another, and where they leave the workers.

import type { Pod } from '../../src/api/pod.ts';
import {
  emptyMap,
  entries,
  mapOf,
  type PersistentMap,
  values,
} from '../../src/base/persistent-map.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { podCgroupPath } from '../../src/cluster/kubelet/cgroups.ts';
import type { UpdatePod } from '../../src/cluster/kubelet/channels.ts';
import { initialPlegState } from '../../src/cluster/kubelet/pleg/state.ts';
import { podWorkersPort } from '../../src/cluster/kubelet/pod-workers/pod-workers.ts';
import {
  areContainersTerminating,
  couldHaveRunningContainers,
  fateOf,
  mayContentBeRemoved,
} from '../../src/cluster/kubelet/pod-workers/queries.ts';
import {
  initialPodWorkersState,
  newWorker,
  type PodWorker,
} from '../../src/cluster/kubelet/pod-workers/state.ts';
import { allowPodStart } from '../../src/cluster/kubelet/pod-workers/static-pods.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import { testConfig } from '../../src/cluster/kubelet/testing.ts';
import { testEnvelope, testIo } from '../../src/kernel/test-io.ts';
import { type Micros, seconds } from '../../src/kernel/time.ts';
import { Either } from '../match.ts';
import { KubeletBench, runnable } from './kubelet-bench.ts';

type Named = Pick<Pod['metadata'], 'uid' | 'name' | 'namespace'>;

interface Step {
  readonly update?: UpdatePod['updateType'];
  readonly pod?: Pod;
  readonly runningPodWithoutConfig?: Named;
  readonly evict?: boolean;
  readonly gracePeriodOverride?: number;
  readonly statusToSet?: Pod['status'];
  readonly syncNowReportsTerminalPhase?: string;
  readonly forUIDs?: string;
  readonly kill?: string | readonly string[];
  readonly deletionTimestampSet?: string;
  readonly syncKnownPods?: readonly string[];
  readonly forgetAllBut?: readonly string[];
}

interface KnownWorker {
  readonly fullName: string;
  readonly terminating?: boolean;
  readonly terminated?: boolean;
}

interface Input {
  readonly steps?: readonly Step[];
  readonly repeatForUIDs?: string;
  readonly initial?: { readonly [uid: string]: { readonly gracePeriodSeconds?: number } };
  readonly worker?: {
    readonly started?: boolean;
    readonly terminating?: boolean;
    readonly terminated?: boolean;
    readonly finished?: boolean;
    readonly waitingBehindStaticPod?: string;
    readonly activePodName?: string;
  };
  readonly orphan?: boolean;
  readonly pod?: Pod;
  readonly knownWorkers?: { readonly [uid: string]: KnownWorker };
  readonly startedStaticPods?: { readonly [fullName: string]: string };
  readonly waitingStaticPods?: { readonly [fullName: string]: readonly string[] };
}

const AT = 1 as Micros;

/** pod-workers.json */
export function podWorkers(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  if (input.worker !== undefined) return removal(input);
  if (input.knownWorkers !== undefined) return allowance(input);
  return input.initial === undefined ? story(input, edition) : ignored(input, edition);
}

/** What becomes of one worker when wishes and workers are compared. */
function removal({ worker: said = {}, orphan = false }: Input): unknown {
  const { started, terminating, terminated, finished, activePodName: name } = said;
  const pod = runnable({ metadata: { uid: 'uid', ...(name === undefined ? {} : { name }) } });
  const worker: PodWorker = {
    ...newWorker('uid', { type: 'pod.update', updateType: 'create', pod }),
    ...(started === true ? { startedAt: AT } : {}),
    ...(terminating === true ? { terminatingAt: AT } : {}),
    ...(terminated === true ? { terminatedAt: AT } : {}),
    ...(finished === true ? { state: 'Finished' } : {}),
  };
  const fate = fateOf(worker, orphan);
  const isPending = fate === 'ended' || fate === 'notified';
  return { removed: fate === 'forgotten', pendingPodName: isPending ? (name ?? null) : null };
}

function allowance(input: Input): unknown {
  const workers = Object.entries(input.knownWorkers ?? {}).map(([uid, known]) => {
    const [name = '', namespace = ''] = known.fullName.split('_');
    const pod = runnable({ metadata: { uid, name, namespace } });
    const isEnding = known.terminating === true || known.terminated === true;
    const worker: PodWorker = {
      ...newWorker(uid, { type: 'pod.update', updateType: 'create', pod }),
      ...(isEnding ? { terminatingAt: AT } : {}),
    };
    return [uid, worker] as const;
  });
  const statics = {
    started: mapOf(Object.entries(input.startedStaticPods ?? {})),
    waiting: mapOf(Object.entries(input.waitingStaticPods ?? {})),
  };
  const verdict = allowPodStart(mapOf(workers), statics, input.pod as Pod);
  const { started, waiting } = verdict.statics;
  return {
    allowed: verdict.isAllowed,
    allowedEver: verdict.isAllowedEver,
    startedStaticPods: plain(started),
    waitingStaticPods: plain(waiting),
  };
}

function plain<V>(map: PersistentMap<V>): { readonly [key: string]: V } {
  return Object.fromEntries(entries(map));
}

/** What a worker that has stopped everything does when the runtime still tells of its pod. */
function ignored({ initial = {}, steps = [] }: Input, edition: EditionName): unknown {
  const calls: { [uid: string]: readonly string[] } = {};
  for (const [uid, { gracePeriodSeconds = 1 }] of Object.entries(initial)) {
    const pod = runnable({ metadata: { uid, name: uid } });
    const over: PodWorker = {
      ...newWorker(uid, { type: 'pod.update', updateType: 'kill', pod }),
      state: 'TerminatedPod',
      startedAt: AT,
      terminatingAt: AT,
      terminatedAt: AT,
      graceSeconds: gracePeriodSeconds,
    };
    const io = testIo();
    const state = {
      config: testConfig(edition),
      pleg: initialPlegState(),
      podCache: emptyMap(),
      podWorkers: { ...initialPodWorkersState(), workers: mapOf([[uid, over]]) },
    } as unknown as KubeletState;
    for (const step of steps) podWorkersPort.receive(state, testEnvelope(updateOf(step)), io);
    calls[uid] = io.effects.map(({ do: what }) => what);
  }
  return { calls };
}

/** The update of a step, as the pod workers get it. */
function updateOf(step: Step): UpdatePod {
  const { update = 'sync', pod, runningPodWithoutConfig: running } = step;
  const { evict, gracePeriodOverride: grace, statusToSet: status } = step;
  const kill = {
    isEvict: evict === true,
    ...(grace === undefined ? {} : { graceOverrideSeconds: grace }),
    ...(status === undefined ? {} : { status }),
  };
  return {
    type: 'pod.update',
    updateType: update,
    pod: pod === undefined ? runnable({ metadata: running ?? {} }) : runnable(pod),
    ...(update === 'kill' ? { kill } : {}),
    ...(pod === undefined ? { isOrphan: true } : {}),
  };
}

function story(input: Input, edition: EditionName): unknown {
  const bench = new KubeletBench(edition);
  const { steps = [], repeatForUIDs: range } = input;
  const uids = range === undefined ? [] : between(range);
  const answer: { [field: string]: unknown } = {};
  const first = steps[0]?.pod?.metadata.uid ?? steps[0]?.runningPodWithoutConfig?.uid ?? '';
  const terminated: boolean[] = [];
  const open: Either[] = [];
  steps.forEach((step, i) => {
    if (uids.length === 0) take(bench, step);
    for (const uid of uids) take(bench, renamed(step, uid));
    if (i === 0) answer['beforeWorkerRuns'] = beforehand(bench, first);
    // A range of pods gets its updates in one go.
    if (uids.length === 0 || i === steps.length - 1) settle(bench, step);
    terminated.push(bench.worker(first)?.terminatedAt !== undefined);
    open.push(openWorkers(bench));
    answer[`afterStep${i + 1}`] = afterwards(bench);
  });
  const calls = Object.fromEntries(bench.calls);
  const all = [...bench.calls.values()];
  return {
    ...answer,
    ...flags(bench.worker(first)),
    terminatedAfterStep: terminated,
    openWorkersAfterEachStep: open,
    calls,
    callsPerPodOneOf: all,
    firstTwoCalls: new Either(...all.map((list) => list.slice(0, 2))),
  };
}

function take(bench: KubeletBench, step: Step): void {
  const { update, pod, forUIDs: range, kill } = step;
  const { syncNowReportsTerminalPhase: ending, syncKnownPods, forgetAllBut } = step;
  const wanted = syncKnownPods ?? forgetAllBut;
  if (wanted !== undefined) wishFor(bench, wanted);
  else if (ending !== undefined) end(bench, ending);
  else if (kill !== undefined) killSome(bench, kill, step.deletionTimestampSet);
  else if (range !== undefined) bench.configure('ADD', between(range).map(named));
  else if (update === 'kill' || pod === undefined) bench.tell('pod-workers', updateOf(step));
  else {
    const isNew = update === 'create' || bench.worker(pod.metadata.uid ?? '') === undefined;
    const isDeleted = pod.metadata.deletionTimestamp !== undefined;
    bench.configure(isNew ? 'ADD' : isDeleted ? 'DELETE' : 'UPDATE', [runnable(pod)]);
  }
}

/** Runs on until the workers are at rest; when the wishes changed they are compared at once. */
function settle(bench: KubeletBench, { syncKnownPods, forgetAllBut, ...step }: Step): void {
  if (step.syncNowReportsTerminalPhase !== undefined) bench.run(seconds(3));
  const isCompared = syncKnownPods !== undefined || forgetAllBut !== undefined;
  if (isCompared) bench.compareWishes();
  bench.drain();
  // Before there were states a worker went as soon as it had nothing to do.
  if (forgetAllBut !== undefined) bench.run(seconds(5));
}

/** The sources now wish for these pods only. */
function wishFor(bench: KubeletBench, uids: readonly string[]): void {
  const pods = [...values(bench.state.podManager.pods)];
  const isWanted = ({ metadata }: Pod): boolean => uids.includes(metadata.uid ?? '');
  bench.configure(
    'REMOVE',
    pods.filter((pod) => !isWanted(pod)),
  );
  const update = { type: 'source.update', source: 'api', pods: pods.filter(isWanted) };
  bench.tell('pod-config', update);
}

/** Every process of the pod ends, and with it the pod. */
function end(bench: KubeletBench, uid: string): void {
  const pod = bench.worker(uid)?.pod;
  if (pod !== undefined) bench.kill(podCgroupPath(pod));
}

function killSome(bench: KubeletBench, which: string | readonly string[], deleted = ''): void {
  const words = typeof which === 'string' ? which.match(/\d+/g) : undefined;
  for (const { uid, pod } of bench.workers()) {
    const isNamed = (words ?? (which as readonly string[])).includes(uid);
    if (typeof which === 'string' ? isNamed : !isNamed) continue;
    const isDeleted = deleted.startsWith('even') && Number(uid) % 2 === 0;
    const deletion = isDeleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {};
    const dying: Pod = { ...pod, metadata: { ...pod.metadata, ...deletion } };
    bench.tell('pod-workers', { type: 'pod.update', updateType: 'kill', pod: dying });
  }
}

function between(range: string): readonly string[] {
  const [from = 0, to = 0] = range.split('..').map(Number);
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
}

function named(uid: string): Pod {
  return runnable({ metadata: { uid, name: `pod-${uid}`, namespace: 'ns' } });
}

function renamed(step: Step, uid: string): Step {
  if (step.pod === undefined) return step;
  const metadata = { ...step.pod.metadata, uid, name: `pod-${uid}` };
  return { ...step, pod: { ...step.pod, metadata } };
}

/** The worker as the update left it, before it ran. */
function beforehand(bench: KubeletBench, uid: string): unknown {
  const { now } = bench.sim;
  bench.runUntil(seconds(1), () => bench.worker(uid) !== undefined || bench.sim.now > now);
  return flags(bench.worker(uid));
}

function flags(worker: PodWorker | undefined): { readonly [flag: string]: unknown } {
  return {
    tracked: worker !== undefined,
    terminating: worker?.terminatingAt !== undefined,
    terminated: worker?.terminatedAt !== undefined,
    finished: worker?.state === 'Finished',
    deleted: worker?.isDeleted ?? false,
    evicted: worker?.isEvicted ?? false,
    restartRequested: worker?.isRestartRequested ?? false,
    gracePeriodSeconds: worker?.graceSeconds ?? null,
    knownTerminated: worker?.terminatedAt !== undefined,
  };
}

function openWorkers(bench: KubeletBench): Either {
  const open = bench.workers().filter(({ state }) => state !== 'Finished');
  return new Either(
    open.length,
    open.map(({ uid }) => uid).toSorted((a, b) => Number(a) - Number(b)),
  );
}

/** What others of the kubelet may ask, of any pod by its uid. */
function afterwards(bench: KubeletBench): object {
  const { state } = bench;
  const counts = { openWorkers: openWorkers(bench), trackedPods: bench.workers().length };
  const asked = (uid: string): object => ({
    containersTerminating: areContainersTerminating(state, uid),
    terminationRequested: bench.worker(uid)?.terminatingAt !== undefined,
    couldHaveRunningContainers: couldHaveRunningContainers(state, uid),
    contentMayBeRemoved: mayContentBeRemoved(state, uid),
  });
  const known = Object.fromEntries(bench.workers().map(({ uid }) => [uid, asked(uid)]));
  const nobody = asked('');
  return new Proxy({ ...known, ...counts } as { [uid: string]: unknown }, {
    get: (told, uid) => told[String(uid)] ?? nobody,
  });
}
