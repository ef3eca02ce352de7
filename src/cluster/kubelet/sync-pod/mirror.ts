// The step of a sync that makes the API show a static pod as it runs: its mirror is created, or
// replaced when it is out of date. Errors are left to the next sync.
// Models pkg/kubelet/kubelet.go, tryReconcileMirrorPods.

import { isStaticPod } from '../../../api/pod-helpers.ts';
import type { EventId } from '../../../kernel/message.ts';
import { seconds } from '../../../kernel/time.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import { createMirror, deleteMirror, isOutdated } from '../mirror-client.ts';
import { fullNameOf } from '../pod-names.ts';
import type { PodWorker, WorkerTimer } from '../pod-workers/state.ts';
import type { PlanStep } from './plan.ts';
import { expectFromApi, next, type StepHandler, type StepResult, type Turn, wait } from './turn.ts';

/** What the answer of the API server to a request of this step is called. */
export const MIRROR_CALL = 'mirror' as const;

/** A connection that says nothing is given up. Models http2 read idle and ping time-outs. */
const CONNECTION_LOST = seconds(45);

/** A static pod's mirror in the API. */
export const mirrorStep: StepHandler<Extract<PlanStep, { do: 'mirror' }>> = {
  begin(turn, worker) {
    const { pod, mirror } = worker;
    if (!isStaticPod(pod)) return next(worker);
    if (mirror === undefined) return create(turn, worker);
    if (!isOutdated(mirror, pod)) return next(worker);
    const id = deleteMirror(turn.state, fullNameOf(pod), turn.io, mirror.metadata.uid);
    if (id === undefined) return next(worker);
    return waitFor(turn, { ...worker, doing: 'DELETE mirror' }, id);
  },
  answer(turn, worker, _step, _tag, { message }) {
    turn.io.cancel(timerOf(worker));
    const isDone = message.type === 'api.response' && (message as ApiResponse).code < 300;
    return isDone && worker.doing === 'DELETE mirror' ? create(turn, worker) : next(worker);
  },
};

function create(turn: Turn, worker: PodWorker): StepResult {
  const id = createMirror(turn.state, worker.pod, turn.io);
  if (id === undefined) return next(worker);
  return waitFor(turn, { ...worker, doing: 'POST mirror' }, id);
}

function waitFor(turn: Turn, worker: PodWorker, id: EventId): StepResult {
  expectFromApi(turn, worker, id, MIRROR_CALL);
  const lost: WorkerTimer = { type: 'worker.timer', uid: worker.uid, tag: MIRROR_CALL };
  turn.io.after(timerOf(worker), CONNECTION_LOST, lost);
  return wait(worker);
}

function timerOf({ uid }: PodWorker): string {
  return `mirror/${uid}`;
}
