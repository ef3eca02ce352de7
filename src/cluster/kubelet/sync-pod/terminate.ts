// The end of a pod: its last status, its volumes, its cgroup.
// Models pkg/kubelet/kubelet.go, SyncTerminatingPod and SyncTerminatedPod.

import type { ChangeCgroups } from '../../protocol/linux.ts';
import { podCgroupPath } from '../cgroups.ts';
import type {
  ProbePod,
  ReadPod,
  RegisterPod,
  RuntimeRead,
  TerminatePod,
  WaitVolumes,
} from '../channels.ts';
import { callEnds } from '../metrics/book.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import { killAll } from './kill.ts';
import { FRESH_CONTEXT, type Plan, type PlanStep } from './plan.ts';
import { podStatusNow, setStatus } from './pod-status.ts';
import { timedCgroupCall } from './timed-cgroups.ts';
import {
  expect,
  fail,
  next,
  runtimeOf,
  type StepHandler,
  type Turn,
  wait,
  withStep,
} from './turn.ts';

type Step<K extends PlanStep['do']> = StepHandler<Extract<PlanStep, { do: K }>>;

/** The plan that stops everything of the pod. */
export function terminatingPlan(turn: Turn, worker: PodWorker): Plan {
  const { io, lifecycle } = turn;
  const kill = killAll(worker, runtimeOf(turn, worker), 'terminate', false);
  const steps: PlanStep[] = worker.isOrphan ? [kill] : [{ do: 'status' }, kill];
  if (lifecycle.hasThreePhases && !worker.isOrphan) {
    steps.push({ do: 'read-runtime' }, { do: 'final-status' });
  }
  if (!worker.isOrphan) {
    const probes: ProbePod = { type: 'probes.stop-liveness-and-startup', pod: worker.pod };
    io.signal('prober', probes);
  }
  return { kind: 'TerminatingPod', steps, cursor: 0, startedAt: io.now, context: FRESH_CONTEXT };
}

/** The plan that gives back what the pod held. */
export function terminatedPlan(turn: Turn): Plan {
  const steps: readonly PlanStep[] = [
    { do: 'status' },
    { do: 'wait-unmount' },
    { do: 'destroy-cgroup' },
    { do: 'settle-status' },
  ];
  return {
    kind: 'TerminatedPod',
    steps,
    cursor: 0,
    startedAt: turn.io.now,
    context: FRESH_CONTEXT,
  };
}

/** Asks the runtime itself, not the cache, whether anything still runs. */
export const readRuntimeStep: Step<'read-runtime'> = {
  begin(turn, worker) {
    const probes: ProbePod = { type: 'probes.remove', pod: worker.pod };
    turn.io.signal('prober', probes);
    const request: ReadPod = { type: 'pleg.read', uid: worker.uid };
    expect(turn, worker, turn.io.signal('pleg', request), 'read');
    return wait({ ...worker, doing: 'GetPodStatus' });
  },
  answer(turn, worker, step, _tag, envelope) {
    const { status, error } = envelope.message as RuntimeRead;
    if (error !== undefined) return fail(worker, error);
    const running = (status?.containers ?? []).filter(({ state }) => state === 'CONTAINER_RUNNING');
    if (running.length > 0) {
      const names = running.map((container) => container.metadata.name).join(', ');
      return fail(worker, `detected running containers after a successful KillPod: ${names}`);
    }
    const final = podStatusNow(turn, worker, status, true);
    setStatus(turn, final.worker, final.status);
    return next(withStep(final.worker, step));
  },
};

/** The terminal status was published with what the runtime said. */
export const finalStatusStep: Step<'final-status'> = {
  begin: (_turn, worker) => next({ ...worker, doing: '' }),
};

/** Volumes are taken down. */
export const waitUnmountStep: Step<'wait-unmount'> = {
  begin(turn, worker) {
    const request: WaitVolumes = { type: 'volumes.wait-unmount', pod: worker.pod };
    expect(turn, worker, turn.io.signal('volume-manager', request), 'unmount');
    return wait({ ...worker, doing: 'WaitForUnmount' });
  },
  answer(turn, worker, _step, _tag, envelope) {
    const done = envelope.message as { error?: string };
    if (done.error !== undefined) return fail(worker, done.error);
    const unregister: RegisterPod = { type: 'objects.unregister', pod: worker.pod };
    turn.io.signal('objects', unregister);
    return next(worker);
  },
};

/** The pod's cgroup goes, and with it whatever process was left in it. */
export const destroyCgroupStep: Step<'destroy-cgroup'> = {
  begin(turn, worker) {
    const request: ChangeCgroups = {
      type: 'linux.cgroups',
      ops: [{ op: 'remove', path: podCgroupPath(worker.pod) }],
    };
    expect(turn, worker, timedCgroupCall(turn, request, 'destroy'), 'cgroup');
    return wait({ ...worker, doing: 'cgroup' });
  },
  answer(turn, worker, _step, _tag, { inReplyTo }) {
    if (inReplyTo !== undefined) callEnds(turn.io, inReplyTo);
    return next(worker);
  },
};

/** Containers that never got a final state are settled; the object may be deleted. */
export const settleStatusStep: Step<'settle-status'> = {
  begin(turn, worker) {
    const request: TerminatePod = { type: 'status.terminate', pod: worker.pod, isFinished: true };
    turn.io.signal('status-manager', request);
    return next({ ...worker, doing: '' });
  },
};
