// An event recorder's slice: what the correlator remembers, and the events on their way.
// Models client-go/tools/record.

import type { Event } from '../../api/config.ts';
import { emptyMap, type PersistentMap } from '../../base/persistent-map.ts';
import type { EventId } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import { fullBucket, type TokenBucket } from './token-bucket.ts';

/** What is known of equal events. Models eventLog. */
export interface EventLog {
  readonly count: number;
  readonly firstTimestamp: string;
  readonly name: string;
  readonly resourceVersion: string;
}

/** Messages of similar events within the aggregation's window. Models aggregateRecord. */
export interface SimilarEvents {
  readonly messages: readonly string[];
  readonly lastAt: Micros;
}

/** The event that is being sent: in Go, the one goroutine that drains the queue. */
export interface SendingEvent {
  /** Key of its log. */
  readonly key: string;
  readonly event: Event;
  /** PATCH of an event that exists already. */
  readonly isUpdate: boolean;
  /** Failed tries so far. */
  readonly tries: number;
  /** Absent while it waits for a token or a retry. */
  readonly request?: EventId;
}

/** Slice `events`. */
export interface EventsState {
  /** By everything that makes events equal. */
  readonly logs: PersistentMap<EventLog>;
  /** By everything but the message. */
  readonly similar: PersistentMap<SimilarEvents>;
  /** Spam filter: by source and object. */
  readonly spam: PersistentMap<TokenBucket>;
  /** Recorded, in order; correlated only when their turn comes. */
  readonly queue: readonly Event[];
  readonly sending?: SendingEvent;
  readonly bucket: TokenBucket;
  /** How many were recorded: makes names unique. */
  readonly recorded: number;
}

/** A recorder that recorded nothing. */
export function initialEventsState(burst: number): EventsState {
  return {
    logs: emptyMap(),
    similar: emptyMap(),
    spam: emptyMap(),
    queue: [],
    bucket: fullBucket(burst),
    recorded: 0,
  };
}
