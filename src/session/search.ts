// Looks for the next or the previous beat worth stopping at; simulates ahead when none is known
// yet.

import { partitionPoint } from '../base/search.ts';
import type { TypedLine } from '../cluster/protocol/commands.ts';
import type { Micros } from '../kernel/time.ts';
import type { Timeline } from '../kernel/timeline.ts';
import type { Answer, Beat, ToSession } from './protocol.ts';
import type { Recorder } from './recorder.ts';

/** The question. */
export type Search = Extract<ToSession, { readonly type: 'find' }>;

/** How far ahead a search looks. */
const FARTHEST_MICROS = 900_000_000;

/** The answer, or undefined when more has to be simulated first (and some of it now was). */
export function searchOn(
  timeline: Timeline<TypedLine>,
  recorder: Recorder,
  search: Search,
  budget: number,
): { readonly answer?: Answer; readonly hasMoved: boolean } {
  const isPast = search.direction === -1;
  if (!isPast || recorder.frontier.at >= search.from) {
    const found = findBeat(recorder.beats, search);
    if (found !== undefined) {
      return { answer: { ok: 'found', at: found.at, event: found.event }, hasMoved: false };
    }
    if (isPast) return { answer: { ok: 'nothing' }, hasMoved: false };
  }
  const limit = (isPast ? search.from : search.from + FARTHEST_MICROS) as Micros;
  if (timeline.head >= limit && recorder.frontier.at >= timeline.head) {
    return { answer: { ok: 'nothing' }, hasMoved: false };
  }
  // Only from the frontier on is anything new.
  if (timeline.now < recorder.frontier.at) timeline.rewind(recorder.frontier.at);
  const { stopped } = timeline.advance(limit, budget);
  if (stopped === 'budget') return { hasMoved: true };
  const found = findBeat(recorder.beats, search);
  const answer: Answer =
    found === undefined ? { ok: 'nothing' } : { ok: 'found', at: found.at, event: found.event };
  return { answer, hasMoved: true };
}

/** The beat in question among those known. */
export function findBeat(beats: readonly Beat[], search: Search): Beat | undefined {
  const weight = search.isMilestone === true ? 3 : 2;
  const flows = search.follow === undefined ? undefined : flowsOf(beats, search.follow);
  const isWanted = (beat: Beat): boolean =>
    beat.weight >= weight &&
    (flows === undefined ||
      (beat.uid === undefined ? flows.has(beat.flow) : beat.uid === search.follow));
  const { from, event, direction } = search;
  const start = firstAfter(beats, from);
  if (direction === 1) {
    for (let i = event > 0 ? firstAt(beats, from) : start; i < beats.length; i++) {
      const beat = beats[i] as Beat;
      if (beat.at === from && beat.event <= event) continue;
      if (isWanted(beat)) return beat;
    }
    return undefined;
  }
  for (let i = start - 1; i >= 0; i--) {
    const beat = beats[i] as Beat;
    if (beat.at === from && (event === 0 || beat.event >= event)) continue;
    if (isWanted(beat)) return beat;
  }
  return undefined;
}

/** The flows in which a pod appears. */
function flowsOf(beats: readonly Beat[], uid: string): ReadonlySet<number> {
  const flows = new Set<number>();
  for (const beat of beats) if (beat.uid === uid && beat.weight > 1) flows.add(beat.flow);
  return flows;
}

/** Index of the first beat at or after `at`. */
function firstAt(beats: readonly Beat[], at: number): number {
  return firstAfter(beats, at - 1);
}

/** Index of the first beat after `at`. */
function firstAfter(beats: readonly Beat[], at: number): number {
  return partitionPoint(beats.length, (i) => (beats[i] as Beat).at <= at);
}
