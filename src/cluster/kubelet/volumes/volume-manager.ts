// The port `volume-manager`: pods ask for their volumes and wait, the reconciler mounts them.
// Models pkg/kubelet/volumemanager/volume_manager.go.

import type { Pod, Volume } from '../../../api/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/storage.ts';
import { entries, get, remove, set } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, Message } from '../../../kernel/message.ts';
import { type Duration, type Micros, milliseconds, seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import type { FilesResult } from '../../protocol/linux-files.ts';
import { callApi, callKey } from '../api-client.ts';
import type { ObjectsResult, RecordEvent, VolumesDone, WaitVolumes } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import { isMadeFromObjects } from './content.ts';
import { asked, files, hostPathProblem, type MountStep, withToken, writeContent } from './mount.ts';
import { applyStep, armLoop, LOOP_TIMER, mounted, reconcile, unmounted } from './reconciler.ts';
import {
  type PodVolume,
  type PodVolumes,
  unmountedVolumes,
  type VolumeCall,
  type VolumeManagerState,
} from './state.ts';

type Volumes = VolumeManagerState;

const POLL = milliseconds(300);
const TIMEOUT = seconds(123);
const POLL_TIMER = 'volumes.poll/';
const TIMEOUT_TIMER = 'volumes.timeout/';

type ManagerMessage =
  | WaitVolumes
  | ObjectsResult
  | ApiResponse
  | FilesResult
  | (Message & { readonly type: 'tick' | 'net.refused' | 'net.closed' });

/** The port `volume-manager`. */
export const volumeManager: PortHandler<KubeletState, never> = port<KubeletState, 'volumes'>(
  ['volumes'],
  (kubelet, envelope, io) => ({ volumes: take(kubelet, envelope, io) }),
);

function take(kubelet: KubeletState, envelope: Envelope, io: Io): Volumes {
  const state = kubelet.volumes;
  const message = envelope.message as ManagerMessage;
  switch (message.type) {
    case 'volumes.wait-mount':
      return waitMount(state, envelope as Envelope<WaitVolumes>, io);
    case 'volumes.wait-unmount':
      return waitUnmount(state, envelope as Envelope<WaitVolumes>, io);
    case 'tick':
      return tick(kubelet, state, io, envelope.timer ?? '');
    case 'net.closed':
      return state;
    default:
      return answered(kubelet, envelope, io);
  }
}

/** Wishes for the pod's volumes; what is made from objects is looked at again. */
function waitMount(state: Volumes, envelope: Envelope<WaitVolumes>, io: Io): Volumes {
  const { pod } = envelope.message;
  const uid = pod.metadata.uid ?? '';
  const to = { id: envelope.id, from: envelope.from };
  const done: VolumesDone = { type: 'volumes.done', uid };
  const known = get(state.pods, uid);
  const specs = pod.spec.volumes ?? [];
  if (specs.length === 0) {
    io.reply(to, done);
    return state;
  }
  const volumes = specs.map((spec) => desired(spec, known?.volumes, io.now));
  const wished: PodVolumes = { pod, isDesired: true, volumes };
  const isDue = volumes.some((one) => one.phase === 'desired');
  const isReady = unmountedVolumes(wished).length === 0;
  const entry: PodVolumes = isReady
    ? wished
    : { ...wished, waiter: { to, isMount: true, since: io.now } };
  const next = { ...state, pods: set(state.pods, uid, entry) };
  if (isReady) io.reply(to, done);
  else io.after(`${TIMEOUT_TIMER}${uid}`, TIMEOUT, { type: 'tick' });
  return isDue ? armLoop(next, io, io.now) : next;
}

function desired(spec: Volume, known: readonly PodVolume[] | undefined, now: Micros): PodVolume {
  const before = known?.find((one) => one.name === spec.name);
  if (before === undefined || before.phase === 'unmounting' || before.phase === 'refused') {
    const backoff = 0 as Duration;
    return {
      name: spec.name,
      phase: 'desired',
      isMounted: false,
      retryAt: now,
      wishedAt: now,
      backoff,
    };
  }
  const isRenewed = before.phase === 'mounted' && isMadeFromObjects(spec);
  return isRenewed ? { ...before, phase: 'desired', retryAt: now, wishedAt: now } : before;
}

/** Wants the pod's volumes gone. */
function waitUnmount(state: Volumes, envelope: Envelope<WaitVolumes>, io: Io): Volumes {
  const uid = envelope.message.pod.metadata.uid ?? '';
  const to = { id: envelope.id, from: envelope.from };
  const known = get(state.pods, uid);
  if (known === undefined || known.volumes.length === 0) {
    const done: VolumesDone = { type: 'volumes.done', uid };
    io.reply(to, done);
    return known === undefined ? state : { ...state, pods: remove(state.pods, uid) };
  }
  const entry: PodVolumes = {
    ...known,
    isDesired: false,
    waiter: { to, isMount: false, since: io.now },
  };
  io.after(`${TIMEOUT_TIMER}${uid}`, TIMEOUT, { type: 'tick' });
  return armLoop({ ...state, pods: set(state.pods, uid, entry) }, io, io.now);
}

function tick(kubelet: KubeletState, state: Volumes, io: Io, timer: string): Volumes {
  if (timer === LOOP_TIMER) return settleAll(reconcile(kubelet, state, io), state, io);
  if (timer.startsWith(POLL_TIMER)) {
    return release(kubelet, state, io, timer.slice(POLL_TIMER.length));
  }
  return gaveUp(kubelet, state, io, timer.slice(TIMEOUT_TIMER.length));
}

/** Goes on with an answer on behalf of a volume. */
function answered(kubelet: KubeletState, envelope: Envelope, io: Io): Volumes {
  if (envelope.inReplyTo === undefined) return kubelet.volumes;
  const key = callKey(envelope.inReplyTo);
  const call = get(kubelet.volumes.calls, key);
  if (call === undefined) return kubelet.volumes;
  const state = { ...kubelet.volumes, calls: remove(kubelet.volumes.calls, key) };
  const pod = get(state.pods, call.uid)?.pod;
  const spec = pod?.spec.volumes?.find((one) => one.name === call.volume);
  if (pod === undefined || spec === undefined) return state;
  const next = goOn(kubelet, state, io, { pod, spec, call }, envelope.message as ManagerMessage);
  const isDesired = get(next.pods, call.uid)?.isDesired ?? true;
  return settle(isDesired ? next : armLoop(next, io, io.now), io, call.uid);
}

interface Context {
  readonly pod: Pod;
  readonly spec: Volume;
  readonly call: VolumeCall;
}

function goOn(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  context: Context,
  message: ManagerMessage,
): Volumes {
  const { call, pod, spec } = context;
  const { uid, volume } = call;
  if (call.step === 'unmount') return unmounted(state, io, uid, volume);
  if (message.type === 'objects.result') {
    const step = writeContent(kubelet, state, io, pod, spec, call, message.objects);
    return applyStep(state, io, uid, volume, step);
  }
  if (message.type === 'linux.filesDone') return filesDone(kubelet, state, io, context, message);
  if (message.type === 'api.response') {
    return applyStep(state, io, uid, volume, apiAnswered(kubelet, state, io, context, message));
  }
  const error = 'connect: connection refused';
  return applyStep(state, io, uid, volume, { is: 'failed', error });
}

function filesDone(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  { call, spec }: Context,
  message: FilesResult,
): Volumes {
  const { uid, volume } = call;
  const outcome = message.outcomes[0];
  const isOk = outcome?.isOk ?? false;
  if (call.step === 'check') {
    const error = hostPathProblem(spec, isOk);
    if (error !== undefined) return applyStep(state, io, uid, volume, { is: 'failed', error });
    const { path = '', type } = spec.hostPath ?? {};
    if (isOk || type !== 'FileOrCreate') return mounted(state, io, uid, volume);
    const id = files(kubelet, io, [{ op: 'write', path, content: '' }]);
    return applyStep(state, io, uid, volume, asked(state, id, { ...call, step: 'mount' }));
  }
  if (!isOk) {
    const error = outcome?.isOk === false ? outcome.error : 'ENOENT';
    return applyStep(state, io, uid, volume, { is: 'failed', error });
  }
  const isClaim = spec.persistentVolumeClaim !== undefined && call.found !== undefined;
  return mounted(state, io, uid, volume, {
    ...(call.files === undefined ? {} : { files: call.files }),
    ...(isClaim ? { claimPath: call.found } : {}),
  });
}

function apiAnswered(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  { call, pod, spec }: Context,
  answer: ApiResponse,
): MountStep {
  if (call.step !== 'token') return claimAnswered(kubelet, state, io, { call, pod, spec }, answer);
  const { message = '', status } = answer.body as {
    readonly message?: string;
    readonly status?: { readonly token?: string };
  };
  if (answer.code >= 300) return { is: 'failed', error: `failed to fetch token: ${message}` };
  return withToken(kubelet, state, io, pod, spec, { ...call, found: status?.token ?? '' });
}

/** The claim, and then the volume it is bound to. Models getPVCExtractPV. */
function claimAnswered(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  { call, pod, spec }: Context,
  answer: ApiResponse,
): MountStep {
  const name = spec.persistentVolumeClaim?.claimName ?? '';
  const whose = `${pod.metadata.namespace ?? 'default'}/${name}`;
  const refused = (why: string): MountStep => {
    return { is: 'refused', error: `error processing PVC ${whose}: ${why}` };
  };
  const { message = '' } = answer.body as { readonly message?: string };
  if (call.step === 'claim') {
    if (answer.code >= 300) return refused(`failed to fetch PVC from API server: ${message}`);
    const claim = answer.body as PersistentVolumeClaim;
    const volume = claim.spec?.volumeName ?? '';
    if (claim.metadata.deletionTimestamp !== undefined) return refused('PVC is being deleted');
    if (claim.status?.phase !== 'Bound') return refused('PVC is not bound');
    const path = `/api/v1/persistentvolumes/${volume}`;
    const id = callApi(kubelet.config, io, { verb: 'GET', path });
    return asked(state, id, { ...call, step: 'persistent-volume', found: volume });
  }
  if (answer.code >= 300)
    return refused(`failed to fetch PV ${call.found} from API server: ${message}`);
  const { hostPath, local } = (answer.body as PersistentVolume).spec ?? {};
  const path = hostPath?.path ?? local?.path;
  if (path === undefined) return { is: 'failed', error: 'no volume plugin matched' };
  const id = files(kubelet, io, [{ op: 'mkdir', path }]);
  return asked(state, id, { ...call, step: 'mount', found: path });
}

/** Lets waiters go whose pods changed in a pass. */
function settleAll(state: Volumes, before: Volumes, io: Io): Volumes {
  if (state.pods === before.pods) return state;
  let next = state;
  for (const uid of waitingUids(state)) next = settle(next, io, uid);
  return next;
}

function waitingUids(state: Volumes): readonly string[] {
  const found: string[] = [];
  for (const [uid, pod] of entries(state.pods)) if (pod.waiter !== undefined) found.push(uid);
  return found;
}

/** When the wait is over its next poll finds out: on a grid of 300 ms from its beginning. */
function settle(state: Volumes, io: Io, uid: string): Volumes {
  const pod = get(state.pods, uid);
  if (pod?.waiter === undefined || !isOver(pod)) return state;
  const passed = io.now - pod.waiter.since;
  const delay = (Math.ceil(passed / POLL) * POLL - passed) as Duration;
  io.after(`${POLL_TIMER}${uid}`, delay, { type: 'tick' }, 'volume-manager');
  return state;
}

function isOver(pod: PodVolumes): boolean {
  if (pod.waiter?.isMount !== true) return pod.volumes.length === 0;
  return unmountedVolumes(pod).length === 0 || problemsOf(pod).length > 0;
}

function problemsOf({ volumes }: PodVolumes): readonly string[] {
  return volumes.flatMap(({ problem }) => problem ?? []);
}

function release(kubelet: KubeletState, state: Volumes, io: Io, uid: string): Volumes {
  const pod = get(state.pods, uid);
  if (pod?.waiter === undefined || !isOver(pod)) return state;
  if (pod.waiter.isMount && problemsOf(pod).length > 0) {
    io.cancel(`${TIMEOUT_TIMER}${uid}`);
    return gaveUp(kubelet, state, io, uid, problemsOf(pod).join('; '));
  }
  const { waiter, ...rest } = pod;
  const done: VolumesDone = { type: 'volumes.done', uid };
  io.reply(waiter.to, done);
  io.cancel(`${TIMEOUT_TIMER}${uid}`);
  const pods = rest.volumes.length === 0 ? remove(state.pods, uid) : set(state.pods, uid, rest);
  return { ...state, pods };
}

/** The wait ends without the volumes: its time is over, or something is wrong with one of them. */
function gaveUp(kubelet: KubeletState, state: Volumes, io: Io, uid: string, why?: string): Volumes {
  const pod = get(state.pods, uid);
  if (pod?.waiter === undefined) return state;
  const { waiter, ...rest } = pod;
  const missing = waiter.isMount ? unmountedVolumes(pod) : pod.volumes.map((one) => one.name);
  const { volumeWaitText, isVolumeTimeoutEvent } = kubeletBehaviour(kubelet.config.edition);
  const all = pod.volumes.map((one) => one.name);
  const refused = pod.volumes.filter(({ phase }) => phase === 'refused').map(({ name }) => name);
  const error = volumeWaitText(missing.join(' '), all.join(' '), refused.join(' '), why);
  if (waiter.isMount && (isVolumeTimeoutEvent || why !== undefined)) {
    const message = `Unable to attach or mount volumes: ${error}`;
    const about = { pod: pod.pod, eventType: 'Warning', reason: 'FailedMount' } as const;
    const record: RecordEvent = { type: 'event.record', ...about, message };
    io.signal('events', record);
  }
  const isTimeout = why === undefined;
  const done: VolumesDone = { type: 'volumes.done', uid, error, ...(isTimeout && { isTimeout }) };
  io.reply(waiter.to, done);
  return { ...state, pods: set(state.pods, uid, rest) };
}
