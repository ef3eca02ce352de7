// A resize in place within a sync: whether it is in effect already, and the writing of cgroups.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, doPodResizeAction and
// IsPodResizeInProgress, and what pkg/kubelet/kubelet.go, SyncPod, does with the answer.

import type { Container } from '../../../api/container.ts';
import { get } from '../../../base/persistent-map.ts';
import { type CriResponse, criRequest } from '../../protocol/cri.ts';
import type { ContainerResources } from '../../protocol/cri-objects.ts';
import type { ChangeCgroups } from '../../protocol/linux.ts';
import type { PodResize } from '../allocation/state.ts';
import { resizeText } from '../allocation/texts.ts';
import { podCgroupLimits, podCgroupPath } from '../cgroups.ts';
import type { ResizeCompleted } from '../channels.ts';
import { containerResources } from '../container-config/resources.ts';
import { callRuntime } from '../cri-client.ts';
import { differingResources } from '../kuberuntime/resize-action.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import type { PlanStep } from './plan.ts';
import {
  expect,
  fail,
  linuxOf,
  next,
  recordEvent,
  type StepHandler,
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

/** Writes the pod's cgroup, then those of its containers; then the pod is looked at anew. */
export const resizeStep: StepHandler<ResizeStep> = {
  begin(turn, worker) {
    const { pod } = worker;
    const request: ChangeCgroups = {
      type: 'linux.cgroups',
      ops: [{ op: 'update', path: podCgroupPath(pod), limits: podCgroupLimits(pod) }],
    };
    expect(turn, worker, turn.io.send(linuxOf(turn), request), 'pod');
    return wait({ ...worker, doing: 'resize' });
  },
  answer(turn, worker, step, tag, envelope) {
    const error = tag === 'pod' ? undefined : (envelope.message as CriResponse).error;
    if (error !== undefined) return fail(worker, `ResizePodInPlaceError: ${error.message}`);
    const [first, ...updates] = step.updates;
    if (first === undefined) {
      return next(withContext(worker, { hasActed: true, isReinspected: true }));
    }
    const { oomScoreAdj: _kept, ...linux } = first.resources;
    const request = criRequest('UpdateContainerResources', { containerId: first.id, linux });
    expect(turn, worker, callRuntime(turn.state.config, turn.io, request), first.id);
    return wait(withStep(worker, { ...step, updates }));
  },
};
