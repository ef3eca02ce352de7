// Step 6: the pause container. First its log directory, then RunPodSandbox, then its address.
// Models pkg/kubelet/kuberuntime/kuberuntime_sandbox.go, createPodSandbox.

import { withCondition } from '../../../api/pod-helpers.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { type CriResponse, type CriResult, criErrorText, criRequest } from '../../protocol/cri.ts';
import { generateSandboxConfig } from '../container-config/sandbox-config.ts';
import { count } from '../metrics/book.ts';
import { recordOf } from '../pod-manager.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import { cachedStatus } from '../status/state.ts';
import type { PlanStep } from './plan.ts';
import { setStatus } from './pod-status.ts';
import {
  askRuntime,
  fail,
  next,
  recordEvent,
  type StepHandler,
  type Turn,
  wait,
  withContext,
  withInserted,
  withStep,
} from './turn.ts';

type Step<K extends PlanStep['do']> = StepHandler<Extract<PlanStep, { do: K }>>;

/** Removes dead containers before something new takes their place. */
export const removeStep: Step<'remove'> = {
  begin(turn, worker, step) {
    if (step.containers.length === 0) return next(worker);
    for (const containerId of step.containers) {
      const request = criRequest('RemoveContainer', { containerId });
      askRuntime(turn, worker, request, containerId);
    }
    return wait(worker);
  },
  answer(_turn, worker, step, tag) {
    const containers = step.containers.filter((id) => id !== tag);
    const changed = withStep(worker, { ...step, containers });
    return containers.length === 0 ? next(changed) : wait(changed);
  },
};

/** Makes the sandbox. */
export const runSandboxStep: Step<'run-sandbox'> = {
  begin(turn, worker, step) {
    const config = generateSandboxConfig(worker.pod, step.attempt, turn.state.config);
    const request = criRequest('RunPodSandbox', { config });
    askRuntime(turn, worker, request, 'run-sandbox');
    count(turn.io, 'started_pods_total');
    const { hostUsers } = worker.pod.spec;
    if (hostUsers === false) count(turn.io, 'started_user_namespaced_pods_total');
    return wait({ ...worker, doing: 'RunPodSandbox' });
  },
  answer(turn, worker, _step, _tag, envelope) {
    const response = envelope.message as CriResponse;
    if (response.error !== undefined) {
      // A pod that was deleted meanwhile needs no complaint.
      if (recordOf(turn.state.podManager, worker.uid) !== undefined) {
        count(turn.io, 'started_pods_errors_total');
        recordEvent(turn, worker, {
          eventType: 'Warning',
          reason: 'FailedCreatePodSandBox',
          message: `Failed to create pod sandbox: ${criErrorText(response.error)}`,
        });
      }
      return fail(worker, `CreatePodSandboxError: ${response.error.message}`);
    }
    const { podSandboxId } = response.result as CriResult<'RunPodSandbox'>;
    const known = withContext(worker, { sandboxId: podSandboxId, hasActed: true });
    return next(withInserted(known, [{ do: 'sandbox-status', id: podSandboxId }]));
  },
};

/** Reads the sandbox's address. */
export const sandboxStatusStep: Step<'sandbox-status'> = {
  begin(turn, worker, step) {
    const request = criRequest('PodSandboxStatus', { podSandboxId: step.id });
    askRuntime(turn, worker, request, 'sandbox-status');
    return wait(worker);
  },
  answer(turn, worker, step, _tag, envelope) {
    const response = envelope.message as CriResponse;
    if (response.error !== undefined) {
      const message = criErrorText(response.error);
      recordEvent(turn, worker, {
        eventType: 'Warning',
        reason: 'FailedStatusPodSandBox',
        message: `Unable to get pod sandbox status: ${message}`,
      });
      return fail(worker, message);
    }
    const { status } = response.result as CriResult<'PodSandboxStatus'>;
    const { network } = status;
    const isHost = worker.pod.spec?.hostNetwork === true;
    const podIps = isHost
      ? [turn.state.config.nodeIp]
      : network === undefined
        ? []
        : [network.ip, ...network.additionalIps];
    publishSandboxReady(turn, worker);
    return next(withContext(worker, { sandboxId: step.id, podIps }));
  },
};

/** v1.36: the condition is published while the sync goes on; everything else stays as it was. */
function publishSandboxReady(turn: Turn, worker: PodWorker): void {
  const behaviour = kubeletBehaviour(turn.state.config.edition);
  const status = cachedStatus(turn.state.statuses, worker.uid);
  if (!behaviour.hasPodReadyToStartContainers || status === undefined) return;
  const old = status.conditions?.find(({ type }) => type === 'PodReadyToStartContainers');
  if (old?.status === 'True') return;
  setStatus(
    turn,
    worker,
    withCondition(status, {
      ...old,
      type: 'PodReadyToStartContainers',
      status: 'True',
      lastTransitionTime: rfc3339(turn.io.epochSeconds, turn.io.now),
    }),
  );
}
