// The same session without a page: what Node says about it.

import type { TypedLine } from '../src/cluster/protocol/commands.ts';
import { traceWriter } from '../src/headless/trace-lines.ts';
import type { Micros } from '../src/kernel/time.ts';
import type { Timeline } from '../src/kernel/timeline.ts';
import { actorName } from '../src/kernel/world.ts';
import { openSession } from '../src/session/opened.ts';
import type { Beat, Flight, SessionFile } from '../src/session/protocol.ts';
import { openTest } from '../src/session/testing.ts';

function timelineOf(file: SessionFile): Timeline<TypedLine> {
  const opened = openSession(file, () => ({ stdout: '', stderr: '' }));
  if ('reason' in opened) throw new Error(opened.reason);
  return opened.timeline;
}

/** The digest of a session at an instant, run in one go. */
export function digestOf(file: SessionFile, at: number): string {
  const timeline = timelineOf(file);
  timeline.advance(at as Micros);
  return timeline.digest();
}

/** The same, run in pieces of a second. */
export function digestInPieces(file: SessionFile, at: number): string {
  const timeline = timelineOf(file);
  for (let to = 0; to < at; to += 1_000_000) timeline.advance(Math.min(to, at) as Micros);
  timeline.advance(at as Micros);
  return timeline.digest();
}

/** A message that the trace says is to be drawn. */
export interface DrawnLine {
  readonly id: number;
  readonly from: string;
  readonly to: string;
}

/** Of a whole run: the ids of all messages, and those that are to be drawn. */
export function traceOf(
  file: SessionFile,
  until: number,
): { readonly all: ReadonlySet<number>; readonly drawn: readonly DrawnLine[] } {
  const timeline = timelineOf(file);
  const all = new Set<number>();
  const drawn: DrawnLine[] = [];
  const nameOf = (actor: number): string => actorName(timeline.world, actor as never);
  const writer = traceWriter(nameOf, ({ id, from, to, drawn: isDrawn }) => {
    all.add(id);
    if (isDrawn === true) drawn.push({ id, from, to });
  });
  timeline.setSink(writer);
  timeline.advance(until as Micros);
  writer.finish();
  return { all, drawn };
}

/** What a session tells its page of (0, until]. */
export function toldBy(
  file: SessionFile,
  until: number,
): { readonly flights: readonly Flight[]; readonly beats: readonly Beat[] } {
  const chunks = openTest(file).demand(0, until, 1_000_000);
  return {
    flights: chunks.flatMap((chunk) => chunk.flights),
    beats: chunks.flatMap((chunk) => chunk.beats),
  };
}
