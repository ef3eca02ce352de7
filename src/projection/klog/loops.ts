// What the sync loop, the workers and the status manager would log of a message they take.
// Models pkg/kubelet/kubelet.go, pod_workers.go, kubelet_pods.go and status/status_manager.go.

import type { Pod, PodStatus } from '../../api/pod.ts';
import { isEqual } from '../../base/equal.ts';
import { get, values } from '../../base/persistent-map.ts';
import type {
  ConfigUpdate,
  EnsureImage,
  PlegEvent,
  SourceUpdate,
  UpdatePod,
} from '../../cluster/kubelet/channels.ts';
import type { PodWorker } from '../../cluster/kubelet/pod-workers/state.ts';
import type { KubeletState } from '../../cluster/kubelet/state.ts';
import type { Micros } from '../../kernel/time.ts';
import { nameOf, type Say } from './scene.ts';

/** The loop took a change of its wishes. */
export function sayConfig(say: Say, { op, source, pods }: ConfigUpdate): void {
  const names = pods.map(nameOf);
  say(`loop.${op}`, { source, pods: names });
  for (const [i, pod] of names.entries()) {
    if (op === 'ADD') {
      say('admit.topology', { pod });
      say('admit.result', { pod });
      say('admit.resources', { pod, resources: resourcesOf(pods[i] as Pod) });
    }
    if (op === 'REMOVE') {
      say('resources.deleted', { pod });
      say('must-be-killed', { pod });
    }
  }
}

function resourcesOf({ spec }: Pod): object {
  return Object.fromEntries(spec.containers.map(({ name, resources }) => [name, resources ?? {}]));
}

/** The loop took an event of PLEG. */
export function sayPleg(say: Say, { uid, id, event }: PlegEvent, kubelet: KubeletState): void {
  const wished = get(kubelet.podManager.pods, uid);
  const reason = event;
  if (wished === undefined) {
    say('loop.irrelevant', { pod: { name: '', namespace: '', uid }, id, reason });
    return;
  }
  // Removed containers are no reason to look at the pod.
  if (event !== 'ContainerRemoved') say('loop.PLEG', { pod: nameOf(wished), id, reason });
}

/** The workers were told of a pod. */
export function sayUpdate(say: Say, message: UpdatePod, { podWorkers }: KubeletState): void {
  const { updateType, kill } = message;
  const pod = nameOf(message.pod);
  const worker = get(podWorkers.workers, pod.uid);
  if (worker === undefined) {
    say('worker.first', { pod, updateType });
    say('worker.notify', { pod, updateType, workType: 'sync' });
    return;
  }
  if (worker.state === 'Finished') {
    say('worker.finished', { pod, updateType });
    return;
  }
  const isDeleted = message.pod.metadata.deletionTimestamp !== undefined;
  const isEnding = isDeleted || updateType === 'kill' || kill !== undefined;
  if (!isEnding || worker.state !== 'SyncPod') {
    say('worker.notify', { pod, updateType, workType: workOf(worker) });
    if (worker.pending !== undefined) say('worker.queued', { pod });
    return;
  }
  say(isDeleted ? 'worker.graceful' : 'worker.removed', { pod, updateType });
  say('worker.notify', { pod, updateType, workType: 'terminating' });
  say('worker.cancel', { pod, updateType, workType: 'terminating' });
}

function workOf({ state }: PodWorker): string {
  if (state === 'SyncPod') return 'sync';
  return state === 'TerminatingPod' ? 'terminating' : 'terminated';
}

/** A worker runs. */
export function sayWake(say: Say, uid: string, { podWorkers }: KubeletState): void {
  const worker = get(podWorkers.workers, uid);
  if (worker === undefined || worker.state === 'Finished') return;
  const pod = nameOf(worker.pod);
  const { pending } = worker;
  const isToEnd =
    pending?.pod.metadata.deletionTimestamp !== undefined || pending?.updateType === 'kill';
  const workType = worker.state === 'SyncPod' && isToEnd ? 'terminating' : workOf(worker);
  if (workType === 'terminating') say('worker.observed', { pod });
  say('worker.begin', { pod, workType });
  if (workType === 'sync') say('sync.enter', { pod });
  if (workType === 'terminating') say('terminating.enter', { pod });
}

/** A worker made a status. */
export function sayStatus(say: Say, of: Pod, status: PodStatus, { statuses }: KubeletState): void {
  const pod = nameOf(of);
  const before = get(statuses.statuses, pod.uid)?.status;
  const from = before?.phase ?? of.status?.phase ?? 'Pending';
  const to = status.phase ?? 'Pending';
  say('status.generate', { pod, isFlag: to === 'Succeeded' || to === 'Failed' });
  say('status.phase', { pod, from, to });
  if (before !== undefined && isEqual(before, status)) say('status.same', { pod, status });
}

/** A container's turn has come. */
export function sayEnsure(
  say: Say,
  { pod: of, container }: EnsureImage,
  kubelet: KubeletState,
): void {
  if (container === undefined) return;
  const pod = nameOf(of);
  const { spec } = of;
  const found = [...spec.containers, ...(spec.initContainers ?? [])].find(
    ({ name }) => name === container,
  );
  const ips = get(kubelet.podCache, pod.uid)?.ips ?? [];
  const isInit = spec.initContainers?.some(({ name }) => name === container) ?? false;
  const kind = isInit ? 'init container' : 'container';
  const { command = [], image = '' } = found ?? {};
  say('container.create', { pod, container, kind, command, image });
  say('container.hosts', { pod, container, ips });
}

/** Housekeeping lets go of workers that are done. */
export function sayForget(say: Say, { podManager, podWorkers }: KubeletState): void {
  for (const worker of values(podWorkers.workers)) {
    if (worker.state !== 'Finished' || get(podManager.pods, worker.uid) !== undefined) continue;
    const pod = nameOf(worker.pod);
    for (const what of ['worker.forget', 'orphan.volumes', 'orphan.remove']) say(what, { pod });
  }
}

/** The API server answered the status manager's DELETE. */
export function sayWritten(say: Say, { statuses }: KubeletState): void {
  const { write } = statuses;
  if (write === undefined || write.step !== 'delete') return;
  const pod = nameOf(write.status.pod);
  const phase = write.status.status.phase ?? '';
  say('status.finish', { pod, from: phase, to: phase });
  say('status.removed', { pod });
}

const CLEANED = ['workers', 'probes', 'statuses', 'users', 'directories', 'mirrors', 'cgroups'];

/** Every two seconds what is left over is looked for. */
export function sayHousekeeping(say: Say): void {
  say('loop.housekeeping');
  for (const what of CLEANED) say(`clean.${what}`);
  say('loop.cleaned');
}

/** Once a second the work queue is asked whose turn it is. */
export function sayDue(say: Say, { podWorkers }: KubeletState, now: Micros): void {
  const due = [...values(podWorkers.workers)].filter(
    ({ nextSyncAt }) => nextSyncAt !== undefined && nextSyncAt <= now,
  );
  if (due.length > 0) say('loop.SYNC', { pods: due.map(({ pod }) => nameOf(pod)) });
}

/** A source speaks for the first time. */
export function saySource(say: Say, { source }: SourceUpdate, { podConfig }: KubeletState): void {
  if (!podConfig.seen.includes(source)) say('source.set', { source });
}
