// Hands a pod to its worker; the older kubelet first looks whether there is anything left to do.
// Models pkg/kubelet/kubelet.go, dispatchWork (v1.20) and podWorkers.UpdatePod calls (v1.22+).

import type { Pod } from '../../../api/pod.ts';
import { isPodTerminal } from '../../../api/pod-helpers.ts';
import { get } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import { allocatedPod } from '../allocation/state.ts';
import type { TerminatePod, UpdatePod } from '../channels.ts';
import type { KubeletState } from '../state.ts';

/** What a handler wants of the worker. */
export interface Dispatched {
  readonly updateType: UpdatePod['updateType'];
  readonly pod: Pod;
  readonly mirror?: Pod;
  /** The pod's object is gone. */
  readonly isRemoved?: boolean;
}

/** Sends the update, unless the pod is over already. */
export function dispatch(state: KubeletState, io: Io, work: Dispatched): void {
  const { pod, updateType, mirror, isRemoved } = work;
  if (!podLifecycle(state.config.edition).hasThreePhases) {
    const status = get(state.statuses.statuses, pod.metadata.uid ?? '')?.status ?? pod.status ?? {};
    const isStopped = (status.containerStatuses ?? []).every(({ state: now }) =>
      now?.running === undefined && now?.waiting?.reason !== undefined
        ? isNeverStarted(state, pod)
        : now?.terminated !== undefined || now?.waiting !== undefined,
    );
    const isDeleting = pod.metadata.deletionTimestamp !== undefined;
    const isOver = isPodTerminal({ status });
    const hasEnded = isStopped && (isOver || wasTerminated(state, pod));
    if (isDeleting && hasEnded && !isRemoved) {
      const done: TerminatePod = { type: 'status.terminate', pod, isFinished: false };
      io.signal('status-manager', done);
      return;
    }
    if (updateType !== 'kill' && updateType !== 'create' && isOver) return;
  }
  const update: UpdatePod = {
    type: 'pod.update',
    updateType,
    startTime: io.now,
    pod: allocatedPod(state.syncLoop.resizes, pod),
    ...(mirror === undefined ? {} : { mirror }),
  };
  io.signal('pod-workers', update);
}

/** Whether the worker has stopped the pod's containers. */
function wasTerminated(state: KubeletState, pod: Pod): boolean {
  const worker = get(state.podWorkers.workers, pod.metadata.uid ?? '');
  return worker?.state === 'TerminatingPod' && worker.plan === undefined;
}

function isNeverStarted(state: KubeletState, pod: Pod): boolean {
  const runtime = get(state.podCache, pod.metadata.uid ?? '');
  return !(runtime?.containers ?? []).some(({ state: now }) => now === 'CONTAINER_RUNNING');
}
