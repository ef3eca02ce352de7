// Simulated time ↔ stage time: one increasing, piecewise linear map that can be read both ways.
// Clock pace is one straight line. Story pace stretches what is worth seeing and folds what is not.
// Knows no pod: what matters was chosen before.

import { partitionPoint } from '../base/search.ts';
import type { StageTime } from './playback.ts';

/** A corner of the map: `at` in (possibly fractional) microseconds, `stage` in milliseconds. */
export interface Knot {
  readonly at: number;
  readonly stage: StageTime;
}

/** A stretch that was told faster than it was. */
export interface Fold {
  readonly from: number;
  readonly to: number;
}

/** The map; left and right of its knots it goes on with `slope` milliseconds per microsecond. */
export interface Pacing {
  readonly knots: readonly Knot[];
  readonly slope: number;
  readonly folds: readonly Fold[];
}

/** An instant that must stay on stage for a while. */
export interface Hold {
  readonly at: number;
  readonly stageMs: number;
}

/** Something that takes time and must be seen travelling for at least `stageMs`. */
export interface Travel {
  readonly from: number;
  readonly to: number;
  readonly stageMs: number;
}

/** What story pace is made of. */
export interface Story {
  readonly from: number;
  readonly to: number;
  readonly holds: readonly Hold[];
  readonly travels: readonly Travel[];
  readonly isFolding: boolean;
}

const MS = 1_000;
const EASE_MS = 350;
const FOLD_FROM_MS = 2_000;
const FOLDED_MS = 1_600;
const LONGEST_TRAVEL_MS = 2_000;
const LONGEST_HOLD_MS = 3_500;

/** Stage time is simulated time divided by `rate`. */
export function clockPacing(rate: number): Pacing {
  return { knots: [{ at: 0, stage: 0 }], slope: 1 / (MS * rate), folds: [] };
}

/** Stretches holds and travels to their time on stage and folds long stretches without either. */
export function storyPacing(story: Story): Pacing {
  const corners = cornersOf(story);
  const holds = holdsByInstant(story.holds);
  const travels = story.travels
    .filter((one) => one.to - one.from <= LONGEST_TRAVEL_MS * MS)
    .map((one) => ({ ...one, to: Math.max(one.to, one.from + 1) }))
    .sort((a, b) => a.from - b.from);
  const knots: Knot[] = [];
  const folds: Fold[] = [];
  let stage = 0;
  let next = 0;
  let active: Travel[] = [];
  for (let i = 0; i < corners.length; i += 1) {
    const a = corners[i] as number;
    knots.push({ at: a, stage });
    const b = corners[i + 1];
    if (b === undefined) break;
    active = active.filter((one) => one.to > a);
    for (let one = travels[next]; one !== undefined && one.from <= a; one = travels[next]) {
      if (one.to > a) active.push(one);
      next += 1;
    }
    const hold = holds.get(a) ?? 0;
    const needed = active.reduce(
      (most, one) => Math.max(most, (one.stageMs * (b - a)) / (one.to - one.from)),
      0,
    );
    const isIdle = active.length === 0 && hold === 0;
    // What comes after the last known thing is not known to be empty.
    if (isIdle && story.isFolding && b < story.to && b - a > FOLD_FROM_MS * MS) {
      const ease = EASE_MS * MS;
      knots.push({ at: a + ease, stage: stage + EASE_MS });
      knots.push({ at: b - ease, stage: stage + FOLDED_MS - EASE_MS });
      folds.push({ from: a, to: b });
      stage += FOLDED_MS;
    } else {
      stage += Math.max(needed, (b - a) / MS) + hold;
    }
  }
  return { knots, slope: 1 / MS, folds };
}

/** Stage time of an instant. */
export function toStage(pacing: Pacing, at: number): StageTime {
  const { knots, slope } = pacing;
  const i = lastBefore(knots, (knot) => knot.at <= at);
  const left = knots[i] as Knot;
  const right = knots[i + 1];
  if (at < left.at || right === undefined) return left.stage + (at - left.at) * slope;
  return left.stage + ((at - left.at) / (right.at - left.at)) * (right.stage - left.stage);
}

/** Instant (in fractional microseconds) at a stage time. */
export function toSimulation(pacing: Pacing, stage: StageTime): number {
  const { knots, slope } = pacing;
  const i = lastBefore(knots, (knot) => knot.stage <= stage);
  const left = knots[i] as Knot;
  const right = knots[i + 1];
  if (stage < left.stage || right === undefined) return left.at + (stage - left.stage) / slope;
  return left.at + ((stage - left.stage) / (right.stage - left.stage)) * (right.at - left.at);
}

/** The fold the instant lies in, if any. */
export function foldAt(pacing: Pacing, at: number): Fold | undefined {
  return pacing.folds.find((fold) => fold.from < at && at < fold.to);
}

function cornersOf(story: Story): readonly number[] {
  const set = new Set<number>([story.from, story.to]);
  const add = (at: number): void => {
    if (at > story.from && at < story.to) set.add(at);
  };
  for (const hold of story.holds) {
    add(hold.at);
    add(hold.at + 1);
  }
  for (const travel of story.travels) {
    if (travel.to - travel.from > LONGEST_TRAVEL_MS * MS) continue;
    add(travel.from);
    add(Math.max(travel.to, travel.from + 1));
  }
  return [...set].sort((a, b) => a - b);
}

function holdsByInstant(holds: readonly Hold[]): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const hold of holds) {
    sums.set(hold.at, Math.min(LONGEST_HOLD_MS, (sums.get(hold.at) ?? 0) + hold.stageMs));
  }
  return sums;
}

function lastBefore(knots: readonly Knot[], holds: (knot: Knot) => boolean): number {
  return Math.max(0, partitionPoint(knots.length, (i) => holds(knots[i] as Knot)) - 1);
}
