// The one goroutine that writes statuses: get the pod, patch its status, delete it when it is over.
// Models status_manager.go, syncBatch and syncPod.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { isMirrorPod, isStaticPod } from '../../../api/pod-helpers.ts';
import { createTwoWayMergePatch } from '../../../apimachinery/patch-diff.ts';
import { patchSchemaOf } from '../../../apimachinery/patch-schema.ts';
import type { JsonObject } from '../../../apimachinery/patch-values.ts';
import { entries, get, remove, set, values } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import { takeToken } from '../../record/token-bucket.ts';
import { callApi, corePath } from '../api-client.ts';
import { notePodStart, observe } from '../metrics/book.ts';
import { STATUS_BOUNDS } from '../metrics/bounds.ts';
import { mirrorFor, translatedUid } from '../pod-manager.ts';
import { couldHaveRunningContainers } from '../pod-workers/queries.ts';
import type { KubeletState } from '../state.ts';
import { isStatusEqual } from './equal.ts';
import { isTerminalPhase, mergePodStatus } from './merge.ts';
import { arePodResourcesReclaimed } from './safety.ts';
import type { QueuedStatus, StatusManagerState, StatusWrite, VersionedStatus } from './state.ts';

/** The timer of a request that waits for the client's rate limit. */
export const WRITE_TIMER: string = 'status.write';

type Statuses = StatusManagerState;

/** Queues a version. The newer kubelet writes only the latest of each pod. */
export function enqueue(kubelet: KubeletState, state: Statuses, status: VersionedStatus): Statuses {
  const uid = status.pod.metadata.uid ?? '';
  const item: QueuedStatus = { uid, status };
  if (kubeletBehaviour(kubelet.config.edition).isStatusDeleteOnTickOnly) {
    return { ...state, queue: [...state.queue, item] };
  }
  const index = state.queue.findIndex((one) => one.uid === uid);
  const queue = index < 0 ? [...state.queue, item] : state.queue.with(index, item);
  return { ...state, queue };
}

/** The full pass of each 10 s: everything the API server does not have, and what may be deleted. */
export function fullPass(kubelet: KubeletState, state: Statuses): Statuses {
  if (isStillSettled(kubelet, state)) return state;
  let sent = withoutForgotten(kubelet, state);
  const queue: QueuedStatus[] = [];
  let isChanging = false;
  for (const [uid, status] of entries(state.statuses)) {
    const pod = get(kubelet.podManager.pods, uid);
    isChanging ||= pod === undefined || isEnding(pod, status);
    const apiUid = apiUidOf(kubelet, status.pod);
    if (apiUid === undefined) continue;
    const isBehind = (get(sent, apiUid) ?? 0) < status.version;
    if (isBehind || canBeDeleted(kubelet, pod, status)) {
      queue.push({ uid, status });
    } else if (needsReconcile(kubelet, status)) {
      sent = remove(sent, apiUid);
      queue.push({ uid, status });
    }
  }
  const { settled: _before, ...rest } = state;
  if (isChanging || queue.length > 0) return { ...rest, sent, queue };
  const { statuses } = state;
  return { ...rest, sent, queue, settled: { statuses, sent, podManager: kubelet.podManager } };
}

/** What may be done for such a pod depends on more than its status and its object. */
function isEnding({ metadata }: Pod, { status }: VersionedStatus): boolean {
  return metadata.deletionTimestamp !== undefined || isTerminalPhase(status.phase);
}

/** A pass that found nothing finds nothing again while all it looked at is the same. */
function isStillSettled({ podManager }: KubeletState, state: Statuses): boolean {
  const { settled, statuses, sent, queue } = state;
  return (
    queue.length === 0 &&
    settled?.statuses === statuses &&
    settled.sent === sent &&
    settled.podManager === podManager
  );
}

