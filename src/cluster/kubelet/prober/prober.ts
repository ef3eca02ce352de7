// The port `prober`: workers come and go with pods, each with a ticker of its own.
// Models pkg/kubelet/prober/prober_manager.go and worker.go, run.

import type { Pod } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import { get, remove, set, withPrefix } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, Message } from '../../../kernel/message.ts';
import { type Duration, later } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { CriResponse } from '../../protocol/cri.ts';
import type { NetResult } from '../../protocol/linux-network.ts';
import type { ContainerStartedHint, ProbePod } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import { cachedStatus } from '../status/state.ts';
import { type Answered, answeredProbe, brokenCalls, startProbe, withPlan } from './attempt.ts';
import { probeOf } from './probes.ts';
import { withChanges } from './results.ts';
import {
  copyOf,
  newWorker,
  type ProbeKind,
  type ProberState,
  type ProbeWorker,
  withCalls,
} from './state.ts';
import { atTick } from './worker.ts';

const KINDS: readonly ProbeKind[] = ['startup', 'readiness', 'liveness'];
const TIMER = 'probe/';

type ProberMessage =
  | ProbePod
  | ContainerStartedHint
  | CriResponse
  | NetResult
  | (Message & { readonly type: 'tick' | 'net.refused' | 'net.closed' });

/** The port `prober`. */
export const prober: PortHandler<KubeletState, never> = port<KubeletState, 'prober'>(
  ['prober'],
  (kubelet, envelope, io) => ({ prober: take(kubelet, envelope, io) }),
);

function take(kubelet: KubeletState, envelope: Envelope, io: Io): ProberState {
  const state = kubelet.prober;
  const message = envelope.message as ProberMessage;
  switch (message.type) {
    case 'probes.add':
      return add(kubelet, message.pod, io);
    case 'probes.remove':
      return removeAll(state, message.pod, io, KINDS);
    case 'probes.stop-liveness-and-startup':
      return removeAll(state, message.pod, io, ['liveness', 'startup']);
    case 'probes.container-started':
      return trigger(kubelet, message.uid, io);
    case 'tick':
      return tick(kubelet, envelope, io);
    case 'net.closed':
      return broken(kubelet, io, (message as { readonly peer?: string }).peer ?? '');
    default:
      return goOn(answeredProbe(kubelet, envelope, io), kubelet, io);
  }
}

/** After a probe ended, a tick that came meanwhile is made up for. */
function goOn({ state, asked }: Answered, kubelet: KubeletState, io: Io): ProberState {
  // An error is asked again, a redirect followed: then it is still under way.
  if (asked?.isDue !== true || isUnderWay(state, asked.key)) return state;
  const worker = get(state.workers, asked.key);
  return worker === undefined ? state : look(kubelet, state, worker, io);
}

/** What was asked of a process that is gone has ended; who waited for that goes on. */
function broken(kubelet: KubeletState, io: Io, peer: string): ProberState {
  const { state: after, ended } = brokenCalls(kubelet, io, peer);
  let state = after;
  for (const asked of ended) state = goOn({ state, asked }, kubelet, io);
  return state;
}

function isUnderWay({ calls }: ProberState, key: string): boolean {
  return calls.some((asked) => asked.key === key);
}

/** Starts workers for every probe of the pod that has none. */
function add(kubelet: KubeletState, pod: Pod, io: Io): ProberState {
  const { hasSidecars } = kubeletBehaviour(kubelet.config.edition);
  const sidecars = hasSidecars ? (pod.spec.initContainers ?? []).filter(isSidecar) : [];
  let state = kubelet.prober;
  for (const container of [...(pod.spec.containers ?? []), ...sidecars]) {
    for (const kind of KINDS) {
      if (probeOf(container, kind) === undefined) continue;
      const worker = newWorker(pod, container.name, kind, io.now);
      if (get(state.workers, worker.key) !== undefined) continue;
      state = startWorker(kubelet, state, worker, io);
    }
  }
  return state;
}

