// The first half of a sync: status, cgroup, mirror, and the document's steps 1 to 4.
// Models pkg/kubelet/kubelet.go, Kubelet.SyncPod.

import type { ContainerStatus, PodStatus } from '../../../api/pod.ts';
import { microsSince } from '../../../base/calendar.ts';
import type { ApiRequest } from '../../protocol/apiserver.ts';
import type { ChangeCgroups } from '../../protocol/linux.ts';
import type { FilesRequest } from '../../protocol/linux-files.ts';
import { podCgroupLimits, podCgroupPath } from '../cgroups.ts';
import type {
  GetObjects,
  ObjectKey,
  ObjectsResult,
  ProbePod,
  RegisterPod,
  VolumesDone,
  WaitVolumes,
} from '../channels.ts';
import { unenforceable } from '../container-config/confinement.ts';
import { callLinux } from '../linux-client.ts';
import { callEnds, observeSince } from '../metrics/book.ts';
import { STARTUP_BOUNDS } from '../metrics/bounds.ts';
import { CONFIG_SEEN } from '../pod-config.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import { cachedStatus } from '../status/state.ts';
import { killAll } from './kill.ts';
import type { PlanStep } from './plan.ts';
import { podStatusNow, setStatus } from './pod-status.ts';
import { authsOf } from './pull-secrets.ts';
import { resizeAtSync } from './resize.ts';
import { timedCgroupCall } from './timed-cgroups.ts';
import {
  end,
  expect,
  expectFromApi,
  fail,
  next,
  planOf,
  recordEvent,
  runtimeOf,
  type StepHandler,
  type Turn,
  wait,
  withContext,
} from './turn.ts';

type Step<K extends PlanStep['do']> = StepHandler<Extract<PlanStep, { do: K }>>;

/** Computes and publishes the status: it shows what the sync before brought about. */
export const statusStep: Step<'status'> = {
  begin(turn, before) {
    const runtime = runtimeOf(turn, before);
    const isSync = planOf(before).kind === 'SyncPod';
    if (isSync && before.updateType === 'create') noteWorkerStart(turn, before);
    const resize = isSync ? resizeAtSync(turn, before, runtime) : undefined;
    const { worker, status } = podStatusNow(turn, before, runtime, false, resize);
    const refusal =
      isSync && turn.lifecycle.isAppArmorSoft
        ? unenforceable(before.pod, turn.state.config)
        : undefined;
    if (isSync) noteRunning(turn, worker, status);
    setStatus(turn, worker, refusal === undefined ? status : blocked(status, refusal));
    if (refusal !== undefined) return fail(worker, `pod cannot be run: ${refusal.message}`);
    if (!isSync) return next(worker);
    const isOver = status.phase === 'Succeeded' || status.phase === 'Failed';
    if (!isOver) return next(withRestartOfAll(worker, status));
    const terminal = withContext(worker, { isTerminal: true });
    if (turn.lifecycle.hasThreePhases) return end(terminal);
    // The older kubelet stops what is left of a finished pod within the same sync.
    const kill = killAll(terminal, runtime, 'sync', false);
    const plan = planOf(terminal);
    const done = plan.steps.slice(0, plan.cursor + 1);
    return next({ ...terminal, plan: { ...plan, steps: [...done, kill] } });
  },
};

/** When the kubelet saw the pod for the first time. */
function firstSeen({ io }: Turn, { pod }: PodWorker): number | undefined {
  const text = pod.metadata.annotations?.[CONFIG_SEEN];
  return text === undefined ? undefined : microsSince(io.epochSeconds, text);
}

function noteWorkerStart(turn: Turn, worker: PodWorker): void {
  const seen = firstSeen(turn, worker);
  if (seen !== undefined) observeSince(turn.io, 'pod_worker_start_duration_seconds', seen);
}

/** A pod without a status yet counts too, as upstream's condition has it. */
function noteRunning(turn: Turn, worker: PodWorker, { phase }: PodStatus): void {
  const isEnded = phase === 'Succeeded' || phase === 'Failed';
  if (isEnded && turn.lifecycle.hasThreePhases) return;
  const before = cachedStatus(turn.state.statuses, worker.uid);
  const isNews = before === undefined || (before.phase === 'Pending' && phase === 'Running');
  const seen = isNews ? firstSeen(turn, worker) : undefined;
  const bounds = turn.lifecycle.hasThreePhases ? STARTUP_BOUNDS : undefined;
  if (seen !== undefined) observeSince(turn.io, 'pod_start_duration_seconds', seen, bounds);
}

/** A pod that may not run yet says why, and that its containers are not being created. */
function blocked(status: PodStatus, refusal: Pick<PodStatus, 'reason' | 'message'>): PodStatus {
  const waiting = (statuses: readonly ContainerStatus[]): readonly ContainerStatus[] =>
    statuses.map((one) =>
      !one.state?.waiting
        ? one
        : { ...one, state: { waiting: { ...one.state.waiting, reason: 'Blocked' } } },
    );
  const { initContainerStatuses, containerStatuses } = status;
  return {
    ...status,
    ...refusal,
    ...(initContainerStatuses && { initContainerStatuses: waiting(initContainerStatuses) }),
    ...(containerStatuses && { containerStatuses: waiting(containerStatuses) }),
  };
}

