// Requests on behalf of the Node, kept by what they are for.

import { entries, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { callApi, callKey, type KubeletApiRequest } from '../api-client.ts';
import type { RecordEvent } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import type { NodeCall, NodeStatusState } from './state.ts';

/** Sends a request and keeps what it is for. */
export function ask(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  what: NodeCall,
  request: KubeletApiRequest,
): NodeStatusState {
  const id = callApi(kubelet.config, io, request);
  return { ...state, calls: set(state.calls, callKey(id), what) };
}

/** Whether a request for any of these is under way. */
export function isAsked(state: NodeStatusState, ...what: readonly NodeCall[]): boolean {
  for (const [, call] of entries(state.calls)) if (what.includes(call)) return true;
  return false;
}

/** Without one request. */
export function withoutCall(state: NodeStatusState, key: string): NodeStatusState {
  return { ...state, calls: remove(state.calls, key) };
}

/** Arms a timer of this port. */
export function arm(io: Io, timer: string, delay: number): void {
  io.after(timer, delay as Parameters<Io['after']>[1], { type: 'tick' }, 'node-status');
}

/** Records an event about the node. */
export function sayNode(
  io: Io,
  reason: string,
  message: string,
  eventType: RecordEvent['eventType'] = 'Normal',
): void {
  const record: RecordEvent = { type: 'event.record', eventType, reason, message };
  io.signal('events', record);
}

/** Records the events that tell of changed conditions. */
export function sayConditions(kubelet: KubeletState, io: Io, reasons: readonly string[]): void {
  const { nodeName } = kubelet.config;
  for (const reason of reasons) sayNode(io, reason, `Node ${nodeName} status is now: ${reason}`);
}
