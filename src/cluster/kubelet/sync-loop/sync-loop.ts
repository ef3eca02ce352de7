// The kubelet's main loop: takes one thing from one of its channels and hands it to the workers.
// Models pkg/kubelet/kubelet.go, syncLoopIteration and the Handle… methods.

import type { Pod } from '../../../api/pod.ts';
import { isMirrorPod, isPodTerminal, isStaticPod } from '../../../api/pod-helpers.ts';
import { forEach, get, remove, values } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import { later, seconds } from '../../../kernel/time.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import { isPastDeadline } from '../active-deadline.ts';
import type { Resizes } from '../allocation/state.ts';
import type {
  ConfigUpdate,
  PlegEvent,
  PodKilled,
  ProbeUpdate,
  ResizeCompleted,
  ResizeFailed,
  SetContainerFlag,
} from '../channels.ts';
import { podRules } from '../late.ts';
import { mirrorFor, recordOf, staticPodFor, withoutPod, withPod } from '../pod-manager.ts';
import { fullNameOf } from '../pod-names.ts';
import type { KubeletState, PodManagerState } from '../state.ts';
import { type Dispatched, dispatch } from './dispatch.ts';
import {
  armFirstLook,
  hold,
  holdMessage,
  isStanding,
  LOOK_TIMER,
  lookAgain,
  standIfUnfit,
} from './standstill.ts';
import type { SyncLoopState } from './state.ts';

type Slices = Pick<KubeletState, 'podManager' | 'syncLoop'>;

/** Period of the loop's own tick. */
const SYNC_PERIOD = seconds(1);

/** Owns what is wished for, and the loop's own record. */
export const syncLoopPort: PortHandler<KubeletState, never> = port<
  KubeletState,
  'podManager' | 'syncLoop'
>(['podManager', 'syncLoop'], receive);

function receive(state: KubeletState, envelope: Envelope, io: Io): Slices {
  if (envelope.timer === LOOK_TIMER) {
    return { podManager: state.podManager, syncLoop: lookAgain(state, io) };
  }
  if (envelope.message.type === 'pod.killed' || envelope.message.type === 'preemption.late') {
    return { podManager: state.podManager, syncLoop: roomMade(state, envelope, io) };
  }
  const ticking = rearmed(state, envelope, io);
  if (isStanding(ticking)) {
    return { podManager: state.podManager, syncLoop: hold(ticking.syncLoop, envelope) };
  }
  const { podManager, syncLoop } = takeUp(ticking, envelope, io);
  // A loop that makes room stands already.
  if (syncLoop.standstill !== undefined) return { podManager, syncLoop };
  return { podManager, syncLoop: standIfUnfit(state, syncLoop, io) };
}

/** A pod that had to go has gone, or takes too long. */
function roomMade(state: KubeletState, { message }: Envelope, io: Io): SyncLoopState {
  const uid = message.type === 'pod.killed' ? (message as PodKilled).uid : undefined;
  return podRules.get().victimGone(state, uid, io, (now, work) => dispatch(now, io, work));
}

/** The two tickers tick on whether the loop takes their ticks or not. */
function rearmed(state: KubeletState, { timer, message }: Envelope, io: Io): KubeletState {
  if (timer === undefined) return state;
  const { houseKeepingPeriod } = podLifecycle(state.config.edition);
  const isSync = timer === 'sync';
  const period = isSync ? SYNC_PERIOD : houseKeepingPeriod;
  io.after(timer, period, message);
  const at = later(io.now, period);
  const next = isSync ? { nextSyncAt: at } : { nextHousekeepingAt: at };
  return { ...state, syncLoop: { ...state.syncLoop, ...next } };
}

function takeUp(state: KubeletState, envelope: Envelope, io: Io): Slices {
  const { message } = envelope;
  switch (message.type) {
    case 'config.update':
      return configured(state, message as ConfigUpdate, io);
    case 'pleg.event':
      return plegEvent(state, message as PlegEvent, io);
    case 'probe.update':
      return probed(state, message as ProbeUpdate, io);
    case 'tick':
      return ticked(state, io);
    case 'housekeeping':
      return housekept(state, io);
    case 'resizes.retry':
      return retried(state, io);
    case 'resize.completed':
      return completed(state, message as ResizeCompleted, io);
    case 'resize.failed': {
      const { resizes } = state.syncLoop;
      const failed = podRules.get().withResizeError(resizes, message as ResizeFailed);
      return same(withResizes(state, failed));
    }
    default:
      return same(state);
  }
}

function same(state: KubeletState): Slices {
  return { podManager: state.podManager, syncLoop: state.syncLoop };
}

function took(state: KubeletState, what: string, pod: string, io: Io): SyncLoopState {
  return { ...state.syncLoop, last: { what, pod, at: io.now } };
}