function withRestartOfAll(worker: PodWorker, status: PodStatus): PodWorker {
  const isRestartingAll = status.conditions?.some(
    (one) => one.type === 'AllContainersRestarting' && one.status === 'True',
  );
  return isRestartingAll === true ? withContext(worker, { isRestartingAll }) : worker;
}

/** The pod's cgroup, before anything runs in it. */
export const cgroupStep: Step<'cgroup'> = {
  begin(turn, worker) {
    if ((runtimeOf(turn, worker)?.sandboxes.length ?? 0) > 0) return next(worker);
    const request: ChangeCgroups = {
      type: 'linux.cgroups',
      ops: [{ op: 'create', path: podCgroupPath(worker.pod), limits: podCgroupLimits(worker.pod) }],
    };
    expect(turn, worker, timedCgroupCall(turn, request, 'create'), 'cgroup');
    return wait({ ...worker, doing: 'cgroup' });
  },
  answer(turn, worker, _step, _tag, { inReplyTo }) {
    if (inReplyTo !== undefined) callEnds(turn.io, inReplyTo);
    return next(worker);
  },
};

/** Step 1: the pod's directories. */
export const dirsStep: Step<'dirs'> = {
  begin(turn, worker) {
    const root = podDir(worker);
    const request: FilesRequest = {
      type: 'linux.files',
      ops: [
        { op: 'mkdir', path: root, mode: 0o750 },
        { op: 'mkdir', path: `${root}/volumes`, mode: 0o750 },
        { op: 'mkdir', path: `${root}/plugins`, mode: 0o750 },
      ],
    };
    expect(turn, worker, callLinux(turn.state.config, turn.io, request), 'dirs');
    return wait({ ...worker, doing: `mkdir ${root}` });
  },
  answer: (_turn, worker) => next(worker),
};

/** The pod's data directory. */
export function podDir(worker: Pick<PodWorker, 'uid'>): string {
  return `/var/lib/kubelet/pods/${worker.uid}`;
}

/** Step 2: the pod's manifest, from the cache or (in the document) from the API server. */
export const specStep: Step<'spec'> = {
  begin(turn, worker) {
    if (!turn.lifecycle.isSpecReadFromApi) return next(worker);
    const { name = '', namespace = 'default' } = worker.pod.metadata;
    const request: ApiRequest = {
      type: 'api.request',
      verb: 'GET',
      path: `/api/v1/namespaces/${namespace}/pods/${name}`,
      userAgent: 'kubelet',
    };
    const actor = turn.io.find(turn.state.config.apiserver);
    if (actor === undefined) return next(worker);
    expectFromApi(turn, worker, turn.io.send({ actor, port: 'requests' }, request), 'spec');
    return wait({ ...worker, doing: `GET pods/${name}` });
  },
  // The local cache already holds what the answer says; an API server that is away changes nothing.
  answer: (_turn, worker) => next(worker),
};

/** Step 3: volumes mounted. */
export const volumesStep: Step<'volumes'> = {
  begin(turn, worker) {
    const register: RegisterPod = { type: 'objects.register', pod: worker.pod };
    turn.io.signal('objects', register);
    const request: WaitVolumes = { type: 'volumes.wait-mount', pod: worker.pod };
    expect(turn, worker, turn.io.signal('volume-manager', request), 'volumes');
    return wait({ ...worker, doing: 'WaitForAttachAndMount' });
  },
  answer(_turn, worker, _step, _tag, envelope) {
    const done = envelope.message as VolumesDone;
    return done.error === undefined ? next(worker) : fail(worker, done.error);
  },
};

/** Step 4: the secrets that pulls need. */
export const pullSecretsStep: Step<'pull-secrets'> = {
  begin(turn, worker) {
    const secrets = worker.pod.spec?.imagePullSecrets ?? [];
    if (secrets.length === 0) return next(worker);
    const namespace = worker.pod.metadata.namespace ?? 'default';
    const keys: readonly ObjectKey[] = secrets.map(({ name = '' }) => ({
      kind: 'Secret',
      namespace,
      name,
    }));
    const request: GetObjects = { type: 'objects.get', keys };
    expect(turn, worker, turn.io.signal('objects', request), 'pull-secrets');
    return wait({ ...worker, doing: 'imagePullSecrets' });
  },
  answer(turn, worker, _step, _tag, envelope) {
    const { objects } = envelope.message as ObjectsResult;
    const missing = objects.filter((result) => 'error' in result).map(({ key }) => key.name);
    if (missing.length > 0 && turn.lifecycle.hasThreePhases) {
      const names = missing.join(', ');
      recordEvent(turn, worker, {
        eventType: 'Warning',
        reason: 'FailedToRetrieveImagePullSecret',
        message:
          `Unable to retrieve some image pull secrets (${names}); ` +
          'attempting to pull the image may not succeed.',
      });
    }
    const auths = objects.flatMap((result) => ('object' in result ? authsOf(result.object) : []));
    return next(withContext(worker, { auths }));
  },
};

/** Probe workers for the pod's containers. */
export const probesStep: Step<'probes'> = {
  begin(turn, worker) {
    const hasProbes = [
      ...(worker.pod.spec?.containers ?? []),
      ...(worker.pod.spec?.initContainers ?? []),
    ].some((c) => c.livenessProbe ?? c.readinessProbe ?? c.startupProbe);
    if (hasProbes) turn.io.signal('prober', { type: 'probes.add', pod: worker.pod } as ProbePod);
    return next(worker);
  },
};
