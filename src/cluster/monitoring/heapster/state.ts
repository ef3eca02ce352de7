// What Heapster remembers: all of it is gone with its process.

import type { PersistentMap } from '../../../base/persistent-map.ts';
import type { EventId, Message } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { WorkloadConfig } from '../../protocol/workload.ts';
import type { Reflected } from '../../reflect/reflector.ts';
import type { HeapsterFlags } from './flags.ts';
import type { InfluxSink } from './influxdb-sink.ts';
import type { DataBatch, MetricSet } from './metric-set.ts';
import type { MetricStore } from './metric-sink.ts';
import type { NodeInfo } from './node-info.ts';

/** A round of scraping that is under way. */
export interface Round {
  /** The window whose figures are wanted. */
  readonly start: Micros;
  readonly end: Micros;
  readonly beganAt: Micros;
  /** How many nodes were to be asked, and how many have answered. */
  readonly asked: number;
  readonly answered: number;
  readonly sets: PersistentMap<MetricSet>;
  /** The events that brought them. */
  readonly causes: readonly EventId[];
}

/** A node that was asked and has not answered, by the request's event. */
export interface Scrape {
  readonly round: string;
  readonly node: NodeInfo;
  readonly sentAt: Micros;
}

/** A batch that waits for a sink which is busy. */
export interface WaitingBatch {
  readonly batch: DataBatch;
  readonly cause: EventId;
}

/** All of it. */
export interface HeapsterLoop {
  /** Undefined when the command line made no sense: the program ends. */
  readonly flags: HeapsterFlags | undefined;
  readonly reflected: Reflected;
  readonly rounds: PersistentMap<Round>;
  readonly scrapes: PersistentMap<Scrape>;
  /** When each source was asked last, whatever came of it, by its name. */
  readonly scrapedAt: PersistentMap<Micros>;
  /** Of the last round, for rates. */
  readonly previous?: DataBatch;
  readonly store: MetricStore;
  readonly influxdb: readonly InfluxSink[];
  /** Requests to Google Cloud Monitoring without an answer: how many series each holds. */
  readonly gcmCalls: PersistentMap<number>;
  /** Batches that wait, by the number of their sink; at most one round's time each. */
  readonly waiting: PersistentMap<WaitingBatch>;
  /** Whether the sinks have been looked for, so that the manager runs. */
  readonly isManaging: boolean;
}

/** What may be changed while an event is handled. */
export type Draft = { -readonly [K in keyof HeapsterLoop]: HeapsterLoop[K] } & {
  readonly config: WorkloadConfig;
};

/** A tick of the manager. */
export interface Tick extends Message {
  readonly type: 'heapster.tick';
  readonly start: Micros;
  readonly end: Micros;
}

/** The time to ask a node has come. */
export interface QueryNode extends Message {
  readonly type: 'heapster.query';
  readonly round: string;
  readonly node: NodeInfo;
}

/** The time a round may take is over. */
export interface RoundOver extends Message {
  readonly type: 'heapster.round-over';
  readonly round: string;
}

/** A batch has waited long enough for its sink. */
export interface PushOver extends Message {
  readonly type: 'heapster.push-over';
  readonly sink: number;
}
