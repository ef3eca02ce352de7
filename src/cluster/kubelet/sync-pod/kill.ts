// Killing: all containers of the step at once, each with its hook, its turn and its grace, then the
// sandboxes. Models pkg/kubelet/kuberuntime/kuberuntime_container.go, killContainer, and
// killPodWithSyncResult.

import type { Container } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import type { Message } from '../../../kernel/message.ts';
import { elapsed, inSeconds, seconds } from '../../../kernel/time.ts';
import { criRequest } from '../../protocol/cri.ts';
import type { CriContainerStatus } from '../../protocol/cri-objects.ts';
import { count } from '../metrics/book.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import { hookFailure, runHook } from './hooks.ts';
import type { KillReason, KillTarget, PlanStep } from './plan.ts';
import { actionError, aggregate, stopError } from './sync-errors.ts';
import {
  askRuntime,
  fail,
  fieldPathOf,
  next,
  planOf,
  recordEvent,
  type StepHandler,
  type StepResult,
  type Turn,
  wait,
  withContext,
  withStep,
} from './turn.ts';

/** Never less than this between the stop signal and SIGKILL. */
export const MINIMUM_GRACE_SECONDS = 2;

type KillStep = Extract<PlanStep, { do: 'kill' }>;

/** Kills, waits, stops the sandboxes. */
export const killStep: StepHandler<KillStep> = {
  begin(turn, worker, step) {
    const begun = step.targets.map((target) => {
      announce(turn, worker, target);
      return { ...target, startedAt: turn.io.now };
    });
    for (const target of begun.filter(({ after }) => after.length > 0)) {
      // Whoever still waits for its turn when the grace is over goes at once.
      armTurn(turn, worker, target);
    }
    return advance(turn, worker, { ...step, targets: begun });
  },
  answer(turn, worker, step, tag, envelope) {
    const [what, id = ''] = split(tag);
    if (what === 'sandbox') return sandboxStopped(turn, worker, step, id, envelope.message);
    const target = step.targets.find((other) => other.id === id);
    if (target === undefined || isOver(target)) return wait(worker);
    if (what === 'turn') return advance(turn, worker, withTarget(step, { ...target, after: [] }));
    if (what === 'hook') return hookDone(turn, worker, step, target, envelope.message);
    if (what === 'stop' && target.stage === 'stopping') {
      return advance(turn, worker, stopped(turn, step, target, envelope.message));
    }
    return wait(worker);
  },
};

function isOver({ stage }: KillTarget): boolean {
  return stage === 'done' || stage === 'failed';
}

/** The step after the runtime's answer to one stop. */
function stopped(turn: Turn, step: KillStep, target: KillTarget, message: Message): KillStep {
  const why = stopError(turn.lifecycle, message);
  if (why === undefined) return withTarget(step, { ...target, stage: 'done' });
  const error = actionError('KillContainer', target.name, why);
  const failed = withTarget(step, { ...target, stage: 'failed' });
  return { ...failed, errors: [...step.errors, error] };
}

function sandboxStopped(
  turn: Turn,
  worker: PodWorker,
  step: KillStep,
  id: string,
  message: Message,
): StepResult {
  const why = stopError(turn.lifecycle, message);
  const changed: KillStep = {
    ...step,
    sandboxes: step.sandboxes.filter((sandbox) => sandbox !== id),
    errors:
      why === undefined
        ? step.errors
        : [...step.errors, actionError('KillPodSandbox', worker.uid, why)],
  };
  const told = withStep(worker, changed);
  return changed.sandboxes.length === 0 ? finish(turn, told, changed) : wait(told);
}

/** On with the plan; or, when anything could not be stopped, the end of this sync. */
function finish(turn: Turn, worker: PodWorker, { errors }: KillStep): StepResult {
  if (errors.length === 0) return next(withContext(worker, { hasActed: true }));
  const text = aggregate(errors);
  if (planOf(worker).kind === 'TerminatingPod' && hasEvents(turn, worker)) {
    const message = `error killing pod: ${text}`;
    recordEvent(turn, worker, { eventType: 'Warning', reason: 'FailedKillPod', message });
  }
  return fail(worker, text);
}

