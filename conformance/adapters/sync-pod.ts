// Topic sync-pod: whole syncs on a real node, and the steps that stop and remove containers.

import type { Container } from '../../src/api/container.ts';
import type { Pod } from '../../src/api/pod.ts';
import { emptyMap, get } from '../../src/base/persistent-map.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { podCgroupPath } from '../../src/cluster/kubelet/cgroups.ts';
import { emptyBackoff } from '../../src/cluster/kubelet/kuberuntime/backoff.ts';
import { newWorker, type PodWorker } from '../../src/cluster/kubelet/pod-workers/state.ts';
import { noStaticPods } from '../../src/cluster/kubelet/pod-workers/static-pods.ts';
import type { RuntimePodStatus } from '../../src/cluster/kubelet/runtime-types.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import { oldInits } from '../../src/cluster/kubelet/sync-pod/compute.ts';
import { killAll, killStep } from '../../src/cluster/kubelet/sync-pod/kill.ts';
import { FRESH_CONTEXT } from '../../src/cluster/kubelet/sync-pod/plan.ts';
import { makeTurn } from '../../src/cluster/kubelet/sync-pod/turn.ts';
import { testConfig } from '../../src/cluster/kubelet/testing.ts';
import { testEnvelope, testIo } from '../../src/kernel/test-io.ts';
import { type Micros, seconds } from '../../src/kernel/time.ts';
import { KubeletBench } from './kubelet-bench.ts';
import { type RuntimeInput, runtimeView } from './runtime-view.ts';

interface Step {
  readonly do: 'syncPod' | 'stopContainer' | 'stopSandbox';
  readonly container?: string;
  readonly exitCode?: number;
}

interface Input {
  readonly op: string;
  readonly pod: Pod;
  readonly steps?: readonly Step[];
  readonly runtime?: RuntimeInput;
}

/** sync-pod.json */
export function syncPod(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  const pod: Pod = {
    ...input.pod,
    spec: { ...input.pod.spec, containers: input.pod.spec.containers ?? [] },
  };
  if (input.op === 'sequence') return { afterEachSync: sequence(pod, input.steps ?? [], edition) };
  const runtime = namedView(pod, input.runtime ?? {});
  if (input.op === 'killPod') return { runtime: killed(pod, runtime, edition) };
  const old = oldInits(pod, runtime);
  const left = runtime.containers.filter(({ id }) => !old.includes(id));
  return { remainingContainers: left.map(({ id }) => id) };
}

/** The runtime's view, every container with an id. */
function namedView(pod: Pod, runtime: RuntimeInput): RuntimePodStatus {
  const containers = runtime.containers?.map((one) => ({ ...one, id: one.id ?? one.name }));
  return runtimeView(pod, { ...runtime, ...(containers === undefined ? {} : { containers }) });
}

/** Kills the pod; the runtime does what it is asked. */
function killed(pod: Pod, runtime: RuntimePodStatus, edition: EditionName): RuntimeInput {
  const config = testConfig(edition);
  const io = testIo({ now: seconds(10) as number as Micros, processes: [config.engine] });
  const podWorkers = { crashBackoff: emptyBackoff(), statics: noStaticPods() };
  const state = { config, podWorkers, podCache: emptyMap() } as unknown as KubeletState;
  const turn = makeTurn(state, io);
  const bare = newWorker(pod.metadata.uid ?? '', { type: 'pod.update', updateType: 'kill', pod });
  const step = killAll(bare, runtime, 'terminate', false);
  const plan: PodWorker['plan'] = {
    kind: 'TerminatingPod',
    steps: [step],
    cursor: 0,
    startedAt: 0 as Micros,
    context: FRESH_CONTEXT,
  };
  let { worker } = killStep.begin(turn, { ...bare, plan }, step);
  const stopped = new Set<string>();
  for (const { tag } of turn.calls) {
    // The list grows while it is gone through: sandboxes are stopped after their containers.
    stopped.add(tag.slice(tag.indexOf(':') + 1));
    const present = worker.plan?.steps[0] as typeof step;
    const envelope = testEnvelope({ type: 'cri.response' });
    worker = killStep.answer?.(turn, worker, present, tag, envelope).worker ?? worker;
  }
  return {
    sandboxes: runtime.sandboxes.map(({ id }) => ({
      id,
      state: stopped.has(id) ? 'notready' : 'ready',
    })),
    containers: runtime.containers.map(({ id, metadata: { name } }) => ({
      id,
      name,
      state: stopped.has(id) ? 'exited' : 'running',
    })),
  };
}

const STATES: { readonly [state: string]: string } = {
  CONTAINER_RUNNING: 'running',
  CONTAINER_EXITED: 'exited',
  CONTAINER_CREATED: 'created',
};

function sequence(pod: Pod, steps: readonly Step[], edition: EditionName): readonly unknown[] {
  const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  const bench = new KubeletBench(
    edition,
    all.map(({ image = '' }) => image),
  );
  const codes = new Map(steps.map(({ container = '', exitCode = 0 }) => [container, exitCode]));
  const running = (one: Container): Container => ({
    ...one,
    command: [
      'sh',
      '-c',
      `trap 'exit ${codes.get(one.name) ?? 0}' TERM; while true; do sleep 1; done`,
    ],
  });
  const { initContainers: inits } = pod.spec;
  const wanted: Pod = {
    ...pod,
    spec: {
      ...pod.spec,
      containers: pod.spec.containers.map(running),
      ...(inits === undefined ? {} : { initContainers: inits.map(running) }),
    },
  };
  const uid = wanted.metadata.uid ?? '';
  return steps.flatMap((step, i) => {
    const path = podCgroupPath(wanted);
    const runtime = (): RuntimePodStatus | undefined => get(bench.state.podCache, uid);
    if (step.do === 'stopContainer') {
      const named = runtime()?.containers.find(({ metadata }) => metadata.name === step.container);
      bench.kill(`${path}/${named?.id}`, 'SIGTERM');
    } else if (step.do === 'stopSandbox') {
      bench.kill(`${path}/${runtime()?.sandboxes[0]?.id}`);
    } else if (bench.worker(uid) === undefined) bench.configure('ADD', [wanted]);
    else bench.tell('pod-workers', { type: 'pod.update', updateType: 'sync', pod: wanted });
    bench.run(seconds(5));
    bench.drain();
    if (step.do !== 'syncPod') return [];
    const names = all.map(({ name }) => name);
    const containers = (runtime()?.containers ?? [])
      .toSorted((a, b) => names.indexOf(a.metadata.name) - names.indexOf(b.metadata.name))
      .map(({ metadata: { name, attempt }, state }) => ({ name, attempt, state: STATES[state] }));
    return [{ step: i + 1, containers }];
  });
}
