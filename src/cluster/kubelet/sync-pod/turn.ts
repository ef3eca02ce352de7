// One event's work on one pod's plan: what a step may read, ask for and leave behind.

import { get } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope, EventId, Subject } from '../../../kernel/message.ts';
import { type PodLifecycle, podLifecycle } from '../../editions/pod-lifecycle.ts';
import type { CriRequest } from '../../protocol/cri.ts';
import type { RecordEvent } from '../channels.ts';
import { callRuntime } from '../cri-client.ts';
import type { Backoff } from '../kuberuntime/backoff.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import type { StaticPods } from '../pod-workers/static-pods.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import type { KubeletState } from '../state.ts';
import type { Plan, PlanContext, PlanStep } from './plan.ts';

/** Lives for one event only; what it gathers is written back at its end. */
export interface Turn {
  readonly state: KubeletState;
  readonly io: Io;
  readonly lifecycle: PodLifecycle;
  /** Requests made, with what their answers mean. */
  readonly calls: { id: EventId; uid: string; tag: string; peer?: string }[];
  crashBackoff: Backoff;
  statics: StaticPods;
}

/** How a step leaves the plan. */
export interface StepResult {
  readonly worker: PodWorker;
  /** `next`: on with the following step; `wait`: an answer will come; `end`: the sync is over. */
  readonly go: 'next' | 'wait' | 'end';
}

/** Begins or continues a step of kind `S`. */
export interface StepHandler<S extends PlanStep = PlanStep> {
  begin(turn: Turn, worker: PodWorker, step: S): StepResult;
  /** An answer to a call tagged `tag`, or a timer of that tag. */
  answer?(turn: Turn, worker: PodWorker, step: S, tag: string, envelope: Envelope): StepResult;
}

/** A turn over the present state. */
export function makeTurn(state: KubeletState, io: Io): Turn {
  return {
    state,
    io,
    lifecycle: podLifecycle(state.config.edition),
    calls: [],
    crashBackoff: state.podWorkers.crashBackoff,
    statics: state.podWorkers.statics,
  };
}

/** Notes that the answer to `id` belongs to this worker's present step. */
export function expect(turn: Turn, worker: PodWorker, id: EventId, tag: string): void {
  turn.calls.push({ id, uid: worker.uid, tag });
}

/** The same of a call to the API server: that the connection broke is an answer too. */
export function expectFromApi(turn: Turn, worker: PodWorker, id: EventId, tag: string): void {
  turn.calls.push({ id, uid: worker.uid, tag, peer: turn.state.config.apiserver });
}

/** Calls the runtime; its answer, or that it is gone, belongs to this worker's present step. */
export function askRuntime(turn: Turn, worker: PodWorker, request: CriRequest, tag: string): void {
  const id = callRuntime(turn.state.config, turn.io, request);
  turn.calls.push({ id, uid: worker.uid, tag, peer: turn.state.config.engine });
}

/** The next step follows. */
export function next(worker: PodWorker): StepResult {
  return { worker, go: 'next' };
}

/** An answer will come. */
export function wait(worker: PodWorker): StepResult {
  return { worker, go: 'wait' };
}

/** The sync is over. */
export function end(worker: PodWorker): StepResult {
  return { worker, go: 'end' };
}

/** The sync is over with an error. */
export function fail(worker: PodWorker, error: string): StepResult {
  return end(withContext(worker, { errors: [...planOf(worker).context.errors, error] }));
}

/** The worker's plan; there is one while a step runs. */
export function planOf(worker: PodWorker): Plan {
  return worker.plan as Plan;
}

/** The worker with its present step replaced. */
export function withStep(worker: PodWorker, step: PlanStep): PodWorker {
  const plan = planOf(worker);
  const steps = plan.steps.map((old, index) => (index === plan.cursor ? step : old));
  return { ...worker, plan: { ...plan, steps } };
}

/** The worker with steps put in right after the present one. */
export function withInserted(worker: PodWorker, inserted: readonly PlanStep[]): PodWorker {
  const plan = planOf(worker);
  const steps = [
    ...plan.steps.slice(0, plan.cursor + 1),
    ...inserted,
    ...plan.steps.slice(plan.cursor + 1),
  ];
  return { ...worker, plan: { ...plan, steps } };
}

/** The worker with parts of its plan's context changed. */
export function withContext(worker: PodWorker, parts: Partial<PlanContext>): PodWorker {
  const plan = planOf(worker);
  return { ...worker, plan: { ...plan, context: { ...plan.context, ...parts } } };
}

/** What the pod cache says of the worker's pod. */
export function runtimeOf(turn: Turn, worker: PodWorker): RuntimePodStatus | undefined {
  return get(turn.state.podCache, worker.uid);
}

/** Records a v1 Event about the worker's pod. */
export function recordEvent(
  turn: Turn,
  worker: PodWorker,
  event: Pick<RecordEvent, 'eventType' | 'reason' | 'message'> & { readonly fieldPath?: string },
): void {
  turn.io.signal('events', { type: 'event.record', pod: worker.pod, ...event } as RecordEvent);
}

/** `spec.containers{web}`, as events name a container. */
export function fieldPathOf(kind: 'init' | 'container' | 'ephemeral', name: string): string {
  if (kind === 'init') return `spec.initContainers{${name}}`;
  return kind === 'ephemeral' ? `spec.ephemeralContainers{${name}}` : `spec.containers{${name}}`;
}

/** The pod as facts name it. */
export function aboutPod(turn: Turn, worker: PodWorker): Subject {
  const { metadata } = worker.pod;
  return {
    kind: 'pod',
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? 'default',
    uid: worker.uid,
    node: turn.state.config.nodeName,
  };
}