function configured(state: KubeletState, update: ConfigUpdate, io: Io): Slices {
  const { op, source, pods } = update;
  const all = op === 'SET' ? changesOf(state.podManager, pods) : [update];
  const changes = all.filter((change) => change.pods.length > 0);
  const now = changes.reduce((known, change) => changed(known, { ...change, source }, io), state);
  const what = changes[0]?.op ?? op;
  const first = changes[0]?.pods[0];
  const ready = state.syncLoop.sourcesReady;
  const syncLoop = {
    ...(first === undefined ? now.syncLoop : took(now, what, first.metadata.name ?? '', io)),
    sourcesReady: ready.includes(source) ? ready : [...ready, source],
  };
  return { podManager: now.podManager, syncLoop };
}

function withResize(state: KubeletState, pod: Pod, io: Io): KubeletState {
  const before = recordOf(state.podManager, pod.metadata.uid ?? '');
  return withResizes(state, podRules.get().resizesAfter(state, before, pod, io));
}

function withResizes(state: KubeletState, resizes: Resizes): KubeletState {
  if (resizes === state.syncLoop.resizes) return state;
  return { ...state, syncLoop: { ...state.syncLoop, resizes } };
}

/** What pods that went had is free for resizes that wait. */
function withoutResizes(state: KubeletState, gone: readonly Pod[], io: Io): KubeletState {
  let { resizes } = state.syncLoop;
  if (resizes.size === 0) return state;
  for (const { metadata } of gone) resizes = remove(resizes, metadata.uid ?? '');
  return retry(withResizes(state, resizes), io);
}

function retry(state: KubeletState, io: Io): KubeletState {
  const { resizes, met } = podRules.get().retryResizes(state, io);
  const now = withResizes(state, resizes);
  for (const pod of met) sync(now, pod, io);
  return now;
}

function retried(state: KubeletState, io: Io): Slices {
  return same(retry(state, io));
}

function completed(state: KubeletState, { uid }: ResizeCompleted, io: Io): Slices {
  const { resizes } = state.syncLoop;
  return retried(withResizes(state, podRules.get().withoutProgress(resizes, uid)), io);
}

function changed(state: KubeletState, { op, pods, source }: Change, io: Io): KubeletState {
  let now = state;
  for (const [i, pod] of inOrder(pods).entries()) {
    if (now.syncLoop.preemption !== undefined) {
      // Room is being made for one of them: the others come after it.
      const rest: ConfigUpdate = {
        type: 'config.update',
        op,
        source,
        pods: inOrder(pods).slice(i),
      };
      return { ...now, syncLoop: holdMessage(now.syncLoop, rest, io.event) };
    }
    now = op === 'UPDATE' ? withResize(now, pod, io) : now;
    const { podManager } = now;
    now = {
      ...now,
      podManager: op === 'REMOVE' ? withoutPod(podManager, pod) : withPod(podManager, pod),
    };
    now = handle(now, op, pod, io);
  }
  return op === 'REMOVE' ? withoutResizes(now, pods, io) : now;
}

type Changes = Pick<ConfigUpdate, 'op' | 'pods'>;
type Change = Pick<ConfigUpdate, 'op' | 'pods' | 'source'>;

/** Everything there is against what is known: who went, and who came. Models SyncPods of v1.0. */
function changesOf(known: PodManagerState, pods: readonly Pod[]): readonly Changes[] {
  const uids = new Set(pods.map(({ metadata }) => metadata.uid));
  const before = [...values(known.pods), ...values(known.mirrors)];
  const knownUids = new Set(before.map(({ metadata }) => metadata.uid));
  return [
    { op: 'REMOVE', pods: before.filter(({ metadata }) => !uids.has(metadata.uid)) },
    { op: 'ADD', pods: pods.filter(({ metadata }) => !knownUids.has(metadata.uid)) },
  ];
}