function startWorker(
  kubelet: KubeletState,
  state: ProberState,
  worker: ProbeWorker,
  io: Io,
): ProberState {
  const { period } = worker;
  const isYoung = io.now - state.startedAt < period;
  const { isProbeJitterAlways } = kubeletBehaviour(kubelet.config.edition);
  const isSpread = isProbeJitterAlways || isYoung;
  const wait = isSpread ? io.draw('probe.start').below(period) : 0;
  const anchored = copyOf(worker);
  anchored.anchor = later(io.now, wait as Duration);
  const workers = set(state.workers, worker.key, anchored);
  const known = { ...state, workers, turnover: state.turnover + 1 };
  const delay = (wait > 0 ? wait : period) as Duration;
  io.after(TIMER + worker.key, delay, { type: 'tick' }, 'prober');
  return wait > 0 ? known : look(kubelet, known, anchored, io);
}

/** Stops workers of these kinds; what they found out is forgotten. */
function removeAll(state: ProberState, pod: Pod, io: Io, kinds: readonly ProbeKind[]): ProberState {
  let next = state;
  for (const [, worker] of withPrefix(state.workers, `${pod.metadata.uid ?? ''}/`)) {
    if (kinds.includes(worker.kind)) next = stop(next, worker, io);
  }
  return next;
}

function stop(state: ProberState, worker: ProbeWorker, io: Io): ProberState {
  io.cancel(TIMER + worker.key);
  const results = remove(state[worker.kind], worker.containerId);
  const workers = remove(state.workers, worker.key);
  const counts = remove(state.counts, worker.key);
  const calls = state.calls.filter(({ key }) => key !== worker.key);
  const turnover = state.turnover + 1;
  return { ...state, workers, calls, counts, turnover, [worker.kind]: results };
}

function tick(kubelet: KubeletState, { timer = '', message }: Envelope, io: Io): ProberState {
  const state = kubelet.prober;
  const worker = get(state.workers, timer.slice(TIMER.length));
  if (worker === undefined) return state;
  io.after(timer, worker.period, message);
  return now(kubelet, state, worker, io);
}

/** Looks at once, or as soon as the probe under way is over. */
function now(kubelet: KubeletState, state: ProberState, worker: ProbeWorker, io: Io): ProberState {
  const { key } = worker;
  if (!isUnderWay(state, key)) return look(kubelet, state, worker, io);
  const calls = state.calls.map((asked) => (asked.key === key ? { ...asked, isDue: true } : asked));
  return withCalls(state, calls);
}

/**
 * A status was made of a container that has started but is not ready: readiness is asked at once.
 */
function trigger(kubelet: KubeletState, uid: string, io: Io): ProberState {
  let state = kubelet.prober;
  for (const [key, worker] of withPrefix(kubelet.prober.workers, `${uid}/`)) {
    if (worker.kind !== 'readiness') continue;
    if (get(state.readiness, worker.containerId) === 'Success') continue;
    if (!isStartedAndRunning(kubelet, worker)) continue;
    io.after(TIMER + key, worker.period, { type: 'tick' });
    state = now(kubelet, state, worker, io);
  }
  return state;
}

function isStartedAndRunning(kubelet: KubeletState, worker: ProbeWorker): boolean {
  const status = cachedStatus(kubelet.statuses, worker.pod.metadata.uid ?? '');
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  const found = all.find((one) => one.name === worker.container);
  return found?.started === true && found.state?.running != null;
}

/** One look at the container: wait, end, or probe. */
function look(kubelet: KubeletState, state: ProberState, worker: ProbeWorker, io: Io): ProberState {
  const uid = worker.pod.metadata.uid ?? '';
  const status = cachedStatus(kubelet.statuses, uid);
  if (status !== undefined && worker.probedUnder === status && !worker.isOnHold) {
    return startProbe(kubelet, state, io, worker);
  }
  const { keepsReadyOverRestart } = kubeletBehaviour(kubelet.config.edition);
  const seen = atTick(worker, {
    status,
    now: io.now,
    epochSeconds: io.epochSeconds,
    ...(keepsReadyOverRestart ? { restartedAt: state.startedAt } : {}),
  });
  const changed = withChanges(kubelet, state, io, seen.worker, seen.changes);
  if (seen.next === 'probe' && status !== undefined) {
    const probing = copyOf(withPlan(kubelet, seen.worker, status.podIP ?? ''));
    probing.probedUnder = status;
    const workers = set(changed.workers, probing.key, probing);
    return startProbe(kubelet, { ...changed, workers }, io, probing);
  }
  if (seen.next === 'stop') return stop(changed, seen.worker, io);
  return { ...changed, workers: set(changed.workers, worker.key, seen.worker) };
}
