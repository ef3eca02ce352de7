// The process `scheduler`: informers fill the cache, the scheduling loop takes one pod at a time,
// finds it a node, assumes it there and posts the binding without waiting.
// Models pkg/scheduler/scheduler.go, schedule_one.go and eventhandlers.go.

import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import { podSubject } from '../../api/pod-helpers.ts';
import { isEqual } from '../../base/equal.ts';
import { emptyMap, get, remove, set, values } from '../../base/persistent-map.ts';
import type { Component, Io } from '../../kernel/component.ts';
import { port } from '../../kernel/component.ts';
import type { Envelope, Json, Message } from '../../kernel/message.ts';
import type { Duration } from '../../kernel/time.ts';
import type { ApiResponse } from '../protocol/apiserver.ts';
import type { SchedulerConfig } from './config.ts';
import { schedulerProfile } from './config.ts';
import type { CycleResult } from './cycle.ts';
import { EMPTY_INFORMERS, receiveInformers, startInformers } from './informers.ts';
import { schedulingCycle } from './late.ts';
import { nodeInfos, type PodInfo } from './node-info.ts';
import {
  dequeue,
  enqueue,
  flushBackoff,
  flushUnschedulable,
  markFailed,
  markUnschedulable,
  moveUnschedulable,
  nextBackoffEnd,
  nextPod,
} from './queue.ts';
import { bind, patchUnschedulable, recordEvent } from './requests.ts';
import type {
  CacheChange,
  CacheChanged,
  PendingBinding,
  QueuedPod,
  SchedulerState,
} from './state.ts';

/** The slices of the scheduling loop. */
type LoopSlices = Pick<SchedulerState, 'queue' | 'assumed' | 'bindings' | 'isBusy' | 'events'>;

/** The kind of process `scheduler`. */
export const schedulerComponent: Component<SchedulerState, SchedulerConfig> = {
  kind: 'scheduler',
  init,
  ports: {
    informers: port(
      ['reflectors', 'pods', 'nodes', 'persistentvolumes', 'persistentvolumeclaims'],
      receiveInformers,
    ),
    scheduling: port(['queue', 'assumed', 'bindings', 'isBusy', 'events'], receiveScheduling),
  },
};

function init(config: SchedulerConfig, io: Io): SchedulerState {
  startInformers(io);
  const profile = schedulerProfile(config.edition);
  io.signal('scheduling', { type: 'scheduler.start' });
  return {
    config,
    profile,
    ...EMPTY_INFORMERS,
    queue: emptyMap(),
    assumed: emptyMap(),
    bindings: emptyMap(),
    isBusy: false,
    events: emptyMap(),
  };
}

function receiveScheduling(state: SchedulerState, envelope: Envelope, io: Io): LoopSlices {
  const { message } = envelope;
  switch (message.type) {
    case 'scheduler.start':
      io.after('unschedulable', state.profile.unschedulableFlush, {
        type: 'scheduler.unschedulable-flush',
      });
      return slicesOf(state);
    case 'scheduler.cache-changed':
      return kick(onChanges(state, (message as CacheChanged).changes, io), io);
    case 'scheduler.backoff-flush':
      return kick({ ...state, queue: flushBackoff(state.queue, state.profile, io.now) }, io);
    case 'scheduler.unschedulable-flush':
      io.after('unschedulable', state.profile.unschedulableFlush, message);
      return kick({ ...state, queue: flushUnschedulable(state.queue, state.profile, io.now) }, io);
    case 'scheduler.next':
      return kick({ ...state, isBusy: false }, io);
    case 'net.closed':
      return kick(disconnected(state, io), io);
    default:
      return kick(onBindingAnswer(state, envelope, io), io);
  }
}

function slicesOf(state: SchedulerState): LoopSlices {
  const { queue, assumed, bindings, isBusy, events } = state;
  return { queue, assumed, bindings, isBusy, events };
}

/** Starts the next cycle if the loop is free, and sees that pods in back-off are looked at. */
function kick(state: SchedulerState, io: Io): LoopSlices {
  const next = state.isBusy ? undefined : nextPod(state.queue);
  const after = next === undefined ? state : scheduleOne(state, next, io);
  const ready = nextBackoffEnd(after.queue, after.profile);
  if (ready !== undefined) {
    const wait = Math.max(0, ready - io.now) as Duration;
    io.after('backoff', wait, { type: 'scheduler.backoff-flush' });
  }
  return slicesOf(after);
}

