// The port `prober`: workers come and go with pods, each with a ticker of its own.
// Models pkg/kubelet/prober/prober_manager.go and worker.go, run.

import type { Pod } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import { get, remove, set, withPrefix } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, Message } from '../../../kernel/message.ts';
import { type Duration, later, seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { CriResponse } from '../../protocol/cri.ts';
import type { NetResult } from '../../protocol/linux-network.ts';
import type { ContainerStartedHint, ProbePod } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import { cachedStatus } from '../status/state.ts';
import { answeredProbe, brokenCalls, startProbe } from './attempt.ts';
import { withChanges } from './results.ts';
import { newWorker, type ProbeKind, type ProberState, type ProbeWorker } from './state.ts';
import { atTick, containerOf, probeOf } from './worker.ts';

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
      return tick(kubelet, (envelope.timer ?? '').slice(TIMER.length), io);
    case 'net.closed':
      return brokenCalls(kubelet, io, (message as { readonly peer?: string }).peer ?? '');
    default:
      return goOn(answeredProbe(kubelet, envelope, io), kubelet, io);
  }
}

/** After a probe ended, a tick that came meanwhile is made up for. */
function goOn(
  done: { readonly state: ProberState; readonly key?: string },
  kubelet: KubeletState,
  io: Io,
): ProberState {
  const worker = done.key === undefined ? undefined : get(done.state.workers, done.key);
  if (worker === undefined || !worker.isTickDue || worker.attempt > 0) return done.state;
  const fresh: ProbeWorker = { ...worker, isTickDue: false };
  return look(
    kubelet,
    { ...done.state, workers: set(done.state.workers, worker.key, fresh) },
    fresh,
    io,
  );
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

function periodOf(worker: ProbeWorker): Duration {
  const probe = probeOf(containerOf(worker.pod, worker.container), worker.kind);
  return seconds(probe?.periodSeconds ?? 10);
}

function startWorker(
  kubelet: KubeletState,
  state: ProberState,
  worker: ProbeWorker,
  io: Io,
): ProberState {
  const period = periodOf(worker);
  const isYoung = io.now - state.startedAt < period;
  const { isProbeJitterAlways } = kubeletBehaviour(kubelet.config.edition);
  const isSpread = isProbeJitterAlways || isYoung;
  const wait = isSpread ? io.draw('probe.start').below(period) : 0;
  const anchored: ProbeWorker = { ...worker, anchor: later(io.now, wait as Duration) };
  const known = { ...state, workers: set(state.workers, worker.key, anchored) };
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
  return { ...state, workers: remove(state.workers, worker.key), [worker.kind]: results };
}

function tick(kubelet: KubeletState, key: string, io: Io): ProberState {
  const state = kubelet.prober;
  const worker = get(state.workers, key);
  if (worker === undefined) return state;
  io.after(TIMER + key, periodOf(worker), { type: 'tick' });
  return now(kubelet, state, worker, io);
}

/** Looks at once, or as soon as the probe under way is over. */
function now(kubelet: KubeletState, state: ProberState, worker: ProbeWorker, io: Io): ProberState {
  if (worker.attempt === 0) return look(kubelet, state, worker, io);
  const due: ProbeWorker = { ...worker, isTickDue: true };
  return { ...state, workers: set(state.workers, worker.key, due) };
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
    io.after(TIMER + key, periodOf(worker), { type: 'tick' });
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
  const { keepsReadyOverRestart } = kubeletBehaviour(kubelet.config.edition);
  const uid = worker.pod.metadata.uid ?? '';
  const seen = atTick(worker, {
    status: cachedStatus(kubelet.statuses, uid),
    now: io.now,
    epochSeconds: io.epochSeconds,
    ...(keepsReadyOverRestart ? { restartedAt: state.startedAt } : {}),
  });
  const workers = set(state.workers, worker.key, seen.worker);
  const changed = withChanges(kubelet, { ...state, workers }, io, seen.worker, seen.changes);
  if (seen.next === 'stop') return stop(changed, seen.worker, io);
  return seen.next === 'probe' ? startProbe(kubelet, changed, io, seen.worker) : changed;
}
