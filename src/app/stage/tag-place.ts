// Where the tag of a message hangs: beside its point on the track, where it covers the fewest
// words. It is chosen once for a whole flight, so that point and tag travel as one.

import { type Box, type Point, pointOn, type Track } from './geometry.ts';
import type { StageLayout } from './layout.ts';
import { loopBox, type Places } from './places.ts';

/** Height of a tag. */
export const TAG_H = 22;

/** Parts of the track at which a place is tried. */
const SAMPLES = [0.05, 0.28, 0.5, 0.72, 0.95];
/** Distances above and below the track. */
const RISES = [0, 15, 20, 26, 34, 44, 56, 70, 86, 104, 124, 144, 164];
/** What a pixel of distance costs, in tags covered. */
const PER_PIXEL = 0.0016;
/** Height of the head of a frame. */
const HEAD_H = 30;
/** Shares of a node's head that its facts and the chips of the nodes take. */
const FACTS = 0.5;
const CHIPS = 0.26;

/** Lifts that were chosen, by places, track and width. */
const CHOSEN = new WeakMap<Places, Map<string, Point>>();

/** From a point of the track to the middle of its tag; chosen once for a layout and a width. */
export function tagLift(places: Places, track: Track, width: number): Point {
  const known = CHOSEN.get(places) ?? new Map<string, Point>();
  CHOSEN.set(places, known);
  const [{ x, y } = { x: 0, y: 0 }] = track.points;
  const key = `${x} ${y} ${track.length} ${width}`;
  const lift = known.get(key) ?? bestLift(places, track, width);
  known.set(key, lift);
  return lift;
}

function bestLift(places: Places, track: Track, width: number): Point {
  const words = wordsOf(places);
  const points = SAMPLES.map((part) => pointOn(track, part));
  const aside = width / 2 + 12;
  const tries: Point[] = RISES.flatMap((y) => [
    { x: 0, y: -y },
    { x: 0, y },
  ]);
  tries.push({ x: aside, y: 0 }, { x: -aside, y: 0 });
  let best = { lift: { x: 0, y: 0 }, cost: Number.POSITIVE_INFINITY };
  for (const lift of tries) {
    const cost =
      points.reduce((sum, point) => sum + covered(places.layout, words, point, lift, width), 0) /
        points.length +
      PER_PIXEL * (Math.abs(lift.x) + Math.abs(lift.y));
    if (cost < best.cost - 1e-9) best = { lift, cost };
  }
  return best.lift;
}

/** Which share of the tag would lie on words or outside the stage. */
function covered(
  { width: wide, height }: StageLayout,
  words: readonly Box[],
  point: Point,
  lift: Point,
  width: number,
): number {
  const half = width / 2 + 4;
  const x = Math.max(half, Math.min(wide - half, point.x + lift.x)) - width / 2;
  const y = point.y + lift.y - TAG_H / 2;
  if (y < 1 || y + TAG_H > height - 1) return 2;
  let area = 0;
  for (const box of words) {
    const w = Math.min(x + width, box.x + box.w) - Math.max(x, box.x);
    const h = Math.min(y + TAG_H, box.y + box.h) - Math.max(y, box.y);
    if (w > 0 && h > 0) area += w * h;
  }
  return area / (width * TAG_H);
}

/** Boxes full of words: everything that is no gap, margin or frame. */
function wordsOf({ layout, pods }: Places): readonly Box[] {
  const { user, apiserver, etcd, scheduler, controllers, registry, nodeHead } = layout;
  const head = (frame: Box): Box => ({ ...frame, h: HEAD_H });
  return [
    user,
    apiserver,
    etcd,
    scheduler,
    controllers,
    registry,
    ...layout.sources,
    layout.cache,
    loopBox(layout),
    layout.workers,
    ...layout.tiles,
    { ...nodeHead, w: nodeHead.w * FACTS },
    { ...nodeHead, x: nodeHead.x + nodeHead.w * (1 - CHIPS), w: nodeHead.w * CHIPS },
    head(layout.kubelet),
    head(layout.engine),
    ...[...pods.values()].slice(0, 12).map(({ box }) => box),
  ];
}
