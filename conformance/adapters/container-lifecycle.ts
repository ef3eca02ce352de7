// Topic container-lifecycle: grace of a kill, turns of sidecars, hooks, restart counts from logs.

import type { Container } from '../../src/api/container.ts';
import type { Pod } from '../../src/api/pod.ts';
import { emptyMap } from '../../src/base/persistent-map.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { emptyBackoff } from '../../src/cluster/kubelet/kuberuntime/backoff.ts';
import { newWorker, type PodWorker } from '../../src/cluster/kubelet/pod-workers/state.ts';
import { noStaticPods } from '../../src/cluster/kubelet/pod-workers/static-pods.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import { allTargets, killStep, makeTarget } from '../../src/cluster/kubelet/sync-pod/kill.ts';
import {
  FRESH_CONTEXT,
  type KillReason,
  type KillTarget,
  type PlanStep,
} from '../../src/cluster/kubelet/sync-pod/plan.ts';
import { restartCountOfLogs } from '../../src/cluster/kubelet/sync-pod/restart-count.ts';
import { startStep } from '../../src/cluster/kubelet/sync-pod/start-container.ts';
import { makeTurn, type Turn } from '../../src/cluster/kubelet/sync-pod/turn.ts';
import { testConfig } from '../../src/cluster/kubelet/testing.ts';
import type { CriRequest } from '../../src/cluster/protocol/cri.ts';
import type { NetCall } from '../../src/cluster/protocol/linux-network.ts';
import type { EventId, Message } from '../../src/kernel/message.ts';
import { type TestIo, testEnvelope, testIo } from '../../src/kernel/test-io.ts';
import { type Micros, seconds } from '../../src/kernel/time.ts';
import { runtimeView } from './runtime-view.ts';

interface Input {
  readonly pod?: Pod;
  readonly container?: string;
  readonly killReason?: string;
  readonly action?: string;
  readonly gracePeriodSeconds?: number | { readonly [container: string]: number };
  readonly secondsToExitAfterStop?: number | { readonly [container: string]: number };
  readonly logFilesOfContainer?: readonly string[];
}

type KillStep = Extract<PlanStep, { do: 'kill' }>;

/** container-lifecycle.json */
export function containerLifecycle(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  if (input.logFilesOfContainer !== undefined) {
    return { restartCount: restartCountOfLogs(input.logFilesOfContainer) };
  }
  const pod = whole(input.pod as Pod);
  if (input.action === 'startContainer') return started(pod, edition);
  if (input.action === 'killContainer') return preStop(pod, input, edition);
  if (input.killReason !== undefined) return { gracePeriodSeconds: graceOf(pod, input, edition) };
  return { secondsWaitedBeforeStop: turns(pod, input, edition) };
}

function whole(pod: Pod): Pod {
  return { ...pod, metadata: { name: 'pod', namespace: 'default', uid: 'uid', ...pod.metadata } };
}

interface Bench {
  readonly io: TestIo;
  readonly turn: Turn;
}

function benchAt(edition: EditionName, at: Micros): Bench {
  const config = testConfig(edition);
  const io = testIo({ now: at, processes: [config.engine, config.linux] });
  const podWorkers = { crashBackoff: emptyBackoff(), statics: noStaticPods() };
  const state = { config, podWorkers, podCache: emptyMap() } as unknown as KubeletState;
  return { io, turn: makeTurn(state, io) };
}

function workerOf(pod: Pod, step: PlanStep, graceSeconds?: number): PodWorker {
  return {
    ...newWorker(pod.metadata.uid ?? '', { type: 'pod.update', updateType: 'kill', pod }),
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
    plan: {
      kind: 'TerminatingPod',
      steps: [step],
      cursor: 0,
      startedAt: 0 as Micros,
      context: FRESH_CONTEXT,
    },
  };
}

function stepOf(targets: readonly KillTarget[]): KillStep {
  return { do: 'kill', targets, sandboxes: [], isStoppingSandboxes: false, errors: [] };
}

const START = seconds(100) as number as Micros;
const REASONS: { readonly [word: string]: KillReason } = {
  LivenessProbe: 'livenessProbe',
  StartupProbe: 'startupProbe',
};

/** The time-out that the runtime's StopContainer is given. */
function graceOf(pod: Pod, input: Input, edition: EditionName): number | undefined {
  const reason = REASONS[input.killReason ?? ''] ?? 'sync';
  const container = { id: 'id', metadata: { name: input.container ?? '', attempt: 0 } };
  const bare = workerOf(pod, stepOf([]));
  const step = stepOf([makeTarget(bare, container, 'Stopping', reason)]);
  const { io, turn } = benchAt(edition, START);
  killStep.begin(turn, workerOf(pod, step), step);
  const stop = requestsOf(io).find(({ method }) => method === 'StopContainer');
  return stop?.method === 'StopContainer' ? stop.params.timeoutSeconds : undefined;
}

function requestsOf(io: TestIo): readonly CriRequest[] {
  return io.effects.flatMap((effect) => {
    const isCall = (effect.do === 'send' || effect.do === 'signal') && 'message' in effect;
    return isCall && effect.message.type === 'cri.request' ? [effect.message as CriRequest] : [];
  });
}

interface Due {
  readonly at: Micros;
  readonly tag: string;
  readonly message: Message;
}

/** How long each container waited for its stop signal, every one ending when it is said to. */
function turns(pod: Pod, input: Input, edition: EditionName): { [name: string]: number } {
  const of = (said: Input['gracePeriodSeconds'], name: string): number =>
    typeof said === 'number' ? said : (said?.[name] ?? 0);
  const names = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(
    ({ name }) => name,
  );
  const containers = names.map((name) => ({ name, id: name, state: 'running' }));
  const runtime = runtimeView(pod, { containers });
  const targets = allTargets(workerOf(pod, stepOf([])), runtime, 'terminate').map((target) => ({
    ...target,
    graceSeconds: of(input.gracePeriodSeconds, target.name),
  }));
  const waited: { [name: string]: number } = {};
  let due: readonly Due[] = [];
  const gather = ({ io, turn }: Bench): void => {
    for (const effect of io.effects) {
      if (effect.do !== 'after') continue;
      const at = (io.now + effect.delay) as Micros;
      due = [
        ...due,
        { at, tag: (effect.message as { tag?: string }).tag ?? '', message: effect.message },
      ];
    }
    for (const { tag } of turn.calls) {
      const name = tag.replace('stop:', '');
      waited[name] = (io.now - START) / 1_000_000;
      const at = (io.now + seconds(of(input.secondsToExitAfterStop, name))) as Micros;
      due = [...due, { at, tag, message: { type: 'cri.response' } }];
    }
  };
  const step = stepOf(targets);
  let bench = benchAt(edition, START);
  let { worker } = killStep.begin(bench.turn, workerOf(pod, step), step);
  gather(bench);
  while (due.length > 0) {
    const [next, ...later] = [...due].sort((a, b) => a.at - b.at) as [Due, ...Due[]];
    due = later;
    bench = benchAt(edition, next.at);
    const present = worker.plan?.steps[0] as KillStep;
    const envelope = testEnvelope(next.message);
    worker = killStep.answer?.(bench.turn, worker, present, next.tag, envelope).worker ?? worker;
    gather(bench);
  }
  return waited;
}

function preStop(pod: Pod, input: Input, edition: EditionName): unknown {
  const [container] = pod.spec.containers;
  const grace = typeof input.gracePeriodSeconds === 'number' ? input.gracePeriodSeconds : undefined;
  const target = { id: 'id', metadata: { name: container?.name ?? '', attempt: 0 } };
  const step = stepOf([
    makeTarget(workerOf(pod, stepOf([]), grace), target, 'Stopping', 'terminate'),
  ]);
  const { io, turn } = benchAt(edition, START);
  killStep.begin(turn, workerOf(pod, step, grace), step);
  const ran = hookOf(io);
  return { preStopExecuted: ran !== undefined, ...ran };
}

/** What the runtime or the network was asked for a hook. */
function hookOf(io: TestIo): object | undefined {
  const exec = requestsOf(io).find(({ method }) => method === 'ExecSync');
  if (exec?.method === 'ExecSync') return { command: exec.params.cmd };
  const call = io.effects.find((one) => one.do === 'send' && one.message.type === 'linux.call');
  if (call?.do !== 'send') return undefined;
  const { ip, port, payload } = call.message as NetCall;
  const { path = '', isTls = false } = payload as { path?: string; isTls?: boolean };
  const slash = path.startsWith('/') ? '' : '/';
  return {
    url: `${isTls ? 'https' : 'http'}://${ip}:${port}${slash}${path}`,
    host: ip,
    port,
    path,
  };
}

function started(pod: Pod, edition: EditionName): unknown {
  const container = pod.spec.containers[0] as Container;
  const step: Extract<PlanStep, { do: 'start' }> = {
    do: 'start',
    container: { name: container.name, kind: 'container', stage: 'start', containerId: 'id' },
  };
  const { io, turn } = benchAt(edition, START);
  const response = { type: 'cri.response', method: 'StartContainer', result: {} } as Message;
  const envelope = testEnvelope(response, { inReplyTo: 1 as EventId });
  startStep.answer?.(turn, workerOf(pod, step), step, 'start', envelope);
  const ran = hookOf(io);
  return { postStartExecuted: ran !== undefined, ...ran };
}
