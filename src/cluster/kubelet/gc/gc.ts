// Dead containers and sandboxes: one instance of each container is kept, everything of a deleted
// pod goes, and once a minute the rest is looked through.
// Models pkg/kubelet/pod_container_deletor.go and pkg/kubelet/kuberuntime/kuberuntime_gc.go.

import { emptyMap, get, set, values } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import { later, seconds } from '../../../kernel/time.ts';
import { criRequest } from '../../protocol/cri.ts';
import type { PlegEvent, RecordEvent } from '../channels.ts';
import { callRuntime } from '../cri-client.ts';
import { recordOf } from '../pod-manager.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import type { KubeletState } from '../state.ts';
import { deadContainers, isPodOver } from './policy.ts';
import type { ContainerGcState } from './state.ts';

/** Period of the pass over everything. */
const GC_PERIOD = seconds(60);

/** Owns the removals under way. */
export const gcPort: PortHandler<KubeletState, never> = port<KubeletState, 'gc'>(
  ['gc'],
  (state, envelope, io) => ({ gc: receive(state, envelope, io) }),
);

function receive(state: KubeletState, envelope: Envelope, io: Io): ContainerGcState {
  const { message } = envelope;
  switch (message.type) {
    case 'pleg.event':
      return died(state, message as PlegEvent, io);
    case 'tick':
      return minute(state, io);
    default:
      return state.gc;
  }
}

/** A container died or was removed: what of its pod is not needed any more? */
function died(state: KubeletState, message: PlegEvent, io: Io): ContainerGcState {
  const runtime = get(state.podCache, message.uid);
  if (runtime === undefined) return state.gc;
  return clean(state, state.gc, runtime, io);
}

function clean(
  state: KubeletState,
  gc: ContainerGcState,
  runtime: RuntimePodStatus,
  io: Io,
): ContainerGcState {
  const isOver = isPodOver(state, runtime);
  let now = gc;
  for (const { id } of deadContainers(runtime, isOver)) {
    now = removeOnce(now, id, () =>
      callRuntime(state.config, io, criRequest('RemoveContainer', { containerId: id })),
    );
  }
  const isEmpty = runtime.containers.length === 0;
  for (const { id, state: sandbox } of isOver && isEmpty ? runtime.sandboxes : []) {
    if (sandbox === 'SANDBOX_READY') continue;
    now = removeOnce(now, id, () =>
      callRuntime(state.config, io, criRequest('RemovePodSandbox', { podSandboxId: id })),
    );
  }
  return now;
}

function removeOnce(gc: ContainerGcState, id: string, act: () => unknown): ContainerGcState {
  if (get(gc.removing, id) !== undefined) return gc;
  act();
  return { ...gc, removing: set(gc.removing, id, true) };
}

/**
 * Once a minute. The list it begins with is the one of the relists, taken from there: when they get
 * none the pass is over and told.
 */
function minute(state: KubeletState, io: Io): ContainerGcState {
  io.after('gc', GC_PERIOD, { type: 'tick' });
  const gc = { ...state.gc, lastAt: io.now, nextAt: later(io.now, GC_PERIOD) };
  const { error } = state.pleg;
  if (error === undefined) return pass(state, gc, io);
  const record: RecordEvent = {
    type: 'event.record',
    eventType: 'Warning',
    reason: 'ContainerGCFailed',
    message: error,
  };
  io.signal('events', record);
  return gc;
}

/** Dead containers beyond what is kept, pods nobody wishes for, and old sandboxes. */
function pass(state: KubeletState, before: ContainerGcState, io: Io): ContainerGcState {
  // A removal that failed is tried again.
  let gc: ContainerGcState = { ...before, removing: emptyMap() };
  for (const runtime of values(state.podCache)) {
    if (recordOf(state.podManager, runtime.uid) === undefined) gc = clean(state, gc, runtime, io);
    gc = oldSandboxes(state, gc, runtime, io);
  }
  return gc;
}

/** Of several sandboxes only the newest is kept, once the others are dead and empty. */
function oldSandboxes(
  state: KubeletState,
  gc: ContainerGcState,
  runtime: RuntimePodStatus,
  io: Io,
): ContainerGcState {
  let now = gc;
  for (const { id, state: sandbox } of runtime.sandboxes.slice(1)) {
    if (sandbox === 'SANDBOX_READY') continue;
    now = removeOnce(now, id, () =>
      callRuntime(state.config, io, criRequest('RemovePodSandbox', { podSandboxId: id })),
    );
  }
  return now;
}

/** Arms the first pass. */
export function startGc(io: Io): void {
  io.after('gc', GC_PERIOD, { type: 'tick' }, 'gc');
}
