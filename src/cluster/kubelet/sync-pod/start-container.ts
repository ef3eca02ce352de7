// Step 7: one container, from its back-off to its hook.
// Models pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer.

import type { Container } from '../../../api/container.ts';
import { findContainer as findSpec, isSidecar } from '../../../api/pod-helpers.ts';
import type { Envelope } from '../../../kernel/message.ts';
import { type CriResponse, type CriResult, criErrorText, criRequest } from '../../protocol/cri.ts';
import type { FileOp, FilesRequest, FilesResult } from '../../protocol/linux-files.ts';
import type { EnsureImage, ImageDone, ObjectsResult } from '../channels.ts';
import { generateContainerConfig } from '../container-config/container-config.ts';
import { generateSandboxConfig } from '../container-config/sandbox-config.ts';
import { callLinux } from '../linux-client.ts';
import { count, notePodStart, seriesKey } from '../metrics/book.ts';
import { referencedFiles, referencedObjects } from '../objects/environment-references.ts';
import type { PodWorker, StartReason } from '../pod-workers/state.ts';
import { findContainer } from '../runtime-types.ts';
import { cachedStatus } from '../status/state.ts';
import { checkBackOff } from './crash-backoff.ts';
import { hookFailure, runHook } from './hooks.ts';
import { countImageVolumes, imageVolumeProblem } from './image-volumes.ts';
import type { PlanStep, StartStep } from './plan.ts';
import { restartCountOfLogs } from './restart-count.ts';
import {
  askRuntime,
  end,
  expect,
  fieldPathOf,
  next,
  planOf,
  recordEvent,
  runtimeOf,
  type StepHandler,
  type StepResult,
  type Turn,
  wait,
  withContext,
  withStep,
} from './turn.ts';

type Start = Extract<PlanStep, { do: 'start' }>;

/** What the series call the kinds of containers. */
const KINDS: { readonly [kind in Start['container']['kind']]: string } = {
  init: 'init_container',
  container: 'container',
  ephemeral: 'ephemeral_container',
};

/** Starts one container. */
export const startStep: StepHandler<Start> = {
  begin(turn, worker, step) {
    const refusal = checkBackOff(turn, worker, step.container);
    if (refusal !== undefined) {
      const { until } = refusal;
      const { backoffUntil } = planOf(worker).context;
      const earliest = backoffUntil === undefined || until < backoffUntil ? until : backoffUntil;
      return failed(turn, withContext(worker, { backoffUntil: earliest }), step, refusal, false);
    }
    count(turn.io, seriesKey('started_containers_total', KINDS[step.container.kind]));
    const spec = specOf(worker, step.container.name);
    const missing = imageVolumeProblem(worker, spec);
    if (missing !== undefined) return failed(turn, worker, step, missing, false);
    const request: EnsureImage = {
      type: 'image.ensure',
      pod: worker.pod,
      container: spec.name,
      fieldPath: fieldPathOf(step.container.kind, spec.name),
      image: spec.image ?? '',
      pullPolicy: spec.imagePullPolicy ?? 'IfNotPresent',
      auths: planOf(worker).context.auths,
    };
    expect(turn, worker, turn.io.signal('image-manager', request), 'image');
    return waiting(worker, step, { stage: 'image' }, `image ${spec.image ?? ''}`);
  },
  answer(turn, worker, step, tag, envelope) {
    switch (tag) {
      case 'image':
        return imageDone(turn, worker, step, envelope.message as ImageDone);
      case 'files':
        return filesRead(turn, worker, step, envelope.message as FilesResult);
      case 'objects':
        return create(turn, worker, step, envelope.message as ObjectsResult);
      case 'create':
        return created(turn, worker, step, envelope);
      case 'start':
        return started(turn, worker, step, envelope);
      case 'post-start':
        return hooked(turn, worker, step, envelope);
      default:
        return tag === 'undo' ? undone(turn, worker, step) : wait(worker);
    }
  },
};

function specOf(worker: PodWorker, name: string): Container {
  const placed = worker.pod.spec === undefined ? undefined : findSpec(worker.pod.spec, name);
  return (placed?.container ?? { name }) as Container;
}

function waiting(
  worker: PodWorker,
  step: Start,
  parts: Partial<StartStep>,
  doing: string,
): StepResult {
  const changed = withStep(worker, { ...step, container: { ...step.container, ...parts } });
  return wait({ ...changed, doing });
}

/** A start that was tried and failed. */
function startFailed(
  turn: Turn,
  worker: PodWorker,
  step: Start,
  why: StartReason,
  hasEvent: boolean,
): StepResult {
  const [code = ''] = why.reason.split(':');
  const kind = KINDS[step.container.kind];
  count(turn.io, seriesKey('started_containers_errors_total', kind, code));
  countImageVolumes(turn, worker, specOf(worker, step.container.name));
  return failed(turn, worker, step, why, hasEvent);
}