/** What the API server has, without the pods whose status was forgotten. */
function withoutForgotten(kubelet: KubeletState, state: Statuses): Statuses['sent'] {
  const known = new Set<string | undefined>();
  for (const { pod } of values(state.statuses)) known.add(apiUidOf(kubelet, pod));
  let { sent } = state;
  for (const [uid] of entries(state.sent)) if (!known.has(uid)) sent = remove(sent, uid);
  return sent;
}

/** Takes up the next write when none is under way. */
export function pump(kubelet: KubeletState, state: Statuses, io: Io): Statuses {
  let next = state;
  while (next.write === undefined && next.queue.length > 0) {
    const [item, ...queue] = next.queue as readonly [QueuedStatus, ...QueuedStatus[]];
    next = { ...next, queue };
    const apiUid = apiUidOf(kubelet, item.status.pod);
    if (apiUid === undefined || !isWorthWriting(kubelet, next, item, apiUid)) continue;
    next = request(kubelet, next, io, { ...item, step: 'get' });
  }
  return next;
}

function isWorthWriting(
  kubelet: KubeletState,
  state: Statuses,
  item: QueuedStatus,
  apiUid: string,
): boolean {
  if ((get(state.sent, apiUid) ?? 0) < item.status.version) return true;
  return canBeDeleted(kubelet, get(kubelet.podManager.pods, item.uid), item.status);
}

/** Sends the write's present request, now or when the client's limit allows it. */
export function request(
  kubelet: KubeletState,
  state: Statuses,
  io: Io,
  write: StatusWrite,
): Statuses {
  const { kubeApiQps, kubeApiBurst } = kubelet.config;
  const { bucket, wait } = takeToken(state.bucket, io.now, kubeApiQps, kubeApiBurst);
  if (wait > 0) {
    io.after(WRITE_TIMER, wait, { type: 'tick' }, 'status-manager');
    return { ...state, bucket, write: { ...write, isThrottled: true } };
  }
  return send(kubelet, { ...state, bucket }, io, write);
}

/** Sends the write's present request. */
export function send(kubelet: KubeletState, state: Statuses, io: Io, write: StatusWrite): Statuses {
  const { namespace = 'default', name = '' } = write.status.pod.metadata;
  const path = corePath(namespace, 'pods', name);
  const { isThrottled: _waited, ...plain } = write;
  if (write.status.setBy !== undefined) io.because(write.status.setBy);
  switch (write.step) {
    case 'get': {
      const id = callApi(kubelet.config, io, { verb: 'GET', path });
      return { ...state, write: { ...plain, request: id } };
    }
    case 'patch': {
      const contentType = 'application/strategic-merge-patch+json';
      const body = write.patch;
      const to = `${path}/status`;
      const id = callApi(kubelet.config, io, { verb: 'PATCH', path: to, contentType, body });
      return { ...state, write: { ...plain, request: id } };
    }
    case 'delete': {
      const preconditions = { uid: write.apiUid };
      const body = { gracePeriodSeconds: 0, preconditions };
      const id = callApi(kubelet.config, io, { verb: 'DELETE', path, body });
      return { ...state, write: { ...plain, request: id } };
    }
  }
}

/** Goes on with the write after an answer; a failure is left to the next pass. */
export function answered(
  kubelet: KubeletState,
  state: Statuses,
  io: Io,
  answer: ApiResponse,
): Statuses {
  const write = state.write;
  if (write === undefined) return state;
  if (answer.code >= 300) return withoutWrite(state);
  switch (write.step) {
    case 'get':
      return patch(kubelet, state, io, write, answer.body as Pod);
    case 'patch':
      return patched(kubelet, state, io, write, answer.body as Pod);
    case 'delete':
      return forgotten(withoutWrite(state), write.uid);
  }
}

/** Without the write under way. */
export function withoutWrite(state: Statuses): Statuses {
  const { write: _write, ...rest } = state;
  return rest;
}

