// CrashLoopBackOff: a container that ended is not started again before its wait is over.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, doBackOff.

import type { Container } from '../../../api/container.ts';
import { findContainer as findSpec } from '../../../api/pod-helpers.ts';
import type { Duration, Micros } from '../../../kernel/time.ts';
import { seconds } from '../../../kernel/time.ts';
import { containerHash } from '../container-config/hash.ts';
import { type BackoffLimits, backoffUntil, delayOf, nextBackoff } from '../kuberuntime/backoff.ts';
import { podText } from '../pod-names.ts';
import type { PodWorker, StartReason } from '../pod-workers/state.ts';
import type { StartStep } from './plan.ts';
import { fieldPathOf, recordEvent, runtimeOf, type Turn } from './turn.ts';

/** The refusal of a start, and when it ends. */
export interface BackOffRefusal extends StartReason {
  readonly until: Micros;
}

/** Refuses the start while its back-off lasts; otherwise counts it as one more try. */
export function checkBackOff(
  turn: Turn,
  worker: PodWorker,
  step: StartStep,
): BackOffRefusal | undefined {
  const spec = worker.pod.spec === undefined ? undefined : findSpec(worker.pod.spec, step.name);
  const dead = runtimeOf(turn, worker)?.containers.find(
    (container) => container.metadata.name === step.name && container.state === 'CONTAINER_EXITED',
  );
  if (spec === undefined || dead?.finishedAt === undefined) return undefined;
  const { io, state } = turn;
  const key = crashKey(worker, spec.container as Container, state.config.edition);
  const limits: BackoffLimits = {
    initial: seconds(10),
    max: state.config.maxContainerRestartPeriod,
  };
  const until = backoffUntil(turn.crashBackoff, limits, key, dead.finishedAt, io.now);
  if (until === undefined) {
    turn.crashBackoff = nextBackoff(turn.crashBackoff, limits, key, dead.finishedAt, io.now);
    return undefined;
  }
  const whose = podText(worker.pod);
  const long = `Back-off restarting failed container ${step.name} in pod ${whose}`;
  recordEvent(turn, worker, {
    eventType: 'Warning',
    reason: 'BackOff',
    message: turn.lifecycle.isBackOffEventLong ? long : 'Back-off restarting failed container',
    fieldPath: fieldPathOf(step.kind, step.name),
  });
  const delay = goDuration(delayOf(turn.crashBackoff, key));
  return {
    reason: 'CrashLoopBackOff',
    message: `back-off ${delay} restarting failed container=${step.name} pod=${whose}`,
    until,
  };
}

/** Which tries count together: the same container of the same pod, made from the same spec. */
export function crashKey(worker: PodWorker, container: Container, edition: string): string {
  const hash = containerHash(container, edition as Parameters<typeof containerHash>[1]);
  return `${worker.uid}/${container.name}/${hash}`;
}

/** Whole seconds as Go prints a duration: 10s, 1m20s, 5m0s. */
export function goDuration(duration: Duration): string {
  const total = Math.round(duration / 1_000_000);
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  const rest = `${total % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
