// What is told about a run while it happens. Derived: it can always be had again by replaying.

import type { ActorId, Envelope, EventId, Json, Subject } from './message.ts';
import type { Micros } from './time.ts';

/** A domain event: something worth telling happened while `event` was handled. */
export interface Fact {
  readonly event: EventId;
  readonly at: Micros;
  readonly actor: ActorId;
  readonly type: string;
  readonly about: Subject;
  readonly data: Json;
}

/** What becomes of a message: it arrives, or it is lost on the way. */
export type Fate = 'delivered' | 'lost';

/**
 * Receives the story of a run; every member is optional so that nobody pays for what he ignores.
 */
export interface TraceSink {
  /** An envelope was scheduled (a timer that is re-armed is scheduled again). */
  sent?(envelope: Envelope, fate: Fate): void;
  /** An envelope is about to be handled. */
  delivered?(envelope: Envelope): void;
  /** An envelope reached nobody: the receiving process was down or had been restarted. */
  voided?(envelope: Envelope): void;
  fact?(fact: Fact): void;
  /** `event` has a second cause. */
  because?(event: EventId, cause: EventId): void;
}
