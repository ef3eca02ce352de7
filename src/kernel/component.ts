// The contract of a process: named ports, each a pure transition over the process's state.

import type {
  ActorId,
  Endpoint,
  Envelope,
  EventId,
  Json,
  Message,
  Port,
  Subject,
} from './message.ts';
import type { Draw } from './random.ts';
import type { Duration, Micros } from './time.ts';

/** What one keeps of an envelope to answer it later, once or many times. */
export type ReplyTo = Pick<Envelope, 'id' | 'from'>;

/**
 * What a handler may do besides returning state. Everything is only recorded; the kernel carries it
 * out after the handler returned.
 */
export interface Io {
  readonly now: Micros;
  /** What instant 0 is called: seconds since 1970, UTC. */
  readonly epochSeconds: number;
  readonly self: Endpoint;
  /** The event being handled. */
  readonly event: EventId;
  /**
   * To a port of another process over the link between them; `after` is how long the sender works
   * first.
   */
  send(to: Endpoint, message: Message, after?: Duration): EventId;
  /** Back to whoever sent it; over the link, or the channel when it came from inside. */
  reply(to: ReplyTo, message: Message, after?: Duration): EventId;
  /** A Go channel: to another port of the same process, at once unless `after` is given. */
  signal(port: Port, message: Message, after?: Duration): EventId;
  /**
   * Arms a named timer of this process, delivered to this port (or `port`); arming again replaces
   * it. A timer that re-arms itself is periodic: each tick is the root of a flow of its own.
   */
  after(timer: string, delay: Duration, message: Message, port?: Port): void;
  /** Disarms a timer of this process. */
  cancel(timer: string): void;
  /** The actor of that name, or undefined when no such process was ever started. */
  find(process: string): ActorId | undefined;
  /** A keyed draw: the same (seed, process, stream, count) always gives the same luck. */
  draw(stream: string): Draw;
  /** A domain event worth telling. */
  fact(type: string, about: Subject, data?: Json): void;
  /** A second cause of what is being handled, learned by reading state. */
  because(event: EventId): void;
  /** Adds to the process's book, if it keeps one. */
  note(entry: Note): void;
}

/** What a port adds to the book of its process: plain data. */
export type Note = object;

/**
 * The slice that no port owns: what any port noted is written into it once the event is handled. No
 * rule may read it, and one and the same event's notes may come in any order.
 */
export interface Book {
  readonly slice: string;
  write(book: unknown, notes: readonly Note[], now: Micros): unknown;
}

/** One port: reads the whole process, returns only the slices it owns. */
export interface PortHandler<State, Owned extends keyof State = keyof State> {
  /** Each slice has exactly one owner; the kernel refuses a component where two ports own one. */
  readonly owns: readonly Owned[];
  receive(state: State, envelope: Envelope, io: Io): Pick<State, Owned>;
}

/** A kind of process. */
export interface Component<State = unknown, Config = unknown> {
  readonly kind: string;
  /**
   * Makes the first state at every start; may arm timers (name the port: `io.self.port` is the
   * control port here) and send. `disk` is what the last incarnation left behind.
   */
  init(config: Config, io: Io, disk?: unknown): State;
  /** A shallow copy as a literal: worth it for a big state of many events (ADR 16). */
  copy?(state: State): State;
  /** What outlives a stop of the process (its files), handed to the next `init`. */
  survives?(state: State): unknown;
  /** What counts and measures, over all ports: see ADR 18. */
  readonly book?: Book;
  readonly ports: { readonly [port: Port]: PortHandler<State, never> };
}

/** Puts a handler into a port table: checks its types, then forgets which slices it owns. */
export function port<State, Owned extends keyof State>(
  owns: readonly Owned[],
  receive: (state: State, envelope: Envelope, io: Io) => Pick<State, Owned>,
): PortHandler<State, never> {
  return { owns, receive } as unknown as PortHandler<State, never>;
}