/** Notes why the container does not run; a failing init container ends the sync. */
function failed(
  turn: Turn,
  worker: PodWorker,
  step: Start,
  why: StartReason,
  hasEvent: boolean,
  eventReason = 'Failed',
): StepResult {
  const { name, kind } = step.container;
  if (hasEvent) {
    const { containerId } = step.container;
    // An id would make every event of a crash loop another one.
    const message =
      containerId === undefined ? why.message : why.message.replaceAll(containerId, name);
    recordEvent(turn, worker, {
      eventType: 'Warning',
      reason: eventReason,
      message: `Error: ${message}`,
      fieldPath: fieldPathOf(kind, name),
    });
  }
  const { errors } = planOf(worker).context;
  const error = `failed to "StartContainer" for "${name}" with ${why.reason}: "${why.message}"`;
  const noted = withContext(
    { ...worker, reasons: { ...worker.reasons, [name]: why } },
    { errors: [...errors, error] },
  );
  const isSidecar = specOf(worker, name).restartPolicy === 'Always';
  return kind === 'init' && !isSidecar ? end(noted) : next(noted);
}

function imageDone(turn: Turn, worker: PodWorker, step: Start, done: ImageDone): StepResult {
  if (done.error !== undefined) {
    recordEvent(turn, worker, {
      eventType: 'Warning',
      reason: 'Failed',
      message: `Error: ${done.error.reason}`,
      fieldPath: fieldPathOf(step.container.kind, step.container.name),
    });
    return startFailed(turn, worker, step, done.error, false);
  }
  const files = referencedFiles(worker.pod, specOf(worker, step.container.name));
  const imageRef = done.imageRef ?? '';
  const known: Start = { ...step, container: { ...step.container, imageRef } };
  if (files.length === 0) return environment(turn, worker, known);
  const ops = files.map(({ hostPath }): FileOp => ({ op: 'read', path: hostPath }));
  const request: FilesRequest = { type: 'linux.files', ops };
  expect(turn, worker, callLinux(turn.state.config, turn.io, request), 'files');
  return waiting(worker, known, { stage: 'files' }, 'environment');
}

function filesRead(turn: Turn, worker: PodWorker, step: Start, read: FilesResult): StepResult {
  const wanted = referencedFiles(worker.pod, specOf(worker, step.container.name));
  const files = wanted.map((file, index) => {
    const outcome = read.outcomes[index];
    return { ...file, content: outcome?.isOk === true ? outcome.content : undefined };
  });
  return environment(turn, worker, { ...step, container: { ...step.container, files } });
}

/** The objects that the environment needs, and then the container. */
function environment(turn: Turn, worker: PodWorker, known: Start): StepResult {
  const keys = referencedObjects(worker.pod, specOf(worker, known.container.name));
  if (keys.length === 0)
    return create(turn, worker, known, { type: 'objects.result', objects: [] });
  expect(
    turn,
    worker,
    turn.io.signal('objects', { type: 'objects.get', keys } as never),
    'objects',
  );
  return waiting(worker, known, { stage: 'objects' }, 'environment');
}

function create(turn: Turn, worker: PodWorker, step: Start, found: ObjectsResult): StepResult {
  const { state } = turn;
  const { name, kind, imageRef = '' } = step.container;
  const { podIps, sandboxId = '' } = planOf(worker).context;
  const restartCount = restartCountOf(turn, worker, name);
  const generated = generateContainerConfig({
    state,
    pod: worker.pod,
    container: specOf(worker, name),
    podIps,
    imageRef,
    restartCount,
    objects: found.objects,
    files: step.container.files ?? [],
    epochSeconds: turn.io.epochSeconds,
  });
  if ('error' in generated) {
    const why = { reason: 'CreateContainerConfigError', message: generated.error };
    return startFailed(turn, worker, step, why, true);
  }
  if (generated.files.length > 0) {
    // Written long before the container starts: nobody need wait for the answer.
    const files: FilesRequest = { type: 'linux.files', ops: generated.files };
    callLinux(turn.state.config, turn.io, files);
  }
  if (generated.warnings.length > 0) warnOfEnvironment(turn, worker, step, generated.warnings);
  const request = criRequest('CreateContainer', {
    podSandboxId: sandboxId,
    config: generated.config,
    sandboxConfig: generateSandboxConfig(worker.pod, 0, state.config),
  });
  askRuntime(turn, worker, request, 'create');
  const known: Start = { ...step, container: { ...step.container, kind, restartCount } };
  return waiting(worker, known, { stage: 'create' }, `CreateContainer ${name}`);
}

function warnOfEnvironment(
  turn: Turn,
  worker: PodWorker,
  step: Start,
  warnings: readonly string[],
): void {
  for (const message of warnings) {
    recordEvent(turn, worker, {
      eventType: 'Warning',
      reason: 'InvalidEnvironmentVariableNames',
      message,
      fieldPath: fieldPathOf(step.container.kind, step.container.name),
    });
  }
}

/**
 * How many instances of the container there were. Of those whose records are gone the newer kubelet
 * still finds the log files; the status set last tells the same number.
 */
