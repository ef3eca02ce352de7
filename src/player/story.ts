// What of the known beats and flights story pace must show: everything of the followed pod, or the
// more important half of everything when nobody is followed. Pure.

import type { Beat, Flight } from '../session/protocol.ts';
import { beatsUntil } from './buffer.ts';
import { arrivalOf, type FlightBook, firstFrom, hopMs } from './flights.ts';
import type { Hold, Story, Travel } from './pacing.ts';

/** Longer flights are waiting, not travelling: the pacing leaves them out. */
const LONGEST = 3e6;

/** Whom the story is about. */
export interface Following {
  readonly uid?: string;
  /** Roots of the causal trees that touched the pod. */
  readonly flows: ReadonlySet<number>;
}

/** Nobody in particular. */
export const EVERYBODY: Following = { flows: new Set() };

/** The pod and the flows in which it appears, as far as beats are known. */
export function followingOf(uid: string | undefined, beats: readonly Beat[]): Following {
  return uid === undefined ? EVERYBODY : extendFollowing({ uid, flows: new Set() }, beats);
}

/** The same with what more beats tell. */
export function extendFollowing(following: Following, beats: readonly Beat[]): Following {
  const { uid } = following;
  if (uid === undefined) return following;
  const more = beats.filter(
    (beat) => beat.uid === uid && beat.weight > 1 && !following.flows.has(beat.flow),
  );
  if (more.length === 0) return following;
  return { uid, flows: new Set([...following.flows, ...more.map((beat) => beat.flow)]) };
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
  for (let i = beatsUntil(beats, range.from - 1); i < beats.length; i += 1) {
    const beat = beats[i] as Beat;
    if (beat.at > range.to) break;
    const stageMs = holdMs(beat, following);
    if (stageMs > 0) holds.push({ at: beat.at, stageMs });
  }
  const travels: Travel[] = [];
  const scale = isFolding ? 1 : 0.6;
  const { flights } = book;
  for (let i = firstFrom(flights, range.from - LONGEST); i < flights.length; i += 1) {
    const flight = flights[i] as Flight;
    if (flight.sentAt > range.to) break;
    if (arrivalOf(flight) < range.from) continue;
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

/** The last arrival at or before `at` that story pace slows down for the followed pod. */
export function lastArrival(
  book: FlightBook,
  following: Following,
  at: number,
  otherwise: number,
): number {
  if (following.uid === undefined) return otherwise;
  const { flights } = book;
  let last = otherwise;
  for (let i = flights.length - 1; i >= 0; i -= 1) {
    const flight = flights[i] as Flight;
    if (flight.sentAt < last - LONGEST) break;
    const end = arrivalOf(flight);
    if (end > last && end <= at && isWorthSlowing(flight, following)) last = end;
  }
  return last;
}

function holdMs(beat: Beat, following: Following): number {
  if (following.uid === undefined) return beat.weight === 3 ? 350 : 0;
  if (beat.uid !== following.uid && !(beat.uid === undefined && following.flows.has(beat.flow))) {
    return 0;
  }
  if (beat.weight === 1) return 0;
  return beat.weight === 3 ? 620 : 330;
}

function isWorthSlowing(flight: Flight, following: Following): boolean {
  if (flight.channel === 'probe' || flight.channel === 'metrics') return false;
  if (following.uid === undefined && flight.channel === 'os') return false;
  return isOfStory(flight, following);
}

/** The first pod that comes into being at or after `since`. */
export function firstBorn(beats: readonly Beat[], since: number): Beat | undefined {
  return beats.find(
    ({ at, uid, topic }) => at >= since && uid !== undefined && topic === 'ObjectChanged.pod.ADDED',
  );
}