/** The older kubelets know too little of a pod that they only found to tell events of it. */
function hasEvents(turn: Turn, worker: PodWorker): boolean {
  return !worker.isOrphan || turn.lifecycle.hasOrphanEvents;
}

function split(tag: string): [string, string | undefined] {
  const colon = tag.indexOf(':');
  return colon < 0 ? [tag, undefined] : [tag.slice(0, colon), tag.slice(colon + 1)];
}

/** Moves every target on as far as it can; then the sandboxes, then the next step. */
function advance(turn: Turn, worker: PodWorker, step: KillStep): StepResult {
  let targets = step.targets;
  for (const { id } of step.targets) {
    const target = targets.find((other) => other.id === id) as KillTarget;
    const moved = target.stage === 'waiting' ? begin(turn, worker, target, targets) : target;
    targets = targets.map((other) => (other.id === id ? moved : other));
  }
  const changed = withStep(worker, { ...step, targets });
  if (!targets.every(isOver)) return wait(changed);
  if (!step.isStoppingSandboxes || step.sandboxes.length === 0) {
    return targets.length > 0 ? finish(turn, changed, step) : next(changed);
  }
  for (const podSandboxId of step.sandboxes) {
    const request = criRequest('StopPodSandbox', { podSandboxId });
    askRuntime(turn, worker, request, `sandbox:${podSandboxId}`);
  }
  return wait({ ...changed, doing: 'StopPodSandbox' });
}

/** The hook first, if there is one and it has not run; then the turn; then the stop. */
function begin(
  turn: Turn,
  worker: PodWorker,
  target: KillTarget,
  all: readonly KillTarget[],
): KillTarget {
  const container = specOf(worker.pod, target.name);
  const hook = container?.lifecycle?.preStop;
  if (hook !== undefined && target.hookDeadline === undefined && target.graceSeconds > 0) {
    const grace = seconds(target.graceSeconds);
    runHook(turn, worker, hook, container as Container, target.id, `hook:${target.id}`);
    turn.io.after(`hook/${target.id}`, grace, timer(worker, `hook:${target.id}`));
    return { ...target, stage: 'hook', hookDeadline: (turn.io.now + grace) as never };
  }
  const isBlocked = target.after.some((name) =>
    all.some((other) => other.name === name && other.stage !== 'done'),
  );
  if (isBlocked) return target;
  return stop(turn, worker, target);
}

function stop(turn: Turn, worker: PodWorker, target: KillTarget): KillTarget {
  const spent = Math.floor(inSeconds(elapsed(target.startedAt ?? turn.io.now, turn.io.now)));
  // The older kubelet means what an eviction says: no time at all is no time.
  const isExact = worker.isEvicted && !turn.lifecycle.hasThreePhases;
  const floor = isExact ? 0 : MINIMUM_GRACE_SECONDS;
  const left = Math.max(floor, target.graceSeconds - spent);
  const request = criRequest('StopContainer', { containerId: target.id, timeoutSeconds: left });
  askRuntime(turn, worker, request, `stop:${target.id}`);
  return { ...target, stage: 'stopping' };
}

function hookDone(
  turn: Turn,
  worker: PodWorker,
  step: KillStep,
  target: KillTarget,
  message: Message,
): StepResult {
  if (target.stage !== 'hook') return wait(worker);
  turn.io.cancel(`hook/${target.id}`);
  const hook = specOf(worker.pod, target.name)?.lifecycle?.preStop ?? {};
  const failure = hookFailure(worker, hook, target.name, message);
  if (failure !== undefined && hook.sleep !== undefined) {
    count(turn.io, 'sleep_action_terminated_early_total');
  }
  if (failure !== undefined) {
    recordEvent(turn, worker, {
      eventType: 'Warning',
      reason: 'FailedPreStopHook',
      message: turn.lifecycle.hasThreePhases ? 'PreStopHook failed' : failure.text,
      fieldPath: fieldPathOf(target.isInit ? 'init' : 'container', target.name),
    });
  }
  return advance(turn, worker, withTarget(step, { ...target, stage: 'waiting' }));
}

function withTarget(step: KillStep, target: KillTarget): KillStep {
  return {
    ...step,
    targets: step.targets.map((other) => (other.id === target.id ? target : other)),
  };
}

