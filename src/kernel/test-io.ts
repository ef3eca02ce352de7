// An Io that only records: hand it to a handler in a test and look at what came out.

import type { Io, Note } from './component.ts';
import type { ActorId, Endpoint, Envelope, EventId, Json, Message, Subject } from './message.ts';
import { drawFrom, streamKey } from './random.ts';
import { type Duration, type Micros, ZERO } from './time.ts';

/** One effect that a handler asked for. */
export type Effect =
  | {
      readonly do: 'send' | 'reply';
      readonly to: Endpoint;
      readonly message: Message;
      readonly after?: Duration;
    }
  | {
      readonly do: 'signal';
      readonly port: string;
      readonly message: Message;
      readonly after?: Duration;
    }
  | {
      readonly do: 'after';
      readonly timer: string;
      readonly delay: Duration;
      readonly message: Message;
    }
  | { readonly do: 'cancel'; readonly timer: string }
  | { readonly do: 'fact'; readonly type: string; readonly about: Subject; readonly data: Json };

/** An Io with its record. */
export interface TestIo extends Io {
  readonly effects: Effect[];
  /** What was added to the book. */
  readonly notes: Note[];
}

/** Makes a recording Io; `processes` are the names that `find` knows, by their actor. */
export function testIo(
  options: {
    readonly now?: Micros;
    readonly self?: Endpoint;
    readonly processes?: readonly string[];
  } = {},
): TestIo {
  const effects: Effect[] = [];
  const notes: Note[] = [];
  const counts = new Map<string, number>();
  const self = options.self ?? { actor: 0 as ActorId, port: 'test' };
  let next = 1_000;
  const id = (): EventId => next++ as EventId;
  const worked = (after: Duration | undefined): { after?: Duration } =>
    after === undefined ? {} : { after };
  return {
    effects,
    notes,
    now: options.now ?? ZERO,
    epochSeconds: 1_700_000_000,
    self,
    event: 1 as EventId,
    send(to, message, after) {
      effects.push({ do: 'send', to, message, ...worked(after) });
      return id();
    },
    reply(to, message, after) {
      effects.push({ do: 'reply', to: to.from, message, ...worked(after) });
      return id();
    },
    signal(port, message, after) {
      effects.push({ do: 'signal', port, message, ...worked(after) });
      return id();
    },
    after: (timer, delay, message) => void effects.push({ do: 'after', timer, delay, message }),
    cancel: (timer) => void effects.push({ do: 'cancel', timer }),
    find(name) {
      const index = options.processes?.indexOf(name) ?? -1;
      return index < 0 ? undefined : (index as ActorId);
    },
    draw(stream) {
      const count = counts.get(stream) ?? 0;
      counts.set(stream, count + 1);
      return drawFrom(streamKey(1, 'test', stream), count);
    },
    fact: (type, about, data) => void effects.push({ do: 'fact', type, about, data: data ?? null }),
    because: () => {},
    note: (entry) => void notes.push(entry),
  };
}

/** An envelope as a handler would get it. */
export function testEnvelope<M extends Message>(
  message: M,
  parts: Partial<Envelope> = {},
): Envelope<M> {
  return {
    id: 1 as EventId,
    from: { actor: 9 as ActorId, port: 'sender' },
    to: { actor: 0 as ActorId, port: 'test' },
    sentAt: ZERO,
    deliverAt: ZERO,
    cause: 0 as EventId,
    flow: 1 as EventId,
    carrier: 'link',
    incarnation: 1,
    ...parts,
    message,
  };
}
