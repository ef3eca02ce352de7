// For tests: who caused what in a run, and which events a command led to. An event leads back over
// its cause and its second causes. A tick of a timer leads back to whoever armed the timer first,
// not to the tick before it: a loop that began at boot stays nobody's doing.

import type { Envelope, EventId } from '../kernel/message.ts';
import type { Fact, TraceSink } from '../kernel/trace.ts';
import { withSecondCauses } from '../session/second-causes.ts';

/** One event of a run. */
export interface Told {
  readonly envelope: Envelope;
  readonly because: readonly EventId[];
  readonly facts: readonly Fact[];
}

interface Writing extends Told {
  readonly because: EventId[];
  readonly facts: Fact[];
}

/** Everything that was handled, in order. */
export interface Story {
  readonly sink: TraceSink;
  readonly told: readonly Told[];
  /** The event of that id, when it was handled. */
  find(id: number): Told | undefined;
  /** Events that a command led to. */
  led(): ReadonlySet<number>;
}

/** An empty story; hand its sink to a timeline. */
export function newStory(): Story {
  const told: Writing[] = [];
  const byId = new Map<number, Writing>();
  const find = (id: number): Writing | undefined => byId.get(id);
  return {
    told,
    find,
    led: () => ledOf(told, find),
    sink: withSecondCauses({
      delivered(envelope) {
        const one: Writing = { envelope, because: [], facts: [] };
        told.push(one);
        byId.set(envelope.id, one);
      },
      fact: (fact) => void find(fact.event)?.facts.push(fact),
      because(event, cause) {
        if (cause !== event) find(event)?.because.push(cause);
      },
    }),
  };
}

/** Whether a message is the person's own. */
export function isCommand({ carrier, to }: Envelope): boolean {
  return carrier === 'command' && !to.port.startsWith('@');
}

function ledOf(told: readonly Told[], find: (id: number) => Told | undefined): ReadonlySet<number> {
  const led = new Set<number>();
  for (const { envelope, because } of told) {
    const causes = [firstCause(envelope, find), ...because];
    if (isCommand(envelope) || causes.some((id) => led.has(id))) led.add(envelope.id);
  }
  return led;
}

/** The cause of an event; of a tick, what armed its timer when it did not arm itself. */
function firstCause(envelope: Envelope, find: (id: number) => Told | undefined): EventId {
  let { cause } = envelope;
  if (envelope.timer === undefined) return cause;
  for (;;) {
    const before = find(cause)?.envelope;
    const isSameTimer = before?.timer === envelope.timer && before.to.actor === envelope.to.actor;
    if (before === undefined || !isSameTimer) return cause;
    cause = before.cause;
  }
}
