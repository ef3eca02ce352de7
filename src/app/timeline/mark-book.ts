// The beats as the timeline draws them, as plain numbers: when, on which lane, how weighty. Grows
// as the beats do, so that a picture ten times a second reads no thousands of objects.

import type { PlayerView } from '../../player/view.ts';
import type { Beat } from '../../session/protocol.ts';

/** The lanes from the keystroke down to the runtime. */
export const LANES = [
  'kubectl',
  'apiserver',
  'etcd',
  'scheduler',
  'kubelet',
  'runtime',
] as const satisfies readonly Beat['lane'][];

const ROWS: ReadonlyMap<string, number> = new Map(LANES.map((lane, i) => [lane, i]));

/** How much a beat matters to whoever looks: from what only a short window shows, upwards. */
export const RANK = { faint: 0, other: 1, own: 2, main: 3 } as const;

/** Beats in their order; of each the instant, the row of its lane (-1 for none) and the rank. */
export interface MarkBook {
  readonly at: number[];
  readonly row: number[];
  readonly rank: number[];
  /** Whom the ranks are for. */
  readonly follow: string | undefined;
  /** The beat noted last. */
  last: Beat | undefined;
}

/** The book of a view's beats: the known one with what came since, or a new one. */
export function markBookOf(known: MarkBook | undefined, view: BookView): MarkBook {
  const { beats, follow } = view;
  const book = known !== undefined && isBegun(known, view) ? known : newBook(follow);
  for (let i = book.at.length; i < beats.length; i += 1) {
    const beat = beats[i] as Beat;
    book.at.push(beat.at);
    book.row.push(laneOf(beat));
    book.rank.push(rankOf(beat, follow));
    book.last = beat;
  }
  return book;
}

type BookView = Pick<PlayerView, 'beats' | 'follow'>;

/** Beats are only ever added at the end, unless another future or another session begins. */
function isBegun({ at, last, follow }: MarkBook, view: BookView): boolean {
  return follow === view.follow && (at.length === 0 || view.beats[at.length - 1] === last);
}

function newBook(follow: string | undefined): MarkBook {
  return { at: [], row: [], rank: [], follow, last: undefined };
}

/** What is followed is one's own; everything about a pod when nobody is. */
function rankOf({ uid, weight }: Beat, follow: string | undefined): number {
  if (weight === 1) return RANK.faint;
  const isOwn = follow === undefined ? uid !== undefined : uid === follow;
  if (!isOwn) return RANK.other;
  return weight === 3 ? RANK.main : RANK.own;
}

/** Row of a beat's lane; -1 for what has none. */
export function laneOf(beat: Beat): number {
  return ROWS.get(beat.lane) ?? -1;
}
