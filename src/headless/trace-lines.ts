// The trace: one JSON object a line, for every message that was handled and every fact.

import type { Envelope, EventId, Json, Subject } from '../kernel/message.ts';
import { formatSeconds } from '../kernel/time.ts';
import type { Fact, TraceSink } from '../kernel/trace.ts';
import { inWords, isDrawn } from '../session/flights.ts';

/** One line of a trace. */
export interface TraceLine {
  readonly t: number;
  readonly id: number;
  readonly cause: number;
  readonly flow: number;
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly about?: Subject;
  readonly text: string;
  /** Drawn as a flight on the stage. */
  readonly drawn?: true;
  /** What a fact says. */
  readonly data?: Json;
}

/** A sink that writes lines. */
export function traceSink(
  nameOf: (actor: number) => string,
  write: (line: TraceLine) => void,
): TraceSink {
  let current: Envelope | undefined;
  const place = (end: Envelope['from']): string =>
    end.actor < 0 ? 'person' : `${nameOf(end.actor)}/${end.port}`;
  return {
    delivered(envelope) {
      current = envelope;
      const { id, cause, flow, from, to, message, deliverAt } = envelope;
      const { label, about } = inWords(envelope);
      write({
        t: Number(formatSeconds(deliverAt)),
        id,
        cause,
        flow,
        from: place(from),
        to: place(to),
        type: message.type,
        ...(about === undefined ? {} : { about }),
        text: label,
        ...(isDrawn(envelope) ? { drawn: true } : {}),
      });
    },
    fact(fact) {
      const at = nameOf(fact.actor);
      write({
        t: Number(formatSeconds(fact.at)),
        id: fact.event,
        cause: current?.cause ?? (0 as EventId),
        flow: current?.flow ?? fact.event,
        from: at,
        to: at,
        type: fact.type,
        about: fact.about,
        text: factText(fact),
        data: factData(fact),
      });
    },
  };
}

/** Whole objects stay out of the trace: `-o objects` has them. */
function factData(fact: Fact): Json {
  const { data } = fact;
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return data;
  const { object: _object, ...rest } = data as { readonly [key: string]: Json | undefined };
  return rest;
}

function factText(fact: Fact): string {
  const { kind, name, container } = fact.about;
  const whom = `${kind}/${name}${container === undefined ? '' : `/${container}`}`;
  const data = factData(fact);
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return whom;
  const words = Object.entries(data)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([key, value]) => `${key}=${value}`);
  return [whom, ...words].join(' ');
}
