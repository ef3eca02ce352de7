// Whether a change of resources is allocated: at once when the node has room, else it waits.
// Models pkg/kubelet/allocation/allocation_manager.go, handlePodResourcesResize and
// retryPendingResizes. A wish over the node's whole capacity is the API server's to refuse.

import type { Container, ResourceRequirements } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { isEqual } from '../../../base/equal.ts';
import { entries, get, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { RecordEvent, ResizeFailed } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import { resourceRefusal } from '../sync-loop/admission.ts';
import type { PodResize, Resizes } from './state.ts';
import { resizeText } from './texts.ts';

/** Wishes that wait are looked at again this often, and whenever a pod goes. */
const RETRY_PERIOD = seconds(180);

/** Timer of the next look. */
export const RETRY_TIMER = 'resizes';

/** The resizes after a pod was updated from `before`. */
export function resizesAfter(
  state: KubeletState,
  before: Pod | undefined,
  pod: Pod,
  io: Io,
): Resizes {
  const { resizes } = state.syncLoop;
  if (before === undefined || before.spec === pod.spec) return resizes;
  if (!kubeletBehaviour(state.config.edition).hasContainerResources) return resizes;
  const uid = pod.metadata.uid ?? '';
  const known = get(resizes, uid);
  const wished = resourcesOf(pod);
  if (known === undefined && isEqual(resourcesOf(before), wished)) return resizes;
  const allocated = known?.allocated ?? resourcesOf(before);
  if (!isEqual(allocated, wished)) return set(resizes, uid, decided(state, pod, allocated, io));
  // The wish was taken back.
  return known?.pending === undefined ? resizes : withoutPending(resizes, uid, known);
}

/** Looks at every wish that waits; gives the resizes and the pods whose wish is met now. */
export function retryResizes(
  state: KubeletState,
  io: Io,
): { readonly resizes: Resizes; readonly met: readonly Pod[] } {
  let { resizes } = state.syncLoop;
  const met: Pod[] = [];
  for (const [uid, { allocated, pending }] of entries(resizes)) {
    const pod = get(state.podManager.pods, uid);
    if (pending === undefined || allocated === undefined || pod === undefined) continue;
    const now = { ...state, syncLoop: { ...state.syncLoop, resizes } };
    const resize = decided(now, pod, allocated, io);
    resizes = set(resizes, uid, resize);
    if (resize.pending === undefined) met.push(pod);
  }
  return { resizes, met };
}

/** The resizes once one is in effect. */
export function withoutProgress(resizes: Resizes, uid: string): Resizes {
  const { inProgress: _done, error: _why, ...rest } = get(resizes, uid) ?? {};
  return rest.pending === undefined ? remove(resizes, uid) : set(resizes, uid, rest);
}

/** The resizes once one has failed; it stays in progress. */
export function withResizeError(resizes: Resizes, { uid, error }: ResizeFailed): Resizes {
  const resize = get(resizes, uid);
  return resize === undefined ? resizes : set(resizes, uid, { ...resize, error });
}

function withoutPending(resizes: Resizes, uid: string, resize: PodResize): Resizes {
  const { allocated: _same, pending: _over, ...rest } = resize;
  return rest.inProgress === undefined ? remove(resizes, uid) : set(resizes, uid, rest);
}

type Allocated = NonNullable<PodResize['allocated']>;

function decided(state: KubeletState, pod: Pod, allocated: Allocated, io: Io): PodResize {
  const known = get(state.syncLoop.resizes, pod.metadata.uid ?? '');
  const generation = pod.metadata.generation ?? 0;
  const refusal = resourceRefusal(state, pod);
  if (refusal === undefined) {
    record(io, pod, 'Normal', 'ResizeStarted', resizeText('started', pod, generation));
    return { inProgress: generation };
  }
  const { message } = refusal;
  const reason = 'Deferred';
  if (known?.pending?.generation !== generation) {
    const text = resizeText(reason, pod, generation, message);
    record(io, pod, 'Warning', 'ResizeDeferred', text);
  }
  io.after(RETRY_TIMER, RETRY_PERIOD, { type: 'resizes.retry' });
  return { ...known, allocated, pending: { reason, message, generation } };
}

function record(
  io: Io,
  pod: Pod,
  eventType: RecordEvent['eventType'],
  reason: string,
  message: string,
): void {
  const event: RecordEvent = { type: 'event.record', pod, eventType, reason, message };
  io.signal('events', event);
}

function resourcesOf({ spec }: Pod): Allocated {
  const of = ({ name, resources }: Container): [string, ResourceRequirements] => [
    name,
    resources ?? {},
  ];
  return Object.fromEntries([...(spec.initContainers ?? []), ...spec.containers].map(of));
}
