// Step 5: what runs is compared with what is wished for, and the rest of the sync is planned.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, SyncPod.

import type { Pod } from '../../../api/pod.ts';
import { isShallowEqual } from '../../../base/equal.ts';
import { get } from '../../../base/persistent-map.ts';
import { isContainerCurrent } from '../container-config/hash.ts';
import { computePodActions, type PodActions } from '../kuberuntime/compute-actions.ts';
import type { ResetDecision } from '../kuberuntime/containers-to-reset.ts';
import type { ActionsSeen, PodWorker } from '../pod-workers/state.ts';
import { probeResult } from '../prober/state.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import { hasImageVolumes } from './image-volumes.ts';
import { killAll, makeTarget } from './kill.ts';
import type { KillReason, PlanStep, StartStep } from './plan.ts';
import { desiredResources } from './resize.ts';
import { noteInitsFinished } from './start-container.ts';
import {
  next,
  planOf,
  recordEvent,
  runtimeOf,
  type StepHandler,
  type Turn,
  withContext,
  withInserted,
} from './turn.ts';

/** Plans what is left to do. */
export const computeStep: StepHandler<Extract<PlanStep, { do: 'compute' }>> = {
  begin(turn, before) {
    const runtime = runtimeOf(turn, before);
    const { worker, actions } = actionsNow(turn, before, runtime);
    const { pod } = worker;
    if (actions.killPod && actions.createSandbox && actions.sandboxId !== undefined) {
      recordEvent(turn, worker, {
        eventType: 'Normal',
        reason: 'SandboxChanged',
        message: 'Pod sandbox changed, it will be killed and re-created.',
      });
    }
    const steps: PlanStep[] = [];
    if (actions.killPod) {
      steps.push(killAll(worker, runtime, 'sync', actions.createSandbox));
      if (actions.createSandbox) steps.push(...removeInits(pod, runtime));
    } else {
      for (const kill of actions.containersToKill) steps.push(killOne(worker, kill));
      for (const reset of actions.containersToReset) steps.push(...resetOne(worker, reset));
      steps.push(...pruneInits(pod, runtime, actions));
    }
    const starts = startSteps(pod, actions);
    if (actions.initToStart.length === 0) noteInitsFinished(turn, worker);
    if (actions.createSandbox) {
      steps.push({ do: 'mark', step: 'pause', detail: 'RunPodSandbox' });
      steps.push({ do: 'run-sandbox', attempt: actions.attempt });
    } else if (!actions.killPod) {
      steps.push({ do: 'mark', step: 'pause' });
    }
    if (!actions.killPod || actions.createSandbox) {
      steps.push({ do: 'mark', step: 'containers' });
      if (hasImageVolumes(pod)) steps.push({ do: 'image-volumes' });
      if (actions.isPodResized) steps.push({ do: 'resize', updates: actions.containersToUpdate });
      steps.push(...starts.map((container): PlanStep => ({ do: 'start', container })));
    }
    const context =
      actions.createSandbox || actions.sandboxId === undefined
        ? {}
        : { sandboxId: actions.sandboxId, podIps: runtime?.ips ?? [] };
    return next(withInserted(withContext(worker, context), steps));
  },
};

/** The decisions for this pod as it stands; those of the last sync when nothing has changed. */
function actionsNow(
  turn: Turn,
  worker: PodWorker,
  runtime: RuntimePodStatus | undefined,
): { readonly worker: PodWorker; readonly actions: PodActions } {
  const { config, prober, syncLoop } = turn.state;
  const { liveness, readiness, startup } = prober;
  const isRestartingAll = planOf(worker).context.isRestartingAll === true;
  const seen: ActionsSeen = {
    pod: worker.pod,
    runtime,
    liveness,
    readiness,
    startup,
    resize: get(syncLoop.resizes, worker.uid),
    isRestartingAll,
  };
  const { decided } = worker;
  if (decided !== undefined && isShallowEqual(decided.seen, seen)) {
    return { worker, actions: decided.actions };
  }
  const desired = desiredResources(turn, worker);
  const actions = computePodActions({
    pod: worker.pod,
    runtime,
    isCurrent: (container, status) => isContainerCurrent(container, status, config.edition),
    probe: (kind, id) => probeResult(prober, kind, id),
    isPauseTiedToHash: turn.lifecycle.isPauseTiedToHash,
    ...(desired === undefined ? {} : { desired }),
    isRestartingAll,
  });
  return { worker: { ...worker, decided: { seen, actions } }, actions };
}

/** Probes that may have a grace of their own. */
const PROBES: { readonly [reason: string]: KillReason } = {
  LivenessProbe: 'livenessProbe',
  StartupProbe: 'startupProbe',
};

function killOne(worker: PodWorker, kill: PodActions['containersToKill'][number]): PlanStep {
  const container = { id: kill.id, metadata: { name: kill.name, attempt: 0 } };
  return {
    do: 'kill',
    targets: [makeTarget(worker, container, kill.message, PROBES[kill.reason] ?? 'sync')],
    sandboxes: [],
    isStoppingSandboxes: false,
    errors: [],
  };
}

/** Without grace: what runs has the least time there is, and no hook. */
function resetOne(worker: PodWorker, reset: ResetDecision): readonly PlanStep[] {
  const removed: PlanStep = { do: 'remove', containers: [reset.id] };
  if (!reset.isKilled) return [removed];
  const container = { id: reset.id, metadata: { name: reset.name, attempt: 0 } };
  const target = { ...makeTarget(worker, container, 'killing', 'sync'), graceSeconds: 0 };
  const killed: PlanStep = {
    do: 'kill',
    targets: [target],
    sandboxes: [],
    isStoppingSandboxes: false,
    errors: [],
  };
  return [killed, removed];
}

/** A new sandbox runs the init containers again: nothing of the old ones may stay. */
function removeInits(pod: Pod, runtime: RuntimePodStatus | undefined): readonly PlanStep[] {
  const names = (pod.spec?.initContainers ?? []).map((container) => container.name);
  const ids = (runtime?.containers ?? [])
    .filter((container) => names.includes(container.metadata.name))
    .map((container) => container.id);
  return ids.length === 0 ? [] : [{ do: 'remove', containers: ids }];
}

function pruneInits(
  pod: Pod,
  runtime: RuntimePodStatus | undefined,
  actions: PodActions,
): readonly PlanStep[] {
  const containers = actions.initToStart.length === 0 ? [] : oldInits(pod, runtime);
  return containers.length === 0 ? [] : [{ do: 'remove', containers }];
}

/**
 * Dead instances of init containers of which there are newer ones. Models
 * pruneInitContainersBeforeStart.
 */
export function oldInits(pod: Pod, runtime: RuntimePodStatus | undefined): readonly string[] {
  const names = new Set((pod.spec.initContainers ?? []).map((container) => container.name));
  const seen = new Set<string>();
  const old = (runtime?.containers ?? []).filter((container) => {
    const { name } = container.metadata;
    if (!names.has(name) || container.state === 'CONTAINER_RUNNING') return false;
    const isOlder = seen.has(name);
    seen.add(name);
    return isOlder;
  });
  return old.map(({ id }) => id);
}

function startSteps(pod: Pod, actions: PodActions): readonly StartStep[] {
  const { spec } = pod;
  const step = (kind: StartStep['kind'], name: string): StartStep => ({
    name,
    kind,
    stage: 'backoff',
  });
  return [
    ...actions.ephemeralToStart.map((i) =>
      step('ephemeral', spec?.ephemeralContainers?.[i]?.name ?? ''),
    ),
    ...actions.initToStart.map((i) => step('init', spec?.initContainers?.[i]?.name ?? '')),
    ...actions.containersToStart.map((i) => step('container', spec?.containers[i]?.name ?? '')),
  ];
}