function restartCountOf(turn: Turn, worker: PodWorker, name: string): number {
  const known = findContainer(runtimeOf(turn, worker), name);
  if (known !== undefined) {
    return Number(known.annotations['io.kubernetes.container.restartCount'] ?? 0) + 1;
  }
  if (!turn.lifecycle.areLogsCounted) return 0;
  const status = cachedStatus(turn.state.statuses, worker.uid);
  const before = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ].find((one) => one.name === name);
  const hasEnded = before?.state?.terminated !== undefined;
  const next = (before?.restartCount ?? 0) + (hasEnded ? 1 : 0);
  return restartCountOfLogs(next === 0 ? [] : [`${next - 1}.log`]);
}

function created(turn: Turn, worker: PodWorker, step: Start, envelope: Envelope): StepResult {
  const { name, kind } = step.container;
  const response = envelope.message as CriResponse;
  if (response.error !== undefined) {
    const why = { reason: 'CreateContainerError', message: errorText(turn, response.error) };
    return startFailed(turn, worker, step, why, true);
  }
  const { containerId } = response.result as CriResult<'CreateContainer'>;
  say(turn, worker, step, 'Created', turn.lifecycle.createdMessage);
  const request = criRequest('StartContainer', { containerId });
  askRuntime(turn, worker, request, 'start');
  const known: Start = { ...step, container: { ...step.container, kind, containerId } };
  return waiting(worker, known, { stage: 'start' }, `StartContainer ${name}`);
}

/** Docker's errors come as they are; gRPC's with their code. */
function errorText(turn: Turn, error: { code: string; message: string }): string {
  return turn.state.config.engine.startsWith('docker')
    ? error.message
    : criErrorText(error as Parameters<typeof criErrorText>[0]).replace(
        /^rpc error: code = \w+ desc = /,
        '',
      );
}

function say(turn: Turn, worker: PodWorker, step: Start, reason: string, text: string): void {
  const { name, kind } = step.container;
  recordEvent(turn, worker, {
    eventType: 'Normal',
    reason,
    message: text.replace('{c}', name),
    fieldPath: fieldPathOf(kind, name),
  });
}

function started(turn: Turn, worker: PodWorker, step: Start, envelope: Envelope): StepResult {
  const { name, containerId = '' } = step.container;
  const response = envelope.message as CriResponse;
  if (response.error !== undefined) {
    const why = { reason: 'RunContainerError', message: errorText(turn, response.error) };
    return startFailed(turn, withContext(worker, { hasActed: true }), step, why, true);
  }
  say(turn, worker, step, 'Started', turn.lifecycle.startedMessage);
  if (step.container.kind === 'init') {
    notePodStart(turn.io, worker.uid, 'init-started', turn.io.now);
    noteInitsFinished(turn, worker);
  }
  const spec = specOf(worker, name);
  const hook = spec.lifecycle?.postStart;
  if (hook === undefined) return succeeded(turn, worker, name);
  runHook(turn, worker, hook, spec, containerId, 'post-start');
  return waiting(worker, step, { stage: 'post-start' }, `postStart ${name}`);
}

/** Of init containers that are not sidecars; upstream does so in each sync, after the starts. */
export function noteInitsFinished(turn: Turn, worker: PodWorker): void {
  const inits = (worker.pod.spec.initContainers ?? []).filter((one) => !isSidecar(one));
  if (inits.length === 0) return;
  for (const { metadata, state, finishedAt } of runtimeOf(turn, worker)?.containers ?? []) {
    if (state !== 'CONTAINER_EXITED' || !inits.some(({ name }) => name === metadata.name)) continue;
    notePodStart(turn.io, worker.uid, 'init-finished', finishedAt ?? 0);
  }
}

function succeeded(turn: Turn, worker: PodWorker, name: string): StepResult {
  countImageVolumes(turn, worker, specOf(worker, name));
  const { [name]: _gone, ...reasons } = worker.reasons;
  return next(withContext({ ...worker, reasons }, { hasActed: true }));
}

function hooked(turn: Turn, worker: PodWorker, step: Start, envelope: Envelope): StepResult {
  const { name, kind, containerId = '' } = step.container;
  const hook = specOf(worker, name).lifecycle?.postStart ?? {};
  const failure = hookFailure(worker, hook, name, envelope.message);
  if (failure === undefined) return succeeded(turn, worker, name);
  const isBrief = turn.lifecycle.hasThreePhases;
  const why: StartReason = {
    reason: isBrief ? 'PostStartHookError' : `PostStartHookError: ${failure.error}`,
    message: isBrief ? 'PostStartHook failed' : failure.text,
  };
  recordEvent(turn, worker, {
    eventType: 'Warning',
    reason: 'FailedPostStartHook',
    message: why.message,
    fieldPath: fieldPathOf(kind, name),
  });
  say(turn, worker, step, 'Killing', 'FailedPostStartHook');
  const timeoutSeconds = worker.pod.spec?.terminationGracePeriodSeconds ?? 30;
  const request = criRequest('StopContainer', { containerId, timeoutSeconds });
  askRuntime(turn, worker, request, 'undo');
  return waiting(worker, step, { stage: 'undo', why }, `StopContainer ${name}`);
}

function undone(turn: Turn, worker: PodWorker, step: Start): StepResult {
  const { why = { reason: 'PostStartHookError', message: '' } } = step.container;
  return startFailed(turn, withContext(worker, { hasActed: true }), step, why, false);
}
