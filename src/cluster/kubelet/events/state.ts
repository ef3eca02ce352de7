// The event recorder's slice: what the correlator remembers, and the events on their way.
// Models client-go/tools/record.

import type { Event } from '../../../api/config.ts';
import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { EventId } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';
import { fullBucket, type TokenBucket } from '../token-bucket.ts';

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

/** An event on its way to the API server. */
export interface QueuedEvent {
  /** Key of its log, empty when nothing counts it. */
  readonly key: string;
  readonly event: Event;
  /** PATCH of an event that exists already. */
  readonly isUpdate: boolean;
  readonly tries: number;
}

/** Slice `events`. */
export interface EventsState {
  /** By everything that makes events equal. */
  readonly logs: PersistentMap<EventLog>;
  /** By everything but the message. */
  readonly similar: PersistentMap<SimilarEvents>;
  /** Spam filter: by source and object. */
  readonly spam: PersistentMap<TokenBucket>;
  readonly queue: readonly QueuedEvent[];
  /** Request under way for the first of the queue. */
  readonly request?: EventId;
  /** A wait for a token or a retry is armed. */
  readonly isWaiting: boolean;
  readonly bucket: TokenBucket;
}

/** A recorder that recorded nothing. */
export function initialEventsState(burst: number): EventsState {
  return {
    logs: emptyMap(),
    similar: emptyMap(),
    spam: emptyMap(),
    queue: [],
    isWaiting: false,
    bucket: fullBucket(burst),
  };
}
