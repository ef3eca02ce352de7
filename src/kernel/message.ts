// What travels: plain data with a sender, a receiver, two times and a cause.

import type { Brand } from '../base/brand.ts';
import type { Micros } from './time.ts';

/** Order of scheduling: tie-break, trace id and causal id in one. 0 is "before everything". */
export type EventId = Brand<number, 'EventId'>;

/** Index of a process in the world. */
export type ActorId = Brand<number, 'ActorId'>;

/** One loop inside a process (in Go: one goroutine), by name. */
export type Port = string;

/** A port of a process. */
export interface Endpoint {
  readonly actor: ActorId;
  readonly port: Port;
}

/** Plain JSON data with a type. */
export interface Message {
  readonly type: string;
}

/** How an envelope travels: between processes, inside one, from a timer, or from the person. */
export type Carrier = 'link' | 'channel' | 'timer' | 'command';

/** One thing that happens, on its way from `from` to `to`. */
export interface Envelope<M extends Message = Message> {
  readonly id: EventId;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly sentAt: Micros;
  readonly deliverAt: Micros;
  /** The event whose handling sent this. */
  readonly cause: EventId;
  /** Root of the causal tree: a command, or the first tick of a periodic timer. */
  readonly flow: EventId;
  readonly inReplyTo?: EventId;
  readonly carrier: Carrier;
  /** Incarnation of the receiving process when this was sent; a crash makes older ones void. */
  readonly incarnation: number;
  /** Name of the timer that fired, for `carrier: 'timer'`. */
  readonly timer?: string;
  readonly message: M;
}

/** Sent back by the network when the receiving process is not there: connection refused. */
export interface NetRefused extends Message {
  readonly type: 'net.refused';
  /** The process that did not answer. */
  readonly peer: string;
}

/** Tells a port that its connection to `peer` broke (the peer died, or the link was cut). */
export interface NetClosed extends Message {
  readonly type: 'net.closed';
  readonly peer: string;
}

/** The port every process has: the kernel itself answers there (start, stop, cut a link). */
export const CONTROL: Port = '@control';

/** What a process may be told on its control port. */
export type ControlMessage =
  /** `afterMicros` is how long it takes to come up. */
  | { readonly type: 'process.start'; readonly config?: Json; readonly afterMicros?: number }
  | { readonly type: 'process.stop' }
  | { readonly type: 'link.cut'; readonly peer: string }
  /** Nothing has passed for so long that both ends give their connections up. */
  | { readonly type: 'link.silent'; readonly peer: string }
  | { readonly type: 'link.heal'; readonly peer: string }
  | { readonly type: 'link.slow'; readonly peer: string; readonly byMicros: number }
  /** The next `count` messages from here to `peer` get lost. */
  | { readonly type: 'link.drop'; readonly peer: string; readonly count: number };

/** Whom a fact is about. `kind` in Kubernetes' words where it has one, lower case otherwise. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly container?: string;
  readonly node?: string;
}

/** Any JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };
