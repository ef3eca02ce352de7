// Dead containers and sandboxes: one instance of each container is kept, everything of a deleted
// pod goes, and once a minute the rest is looked through.
// Models pkg/kubelet/pod_container_deletor.go and pkg/kubelet/kuberuntime/kuberuntime_gc.go.

import { emptyMap, entries, get, remove, set, values } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, EventId, NetClosed } from '../../../kernel/message.ts';
import { later, seconds } from '../../../kernel/time.ts';
import { type CriResponse, criRequest } from '../../protocol/cri.ts';
import type { PlegEvent, RecordEvent } from '../channels.ts';
import { callRuntime } from '../cri-client.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import type { KubeletState } from '../state.ts';
import { leftovers } from './leftovers.ts';
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
    case 'gc.all-unused':
      return removeAllUnused(state, envelope, io);
    case 'net.closed':
      return (message as NetClosed).peer === state.config.engine ? lost(state, io) : state.gc;
    default:
      return envelope.inReplyTo === undefined ? state.gc : answered(state, envelope, io);
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

function removeOnce(gc: ContainerGcState, id: string, act: () => EventId): ContainerGcState {
  if (get(gc.removing, id) !== undefined) return gc;
  return { ...gc, removing: set(gc.removing, id, act()) };
}

/**
 * Once a minute. The list it begins with is the one of the relists, taken from there: when they get
 * none the pass is over and told.
 */
function minute(state: KubeletState, io: Io): ContainerGcState {
  io.after('gc', GC_PERIOD, { type: 'tick' });
  const gc = { ...state.gc, lastAt: io.now, nextAt: later(io.now, GC_PERIOD) };
  const { error } = state.pleg;
  // A removal that failed is tried again.
  if (error === undefined) return pass(state, { ...gc, removing: emptyMap() }, io, false).gc;
  const record: RecordEvent = {
    type: 'event.record',
    eventType: 'Warning',
    reason: 'ContainerGCFailed',
    message: error,
  };
  io.signal('events', record);
  return gc;
}

/**
 * Removes dead containers beyond what is kept, everything of pods nobody wishes for (with `isAll`
 * of those that are over, too) and old sandboxes.
 */
function pass(
  state: KubeletState,
  before: ContainerGcState,
  io: Io,
  isAll: boolean,
): { readonly gc: ContainerGcState; readonly calls: readonly EventId[] } {
  const { containers, sandboxes } = leftovers(state, io.now, isAll);
  const known = new Set(values(before.removing));
  let gc = before;
  for (const containerId of containers) {
    gc = removeOnce(gc, containerId, () =>
      callRuntime(state.config, io, criRequest('RemoveContainer', { containerId })),
    );
  }
  for (const podSandboxId of sandboxes) {
    gc = removeOnce(gc, podSandboxId, () =>
      callRuntime(state.config, io, criRequest('RemovePodSandbox', { podSandboxId })),
    );
  }
  const calls = [...values(gc.removing)].filter((call) => !known.has(call));
  return { gc, calls };
}

/** The disk is short: whoever asks is told when everything that can go has gone. */
function removeAllUnused(state: KubeletState, { id, from }: Envelope, io: Io): ContainerGcState {
  const { gc, calls } = pass(state, state.gc, io, true);
  if (calls.length > 0) return { ...gc, asker: { to: { id, from }, calls } };
  io.reply({ id, from }, { type: 'gc.done' });
  return gc;
}

/** The runtime went away: nobody answers what was asked of it. */
function lost({ gc: { asker, ...gc } }: KubeletState, io: Io): ContainerGcState {
  if (asker !== undefined) io.reply(asker.to, { type: 'gc.done' });
  return { ...gc, removing: emptyMap() };
}

/** What could not be removed is left to the next collection that finds it. */
function withoutCall(gc: ContainerGcState, call: EventId | undefined): ContainerGcState {
  const failed = [...entries(gc.removing)].find(([, one]) => one === call);
  return failed === undefined ? gc : { ...gc, removing: remove(gc.removing, failed[0]) };
}

function answered(state: KubeletState, { inReplyTo, message }: Envelope, io: Io): ContainerGcState {
  const isBad = message.type !== 'cri.response' || (message as CriResponse).error !== undefined;
  const { asker, ...gc } = isBad ? withoutCall(state.gc, inReplyTo) : state.gc;
  if (asker === undefined) return gc;
  const calls = asker.calls.filter((call) => call !== inReplyTo);
  if (calls.length > 0) return { ...gc, asker: { ...asker, calls } };
  io.reply(asker.to, { type: 'gc.done' });
  return gc;
}

/** Arms the first pass. */
export function startGc(io: Io): void {
  io.after('gc', GC_PERIOD, { type: 'tick' }, 'gc');
}