/** By creation time, as the kubelet takes them up. */
function inOrder(pods: readonly Pod[]): readonly Pod[] {
  return [...pods].sort((a, b) => {
    const x = a.metadata.creationTimestamp ?? '';
    const y = b.metadata.creationTimestamp ?? '';
    if (x !== y) return x < y ? -1 : 1;
    const left = fullNameOf(a);
    const right = fullNameOf(b);
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

function handle(state: KubeletState, op: ConfigUpdate['op'], pod: Pod, io: Io): KubeletState {
  if (isMirrorPod(pod)) {
    const owner = staticPodFor(state.podManager, pod);
    // Also when it was removed: the worker takes up the mirror that is gone, and does nothing.
    if (owner !== undefined && op !== 'RECONCILE') {
      dispatch(state, io, { updateType: 'update', pod: owner, mirror: pod });
    }
    return state;
  }
  if (op === 'ADD') return added(state, pod, io);
  if (op === 'REMOVE') removed(state, pod, io);
  else if (op !== 'RECONCILE') {
    dispatch(state, io, withMirror(state.podManager, { updateType: 'update', pod }));
  }
  return state;
}

/** Housekeeping does it again when not every source has spoken yet. */
function removed(state: KubeletState, pod: Pod, io: Io): void {
  if (!areSourcesReady(state)) return;
  const kill: Dispatched = { updateType: 'kill', pod, isRemoved: true };
  dispatch(state, io, withMirror(state.podManager, kill));
}

/** Whether every source there is has reported once. Models SeenAllSources. */
function areSourcesReady({ sources, syncLoop: { sourcesReady } }: KubeletState): boolean {
  return (
    sourcesReady.includes('api') &&
    (sources.file === undefined || sourcesReady.includes('file')) &&
    (sources.url === undefined || sourcesReady.includes('http'))
  );
}

function added(state: KubeletState, pod: Pod, io: Io): KubeletState {
  const isEnding = pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod);
  if (!isEnding && !podRules.get().admit(state, pod, io)) return state;
  const create = withMirror(state.podManager, { updateType: 'create', pod });
  const victims = isEnding ? [] : podRules.get().victimsOf(state, pod);
  if (victims.length > 0) {
    return { ...state, syncLoop: podRules.get().preempt(state, create, victims, io) };
  }
  dispatch(state, io, create);
  return state;
}

function withMirror(podManager: PodManagerState, update: Dispatched): Dispatched {
  if (!isStaticPod(update.pod)) return update;
  const mirror = mirrorFor(podManager, update.pod);
  return mirror === undefined ? update : { ...update, mirror };
}

function sync(state: KubeletState, pod: Pod, io: Io): void {
  dispatch(state, io, withMirror(state.podManager, { updateType: 'sync', pod }));
}

function plegEvent(state: KubeletState, message: PlegEvent, io: Io): Slices {
  const pod = recordOf(state.podManager, message.uid);
  const name = pod?.metadata.name ?? message.uid;
  if (message.event !== 'ContainerRemoved' && pod !== undefined) sync(state, pod, io);
  if (message.event === 'ContainerDied' || message.event === 'ContainerRemoved') {
    io.signal('gc', message);
  }
  return { podManager: state.podManager, syncLoop: took(state, `PLEG ${message.event}`, name, io) };
}

function probed(state: KubeletState, message: ProbeUpdate, io: Io): Slices {
  const pod = recordOf(state.podManager, message.uid);
  const { probe, result, uid, containerId } = message;
  if (probe !== 'liveness') {
    const flag: SetContainerFlag = {
      type: probe === 'readiness' ? 'status.readiness' : 'status.startup',
      uid,
      containerId,
      isTrue: result === 'Success',
    };
    io.signal('status-manager', flag);
  }
  const { isStartupFailureASync } = podLifecycle(state.config.edition);
  const isSync =
    probe === 'liveness'
      ? result === 'Failure'
      : probe === 'readiness' || isStartupFailureASync || result === 'Success';
  if (isSync && pod !== undefined) sync(state, pod, io);
  const what = `${probe} ${result}`;
  return {
    podManager: state.podManager,
    syncLoop: took(state, what, pod?.metadata.name ?? '', io),
  };
}

/** Every second: pods whose wait is over, or whose deadline has passed. */
function ticked(state: KubeletState, io: Io): Slices {
  let last: string | undefined;
  forEach(state.podWorkers.workers, (worker) => {
    const isDue = worker.nextSyncAt !== undefined && worker.nextSyncAt <= io.now;
    const limited = get(state.podManager.limited, worker.uid);
    if (!isDue && !(limited !== undefined && isPastDeadline(state, limited, io))) return;
    const pod = recordOf(state.podManager, worker.uid) ?? (isDue ? worker.pod : undefined);
    if (pod === undefined || worker.state === 'Finished') return;
    if (worker.syncedBy !== undefined) io.because(worker.syncedBy);
    sync(state, pod, io);
    last = pod.metadata.name;
  });
  const syncLoop = last === undefined ? state.syncLoop : took(state, 'SYNC', last, io);
  return { podManager: state.podManager, syncLoop };
}

/** Whether there is anything to clean up after. */
function hasPods({ podManager, podWorkers, statuses, pleg }: KubeletState): boolean {
  const { pods, mirrors } = podManager;
  const maps = [pods, mirrors, podWorkers.workers, statuses.statuses, pleg.pods];
  return maps.some(({ size }) => size > 0);
}

function housekept(state: KubeletState, io: Io): Slices {
  const isDue = areSourcesReady(state);
  if (isDue && hasPods(state)) podRules.get().housekeeping(state, io);
  const syncLoop = {
    ...state.syncLoop,
    lastHousekeepingAt: io.now,
    hasCleanedUp: state.syncLoop.hasCleanedUp || isDue,
  };
  return { podManager: state.podManager, syncLoop };
}

/** Arms the loop's two ticks. */
export function startSyncLoop(state: Pick<KubeletState, 'config'>, io: Io): void {
  const { houseKeepingPeriod } = podLifecycle(state.config.edition);
  armFirstLook(io);
  io.after('sync', SYNC_PERIOD, { type: 'tick' }, 'sync-loop');
  io.after('housekeeping', houseKeepingPeriod, { type: 'housekeeping' }, 'sync-loop');
}
