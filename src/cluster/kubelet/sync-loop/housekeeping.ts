// Housekeeping every two seconds: workers nobody needs, pods nobody wishes for, statuses of the
// past. Models pkg/kubelet/kubelet_pods.go, HandlePodCleanups.

import type { Pod } from '../../../api/pod.ts';
import { isPodTerminal, isStaticPod } from '../../../api/pod-helpers.ts';
import { forEachWith, get, keys, values } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import type { ChangeCgroups, KillCgroup } from '../../protocol/linux.ts';
import { podCgroupPath, possibleCgroupPaths } from '../cgroups.ts';
import type { ForgetWorkers, RemoveOrphanedStatuses, UpdatePod } from '../channels.ts';
import { callLinux } from '../linux-client.ts';
import { count, seriesKey } from '../metrics/book.ts';
import { deleteMirror } from '../mirror-client.ts';
import { fullNameOf } from '../pod-names.ts';
import { fateOf } from '../pod-workers/queries.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import type { RuntimePod } from '../runtime-types.ts';
import type { KubeletState } from '../state.ts';
import { hasMountedVolumes } from '../volumes/state.ts';
import { statusOf } from './active-pods.ts';

/** One pass. */
export function housekeeping(state: KubeletState, io: Io): void {
  const forgotten: string[] = [];
  forEachWith(state.podWorkers.workers, state.podManager.pods, (worker, wished) => {
    const isWished = wished !== undefined;
    if (!isWished && cleanUpWorker(state, worker, io)) forgotten.push(worker.uid);
    if (isWished && fateOf(worker, false) === 'forgotten') restart(state, worker, io);
    if (isWished) reclaimCgroup(state, worker, io);
    if (isWished && isFailing(state, worker)) killCgroup(state, worker, io);
  });
  if (forgotten.length > 0) {
    const forget: ForgetWorkers = { type: 'workers.forget', uids: forgotten };
    io.signal('pod-workers', forget);
    io.signal('pleg', forget);
  }
  forgetStatuses(state, forgotten, io);
  deleteOrphanedMirrors(state, io);
  forEachWith(state.pleg.pods, state.podWorkers.workers, (pod, worker) => {
    if (worker === undefined) killUnknown(state, pod, io);
  });
}

/** Mirrors whose static pod is gone, unless it is still ending. */
function deleteOrphanedMirrors(state: KubeletState, io: Io): void {
  const { mirrors, statics } = state.podManager;
  for (const fullName of keys(mirrors)) {
    const isOrphan = get(statics, fullName) === undefined && !isEnding(state, fullName);
    if (isOrphan) deleteMirror(state, fullName, io);
  }
}

/** Whether a static pod of that name is being stopped. */
function isEnding(state: KubeletState, fullName: string): boolean {
  const { hasThreePhases } = podLifecycle(state.config.edition);
  return [...values(state.podWorkers.workers)].some((worker) => {
    const { pod, terminatingAt, terminatedAt, plan, pending, taken } = worker;
    if (terminatingAt === undefined || terminatedAt !== undefined) return false;
    const isAtWork = hasThreePhases || (plan ?? pending ?? taken) !== undefined;
    return isAtWork && isStaticPod(pod) && fullNameOf(pod) === fullName;
  });
}

/** Statuses of pods that neither the API server nor a worker knows any more. */
function forgetStatuses(state: KubeletState, forgotten: readonly string[], io: Io): void {
  const known: string[] = [];
  forEachWith(state.statuses.statuses, state.podManager.pods, (_, wished, uid) => {
    const isWorkedOn = (): boolean =>
      get(state.podWorkers.workers, uid) !== undefined && !forgotten.includes(uid);
    if (wished !== undefined || isWorkedOn()) known.push(uid);
  });
  if (known.length === state.statuses.statuses.size) return;
  const forget: RemoveOrphanedStatuses = { type: 'status.forget', uids: known };
  io.signal('status-manager', forget);
}

/** A worker whose pod is not wished for any more; true when it can be forgotten. */
function cleanUpWorker(state: KubeletState, worker: PodWorker, io: Io): boolean {
  if (podLifecycle(state.config.edition).hasThreePhases) return settleFate(worker, io);
  if (worker.plan !== undefined) {
    const isEndingHard = worker.terminatingAt !== undefined && !isGraceKept(worker);
    if (isEndingHard) killCgroup(state, worker, io);
    return false;
  }
  if (worker.terminatingAt !== undefined) {
    removeCgroup(state, worker.pod, io);
    return true;
  }
  if (worker.state === 'Finished') return true;
  const update: UpdatePod = { type: 'pod.update', updateType: 'kill', pod: worker.pod };
  io.signal('pod-workers', update);
  return false;
}

