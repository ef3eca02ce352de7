// The port `eviction`: looks at the machine every 10 s, keeps the conditions of pressure, and if a
// threshold is met frees what the node can spare, or one pod. What is done about a shortage is in
// `act.ts`: a node that has enough of everything does not need it.
// Models pkg/kubelet/eviction/eviction_manager.go, Start and synchronize.

import type { Pod } from '../../../api/pod.ts';
import { values } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, EventId } from '../../../kernel/message.ts';
import { later, milliseconds, seconds } from '../../../kernel/time.ts';
import { LINUX_PORT, type LinuxMachine } from '../../protocol/linux.ts';
import { CADVISOR_PORT, type StatsAnswer, type StatsRequest } from '../../protocol/stats.ts';
import type { KubeletState } from '../state.ts';
import {
  conditionsOf,
  firstObserved,
  graceOver,
  lastObserved,
  mergeThresholds,
  observedSince,
  thresholdsMet,
  thresholdsUpdated,
} from './decide.ts';
import { evictions } from './late.ts';
import { machineObservations, memoryObservations, PODS_CGROUP } from './observe.ts';
import { sortByEvictionPriority } from './signals.ts';
import type { EvictionCall, EvictionState } from './state.ts';

/** cAdvisor has to be up. */
const FIRST_LOOK = milliseconds(100);
/** Between two looks. */
const LOOK_PERIOD = seconds(10);

/** Owns what was seen. */
export const evictionPort: PortHandler<KubeletState, never> = port<KubeletState, 'eviction'>(
  ['eviction'],
  (kubelet, envelope, io) => ({ eviction: receive(kubelet, envelope, io) }),
);

/** Arms the first look. */
export function startEviction(io: Io): void {
  io.after('eviction', FIRST_LOOK, { type: 'tick' }, 'eviction');
}

function receive(kubelet: KubeletState, envelope: Envelope, io: Io): EvictionState {
  const state = kubelet.eviction;
  if (envelope.message.type === 'tick') {
    if (state.step === 'cleaning') return evictions.get().cleaned(kubelet, state, io);
    if (state.step === 'killing') return evictions.get().killTookTooLong(kubelet, state, io);
    return look(kubelet, io);
  }
  if (envelope.inReplyTo === undefined) return state;
  const { [String(envelope.inReplyTo)]: call, ...calls } = state.calls;
  if (call === undefined) return state;
  return answered(kubelet, { ...state, calls }, call, envelope, io);
}

/** Begins a look: measures memory and the disk. */
export function look(kubelet: KubeletState, io: Io): EvictionState {
  const state: EvictionState = { ...kubelet.eviction, lastAt: io.now, acting: [], calls: {} };
  if (state.thresholds.length === 0 && !hasStorageLimits(kubelet)) return sleep(state, io);
  return measure(kubelet, { ...state, step: 'observing', victims: [] }, io);
}

/** Asks for everything that signals are made of. */
export function measure(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  const { cadvisor, linux } = kubelet.config;
  const [statsFrom, machineFrom] = [io.find(cadvisor), io.find(linux)];
  if (statsFrom === undefined || machineFrom === undefined) return sleep(state, io);
  const request: StatsRequest = {
    type: 'stats.containers',
    names: ['/', PODS_CGROUP],
    count: 1,
    isUpdate: true,
  };
  const stats = io.send({ actor: statsFrom, port: CADVISOR_PORT }, request);
  const machine = io.send({ actor: machineFrom, port: LINUX_PORT }, { type: 'linux.machine' });
  return asked(asked({ ...state, observed: {} }, stats, 'stats'), machine, 'machine');
}

/** The state with one more request under way. */
export function asked(state: EvictionState, id: EventId, call: EvictionCall): EvictionState {
  return { ...state, calls: { ...state.calls, [String(id)]: call } };
}

/** The look is over; the next one follows 10 s later. */
export function sleep(state: EvictionState, io: Io): EvictionState {
  io.after('eviction', LOOK_PERIOD, { type: 'tick' });
  const { waitUntil: _until, ...rest } = state;
  return { ...rest, step: 'idle', calls: {}, acting: [], nextAt: later(io.now, LOOK_PERIOD) };
}

function answered(
  kubelet: KubeletState,
  state: EvictionState,
  call: EvictionCall,
  { message }: Envelope,
  io: Io,
): EvictionState {
  // cAdvisor or the machine is not there: nothing can be said, so nothing is done.
  const isMeasuring = call === 'stats' || call === 'machine' || call === 'pods';
  if (isMeasuring && message.type.startsWith('net.')) return sleep(state, io);
  if (call !== 'stats' && call !== 'machine') {
    return evictions.get().answered(kubelet, state, call, message, io);
  }
  const seen =
    call === 'stats'
      ? memoryObservations(kubelet.config, message as StatsAnswer)
      : machineObservations(message as LinuxMachine, io.now);
  const next: EvictionState = { ...state, observed: { ...state.observed, ...seen } };
  if (Object.keys(next.calls).length > 0) return next;
  if (state.step === 'reclaiming') return evictions.get().reclaimed(kubelet, next, io);
  return decide(kubelet, next, io);
}

/** Everything is measured: what is met, what does that say of the node, and what is to be done? */
function decide(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  const { observed } = state;
  const now = io.now;
  const unresolved = thresholdsMet(state.met, observed, true);
  const met = mergeThresholds(thresholdsMet(state.thresholds, observed, false), unresolved);
  const first = firstObserved(met, state.firstObserved, now);
  const conditionTimes = lastObserved(conditionsOf(met), state.conditionTimes, now);
  const period = kubelet.config.evictionPressureTransitionPeriod;
  const standing = observedSince(conditionTimes, period, now);
  const isSame = standing.join() === state.conditions.join();
  const conditions = isSame ? state.conditions : standing;
  const ripe = graceOver(first, now);
  const acting = sortByEvictionPriority(thresholdsUpdated(ripe, observed, state.last));
  const next: EvictionState = {
    ...state,
    last: observed,
    firstObserved: first,
    met: ripe,
    conditionTimes,
    conditions,
    acting,
  };
  if (acting.length === 0 && !hasStorageLimits(kubelet)) return sleep(next, io);
  return evictions.get().begin(kubelet, next, io);
}

/** Whether any pod has a limit on the disk space of its own. */
export function hasStorageLimits(kubelet: KubeletState): boolean {
  for (const pod of values(kubelet.podManager.pods)) if (isStorageLimited(pod)) return true;
  return false;
}

function isStorageLimited({ spec }: Pod): boolean {
  if (spec.volumes?.some(({ emptyDir }) => emptyDir?.sizeLimit) === true) return true;
  return spec.containers.some(({ resources }) => resources?.limits?.['ephemeral-storage']);
}
