// What is done about a shortage: first what the node can spare, then one pod, and a wait until it
// is gone. Models pkg/kubelet/eviction/eviction_manager.go, synchronize, evictPod and
// waitForPodsCleanup.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { isCriticalPod } from '../../../api/pod-helpers.ts';
import { get } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Message } from '../../../kernel/message.ts';
import { later, seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { FilesResult } from '../../protocol/linux-files.ts';
import type { StatsAnswer } from '../../protocol/stats.ts';
import type { RecordEvent, UpdatePod } from '../channels.ts';
import { count, seriesKey } from '../metrics/book.ts';
import type { KubeletState } from '../state.ts';
import { arePodResourcesReclaimed } from '../status/safety.ts';
import { activePods } from '../sync-loop/active-pods.ts';
import { thresholdsMet } from './decide.ts';
import type { Evictions } from './late.ts';
import { storageViolation } from './local-storage.ts';
import { asked, hasStorageLimits, look, measure, sleep } from './manager.ts';
import { measurePods, podUsages, volumesCounted } from './measure-pods.ts';
import { type EvictionText, evictionText } from './messages.ts';
import type { UsageOf } from './pod-usage.ts';
import { rankPods } from './ranking.ts';
import { meaningOf, type StarvedResource } from './signals.ts';
import type { EvictionCall, EvictionState } from './state.ts';

/** The longest wait until nothing is left of a victim. */
const CLEANUP_TIMEOUT = seconds(30);
/** The longest wait for a victim's containers, when its grace is short. */
const KILL_TIMEOUT_SECONDS = 10;

/** Fills the place of what is done about pressure. */
export const EVICTIONS: Evictions = { begin, reclaimed, killTookTooLong, cleaned, answered };

function begin(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  if (!hasStorageLimits(kubelet)) return reclaim(kubelet, state, io);
  return measurePods(kubelet, { ...state, step: 'limits' }, io);
}

function answered(
  kubelet: KubeletState,
  state: EvictionState,
  call: EvictionCall,
  message: Message,
  io: Io,
): EvictionState {
  switch (call) {
    case 'volumes':
      return volumesCounted(kubelet, state, message as FilesResult, io);
    case 'pods': {
      const usage = podUsages(kubelet, state, message as StatsAnswer);
      return state.step === 'limits'
        ? limitsMeasured(kubelet, state, usage, io)
        : evictOne(kubelet, state, usage, io);
    }
    case 'reclaim':
      if (Object.keys(state.calls).length > 0) return state;
      return measure(kubelet, state, io);
    default:
      return killed(kubelet, state, io);
  }
}

/** Whoever breaks the limits on its own storage goes, all of them at once. */
function limitsMeasured(
  kubelet: KubeletState,
  state: EvictionState,
  usageOf: UsageOf,
  io: Io,
): EvictionState {
  let next = state;
  for (const pod of activePods(kubelet)) {
    const usage = usageOf(pod);
    const message = usage === undefined ? undefined : storageViolation(pod, usage);
    if (message === undefined || isCriticalPod(pod)) continue;
    next = evict(kubelet, next, pod, { message, annotations: {} }, hardGrace(kubelet), io);
  }
  if (next.victims.length > 0) return next;
  return state.acting.length === 0 ? sleep(state, io) : reclaim(kubelet, state, io);
}

function starved(state: EvictionState): StarvedResource {
  return meaningOf(state.acting[0]?.signal ?? '')?.resource ?? 'memory';
}

/** Tells what is short. A short disk is freed of dead containers and unused images first. */
function reclaim(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  const resource = starved(state);
  const event: RecordEvent = {
    type: 'event.record',
    eventType: 'Warning',
    reason: 'EvictionThresholdMet',
    message: `Attempting to reclaim ${resource}`,
  };
  io.signal('events', event);
  if (resource === 'memory' || resource === 'pids') {
    return measurePods(kubelet, { ...state, step: 'ranking' }, io);
  }
  const containers = io.signal('gc', { type: 'gc.all-unused' });
  const images = io.signal('image-gc', { type: 'images.all-unused' });
  const next: EvictionState = { ...state, step: 'reclaiming' };
  return asked(asked(next, containers, 'reclaim'), images, 'reclaim');
}

/** If that was enough no pod has to go. */
function reclaimed(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  const stillMet = thresholdsMet(state.thresholds, state.observed, true);
  if (stillMet.length === 0) return sleep(state, io);
  return measurePods(kubelet, { ...state, step: 'ranking' }, io);
}

/** The first pod of the ranking that may be evicted; never more than one in a look. */
function evictOne(
  kubelet: KubeletState,
  state: EvictionState,
  usageOf: UsageOf,
  io: Io,
): EvictionState {
  const resource = starved(state);
  const ranked = rankPods(resource, activePods(kubelet), usageOf);
  const pod = ranked.find((one) => !isCriticalPod(one));
  if (pod === undefined) return sleep(state, io);
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  const { acting, last } = state;
  const text = evictionText(behaviour, resource, pod, usageOf(pod), acting, last);
  const isHard = acting[0]?.gracePeriod === 0;
  const grace = isHard ? hardGrace(kubelet) : softGrace(kubelet, pod);
  count(io, seriesKey('evictions', acting[0]?.signal ?? ''));
  return evict(kubelet, state, pod, text, grace, io, true);
}

function hardGrace(kubelet: KubeletState): number {
  return kubeletBehaviour(kubelet.config.edition).hardEvictionGraceSeconds;
}

function softGrace(kubelet: KubeletState, pod: Pod): number {
  const most = kubelet.config.evictionMaxPodGracePeriodSeconds;
  const own = pod.spec.terminationGracePeriodSeconds;
  const isOwnHeeded = kubeletBehaviour(kubelet.config.edition).isEvictionDetailed;
  return own === undefined || !isOwnHeeded ? most : Math.min(most, own);
}

function evict(
  kubelet: KubeletState,
  state: EvictionState,
  pod: Pod,
  { message, annotations }: EvictionText,
  graceSeconds: number,
  io: Io,
  isByThreshold: boolean = false,
): EvictionState {
  const event: RecordEvent = {
    type: 'event.record',
    pod,
    eventType: 'Warning',
    reason: 'Evicted',
    message,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  io.signal('events', event);
  const { hasDisruptionTarget } = kubeletBehaviour(kubelet.config.edition);
  const status: Partial<PodStatus> = {
    phase: 'Failed',
    reason: 'Evicted',
    message,
    ...(isByThreshold && hasDisruptionTarget ? { conditions: [disrupted(message)] } : {}),
  };
  const update: UpdatePod = {
    type: 'pod.update',
    updateType: 'kill',
    pod,
    kill: { isEvict: true, graceOverrideSeconds: graceSeconds, status, isWaiting: true },
  };
  const call = io.signal('pod-workers', update);
  const timeout = Math.max(KILL_TIMEOUT_SECONDS, Math.floor(graceSeconds * 1.5));
  io.after('eviction', seconds(timeout), { type: 'tick' });
  const victims = [...state.victims, pod.metadata.uid ?? ''];
  return asked({ ...state, step: 'killing', victims }, call, 'kill');
}

/** The condition of a pod that the kubelet itself ends. */
export function disrupted(message: string): NonNullable<PodStatus['conditions']>[number] {
  return { type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message };
}

/** The containers of one victim are stopped; after the last one the wait for the rest begins. */
function killed(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  if (Object.keys(state.calls).length > 0) return state;
  const waitUntil = later(io.now, CLEANUP_TIMEOUT);
  return pollAgain(kubelet, { ...state, step: 'cleaning', waitUntil }, io);
}

function killTookTooLong(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  for (const uid of state.victims) {
    const pod = get(kubelet.podManager.pods, uid);
    if (pod === undefined) continue;
    const event: RecordEvent = {
      type: 'event.record',
      pod,
      eventType: 'Warning',
      reason: 'ExceededGracePeriod',
      message: 'Container runtime did not kill the pod within specified grace period.',
    };
    io.signal('events', event);
  }
  return killed(kubelet, { ...state, calls: {} }, io);
}

function pollAgain(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  const { evictionCleanupPoll } = kubeletBehaviour(kubelet.config.edition);
  io.after('eviction', seconds(evictionCleanupPoll), { type: 'tick' });
  return state;
}

/** Once nothing is left of the victims, or after half a minute, the next look follows at once. */
function cleaned(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  const isOver = state.victims.every((uid) => isGone(kubelet, uid));
  if (!isOver && io.now < (state.waitUntil ?? io.now)) return pollAgain(kubelet, state, io);
  return look({ ...kubelet, eviction: state }, io);
}

/** The older kubelet looks for containers and volumes, the newer one asks the pod's worker. */
function isGone(kubelet: KubeletState, uid: string): boolean {
  const worker = get(kubelet.podWorkers.workers, uid);
  if (worker === undefined || worker.state === 'Finished') return true;
  if (kubeletBehaviour(kubelet.config.edition).isTerminalPhaseHeldBack) return false;
  const status = get(kubelet.statuses.statuses, uid)?.status ?? {};
  return arePodResourcesReclaimed(kubelet, worker.pod, status);
}
