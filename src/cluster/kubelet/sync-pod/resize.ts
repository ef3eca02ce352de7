// A resize in place within a sync: whether it is in effect already, and the writing of cgroups.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, doPodResizeAction and
// IsPodResizeInProgress, and what pkg/kubelet/kubelet.go, SyncPod, does with the answer.

import type { Container } from '../../../api/container.ts';
import { present } from '../../../base/assert.ts';
import { get } from '../../../base/persistent-map.ts';
import type { Message } from '../../../kernel/message.ts';
import { type CriResponse, criErrorText, criRequest } from '../../protocol/cri.ts';
import type { ContainerResources } from '../../protocol/cri-objects.ts';
import type { ChangeCgroups } from '../../protocol/linux.ts';
import { CADVISOR_PORT, type StatsAnswer, type StatsRequest } from '../../protocol/stats.ts';
import type { PodResize } from '../allocation/state.ts';
import { resizeText } from '../allocation/texts.ts';
import { podCgroupLimits, podCgroupPath } from '../cgroups.ts';
import type { ResizeCompleted, ResizeFailed } from '../channels.ts';
import { containerResources } from '../container-config/resources.ts';
import { differingResources } from '../kuberuntime/resize-action.ts';
import { callEnds } from '../metrics/book.ts';
import { podText } from '../pod-names.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import type { PlanStep } from './plan.ts';
import { lowered, memoryRefusal } from './resize-check.ts';
import { actionError } from './sync-errors.ts';
import { timedCgroupCall } from './timed-cgroups.ts';
import {
  askRuntime,
  expect,
  next,
  planOf,
  recordEvent,
  runtimeOf,
  type StepHandler,
  type StepResult,
  type Turn,
  wait,
  withContext,
  withStep,
} from './turn.ts';

type ResizeStep = Extract<PlanStep, { do: 'resize' }>;

/** The pod's resize as its status is to tell it; one that is in effect ends here. */
export function resizeAtSync(
  turn: Turn,
  worker: PodWorker,
  runtime: RuntimePodStatus | undefined,
): PodResize | undefined {
  const resize = get(turn.state.syncLoop.resizes, worker.uid);
  if (resize?.inProgress === undefined || isInProgress(turn, worker, runtime)) return resize;
  const { inProgress, ...rest } = resize;
  recordEvent(turn, worker, {
    eventType: 'Normal',
    reason: 'ResizeCompleted',
    message: resizeText('completed', worker.pod, inProgress),
  });
  const completed: ResizeCompleted = { type: 'resize.completed', uid: worker.uid };
  turn.io.signal('sync-loop', completed);
  return rest;
}

/** The cgroups that the pod's containers should have; only asked for while a resize goes on. */
export function desiredResources(
  turn: Turn,
  worker: PodWorker,
): ((container: Container) => ContainerResources) | undefined {
  const resize = get(turn.state.syncLoop.resizes, worker.uid);
  if (resize?.inProgress === undefined) return undefined;
  return (container) => desiredOf(turn, worker, container);
}

function desiredOf(turn: Turn, { pod }: PodWorker, container: Container): ContainerResources {
  return containerResources(pod, container, turn.state.config.memoryBytes);
}

function isInProgress(
  turn: Turn,
  worker: PodWorker,
  runtime: RuntimePodStatus | undefined,
): boolean {
  const { containers, initContainers = [] } = worker.pod.spec;
  return [...initContainers, ...containers].some((container) => {
    const found = runtime?.containers.find((one) => one.metadata.name === container.name);
    if (found?.state !== 'CONTAINER_RUNNING' || found.resources === undefined) return false;
    return differingResources(desiredOf(turn, worker, container), found.resources).length > 0;
  });
}

/**
 * Writes the pod's cgroup, then those of its containers; then the pod is looked at anew. Memory
 * limits that get lower are compared with what is used first.
 */
export const resizeStep: StepHandler<ResizeStep> = {
  begin(turn, worker, step) {
    const { pod } = worker;
    const containers = lowered(step.updates, runtimeOf(turn, worker));
    if (containers.length === 0 && podCgroupLimits(pod).memoryBytes === undefined) {
      return writePod(turn, worker);
    }
    const { cadvisor } = turn.state.config;
    const actor = present(turn.io.find(cadvisor), `no process ${cadvisor}`);
    const path = podCgroupPath(pod);
    const names = [path, ...containers.map(({ id }) => `${path}/${id}`)];
    const request: StatsRequest = { type: 'stats.containers', names, count: 1, isUpdate: true };
    expect(turn, worker, turn.io.send({ actor, port: CADVISOR_PORT }, request), 'usage');
    return wait({ ...worker, doing: 'resize' });
  },
  answer(turn, worker, step, tag, { message, inReplyTo }) {
    if (tag === 'pod' && inReplyTo !== undefined) callEnds(turn.io, inReplyTo);
    if (tag === 'usage') return checked(turn, worker, step, message);
    const error = tag === 'pod' ? undefined : (message as CriResponse).error;
    if (error !== undefined) return failed(turn, worker, criErrorText(error));
    const [first, ...updates] = step.updates;
    if (first === undefined) {
      return next(withContext(worker, { hasActed: true, isReinspected: true }));
    }
    const { oomScoreAdj: _kept, ...linux } = first.resources;
    const request = criRequest('UpdateContainerResources', { containerId: first.id, linux });
    askRuntime(turn, worker, request, first.id);
    return wait(withStep(worker, { ...step, updates }));
  },
};

function checked(turn: Turn, worker: PodWorker, step: ResizeStep, message: Message): StepResult {
  const { pod } = worker;
  if (message.type !== 'stats.answer') {
    return failed(turn, worker, `unable to read memory usage for pod "${podText(pod)}"`);
  }
  const containers = lowered(step.updates, runtimeOf(turn, worker));
  const refusal = memoryRefusal(pod, containers, (message as StatsAnswer).containers);
  return refusal === undefined ? writePod(turn, worker) : failed(turn, worker, refusal);
}

function writePod(turn: Turn, worker: PodWorker): StepResult {
  const { pod } = worker;
  const request: ChangeCgroups = {
    type: 'linux.cgroups',
    ops: [{ op: 'update', path: podCgroupPath(pod), limits: podCgroupLimits(pod) }],
  };
  expect(turn, worker, timedCgroupCall(turn, request, 'update'), 'pod');
  return wait({ ...worker, doing: 'resize' });
}

/** The containers go on with what they have, the sync goes on, and the next one tries again. */
function failed(turn: Turn, worker: PodWorker, why: string): StepResult {
  const { pod, uid } = worker;
  const resize = get(turn.state.syncLoop.resizes, uid);
  if (resize?.inProgress !== undefined && resize.error !== why) {
    const message = resizeText('error', pod, resize.inProgress, why);
    recordEvent(turn, worker, { eventType: 'Warning', reason: 'ResizeError', message });
    const told: ResizeFailed = { type: 'resize.failed', uid, error: why };
    turn.io.signal('sync-loop', told);
  }
  const error = actionError('ResizePodInPlace', podText(pod), why);
  return next(withContext(worker, { errors: [...planOf(worker).context.errors, error] }));
}
