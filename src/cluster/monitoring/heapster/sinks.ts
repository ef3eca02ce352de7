// A finished batch goes to every sink at the same time. One that is still busy gets it when it is
// done, within 20 s; after that the batch is dropped for it and never tried again.
// Models metrics/sinks/manager.go of Heapster v1.5.4.

import { get, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope, Json, Subject } from '../../../kernel/message.ts';
import type { NetResult } from '../../protocol/linux-network.ts';
import type { WorkloadConfig } from '../../protocol/workload.ts';
import { klog } from '../container-log.ts';
import { exportGcm, receiveGcm } from './gcm-calls.ts';
import {
  callLost,
  exportBatch,
  type InfluxSink,
  isAnswerFor,
  isBusy,
  type Turn,
  takeAnswer,
} from './influxdb-sink.ts';
import { batchText } from './log-sink.ts';
import type { DataBatch } from './metric-set.ts';
import { stored } from './metric-sink.ts';
import type { Draft, PushOver } from './state.ts';

/** The pod that Heapster is in, for facts. */
export function podOf({ podName, namespace, podUid }: WorkloadConfig): Subject {
  return { kind: 'pod', name: podName, namespace, uid: podUid };
}

function tell(draft: Draft, io: Io, data: { readonly [name: string]: Json }): void {
  io.fact('Metrics', podOf(draft.config), data);
}

/** Hands a batch to all sinks. */
export function push(draft: Draft, batch: DataBatch, io: Io): void {
  draft.store = stored(draft.store, batch, io.now);
  for (const uri of draft.flags?.sinks ?? []) {
    if (uri.key === 'log') {
      klog(draft.config, io, 'I', 'log_sink.go:81', batchText(batch, io.epochSeconds));
    }
    if (uri.key === 'gcm') exportGcm(draft, uri, batch, io);
  }
  draft.influxdb.forEach((sink, index) => {
    if (!isBusy(sink)) {
      put(draft, index, exportBatch(draft.config, io, sink, batch));
      return;
    }
    const over: PushOver = { type: 'heapster.push-over', sink: index };
    draft.waiting = set(draft.waiting, String(index), { batch, cause: io.event });
    if (draft.flags !== undefined) io.after(`push/${index}`, draft.flags.exportTimeout, over);
  });
}

function put(draft: Draft, index: number, sink: InfluxSink): void {
  draft.influxdb = draft.influxdb.with(index, sink);
}

/** A batch has waited in vain. */
export function pushOver(draft: Draft, { sink }: PushOver, io: Io): void {
  if (get(draft.waiting, String(sink)) === undefined) return;
  draft.waiting = remove(draft.waiting, String(sink));
  const text = 'Failed to push data to sink: InfluxDB Sink';
  klog(draft.config, io, 'W', 'manager.go:118', text);
  tell(draft, io, { step: 'dropped', sink: 'InfluxDB Sink' });
}

/** Takes what a sink's service answered; false when it is something else. */
export function receiveSink(draft: Draft, envelope: Envelope, io: Io): boolean {
  const index = draft.influxdb.findIndex((one) => isAnswerFor(one, envelope.inReplyTo));
  const sink = draft.influxdb[index];
  if (sink === undefined) return receiveGcm(draft, envelope, io, (data) => tell(draft, io, data));
  const { message } = envelope;
  const turn =
    message.type === 'linux.callDone'
      ? takeAnswer(draft.config, io, sink, (message as NetResult).answer)
      : callLost(draft.config, io, sink);
  settle(draft, index, turn, io);
  return true;
}

/** The own machine has hung up on everybody. */
export function sinksLost(draft: Draft, io: Io): void {
  draft.influxdb.forEach((sink, index) => {
    if (isBusy(sink)) settle(draft, index, callLost(draft.config, io, sink), io);
  });
}

function settle(draft: Draft, index: number, { sink, outcomes }: Turn, io: Io): void {
  for (const outcome of outcomes) {
    const { result, points } = outcome;
    const more = outcome.result === 'lost' ? { message: outcome.message } : {};
    tell(draft, io, { step: result, sink: 'InfluxDB Sink', points, ...more });
  }
  const waiting = get(draft.waiting, String(index));
  if (isBusy(sink) || waiting === undefined) return put(draft, index, sink);
  draft.waiting = remove(draft.waiting, String(index));
  io.cancel(`push/${index}`);
  io.because(waiting.cause);
  put(draft, index, exportBatch(draft.config, io, sink, waiting.batch));
}
