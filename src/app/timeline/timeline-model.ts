// What the timeline shows of the beats: the window of time, marks thinned to the pixel, and the
// followed flow in order. Pure.

import { partitionPoint } from '../../base/search.ts';
import { beatsUntil } from '../../player/buffer.ts';
import type { PlayerView } from '../../player/view.ts';
import type { Beat } from '../../session/protocol.ts';
import { LANES, laneOf, type MarkBook, RANK } from './mark-book.ts';
import {
  linearScale,
  placesAlong,
  shapingInstants,
  storyScale,
  type TimeScale,
} from './time-scale.ts';

/** A stretch of time. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** One mark: all beats of a lane that fall on the same pixel. */
export interface Mark {
  readonly lane: number;
  readonly x: number;
  readonly width: number;
  readonly isOwn: boolean;
  readonly isFuture: boolean;
}

/** What is to be drawn: the beats, how far they are shown, and where on the screen. */
export interface Drawing {
  readonly book: MarkBook;
  readonly view: PlayerView;
  readonly span: Window;
  readonly scale: TimeScale;
  /** Pixels from the left end of the scale to its right end. */
  readonly wide: number;
}

const SHORTEST = 4e6;
const LEAD = 0.5e6;
/** Wider windows show only what matters. */
const FAINT = 30e6;
/** Of a mark, in pixels: of its column, and of its box by rank. */
const COLUMN = 4;
const WIDTHS = [3, 3, 7, 9] as const;

/**
 * The stretch shown: what was seen since the story began, or around the playhead when zoomed in.
 */
export function windowFor(view: PlayerView, zoom: number): Window {
  const start = startOf(view);
  const end = Math.max(view.seen, view.at, start + SHORTEST);
  if (zoom === 0) return { from: start, to: end + (end - start) * 0.02 };
  const width = Math.max(20e3, (end - start) / 3 ** zoom);
  const from = Math.max(0, Math.min(view.at - width * 0.7, end - width));
  return { from, to: from + width };
}

/** The cluster's own beginning is shown only to those who go back to it. */
function startOf(view: PlayerView): number {
  const first = view.commands[0]?.at ?? view.origin;
  return view.at < first ? 0 : Math.max(0, first - LEAD);
}

/** Logarithmic gaps in story pace, the clock's straight line otherwise. */
export function scaleFor(view: PlayerView, book: MarkBook, span: Window): TimeScale {
  if (view.pace !== 'story') return linearScale(span.from, span.to);
  const limit = Math.max(view.seen, view.at);
  const own: number[] = [];
  for (let i = firstOf(book, span); isShown(book, i, span, limit); i += 1) {
    if ((book.rank[i] as number) >= RANK.own) own.push(book.at[i] as number);
  }
  const instants = shapingInstants(own);
  const flags = view.commands.filter((one) => one.at <= limit).map((one) => one.at);
  if (instants.length + flags.length < 2) return linearScale(span.from, span.to);
  return storyScale([...instants, ...flags], span.from, span.to);
}

/** Marks of the window, one per lane and pixel step, from the left end of the scale. */
export function marksIn({ book, view, span, scale, wide }: Drawing): readonly Mark[] {
  const marks = new Map<number, Mark>();
  const limit = Math.max(view.seen, view.at);
  const place = placesAlong(scale);
  const isWide = span.to - span.from > FAINT;
  for (let i = firstOf(book, span); isShown(book, i, span, limit); i += 1) {
    const [at, lane, rank] = [book.at[i] as number, book.row[i] as number, book.rank[i] as number];
    if (lane < 0 || (isWide && rank === RANK.faint)) continue;
    const column = Math.round((place(at) * wide) / COLUMN);
    const key = column * LANES.length + lane;
    const width = WIDTHS[rank] as number;
    if ((marks.get(key)?.width ?? 0) >= width) continue;
    const isOwn = rank >= RANK.own;
    marks.set(key, { lane, x: column * COLUMN, width, isOwn, isFuture: at > view.at });
  }
  return [...marks.values()];
}

function firstOf({ at }: MarkBook, span: Window): number {
  return partitionPoint(at.length, (i) => (at[i] as number) < span.from);
}

function isShown({ at }: MarkBook, i: number, span: Window, limit: number): boolean {
  return i < at.length && (at[i] as number) <= Math.min(span.to, limit);
}

/** What a mark looks like, as the classes of its path. */
export type MarkLook = 'other' | 'own' | 'future other' | 'future own';

/**
 * Marks around the middle of their lanes: one path for each look, since a thousand elements would
 * cost more than they show. A narrow mark is an upright stroke, a wide one a box with a thick edge.
 */
export function pathsOf(
  marks: readonly Mark[],
  left: number,
  y: (lane: number) => number,
): ReadonlyMap<MarkLook, string> {
  const middles = LANES.map((_, lane) => y(lane));
  const strokes = middles.map((middle) => `${(middle - 3).toFixed(1)}v6`);
  const boxes = middles.map((middle) => (middle - 1.5).toFixed(1));
  const paths = new Map<MarkLook, string>();
  for (const { lane, x, width, isOwn, isFuture } of marks) {
    const look: MarkLook = isOwn ? 'own' : 'other';
    const key: MarkLook = isFuture ? `future ${look}` : look;
    const across = width - 6;
    const shape = isOwn
      ? `M${left + x - across / 2} ${boxes[lane]}h${across}v3h${-across}z`
      : `M${left + x} ${strokes[lane]}`;
    paths.set(key, (paths.get(key) ?? '') + shape);
  }
  return paths;
}

/** The beats of the followed pod in causal order, to be joined. */
export function followedFlow(view: PlayerView, span: Window): readonly Beat[] {
  if (view.follow === undefined) return [];
  const found: Beat[] = [];
  for (let i = beatsUntil(view.beats, span.from - 1); i < view.beats.length; i += 1) {
    const beat = view.beats[i] as Beat;
    if (beat.at > view.at || beat.at > span.to) break;
    if (beat.uid === view.follow && beat.weight > 1 && laneOf(beat) >= 0) found.push(beat);
  }
  return found.slice(-160);
}

/** Instants worth a label: round ones on a straight line, corners far enough apart in a story. */
export function ticksOf(scale: TimeScale, width: number): readonly number[] {
  const { corners } = scale;
  const [first, last] = [corners[0], corners.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (corners.length === 2) return roundTicks(first.at, last.at);
  const ticks: number[] = [];
  let x = Number.NEGATIVE_INFINITY;
  for (const corner of corners.slice(0, -1)) {
    if ((corner.x - x) * width < 92) continue;
    ticks.push(corner.at);
    x = corner.x;
  }
  return ticks;
}

function roundTicks(from: number, to: number): readonly number[] {
  const raw = (to - from) / 8;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * power).find((one) => one >= raw) ?? power * 10;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at < to * 0.99; at += step) ticks.push(at);
  return ticks;
}