function settleFate(worker: PodWorker, io: Io): boolean {
  const fate = fateOf(worker, true);
  const isBusy = worker.plan !== undefined || worker.pending !== undefined;
  if (fate === 'ended' || (fate === 'notified' && !isBusy)) {
    const update: UpdatePod = { type: 'pod.update', updateType: 'kill', pod: worker.pod };
    io.signal('pod-workers', update);
  }
  return fate === 'forgotten';
}

/** A static pod that had a mirror when it was removed is left its grace. */
function isGraceKept({ pending, taken, mirror }: PodWorker): boolean {
  const update = pending ?? taken;
  return (update === undefined ? mirror : update.mirror) !== undefined;
}

/** The older kubelet destroys the cgroup of a pod that is gone, with everything still in it. */
function killCgroup(state: KubeletState, worker: PodWorker, io: Io): void {
  // A volume in memory is charged to the cgroup: while there are volumes it stays.
  if (hasMountedVolumes(state.volumes, worker.uid)) return;
  const request: KillCgroup = { type: 'linux.killCgroup', cgroup: podCgroupPath(worker.pod) };
  callLinux(state.config, io, request);
}

/** v1.20: a pod that has failed but still runs something has lost its right to a cgroup. */
function isFailing(state: KubeletState, worker: PodWorker): boolean {
  if (podLifecycle(state.config.edition).hasThreePhases || worker.plan === undefined) return false;
  return isPodTerminal({ status: statusOf(state, worker.pod) });
}

function removeCgroup(state: KubeletState, pod: Pod, io: Io): void {
  const request: ChangeCgroups = {
    type: 'linux.cgroups',
    ops: [{ op: 'remove', path: podCgroupPath(pod) }],
  };
  callLinux(state.config, io, request);
}

/**
 * v1.20: the cgroup of a deleted pod goes once nothing of it runs. What could not be stopped, for
 * instance while there was no runtime, is stopped now: the sync loop takes the pod for ended.
 */
function reclaimCgroup(state: KubeletState, worker: PodWorker, io: Io): void {
  if (podLifecycle(state.config.edition).hasThreePhases) return;
  if (worker.state !== 'TerminatingPod' || worker.plan !== undefined) return;
  const runtime = get(state.podCache, worker.uid);
  const isBusy = runtime?.sandboxes.some((sandbox) => sandbox.state === 'SANDBOX_READY') === true;
  if (isBusy && worker.lastError !== undefined) {
    const update: UpdatePod = { type: 'pod.update', updateType: 'kill', pod: worker.pod };
    io.signal('pod-workers', update);
  }
  if (!isBusy && worker.terminatedAt === undefined) removeCgroup(state, worker.pod, io);
}

function restart(state: KubeletState, worker: PodWorker, io: Io): void {
  const pod = get(state.podManager.pods, worker.uid);
  if (pod === undefined) return;
  const forget: ForgetWorkers = { type: 'workers.forget', uids: [worker.uid] };
  io.signal('pod-workers', forget);
  const update: UpdatePod = { type: 'pod.update', updateType: 'create', pod };
  io.signal('pod-workers', update);
  count(io, seriesKey('restarted_pods_total', isStaticPod(pod) ? 'true' : ''));
}

/**
 * What runs although no worker knows it is stopped, and its cgroup destroyed: no process is left
 * the grace it was given.
 */
function killUnknown(state: KubeletState, pod: RuntimePod, io: Io): void {
  const wished = get(state.podManager.pods, pod.uid);
  // Not even one that is wished for: a kubelet that began anew may refuse what still runs.
  if (wished !== undefined && !isPodTerminal({ status: statusOf(state, wished) })) return;
  const isRunning =
    pod.containers.some(({ state: now }) => now === 'CONTAINER_RUNNING') ||
    pod.sandboxes.some(({ state: now }) => now === 'SANDBOX_READY');
  if (!isRunning) return;
  const update: UpdatePod = {
    type: 'pod.update',
    updateType: 'kill',
    isOrphan: true,
    kill: { isEvict: false, graceOverrideSeconds: 1 },
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { uid: pod.uid, name: pod.name, namespace: pod.namespace },
      spec: { containers: [] },
    },
  };
  io.signal('pod-workers', update);
  count(io, 'orphaned_runtime_pods_total');
  const { cgroupKillTime } = podLifecycle(state.config.edition);
  for (const cgroup of possibleCgroupPaths(pod.uid)) {
    const request: KillCgroup = { type: 'linux.killCgroup', cgroup };
    callLinux(state.config, io, request, cgroupKillTime);
  }
}