/** One cycle. Its work is over when the loop takes the next pod. */
function scheduleOne(state: SchedulerState, queued: QueuedPod, io: Io): SchedulerState {
  const info = get(state.pods, queued.key);
  if (info === undefined) return { ...state, queue: dequeue(state.queue, queued.key) };
  const nodes = nodeInfos(state.nodes, state.pods, state.assumed);
  const { schedule } = schedulingCycle.get();
  const result = schedule(info, nodes, state.profile, () => io.draw('tie'), state);
  io.signal('scheduling', { type: 'scheduler.next' }, state.profile.cycle);
  const busy = { ...state, isBusy: true };
  return 'node' in result
    ? placed(busy, queued, info, result, io)
    : failed(busy, queued, info.pod, result.message, io);
}

type Placement = Extract<CycleResult, { readonly node: string }>;

function placed(
  state: SchedulerState,
  queued: QueuedPod,
  info: PodInfo,
  result: Placement,
  io: Io,
): SchedulerState {
  io.fact('Scheduled', podSubject(info.pod), {
    node: result.node,
    scores: result.scores.map(({ node, total, parts }) => ({ node, total, parts })),
    refused: result.refused.map(({ node, plugin, reasons }) => ({ node, plugin, reasons })),
  } as unknown as Json);
  const request = bind(state, info.pod, result.node, io, state.profile.cycle);
  if (request === undefined) return { ...state, queue: markFailed(state.queue, queued, io.now) };
  const queue = dequeue(state.queue, queued.key);
  const assumed = set(state.assumed, queued.key, result.node);
  const binding = { key: queued.key, node: result.node };
  const bindings = set(state.bindings, `r${request}`, binding);
  return { ...state, queue, assumed, bindings };
}

function failed(
  state: SchedulerState,
  queued: QueuedPod,
  pod: Pod,
  message: string,
  io: Io,
): SchedulerState {
  const { profile } = state;
  const event = { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling' } as const;
  const events = recordEvent(state, pod, { ...event, note: message }, io, profile.failureEvent);
  patchUnschedulable(state, pod, 'Unschedulable', message, io, profile.cycle);
  return { ...state, queue: markUnschedulable(state.queue, queued, io.now), events };
}

function onBindingAnswer(state: SchedulerState, envelope: Envelope, io: Io): SchedulerState {
  const key = `r${envelope.inReplyTo ?? ''}`;
  const binding = get(state.bindings, key);
  if (binding === undefined) return state;
  const bindings = remove(state.bindings, key);
  const info = get(state.pods, binding.key);
  const message = envelope.message as ApiResponse | Message;
  const isBound = message.type === 'api.response' && (message as ApiResponse).code < 300;
  if (info === undefined) {
    return { ...state, bindings, assumed: remove(state.assumed, binding.key) };
  }
  const { pod } = info;
  if (isBound) {
    const note = `Successfully assigned ${binding.key} to ${binding.node}`;
    const event = { type: 'Normal', reason: 'Scheduled', action: 'Binding', note } as const;
    const events = recordEvent(state, pod, event, io, state.profile.boundEvent);
    return { ...state, bindings, events };
  }
  const forgotten = { ...state, bindings, assumed: remove(state.assumed, binding.key) };
  return rejected(forgotten, info, message, io);
}

/** The connection broke: no binding under way will be answered, each is tried again. */
function disconnected(state: SchedulerState, io: Io): SchedulerState {
  let current: SchedulerState = { ...state, bindings: emptyMap<PendingBinding>() };
  for (const { key } of values(state.bindings)) {
    const info = get(current.pods, key);
    current = { ...current, assumed: remove(current.assumed, key) };
    if (info !== undefined) current = rejected(current, info, { type: 'net.closed' }, io);
  }
  return current;
}

function rejected(state: SchedulerState, info: PodInfo, message: Message, io: Io): SchedulerState {
  if ((info.pod.spec.nodeName ?? '') !== '') return state;
  const queue = enqueue(state.queue, info, io.now);
  const key = `${info.pod.metadata.namespace ?? 'default'}/${info.pod.metadata.name ?? ''}`;
  const queued = get(queue, key);
  const waiting = queued === undefined ? queue : markFailed(queue, queued, io.now);
  if (message.type !== 'api.response') return { ...state, queue: waiting };
  const why = ((message as ApiResponse).body as { readonly message?: string })?.message ?? '';
  const note = `binding rejected: ${why}`;
  const event = { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling' } as const;
  const events = recordEvent(state, info.pod, { ...event, note }, io, state.profile.boundEvent);
  return { ...state, queue: waiting, events };
}

function onChanges(state: SchedulerState, changes: readonly CacheChange[], io: Io): SchedulerState {
  return changes.reduce((current, change) => {
    if (change.kind === 'storage') return moveClaiming(current, io);
    return change.kind === 'pod' ? onPod(current, change, io) : onNode(current, change, io);
  }, state);
}

type PodChange = Extract<CacheChange, { readonly kind: 'pod' }>;

function onPod(state: SchedulerState, change: PodChange, io: Io): SchedulerState {
  const { key, before, after } = change;
  const wasPlaced = isPlaced(before);
  if (after === undefined || isPlaced(after)) {
    const assumed =
      get(state.assumed, key) === undefined ? state.assumed : remove(state.assumed, key);
    const gone = { ...state, assumed, queue: dequeue(state.queue, key) };
    const frees = after === undefined && wasPlaced;
    const helps = frees || (isPlaced(after) && !wasPlaced);
    return helps ? moveAll(gone, io) : gone;
  }
  if (!isMine(after.pod)) return { ...state, queue: dequeue(state.queue, key) };
  if (isAssumed(state, key)) return state;
  const queued = get(state.queue, key);
  const isOther = queued === undefined || queued.uid !== after.pod.metadata.uid;
  if (isOther) return { ...state, queue: enqueue(state.queue, after, io.now) };
  const isNewSpec = before !== undefined && !isEqual(before.pod.spec, after.pod.spec);
  if (!isNewSpec) return state;
  const queue = moveUnschedulable(state.queue, (one) => one.key === key, state.profile, io.now);
  return { ...state, queue };
}

function isPlaced(info: PodInfo | undefined): boolean {
  return (info?.pod.spec.nodeName ?? '') !== '';
}

function isAssumed(state: SchedulerState, key: string): boolean {
  return get(state.assumed, key) !== undefined;
}

/** A pod for this scheduler, not gated and not on its way out. */
function isMine(pod: Pod): boolean {
  const isGated = (pod.spec.schedulingGates ?? []).length > 0;
  const isLeaving = pod.metadata.deletionTimestamp !== undefined;
  return (
    (pod.spec.schedulerName ?? 'default-scheduler') === 'default-scheduler' &&
    !isGated &&
    !isLeaving
  );
}

type NodeChange = Extract<CacheChange, { readonly kind: 'node' }>;

function onNode(state: SchedulerState, change: NodeChange, io: Io): SchedulerState {
  const { before, after } = change;
  if (after === undefined) return state;
  return before === undefined || mayHelp(before, after) ? moveAll(state, io) : state;
}

function mayHelp(before: Node, after: Node): boolean {
  return (
    !isEqual(before.spec, after.spec) ||
    !isEqual(before.metadata.labels, after.metadata.labels) ||
    !isEqual(before.status?.allocatable, after.status?.allocatable)
  );
}

/** A claim or a volume changed: that may help pods that have claims. */
function moveClaiming(state: SchedulerState, io: Io): SchedulerState {
  const hasClaim = ({ key }: QueuedPod): boolean =>
    get(state.pods, key)?.pod.spec.volumes?.some(
      (volume) => volume.persistentVolumeClaim !== undefined,
    ) ?? false;
  return { ...state, queue: moveUnschedulable(state.queue, hasClaim, state.profile, io.now) };
}

function moveAll(state: SchedulerState, io: Io): SchedulerState {
  return { ...state, queue: moveUnschedulable(state.queue, () => true, state.profile, io.now) };
}
