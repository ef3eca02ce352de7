// Second causes that no single process can name: PLEG learns by looking that a container started or
// died, but what it sees is a list. Here the look is joined to the event that it saw the result of.

import type { EventId } from '../kernel/message.ts';
import type { Micros } from '../kernel/time.ts';
import type { Fact, TraceSink } from '../kernel/trace.ts';

/** When an engine last did something to a container, by what and whom. */
type EngineEvents = Map<string, { readonly at: Micros; readonly event: EventId }>;

/** What a look of PLEG finds, and what the engine had done. */
const OPS: { readonly [event: string]: readonly string[] } = {
  ContainerStarted: ['start'],
  // A sandbox that is not started yet looks dead, too.
  ContainerDied: ['die', 'create'],
  ContainerRemoved: ['destroy', 'die'],
  ContainerChanged: ['die', 'start'],
};

/** The sink, told of these causes before the facts that show them. */
export function withSecondCauses(sink: TraceSink): TraceSink {
  if (sink.because === undefined) return sink;
  const events: EngineEvents = new Map();
  return {
    ...sink,
    fact(fact) {
      const cause = secondCauseOf(events, fact);
      if (cause !== undefined) sink.because?.(fact.event, cause);
      sink.fact?.(fact);
    },
  };
}

/** Takes a fact in; gives the second cause of its event, if this shows one. */
function secondCauseOf(events: EngineEvents, fact: Fact): EventId | undefined {
  if (fact.type !== 'RuntimeEvent' && fact.type !== 'PlegEvent') return undefined;
  const { op, event, id } = fact.data as { op?: string; event?: string; id?: string };
  if (id === undefined) return undefined;
  if (fact.type === 'RuntimeEvent') {
    events.set(`${op} ${id}`, { at: fact.at, event: fact.event });
    return undefined;
  }
  for (const one of OPS[event ?? ''] ?? []) {
    const done = events.get(`${one} ${id}`);
    if (done !== undefined && done.at <= fact.at && done.event < fact.event) return done.event;
  }
  return undefined;
}
