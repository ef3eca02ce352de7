// One container of a pod's row: what the engine has now, with what the kubelet and the API say of
// it.

import type { ContainerStatus, Pod } from '../api/pod.ts';
import type { PlacedContainer } from '../api/pod-helpers.ts';
import { isSidecar } from '../api/pod-helpers.ts';
import { normalizeImage } from '../apimachinery/image-name.ts';
import { get, values, withPrefix } from '../base/persistent-map.ts';
import type { PodWorker } from '../cluster/kubelet/pod-workers/state.ts';
import type { KubeletState } from '../cluster/kubelet/state.ts';
import type { LinuxState } from '../cluster/linux/state.ts';
import type { Duration, Micros } from '../kernel/time.ts';
import type { EngineContainer, EngineState } from './engine-containers.ts';
import { type Clock, probeRows } from './probe-rows.ts';
import type { ContainerRow, DisplayState, Series } from './rows.ts';

/** What a container's row is made from. */
export interface ContainerInput {
  readonly pod: Pod;
  readonly uid: string;
  readonly placed: PlacedContainer;
  /** The newest instance. */
  readonly instance: EngineContainer | undefined;
  readonly status: ContainerStatus | undefined;
  readonly worker: PodWorker | undefined;
  readonly kubelet: KubeletState | undefined;
  readonly engine: EngineState | undefined;
  readonly linux: LinuxState | undefined;
  readonly usage: { readonly cpu: Series; readonly memory: Series };
  readonly clock: Clock;
  /** Numbers of the pod's wishes for images. */
  readonly wishes: ReadonlySet<string> | undefined;
}

/** The row. */
export function containerRow(input: ContainerInput): ContainerRow {
  const { placed, instance, status } = input;
  const { container } = placed;
  const state = stateOf(instance);
  const reason = reasonOf(input, state);
  const pull = state === 'running' ? undefined : pullOf(input);
  const backoff = state === 'running' ? undefined : backoffOf(input);
  const grace = graceOf(input);
  const api = apiState(status);
  const isBehind = api !== undefined && api.split(' ')[0] !== state;
  return {
    name: container.name,
    role: roleOf(placed),
    image: container.image ?? '',
    display: displayOf(input, state, reason.reason),
    state,
    ...reason,
    ...(state === 'terminated' ? { exitCode: instance?.exitCode ?? 0 } : {}),
    restarts: Math.max(status?.restartCount ?? 0, instance?.attempt ?? 0),
    ...(instance?.startedAt === undefined ? {} : { startedAt: instance.startedAt }),
    hash: instance?.hash ?? '',
    isReady: status?.ready === true && state === 'running',
    isStarted: status?.started === true && state === 'running',
    ...(isBehind ? { apiState: api } : {}),
    isGuess: isGuess(input),
    ...(instance === undefined ? {} : { id: instance.id }),
    probes: probeRows(input),
    ...(backoff === undefined ? {} : { backoff }),
    ...(pull === undefined ? {} : { pull }),
    ...(grace === undefined ? {} : { grace }),
    ...input.usage,
  };
}

function roleOf({ type, container }: PlacedContainer): ContainerRow['role'] {
  if (type === 'ephemeral') return 'ephemeral';
  if (type === 'container') return 'app';
  return isSidecar(container as { readonly restartPolicy?: string }) ? 'sidecar' : 'init';
}

function stateOf(instance: EngineContainer | undefined): ContainerRow['state'] {
  if (instance === undefined || instance.state === 'created') return 'waiting';
  return instance.state === 'running' ? 'running' : 'terminated';
}

/** Why it waits or ended: the runtime's word for an end, else the kubelet's last start error. */
function reasonOf(
  { worker, status, placed, instance }: ContainerInput,
  state: ContainerRow['state'],
): { readonly reason: string; readonly message: string } {
  const start = worker?.reasons[placed.container.name];
  if (state === 'running') return { reason: '', message: '' };
  if (start !== undefined) return start;
  if (state === 'terminated') {
    return { reason: instance?.reason ?? '', message: instance?.message ?? '' };
  }
  const { reason = '', message = '' } = status?.state?.waiting ?? {};
  return { reason, message };
}

/** `running`, `waiting CrashLoopBackOff`: what the API says. */
function apiState(status: ContainerStatus | undefined): string | undefined {
  const { running, terminated, waiting } = status?.state ?? {};
  if (running !== undefined && running !== null) return 'running';
  if (terminated !== undefined && terminated !== null) {
    return `terminated ${terminated.reason ?? ''}`.trim();
  }
  return waiting ? `waiting ${waiting.reason ?? ''}`.trim() : undefined;
}

function displayOf(
  { pod, worker, status, placed, instance }: ContainerInput,
  state: ContainerRow['state'],
  reason: string,
): DisplayState {
  if (state === 'running') {
    const isEnding = worker !== undefined && worker.state !== 'SyncPod';
    if (isEnding || pod.metadata.deletionTimestamp !== undefined) return 'terminating';
    return status?.ready === true ? 'ready' : 'running';
  }
  if (reason.endsWith('BackOff')) return 'backoff';
  // Its remains are removed already.
  const isOver = instance === undefined && pod.metadata.deletionTimestamp !== undefined;
  const isEnded = worker !== undefined && worker.state !== 'SyncPod';
  if (isOver && (isEnded || status?.state?.terminated)) return 'completed';
  if (state === 'terminated') return instance?.exitCode === 0 ? 'completed' : 'failed';
  if (reason.startsWith('Err') || reason.endsWith('Error')) return 'failed';
  if (instance !== undefined || worker?.doing.includes(placed.container.name)) return 'creating';
  return 'pending';
}

function isGuess({ instance, linux }: ContainerInput): boolean {
  if (instance?.state !== 'running' || linux === undefined) return false;
  return get(linux.containers, instance.id)?.isGuess === true;
}

function pullOf({ placed, engine, kubelet, wishes }: ContainerInput): ContainerRow['pull'] {
  if (wishes === undefined || engine === undefined || kubelet === undefined) return undefined;
  let isWaiting = false;
  for (const number of wishes) {
    const wish = get(kubelet.images.wishes, number)?.wish;
    if (wish?.container === placed.container.name) isWaiting = true;
  }
  const image = normalizeImage(placed.container.image ?? '');
  if (!isWaiting || image === undefined) return undefined;
  for (const { name, manifest, missing } of values(engine.pulls.pulls)) {
    const isSame = `${name.host}/${name.repository}` === image.repository;
    if (!isSame || (name.tag ?? '') !== image.tag) continue;
    const totalBytes = (manifest?.layers ?? []).reduce((sum, one) => sum + one.sizeBytes, 0);
    const left = missing.reduce((sum, one) => sum + one.sizeBytes, 0);
    return { doneBytes: totalBytes - left, totalBytes };
  }
  return undefined;
}

function backoffOf(input: ContainerInput): ContainerRow['backoff'] {
  const { kubelet, uid, placed, instance } = input;
  if (kubelet === undefined) return undefined;
  if (instance?.finishedAt !== undefined) {
    const prefix = `${uid}/${placed.container.name}/`;
    for (const [, entry] of withPrefix(kubelet.podWorkers.crashBackoff, prefix)) {
      const until = (instance.finishedAt + entry.delay) as Micros;
      return { until, delay: entry.delay };
    }
  }
  if (instance !== undefined) return undefined;
  const key = `${uid}_${placed.container.image ?? ''}`;
  const entry = get(kubelet.images.backoffs, key) ?? get(kubelet.images.backoffs, `${key}:latest`);
  if (entry === undefined) return undefined;
  return { until: (entry.updatedAt + entry.delay) as Micros, delay: entry.delay };
}

/** A stop under way: when it began and when SIGKILL is due. */
function graceOf({ worker, instance }: ContainerInput): ContainerRow['grace'] {
  const plan = worker?.plan;
  const step = plan?.steps[plan.cursor];
  if (step?.do !== 'kill' || instance === undefined || instance.state !== 'running')
    return undefined;
  const target = step.targets.find((one) => one.id === instance.id);
  if (target?.startedAt === undefined || target.stage === 'done') return undefined;
  const isHook = target.stage === 'hook';
  const grace = (target.graceSeconds * 1_000_000) as Duration;
  return {
    since: target.startedAt,
    deadline: (target.startedAt + grace) as Micros,
    isHook,
  };
}
