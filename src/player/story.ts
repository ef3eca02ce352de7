// What of the known beats and flights story pace must show: everything of the followed pod, or the
// more important half of everything when nobody is followed. Pure.

import type { Beat, Flight } from '../session/protocol.ts';
import { arrivalOf, type FlightBook, hopMs } from './flights.ts';
import type { Hold, Story, Travel } from './pacing.ts';

/** Whom the story is about. */
export interface Following {
  readonly uid?: string;
  /** Roots of the causal trees that touched the pod. */
  readonly flows: ReadonlySet<number>;
}

/** Nobody in particular. */
export const EVERYBODY: Following = { flows: new Set() };

/** The flows in which the pod appears. */
export function followingOf(uid: string | undefined, beats: readonly Beat[]): Following {
  if (uid === undefined) return EVERYBODY;
  const flows = new Set<number>();
  for (const beat of beats) if (beat.uid === uid && beat.weight > 1) flows.add(beat.flow);
  return { uid, flows };
}

/** Whether a message belongs to the story: all of them when nobody is followed. */
export function isOfStory(flight: Flight, following: Following): boolean {
  if (following.uid === undefined) return true;
  const uid = flight.about?.uid;
  return uid === undefined ? following.flows.has(flight.flow) : uid === following.uid;
}

/** The beats and flights that must be seen between `from` and `to`, with their time on stage. */
export function storyOf(
  beats: readonly Beat[],
  book: FlightBook,
  following: Following,
  range: { readonly from: number; readonly to: number },
): Story {
  const isFolding = following.uid !== undefined;
  const holds: Hold[] = [];
  for (const beat of beats) {
    if (beat.at < range.from || beat.at > range.to) continue;
    const stageMs = holdMs(beat, following);
    if (stageMs > 0) holds.push({ at: beat.at, stageMs });
  }
  const travels: Travel[] = [];
  const scale = isFolding ? 1 : 0.6;
  for (const flight of book.flights) {
    if (flight.sentAt > range.to || arrivalOf(flight) < range.from) continue;
    if (!isWorthSlowing(flight, following)) continue;
    const travel = { from: flight.sentAt, to: arrivalOf(flight), stageMs: hopMs(flight) * scale };
    travels.push(travel);
  }
  return { from: range.from, to: range.to, holds, travels, isFolding };
}

/** The last instant at or before `at` at which something of the story happened. */
export function lastCorner(
  beats: readonly Beat[],
  following: Following,
  at: number,
  otherwise: number,
): number {
  for (let i = beats.length - 1; i >= 0; i -= 1) {
    const beat = beats[i] as Beat;
    if (beat.at <= otherwise) return otherwise;
    if (beat.at <= at && holdMs(beat, following) > 0) return beat.at;
  }
  return otherwise;
}

function holdMs(beat: Beat, following: Following): number {
  if (following.uid === undefined) return beat.weight === 3 ? 350 : 0;
  if (beat.uid !== following.uid && !(beat.uid === undefined && following.flows.has(beat.flow))) {
    return 0;
  }
  if (beat.weight === 1) return 0;
  return beat.weight === 3 ? 850 : 420;
}

function isWorthSlowing(flight: Flight, following: Following): boolean {
  if (flight.channel === 'probe' || flight.channel === 'metrics') return false;
  if (following.uid === undefined && flight.channel === 'os') return false;
  return isOfStory(flight, following);
}
