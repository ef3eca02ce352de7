// How pods share the runtime's floor: one large, a few cards, many small cards, or a wall of cells
// with the selected one opened. A pure function of the area and of who is there.

import type { Box } from './geometry.ts';

/** How much of a pod can be drawn. */
export type PodSize = 'large' | 'medium' | 'small' | 'cell';

/** A pod's place. */
export interface PodPlace {
  readonly uid: string;
  readonly size: PodSize;
  readonly box: Box;
}

/** The places of pods, and how many found none. */
export interface PodsLayout {
  readonly places: readonly PodPlace[];
  readonly hidden: number;
}

const GAP = 10;
/** A pod alone needs no more than this; what is left shows what else the runtime holds. */
const TALLEST = 244;
/** Sides of a cell. */
const CELL = { least: 15, most: 40, gap: 4 } as const;

/** Places `uids` in order; `hero` (followed or selected) gets the most room. */
export function podsLayout(area: Box, uids: readonly string[], hero?: string): PodsLayout {
  const n = uids.length;
  const main = hero !== undefined && uids.includes(hero) ? hero : undefined;
  if (n === 0) return { places: [], hidden: 0 };
  if (n === 1) {
    const box = { ...area, h: Math.min(area.h, TALLEST) };
    return { places: [{ uid: uids[0] as string, size: 'large', box }], hidden: 0 };
  }
  if (n <= 8) return { places: cards(area, uids, main), hidden: 0 };
  const isCells = n > 24;
  const fill = isCells ? cells : smalls;
  if (main === undefined) return fill(area, uids);
  // On a low screen the wall of cells needs the room more than the one that is followed.
  const isLow = isCells && area.h < 260;
  const heroH = isLow ? 36 : Math.round(Math.min(230, area.h * (isCells ? 0.4 : 0.38)));
  const rest = uids.filter((uid) => uid !== main);
  const below = { ...area, y: area.y + heroH + GAP, h: area.h - heroH - GAP };
  const others = fill(below, rest);
  const box = { ...area, h: heroH };
  return {
    places: [{ uid: main, size: sizeOf(box), box }, ...others.places],
    hidden: others.hidden,
  };
}

/** The floor where nobody stands. */
export function emptyFloor(area: Box): Box {
  return { ...area, h: Math.min(area.h, TALLEST) };
}

/** What the pods leave free below them, where that is worth using. */
export function shelfBelow(area: Box, { places, hidden }: PodsLayout): Box | undefined {
  const floor = emptyFloor(area);
  const used = places.reduce(
    (low, { box }) => Math.max(low, box.y + box.h),
    places.length === 0 ? floor.y + floor.h : area.y,
  );
  const y = used + GAP;
  const h = area.y + area.h - y;
  return hidden > 0 || h < 64 ? undefined : { ...area, y, h };
}

function cards(area: Box, uids: readonly string[], hero: string | undefined): readonly PodPlace[] {
  const n = uids.length;
  if (hero === undefined || n > 6 || n < 2) return grid(area, uids);
  const rest = uids.filter((uid) => uid !== hero);
  const isPortrait = area.h > area.w * 0.62;
  if (isPortrait) {
    const share = rest.length <= 2 ? 0.5 : 0.42;
    const heroH = Math.round((area.h - GAP) * share);
    const below = { ...area, y: area.y + heroH + GAP, h: area.h - heroH - GAP };
    const box = { ...area, h: heroH };
    return [{ uid: hero, size: sizeOf(box), box }, ...grid(below, rest)];
  }
  const heroW = Math.round((area.w - GAP) * (rest.length <= 1 ? 0.56 : 0.5));
  const beside = { ...area, x: area.x + heroW + GAP, w: area.w - heroW - GAP };
  const box = { ...area, w: heroW };
  return [{ uid: hero, size: sizeOf(box), box }, ...grid(beside, rest)];
}

function grid(area: Box, uids: readonly string[]): readonly PodPlace[] {
  const n = uids.length;
  let best = { columns: 1, score: -1 };
  for (let columns = 1; columns <= n; columns += 1) {
    const rows = Math.ceil(n / columns);
    const w = (area.w - (columns - 1) * GAP) / columns;
    const h = (area.h - (rows - 1) * GAP) / rows;
    const score = Math.min(w / 1.55, h) + (w >= 150 && h >= 76 ? 1000 : 0);
    if (score > best.score) best = { columns, score };
  }
  const rows = Math.ceil(n / best.columns);
  const w = (area.w - (best.columns - 1) * GAP) / best.columns;
  const h = (area.h - (rows - 1) * GAP) / rows;
  return uids.map((uid, i) => {
    const box = {
      x: area.x + (i % best.columns) * (w + GAP),
      y: area.y + Math.floor(i / best.columns) * (h + GAP),
      w,
      h,
    };
    return { uid, size: sizeOf(box), box };
  });
}

function sizeOf(box: Box): PodSize {
  if (box.w >= 290 && box.h >= 150) return 'large';
  if (box.w >= 150 && box.h >= 76) return 'medium';
  return 'small';
}

/** Cards of one line; as few columns (as wide cards) as let everybody in. */
function smalls(area: Box, uids: readonly string[]): PodsLayout {
  const gap = 8;
  const least = 30;
  const first = Math.max(1, Math.floor((area.w + gap) / (118 + gap)));
  const last = Math.max(first, Math.floor((area.w + gap) / (96 + gap)));
  let columns = first;
  while (columns < last && Math.ceil(uids.length / columns) * (least + gap) - gap > area.h) {
    columns += 1;
  }
  return rowsOf(area, uids, { size: 'small', columns, gap, least, most: 52 });
}

/** The wall: as many columns as make the cells as large as they can be. */
function cells(area: Box, uids: readonly string[]): PodsLayout {
  const { least, most, gap } = CELL;
  const last = Math.max(1, Math.floor((area.w + gap) / (least + gap)));
  let best = { columns: last, side: 0 };
  for (let columns = 1; columns <= last; columns += 1) {
    const lines = Math.ceil(uids.length / columns);
    const w = (area.w + gap) / columns - gap;
    const side = Math.min(w, (area.h + gap) / lines - gap);
    if (w <= most * 1.25 && side > best.side) best = { columns, side };
  }
  return rowsOf(area, uids, { size: 'cell', columns: best.columns, gap, least, most });
}

/** Rows from the top; where they do not all fit, the last line is left to say so. */
function rowsOf(
  area: Box,
  uids: readonly string[],
  how: {
    readonly size: PodSize;
    readonly columns: number;
    readonly gap: number;
    readonly least: number;
    readonly most: number;
  },
): PodsLayout {
  const { size, columns, gap, least, most } = how;
  const w = (area.w - (columns - 1) * gap) / columns;
  const lines = Math.ceil(uids.length / columns);
  const h = Math.min(most, Math.max(least, (area.h - (lines - 1) * gap) / lines));
  const isFull = lines * (h + gap) - gap > area.h + 0.5;
  const fitting = isFull ? Math.floor((area.h - 20 + gap) / (h + gap)) * columns : uids.length;
  const shown = uids.slice(0, fitting);
  const places = shown.map((uid, i) => ({
    uid,
    size,
    box: {
      x: area.x + (i % columns) * (w + gap),
      y: area.y + Math.floor(i / columns) * (h + gap),
      w,
      h,
    },
  }));
  return { places, hidden: uids.length - shown.length };
}