function forgotten(state: Statuses, uid: string): Statuses {
  return { ...state, statuses: remove(state.statuses, uid) };
}

function patch(
  kubelet: KubeletState,
  state: Statuses,
  io: Io,
  write: StatusWrite,
  there: Pod,
): Statuses {
  if (translatedUid(kubelet.podManager, there) !== write.uid)
    return forgotten(withoutWrite(state), write.uid);
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  const isRunning = couldHaveRunningContainers(kubelet, write.uid);
  const status = mergePodStatus(behaviour, there.status ?? {}, write.status.status, isRunning);
  const changes = statusPatch(there.status ?? {}, status);
  const apiUid = there.metadata.uid ?? '';
  if (changes === undefined) return patched(kubelet, state, io, { ...write, apiUid }, there);
  const body = { metadata: { uid: apiUid }, status: changes };
  return request(kubelet, state, io, { ...write, step: 'patch', apiUid, patch: body });
}

function statusPatch(there: PodStatus, wanted: PodStatus): JsonObject | undefined {
  const body = createTwoWayMergePatch({ status: there }, { status: wanted }, patchSchemaOf('Pod'));
  return body['status'] as JsonObject | undefined;
}

function patched(
  kubelet: KubeletState,
  state: Statuses,
  io: Io,
  write: StatusWrite,
  pod: Pod,
): Statuses {
  const { uid: apiUid = '', name = '', namespace = 'default' } = pod.metadata;
  const { version, status } = write.status;
  const sent = set(state.sent, apiUid, version);
  if (write.patch !== undefined) {
    const about = { kind: 'pod', name, namespace, uid: write.uid };
    io.fact('StatusPatch', about, { phase: status.phase ?? '', version });
    notePodStart(io, apiUid, 'written', 0, pod);
  }
  const took = Math.trunc((io.now - write.status.at) / 1_000) / 1_000;
  observe(io, 'pod_status_sync_duration_seconds', took, STATUS_BOUNDS);
  const next: Statuses = { ...state, sent };
  if (!canBeDeleted(kubelet, pod, write.status)) return withoutWrite(next);
  const { patch: _patch, ...rest } = write;
  return request(kubelet, next, io, { ...rest, step: 'delete', apiUid });
}

/** Models canBeDeleted: may the pod's object go? */
function canBeDeleted(
  kubelet: KubeletState,
  pod: Pod | undefined,
  { status, isFinished }: VersionedStatus,
): boolean {
  if (pod?.metadata.deletionTimestamp === undefined) return false;
  if (isMirrorPod(pod) || isStaticPod(pod)) return false;
  if (kubeletBehaviour(kubelet.config.edition).isStatusDeleteOnTickOnly) {
    return arePodResourcesReclaimed(kubelet, pod, status);
  }
  return isFinished && isTerminalPhase(pod.status?.phase);
}

function needsReconcile(kubelet: KubeletState, { pod, status }: VersionedStatus): boolean {
  const current = isStaticPod(pod)
    ? mirrorFor(kubelet.podManager, pod)
    : get(kubelet.podManager.pods, pod.metadata.uid ?? '');
  if (current === undefined) return false;
  const there = current.status ?? {};
  if (isTerminalPhase(status.phase) && !isTerminalPhase(there.phase)) {
    const isHeldBack = couldHaveRunningContainers(kubelet, pod.metadata.uid ?? '');
    if (isHeldBack) return false;
  }
  return !isStatusEqual(there, status);
}

/**
 * The uid that the API server knows: of a static pod its mirror's; undefined while it has none.
 * Models GetUIDTranslations, which knows the pods that are wished for.
 */
function apiUidOf({ podManager }: KubeletState, pod: Pod): string | undefined {
  const uid = pod.metadata.uid ?? '';
  if (!isStaticPod(pod) || get(podManager.pods, uid) === undefined) return uid;
  return mirrorFor(podManager, pod)?.metadata.uid;
}
