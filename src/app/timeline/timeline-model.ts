// What the timeline shows of the beats: the window of time, marks thinned to the pixel, and the
// followed flow in order. Pure.

import { beatsUntil } from '../../player/buffer.ts';
import type { PlayerView } from '../../player/view.ts';
import type { Beat } from '../../session/protocol.ts';
import { linearScale, shapingInstants, storyScale, type TimeScale } from './time-scale.ts';

/** The lanes from the keystroke down to the runtime. */
export const LANES = [
  'kubectl',
  'apiserver',
  'etcd',
  'scheduler',
  'kubelet',
  'runtime',
] as const satisfies readonly Beat['lane'][];

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

const SHORTEST = 4e6;
const LEAD = 0.5e6;

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

/** Whether a beat belongs to what is followed; everything about a pod when nobody is. */
export function isOwnBeat(view: PlayerView, beat: Beat): boolean {
  if (beat.weight === 1) return false;
  return view.follow === undefined ? beat.uid !== undefined : beat.uid === view.follow;
}

/** Logarithmic gaps in story pace, the clock's straight line otherwise. */
export function scaleFor(view: PlayerView, span: Window): TimeScale {
  if (view.pace !== 'story') return linearScale(span.from, span.to);
  const limit = Math.max(view.seen, view.at);
  const { beats } = view;
  const seen = beats.slice(
    beatsUntil(beats, span.from - 1),
    beatsUntil(beats, Math.min(span.to, limit)),
  );
  const instants = shapingInstants(seen, (beat) => isOwnBeat(view, beat));
  const flags = view.commands.filter((one) => one.at <= limit).map((one) => one.at);
  if (instants.length + flags.length < 2) return linearScale(span.from, span.to);
  return storyScale([...instants, ...flags], span.from, span.to);
}

/** Marks of the window, one per lane and pixel step. */
export function marksIn(
  view: PlayerView,
  span: Window,
  x: (at: number) => number,
): readonly Mark[] {
  const marks = new Map<number, Mark>();
  const { beats } = view;
  const limit = Math.max(view.seen, view.at);
  for (let i = beatsUntil(beats, span.from - 1); i < beats.length; i += 1) {
    const beat = beats[i] as Beat;
    if (beat.at > span.to || beat.at > limit) break;
    const lane = laneOf(beat);
    if (lane < 0) continue;
    const isOwn = isOwnBeat(view, beat);
    if (beat.weight === 1 && !isOwn && span.to - span.from > 30e6) continue;
    const column = Math.round(x(beat.at) / 4) * 4;
    const key = column * LANES.length + lane;
    const before = marks.get(key);
    const width = isOwn ? (beat.weight === 3 ? 9 : 7) : 3;
    if (before !== undefined && before.width >= width) continue;
    marks.set(key, { lane, x: column, width, isOwn, isFuture: beat.at > view.at });
  }
  return [...marks.values()];
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

/** Row of a beat's lane; -1 for what has none. */
export function laneOf(beat: Beat): number {
  return LANES.indexOf(beat.lane as (typeof LANES)[number]);
}
