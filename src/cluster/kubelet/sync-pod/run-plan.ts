// Runs a plan: steps one after another until one has to wait for an answer, or the sync is over.

import { assert, InvariantError } from '../../../base/assert.ts';
import type { Envelope } from '../../../kernel/message.ts';
import { copyOf, type PodWorker } from '../pod-workers/state.ts';
import { computeStep } from './compute.ts';
import { imageVolumesStep } from './image-volumes.ts';
import { killStep } from './kill.ts';
import { MIRROR_CALL, mirrorStep } from './mirror.ts';
import { type PlanStep, SYNC_STEPS, withCursor } from './plan.ts';
import {
  cgroupStep,
  dirsStep,
  probesStep,
  pullSecretsStep,
  specStep,
  statusStep,
  volumesStep,
} from './prepare.ts';
import { resizeStep } from './resize.ts';
import { removeStep, runSandboxStep, sandboxStatusStep } from './sandbox.ts';
import { startStep } from './start-container.ts';
import {
  destroyCgroupStep,
  finalStatusStep,
  readRuntimeStep,
  settleStatusStep,
  waitUnmountStep,
} from './terminate.ts';
import { aboutPod, next, planOf, type StepHandler, type StepResult, type Turn } from './turn.ts';

const markStep: StepHandler<Extract<PlanStep, { do: 'mark' }>> = {
  begin(turn, worker, { step, detail }) {
    turn.io.fact('SyncStep', aboutPod(turn, worker), {
      step: SYNC_STEPS.indexOf(step) + 1,
      name: step,
      ...(detail === undefined ? {} : { detail }),
    });
    const marked = copyOf(worker);
    marked.step = step;
    marked.stepStatus = 'active';
    marked.doing = detail ?? '';
    return next(marked);
  },
};

const HANDLERS: { readonly [K in PlanStep['do']]: StepHandler<Extract<PlanStep, { do: K }>> } = {
  mark: markStep,
  status: statusStep,
  cgroup: cgroupStep,
  mirror: mirrorStep,
  dirs: dirsStep,
  spec: specStep,
  volumes: volumesStep,
  'pull-secrets': pullSecretsStep,
  probes: probesStep,
  compute: computeStep,
  kill: killStep,
  remove: removeStep,
  'run-sandbox': runSandboxStep,
  'sandbox-status': sandboxStatusStep,
  'image-volumes': imageVolumesStep,
  resize: resizeStep,
  start: startStep,
  'wait-unmount': waitUnmountStep,
  'read-runtime': readRuntimeStep,
  'final-status': finalStatusStep,
  'destroy-cgroup': destroyCgroupStep,
  'settle-status': settleStatusStep,
};

/** Most steps one event may run; reaching it means a plan that does not end. */
const MAX_STEPS = 1_000;

/** Whether the plan still waits for something. */
export interface Ran {
  readonly worker: PodWorker;
  readonly isOver: boolean;
}

/** Runs from the present step on. */
export function runPlan(turn: Turn, worker: PodWorker): Ran {
  return proceed(turn, beginStep(turn, worker));
}

/** Hands an answer to the present step, and runs on. */
export function answerPlan(turn: Turn, worker: PodWorker, tag: string, envelope: Envelope): Ran {
  const step = presentStep(worker);
  // The API server answered a client that had given up.
  if (tag === MIRROR_CALL && step.do !== 'mirror') return { worker, isOver: false };
  const handler = HANDLERS[step.do] as StepHandler;
  assert(handler.answer, `the step ${step.do} waits for nothing`);
  return proceed(turn, handler.answer(turn, worker, step, tag, envelope));
}

function presentStep(worker: PodWorker): PlanStep {
  const plan = planOf(worker);
  return plan.steps[plan.cursor] as PlanStep;
}

function beginStep(turn: Turn, worker: PodWorker): StepResult {
  const step = presentStep(worker);
  return (HANDLERS[step.do] as StepHandler).begin(turn, worker, step);
}

function proceed(turn: Turn, first: StepResult): Ran {
  let result = first;
  for (let count = 0; count < MAX_STEPS; count++) {
    if (result.go === 'wait') return { worker: result.worker, isOver: false };
    if (result.go === 'end') return { worker: result.worker, isOver: true };
    const plan = planOf(result.worker);
    const cursor = plan.cursor + 1;
    if (cursor >= plan.steps.length) return { worker: result.worker, isOver: true };
    const worker = copyOf(result.worker);
    worker.plan = withCursor(plan, cursor);
    result = beginStep(turn, worker);
  }
  throw new InvariantError('a sync plan does not end');
}
