// Carrying one probe out: the request, the answer, up to three tries when it could not be asked.
// Models pkg/kubelet/prober/prober.go, probe and runProbeWithRetries.

import { allContainers } from '../../../api/pod-helpers.ts';
import { goDurationText } from '../../../base/go-duration.ts';
import { get, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope, Message } from '../../../kernel/message.ts';
import { type Micros, seconds } from '../../../kernel/time.ts';
import { type KubeletBehaviour, kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { type CriError, type CriResponse, criRequest } from '../../protocol/cri.ts';
import type { NetCall, NetResult } from '../../protocol/linux-network.ts';
import type { RecordEvent } from '../channels.ts';
import { callRuntime } from '../cri-client.ts';
import { callLinux } from '../linux-client.ts';
import type { KubeletState } from '../state.ts';
import { withProbe } from './counts.ts';
import {
  execOutcome,
  netOutcome,
  type ProbeOutcome,
  type ProbeTarget,
  plainSuccess,
  probeTarget,
} from './handlers.ts';
import { containerOf, probeOf } from './probes.ts';
import { withChanges } from './results.ts';
import {
  type Asked,
  copyOf,
  type ProbePlan,
  type ProberState,
  type ProbeWorker,
  withCalls,
  withCounts,
} from './state.ts';
import { afterProbe } from './worker.ts';

const MAX_TRIES = 3;
const MAX_REDIRECTS = 10;

const WORDS = { liveness: 'Liveness', readiness: 'Readiness', startup: 'Startup' } as const;

/** Asks for the first time. */
export function startProbe(
  kubelet: KubeletState,
  state: ProberState,
  io: Io,
  worker: ProbeWorker,
): ProberState {
  const first: Try = { key: worker.key, attempt: 1, redirects: 0, since: io.now, isDue: false };
  return attempt(kubelet, state, io, worker, first);
}

/** A try before its request has gone out. */
type Try = Omit<Asked, 'id'>;

/** The worker with what it asks; worked out anew when its pod has got another address. */
export function withPlan(kubelet: KubeletState, worker: ProbeWorker, podIp: string): ProbeWorker {
  if (worker.plan?.podIp === podIp) return worker;
  const target = targetAt(kubelet, worker, podIp);
  const planned = copyOf(worker);
  planned.plan = { podIp, target };
  if (target.kind !== 'net') return planned;
  const { host, port, payload } = target;
  const timeout = seconds(worker.timeoutSeconds);
  const call: NetCall = { type: 'linux.call', ip: host, port, payload, timeout };
  planned.plan = { podIp, target, call };
  return planned;
}

const NO_PLAN: ProbePlan = { podIp: '', target: { kind: 'none', error: 'missing probe handler' } };

function planOf(worker: ProbeWorker): ProbePlan {
  return worker.plan ?? NO_PLAN;
}

function targetAt(kubelet: KubeletState, worker: ProbeWorker, podIp: string): ProbeTarget {
  const container = containerOf(worker.pod, worker.container);
  const probe = probeOf(container, worker.kind);
  if (container === undefined || probe === undefined)
    return { kind: 'none', error: 'missing probe handler' };
  return probeTarget(kubeletBehaviour(kubelet.config.edition), container, probe, podIp);
}

function attempt(
  kubelet: KubeletState,
  state: ProberState,
  io: Io,
  worker: ProbeWorker,
  { key, attempt, redirects, since, isDue }: Try,
  path?: string,
): ProberState {
  const { target, call } = planOf(worker);
  const { timeoutSeconds } = worker;
  if (target.kind === 'none') {
    return ended(kubelet, state, io, worker, { result: 'unknown', output: target.error }, since);
  }
  const id =
    target.kind === 'exec'
      ? callRuntime(
          kubelet.config,
          io,
          criRequest('ExecSync', {
            containerId: worker.containerId,
            cmd: target.command,
            timeoutSeconds,
          }),
        )
      : callNetwork(kubelet, io, call as NetCall, path);
  return withCalls(state, [...state.calls, { id, key, attempt, redirects, since, isDue }]);
}

function callNetwork(
  kubelet: KubeletState,
  io: Io,
  call: NetCall,
  path: string | undefined,
): ReturnType<Io['send']> {
  const isMoved = path !== undefined && call.payload.kind === 'http';
  const message: NetCall = isMoved ? { ...call, payload: { ...call.payload, path } } : call;
  return callLinux(kubelet.config, io, message);
}

/** The slice after an answer, and what had been asked; nothing had when it was not a probe's. */
export interface Answered {
  readonly state: ProberState;
  readonly asked?: Asked;
}

/** An answer to a probe. */
export function answeredProbe(kubelet: KubeletState, envelope: Envelope, io: Io): Answered {
  const state = kubelet.prober;
  const asked = state.calls.find(({ id }) => id === envelope.inReplyTo);
  if (asked === undefined) return { state };
  const known = withCalls(state, without(state.calls, asked));
  const worker = get(known.workers, asked.key);
  if (worker === undefined) return { state: known };
  const outcome = outcomeOf(kubelet, worker, envelope.message);
  return { state: judged(kubelet, known, io, worker, asked, outcome), asked };
}

function without(calls: readonly Asked[], asked: Asked): readonly Asked[] {
  return calls.filter((one) => one !== asked);
}

function outcomeOf(kubelet: KubeletState, worker: ProbeWorker, message: Message): ProbeOutcome {
  if (message.type === 'linux.callDone') {
    const plain = plainSuccess((message as NetResult).answer);
    if (plain !== undefined) return plain;
  }
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  const target = planOf(worker).target;
  const timeout = goDurationText(seconds(worker.timeoutSeconds));
  if (message.type === 'cri.response') {
    const response = message as CriResponse;
    const command = target.kind === 'exec' ? target.command : [];
    if (response.error !== undefined) {
      return execOutcome(behaviour, { error: response.error }, command, timeout);
    }
    if (response.method !== 'ExecSync') return { result: 'unknown', output: '' };
    return execOutcome(behaviour, { result: response.result }, command, timeout);
  }
  if (message.type === 'linux.callDone' && target.kind === 'net') {
    return netOutcome(target, (message as NetResult).answer, timeout);
  }
  return execOutcome(behaviour, { error: runtimeGone(behaviour) }, [], timeout);
}

function runtimeGone(behaviour: KubeletBehaviour): CriError {
  return { code: behaviour.runtimeGoneCode, message: behaviour.runtimeGoneText };
}

/** Every command of a runtime that went away, or call of a system that did, has no answer. */
export function brokenCalls(
  kubelet: KubeletState,
  io: Io,
  peer: string,
): { readonly state: ProberState; readonly ended: readonly Asked[] } {
  const isExec = peer === kubelet.config.engine;
  const ended: Asked[] = [];
  let state = kubelet.prober;
  if (!isExec && peer !== kubelet.config.linux) return { state, ended };
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  for (const asked of kubelet.prober.calls) {
    const worker = get(state.workers, asked.key);
    if (worker === undefined || (planOf(worker).target.kind === 'exec') !== isExec) continue;
    const known = withCalls(state, without(state.calls, asked));
    const outcome = execOutcome(behaviour, { error: runtimeGone(behaviour) }, [], '');
    state = judged(kubelet, known, io, worker, asked, outcome);
    ended.push(asked);
  }
  return { state, ended };
}

function judged(
  kubelet: KubeletState,
  state: ProberState,
  io: Io,
  worker: ProbeWorker,
  asked: Asked,
  outcome: ProbeOutcome,
): ProberState {
  if (outcome.redirect !== undefined) {
    if (asked.redirects >= MAX_REDIRECTS) {
      const output = `stopped after ${MAX_REDIRECTS} redirects`;
      return ended(kubelet, state, io, worker, { result: 'failure', output }, asked.since);
    }
    const followed = { ...asked, redirects: asked.redirects + 1 };
    return attempt(kubelet, state, io, worker, followed, outcome.redirect);
  }
  if (outcome.result === 'unknown' && asked.attempt < MAX_TRIES) {
    return attempt(kubelet, state, io, worker, { ...asked, attempt: asked.attempt + 1 });
  }
  return ended(kubelet, state, io, worker, outcome, asked.since);
}

function withWorker(state: ProberState, before: ProbeWorker, worker: ProbeWorker): ProberState {
  if (worker === before) return state;
  return { ...state, workers: set(state.workers, worker.key, worker) };
}

/** The probe is over: it is told, and counted unless it could not be carried out. */
function ended(
  kubelet: KubeletState,
  state: ProberState,
  io: Io,
  worker: ProbeWorker,
  outcome: ProbeOutcome,
  since: Micros,
): ProberState {
  const { name = '', namespace = 'default', uid = '' } = worker.pod.metadata;
  const about = { kind: 'container', name: worker.container, namespace, uid };
  io.fact('Probe', about, { probe: worker.kind, result: outcome.result, pod: name });
  say(kubelet, io, worker, outcome);
  if (outcome.result === 'unknown') return state;
  const { isStartupProbedOnce } = kubeletBehaviour(kubelet.config.edition);
  const seen = outcome.result === 'failure' ? 'failure' : 'success';
  const counted = afterProbe(worker, seen, isStartupProbedOnce);
  const result = seen === 'failure' ? 'failed' : 'successful';
  const counts = withProbe(state.counts, worker.key, result, io.now - since);
  const known = withWorker(withCounts(state, counts), worker, counted.worker);
  return withChanges(kubelet, known, io, counted.worker, counted.changes);
}

function say(kubelet: KubeletState, io: Io, worker: ProbeWorker, outcome: ProbeOutcome): void {
  if (outcome.result === 'success') return;
  const word = WORDS[worker.kind];
  const { output, result } = outcome;
  const errored = kubeletBehaviour(kubelet.config.edition).probeErrorText;
  const texts = {
    failure: `${word} probe failed: ${output}`,
    warning: `${word} probe warning: ${output}`,
    unknown: errored(word, output),
  };
  const placed = allContainers(worker.pod.spec).find(
    (one) => one.container.name === worker.container,
  );
  const record: RecordEvent = {
    type: 'event.record',
    pod: worker.pod,
    fieldPath: placed?.fieldPath ?? '',
    eventType: 'Warning',
    reason: result === 'warning' ? 'ProbeWarning' : 'Unhealthy',
    message: texts[result],
  };
  io.signal('events', record);
}
