// Boxes, points and tracks: the little geometry the stage needs. Pure.

/** A rectangle in stage pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A point in stage pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line with rounded corners, measured, so that one can ask where a part of its length lies. */
export interface Track {
  readonly points: readonly Point[];
  /** Length from the start to each point. */
  readonly lengths: readonly number[];
  readonly length: number;
}

/** Middle of a side of a box, or its centre; `along` shifts the place on that side (0 to 1). */
export function dock(
  box: Box,
  side: 'left' | 'right' | 'top' | 'bottom' | 'centre',
  along = 0.5,
): Point {
  switch (side) {
    case 'left':
      return { x: box.x, y: box.y + box.h * along };
    case 'right':
      return { x: box.x + box.w, y: box.y + box.h * along };
    case 'top':
      return { x: box.x + box.w * along, y: box.y };
    case 'bottom':
      return { x: box.x + box.w * along, y: box.y + box.h };
    case 'centre':
      return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  }
}

/** Rounds the corners of a line and measures it. */
export function trackOf(corners: readonly Point[], radius = 12): Track {
  const points: Point[] = [];
  corners.forEach((corner, i) => {
    const before = corners[i - 1];
    const after = corners[i + 1];
    if (before === undefined || after === undefined) points.push(corner);
    else points.push(...bend(before, corner, after, radius));
  });
  const lengths: number[] = [0];
  for (let i = 1; i < points.length; i += 1) {
    lengths.push((lengths[i - 1] ?? 0) + distance(points[i - 1] as Point, points[i] as Point));
  }
  return { points, lengths, length: lengths.at(-1) ?? 0 };
}

/** The same track, the other way. */
export function reversed(track: Track): Track {
  return trackOf([...track.points].reverse(), 0);
}

/** The point at `part` (0 to 1) of a track's length. */
export function pointOn(track: Track, part: number): Point {
  const first = track.points[0] ?? { x: 0, y: 0 };
  const wanted = track.length * Math.min(1, Math.max(0, part));
  for (let i = 1; i < track.points.length; i += 1) {
    const end = track.lengths[i] ?? 0;
    if (end < wanted) continue;
    const start = track.lengths[i - 1] ?? 0;
    const a = track.points[i - 1] as Point;
    const b = track.points[i] as Point;
    const share = end === start ? 0 : (wanted - start) / (end - start);
    return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
  }
  return track.points.at(-1) ?? first;
}

/** The `d` of an SVG path along a track. */
export function pathOf(track: Track): string {
  return track.points
    .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
}

/** Whether two boxes share area. */
export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** Whether `inner` lies wholly within `outer`. */
export function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x - 0.5 &&
    inner.y >= outer.y - 0.5 &&
    inner.x + inner.w <= outer.x + outer.w + 0.5 &&
    inner.y + inner.h <= outer.y + outer.h + 0.5
  );
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

function bend(before: Point, corner: Point, after: Point, radius: number): readonly Point[] {
  const back = distance(before, corner);
  const ahead = distance(corner, after);
  const r = Math.min(radius, back / 2, ahead / 2);
  if (r < 0.5) return [corner];
  const toward = (to: Point, full: number): Point => ({
    x: corner.x + ((to.x - corner.x) * r) / full,
    y: corner.y + ((to.y - corner.y) * r) / full,
  });
  const from = toward(before, back);
  const to = toward(after, ahead);
  return [0, 0.2, 0.4, 0.6, 0.8, 1].map((t) => {
    const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    return {
      x: a * from.x + b * corner.x + c * to.x,
      y: a * from.y + b * corner.y + c * to.y,
    };
  });
}
