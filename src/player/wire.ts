// The player's end of the wire to a session: questions with their tickets, watches, and the stream
// of chunks, which may have to begin anew.

import type { EventId } from '../kernel/message.ts';
import type { Micros } from '../kernel/time.ts';
import type { ViewRequest } from '../projection/rows.ts';
import type { Answer, Chunk, FromSession, ToSession, WatchId } from '../session/protocol.ts';

/** The session's end of the wire. */
export interface SessionPort {
  post(message: ToSession): void;
  listen(listener: (message: FromSession) => void): () => void;
}

type Ticketless<T> = T extends { readonly ticket: number } ? Omit<T, 'ticket'> : never;

/** A question to the session; the wire numbers it. */
export type TicketlessQuestion = Ticketless<ToSession>;

/** What a stream that begins anew asks for first. */
export const AHEAD = 6e6;

/** Talks to one session. */
export class Wire {
  branch = 0;
  private readonly port: SessionPort;
  private readonly tickets = new Map<number, (answer: Answer) => void>();
  private readonly watches = new Map<WatchId, ViewRequest>();
  private nextTicket = 1;
  private requestedTo = 0;
  /** The stream begins anew here: older chunks still on their way are void. */
  private awaited: number | undefined;

  constructor(port: SessionPort) {
    this.port = port;
  }

  post(message: ToSession): void {
    this.port.post(message);
  }

  listen(listener: (message: FromSession) => void): () => void {
    return this.port.listen(listener);
  }

  /** Asks something and gives the answer. */
  ask(question: TicketlessQuestion): Promise<Answer> {
    const ticket = this.nextTicket;
    this.nextTicket += 1;
    this.port.post({ ...question, ticket } as ToSession);
    return new Promise((resolve) => this.tickets.set(ticket, resolve));
  }

  /** Hands an answer to whoever asked. */
  answered({ ticket, result }: Extract<FromSession, { type: 'answer' }>): void {
    this.tickets.get(ticket)?.(result);
    this.tickets.delete(ticket);
  }

  /** Whether exactly this is being watched already. */
  isWatching(watch: WatchId, view: ViewRequest): boolean {
    return JSON.stringify(this.watches.get(watch)) === JSON.stringify(view);
  }

  watch(watch: WatchId, view: ViewRequest): void {
    this.watches.set(watch, view);
    this.port.post({ type: 'watch', watch, view });
  }

  /** Ends a watch; false when there was none. */
  unwatch(watch: WatchId): boolean {
    if (!this.watches.delete(watch)) return false;
    this.port.post({ type: 'unwatch', watch });
    return true;
  }

  /** A session that was just opened knows no watch yet. */
  watchAgain(): void {
    for (const [watch, view] of this.watches) this.port.post({ type: 'watch', watch, view });
  }

  /** Wants the stretch after what was told last. */
  demand(from: number, until: number): void {
    this.requestedTo = Math.round(until);
    this.port.post({
      type: 'demand',
      branch: this.branch,
      from: Math.round(from) as Micros,
      until: Math.round(until) as Micros,
    });
  }

  /** Begins the stream anew, with a keyframe. */
  demandAnew(from: number, until: number = from + AHEAD): void {
    this.awaited = Math.round(from);
    this.demand(from, until);
  }

  /** Wants a far place: further on in the stream that was told `to` here, or in a new one. */
  reach(target: number, to: number): void {
    const isAhead = target > to && to > 0;
    if (!isAhead) this.demandAnew(target);
    else if (!this.isAwaiting()) this.demand(to, target + AHEAD);
  }

  /** Whether a new stream was asked for that has not begun. */
  isAwaiting(): boolean {
    return this.awaited !== undefined;
  }

  /** Whether more was asked for than has come. */
  isBusy(to: number): boolean {
    return this.awaited !== undefined || this.requestedTo > to;
  }

  /** Whether a chunk belongs to the stream as it was last asked for. */
  accepts(chunk: Chunk): boolean {
    if (chunk.branch !== this.branch) return false;
    if (this.awaited === undefined) return true;
    if (chunk.keyframe === undefined || chunk.from !== this.awaited) return false;
    this.awaited = undefined;
    return true;
  }
}

/** The question for the next (or previous) instant worth stopping at. */
export function findFrom(
  where: { readonly at: Micros; readonly event: number },
  direction: 1 | -1,
  follow: string | undefined,
  isMilestone: boolean,
): TicketlessQuestion {
  return {
    type: 'find',
    from: where.at,
    event: where.event as EventId,
    direction,
    ...(follow === undefined ? {} : { follow }),
    ...(isMilestone ? { isMilestone } : {}),
  };
}
