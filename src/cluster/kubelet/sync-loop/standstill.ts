// The sync loop stands while the runtime is not fit: it looks again after 0.1 s, then after twice
// as long each time, up to 5 s. What comes meanwhile waits in its channels.
// Models pkg/kubelet/kubelet.go, syncLoop.

import type { Io } from '../../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../../kernel/message.ts';
import { type Duration, type Micros, milliseconds, seconds } from '../../../kernel/time.ts';
import { isRuntimeFit } from '../node/conditions.ts';
import type { KubeletState } from '../state.ts';
import type { Standstill, SyncLoopState } from './state.ts';

/** The timer of the next look at the runtime. */
export const LOOK_TIMER: string = 'standstill';

const FIRST_WAIT = milliseconds(100);
const LONGEST_WAIT = seconds(5);
const TICKS: readonly string[] = ['tick', 'housekeeping'];

/** A loop that begins knows nothing of its runtime yet. */
export function standAtFirst(loop: SyncLoopState, now: Micros): SyncLoopState {
  return { ...loop, standstill: { since: now, wait: FIRST_WAIT, held: [] } };
}

/** Arms the first look. */
export function armFirstLook(io: Io): void {
  io.after(LOOK_TIMER, FIRST_WAIT, { type: 'standstill.look' }, 'sync-loop');
}

/** Whether the loop stands. */
export function isStanding(state: KubeletState): boolean {
  return state.syncLoop.standstill !== undefined;
}

/** After each turn of the loop: it stands from now on when the runtime is not fit. */
export function standIfUnfit(kubelet: KubeletState, loop: SyncLoopState, io: Io): SyncLoopState {
  if (isRuntimeFit(kubelet, io.now)) return loop;
  return look(loop, { since: io.now, wait: FIRST_WAIT, held: [] }, io);
}

function look(loop: SyncLoopState, standstill: Standstill, io: Io): SyncLoopState {
  io.after(LOOK_TIMER, standstill.wait, { type: 'standstill.look' }, 'sync-loop');
  return { ...loop, standstill };
}

/** Keeps what came; a tick that nobody took yet is not kept twice. */
export function hold(loop: SyncLoopState, envelope: Envelope): SyncLoopState {
  return holdMessage(loop, envelope.message, envelope.id);
}

/** The same of a message that the loop puts back. */
export function holdMessage(loop: SyncLoopState, message: Message, event: EventId): SyncLoopState {
  const standstill = loop.standstill as Standstill;
  const isKnown =
    TICKS.includes(message.type) &&
    standstill.held.some((one) => one.message.type === message.type);
  if (isKnown) return loop;
  return { ...loop, standstill: { ...standstill, held: [...standstill.held, { message, event }] } };
}

/** Looks at the runtime: on with what was held, or a longer wait. */
export function lookAgain(kubelet: KubeletState, io: Io): SyncLoopState {
  const { standstill, ...rest } = kubelet.syncLoop;
  if (standstill === undefined) return rest;
  if (!isRuntimeFit(kubelet, io.now)) {
    const wait = Math.min(LONGEST_WAIT, standstill.wait * 2) as Duration;
    return look(rest, { ...standstill, wait }, io);
  }
  return release(kubelet.syncLoop, io);
}

/** On with what was held. */
export function release(loop: SyncLoopState, io: Io): SyncLoopState {
  const { standstill, ...rest } = loop;
  for (const { message, event } of standstill?.held ?? []) {
    io.because(event);
    io.signal('sync-loop', message);
  }
  return rest;
}
