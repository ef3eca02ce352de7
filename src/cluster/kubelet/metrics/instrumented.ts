// Times what the kubelet asks of others: a call begins when it is sent, and ends when any port is
// handed its answer. Models pkg/kubelet/kuberuntime/instrumented_services.go and client-go's
// RequestResult and RequestLatency.

import type { Component, Io } from '../../../kernel/component.ts';
import type { Envelope, EventId, NetClosed } from '../../../kernel/message.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import type { CriMethod, CriResponse } from '../../protocol/cri.ts';
import type { KubeletConfig } from '../config.ts';
import { API_CALLS, callBegins, callEnds, callsLost, RUNTIME_OPERATIONS } from './book.ts';

/** 0.005 s, and each 2.5 times the one before. */
export const OPERATION_BOUNDS: readonly number[] = exponential(0.005, 2.5, 14);

/** Client-go's code of a call without an answer. */
const NO_ANSWER = '<error>';

/** So many bounds. Models component-base/metrics, ExponentialBuckets. */
function exponential(start: number, factor: number, size: number): readonly number[] {
  const bounds = [start];
  while (bounds.length < size) bounds.push((bounds.at(-1) as number) * factor);
  return bounds;
}

/** The runtime was asked. Logs are files to a real kubelet: reading them is no operation. */
export function runtimeAsked(io: Io, id: EventId, method: CriMethod): void {
  if (method !== 'ReadLogs') callBegins(io, id, RUNTIME_OPERATIONS, method, OPERATION_BOUNDS);
}

/** The API server was asked. */
export function apiAsked({ edition }: KubeletConfig, io: Io, id: EventId, verb: string): void {
  callBegins(io, id, API_CALLS, verb, kubeletBehaviour(edition).requestBounds);
}

/** The ports, each looking at an answer before it takes it. */
export function instrumented(ports: Component['ports']): Component['ports'] {
  return Object.fromEntries(
    Object.entries(ports).map(([name, { owns, receive }]) => [
      name,
      {
        owns,
        receive(state: { readonly config: KubeletConfig }, envelope: Envelope, io: Io) {
          noteAnswer(state.config, envelope, io);
          return receive(state as never, envelope, io);
        },
      },
    ]),
  );
}

function noteAnswer(config: KubeletConfig, { inReplyTo, message }: Envelope, io: Io): void {
  switch (message.type) {
    case 'cri.response':
      if (inReplyTo) callEnds(io, inReplyTo, (message as CriResponse).error?.code);
      return;
    case 'api.response':
      if (inReplyTo) callEnds(io, inReplyTo, String((message as ApiResponse).code));
      return;
    case 'net.refused':
      if (inReplyTo) callEnds(io, inReplyTo, NO_ANSWER);
      return;
    case 'net.closed': {
      const { peer } = message as NetClosed;
      if (peer === config.apiserver) callsLost(io, API_CALLS, NO_ANSWER);
      // Docker's calls end where they are made, and with them the kubelet's.
      if (peer === config.engine && !peer.startsWith('docker')) {
        callsLost(io, RUNTIME_OPERATIONS, NO_ANSWER);
      }
    }
  }
}
