// The trace: one JSON object a line, for every message that was handled and every fact.

import type { Envelope, Json, Subject } from '../kernel/message.ts';
import { formatSeconds } from '../kernel/time.ts';
import type { Fact, TraceSink } from '../kernel/trace.ts';
import { inWords, isDrawn } from '../session/flights.ts';

/** One line of a trace. */
export interface TraceLine {
  readonly t: number;
  readonly id: number;
  readonly cause: number;
  /** Other causes. */
  readonly because?: readonly number[];
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

/** A sink that writes lines, and its end: the lines of the last event are still to be written. */
export interface TraceWriter extends TraceSink {
  finish(): void;
}

/**
 * Writes lines. An event may have a second cause, learned by reading state; where only that one
 * leads back to a command it is the one the line names, so that nothing a person did ends at a
 * timer.
 */
export function traceWriter(
  nameOf: (actor: number) => string,
  write: (line: TraceLine) => void,
): TraceWriter {
  /** Events behind which there is a command. */
  const led = new Set<number>();
  let current: Envelope | undefined;
  let lines: TraceLine[] = [];
  let second: number[] = [];
  const flush = (): void => {
    if (current === undefined) return;
    const cause = causeOf(current, second, led);
    const others = [current.cause as number, ...second].filter((id) => id !== cause && id !== 0);
    const isCommand = current.carrier === 'command' && !current.to.port.startsWith('@');
    if (isCommand || led.has(cause)) led.add(current.id);
    for (const line of lines) {
      write({ ...line, cause, ...(others.length === 0 ? {} : { because: others }) });
    }
    lines = [];
    second = [];
    current = undefined;
  };
  return {
    delivered(envelope) {
      flush();
      current = envelope;
      lines.push(envelopeLine(envelope, nameOf));
    },
    fact(fact) {
      if (current !== undefined) lines.push(factLine(fact, current, nameOf(fact.actor)));
    },
    because(event, cause) {
      if (cause !== event && !second.includes(cause)) second.push(cause);
    },
    finish: flush,
  };
}

function causeOf(envelope: Envelope, second: readonly number[], led: ReadonlySet<number>): number {
  if (led.has(envelope.cause)) return envelope.cause;
  return second.find((id) => led.has(id)) ?? envelope.cause;
}

function envelopeLine(envelope: Envelope, nameOf: (actor: number) => string): TraceLine {
  const { id, cause, flow, from, to, message, deliverAt } = envelope;
  const { label, about } = inWords(envelope);
  const place = (end: Envelope['from']): string =>
    end.actor < 0 ? 'person' : `${nameOf(end.actor)}/${end.port}`;
  return {
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
  };
}

function factLine(fact: Fact, envelope: Envelope, place: string): TraceLine {
  return {
    t: Number(formatSeconds(fact.at)),
    id: fact.event,
    cause: envelope.cause,
    flow: envelope.flow,
    from: place,
    to: place,
    type: fact.type,
    about: fact.about,
    text: factText(fact),
    data: factData(fact),
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