function announce(turn: Turn, worker: PodWorker, target: KillTarget): void {
  if (!hasEvents(turn, worker)) return;
  recordEvent(turn, worker, {
    eventType: 'Normal',
    reason: 'Killing',
    message: target.message,
    fieldPath: fieldPathOf(target.isInit ? 'init' : 'container', target.name),
  });
}

function armTurn(turn: Turn, worker: PodWorker, target: KillTarget): void {
  const grace = seconds(target.graceSeconds);
  turn.io.after(`turn/${target.id}`, grace, timer(worker, `turn:${target.id}`));
}

function timer(worker: PodWorker, tag: string): { type: string; uid: string; tag: string } {
  return { type: 'worker.timer', uid: worker.uid, tag };
}

function specOf(pod: Pod, name: string): Container | undefined {
  const spec = pod.spec;
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find(
    (container) => container.name === name,
  );
}

/** Whole seconds a container gets. Models setTerminationGracePeriod. */
export function graceFor(worker: PodWorker, name: string, reason: KillReason): number {
  const { pod } = worker;
  if (worker.graceSeconds !== undefined) return worker.graceSeconds;
  if (pod.metadata.deletionGracePeriodSeconds !== undefined) {
    return pod.metadata.deletionGracePeriodSeconds;
  }
  const base = pod.spec.terminationGracePeriodSeconds;
  if (base === undefined) return MINIMUM_GRACE_SECONDS;
  if (reason === 'sync' || reason === 'terminate') return base;
  return specOf(pod, name)?.[reason]?.terminationGracePeriodSeconds ?? base;
}

/** Targets for every running container of the pod, with the order that sidecars keep. */
export function allTargets(
  worker: PodWorker,
  runtime: RuntimePodStatus | undefined,
  reason: KillReason,
): readonly KillTarget[] {
  const running = (runtime?.containers ?? []).filter(
    (container) =>
      container.state === 'CONTAINER_RUNNING' || container.state === 'CONTAINER_UNKNOWN',
  );
  const inits = worker.pod.spec?.initContainers ?? [];
  const sidecars = inits.filter(isSidecar).map((container) => container.name);
  return running.map((container) => {
    const { name } = container.metadata;
    return makeTarget(worker, container, `Stopping container ${name}`, reason, before(name));
  });

  function before(name: string): readonly string[] {
    const place = sidecars.indexOf(name);
    if (place < 0) return [];
    const later = sidecars.slice(place + 1);
    const apps = running
      .map((container) => container.metadata.name)
      .filter((other) => !inits.some((init) => init.name === other));
    return [...apps, ...later];
  }
}

/** One container to kill. */
export function makeTarget(
  worker: PodWorker,
  container: Pick<CriContainerStatus, 'id' | 'metadata'>,
  message: string,
  reason: KillReason,
  after: readonly string[] = [],
): KillTarget {
  const { name } = container.metadata;
  return {
    id: container.id,
    name,
    message,
    stage: 'waiting',
    graceSeconds: graceFor(worker, name, reason),
    after,
    isInit: (worker.pod.spec?.initContainers ?? []).some((init) => init.name === name),
  };
}

/** The step that stops everything of the pod, sandboxes included. */
export function killAll(
  worker: PodWorker,
  runtime: RuntimePodStatus | undefined,
  reason: KillReason,
  isEverySandbox: boolean,
): KillStep {
  const sandboxes = (runtime?.sandboxes ?? []).filter(
    (sandbox) => isEverySandbox || sandbox.state === 'SANDBOX_READY',
  );
  return {
    do: 'kill',
    targets: allTargets(worker, runtime, reason),
    sandboxes: sandboxes.map(({ id }) => id),
    isStoppingSandboxes: true,
    errors: [],
  };
}

/** Running stops get a shorter time: the calls are made again with what is left. */
export function shortenKill(turn: Turn, worker: PodWorker): PodWorker {
  const plan = planOf(worker);
  const step = plan.steps[plan.cursor];
  if (step?.do !== 'kill') return worker;
  const targets = step.targets.map((target) => {
    const shorter = { ...target, graceSeconds: worker.graceSeconds ?? target.graceSeconds };
    return target.stage === 'stopping'
      ? stop(turn, worker, { ...shorter, startedAt: turn.io.now })
      : shorter;
  });
  return withStep(worker, { ...step, targets });
}
