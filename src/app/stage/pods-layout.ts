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

/** Places `uids` in order; `hero` (followed or selected) gets the most room. */
export function podsLayout(area: Box, uids: readonly string[], hero?: string): PodsLayout {
  const n = uids.length;
  const main = hero !== undefined && uids.includes(hero) ? hero : undefined;
  if (n === 0) return { places: [], hidden: 0 };
  if (n === 1) return { places: [{ uid: uids[0] as string, size: 'large', box: area }], hidden: 0 };
  if (n <= 8) return { places: cards(area, uids, main), hidden: 0 };
  const isCells = n > 24;
  if (main === undefined) return fill(area, uids, isCells);
  // On a low screen the wall of cells needs the room more than the one that is followed.
  const isLow = isCells && area.h < 260;
  const heroH = isLow ? 46 : Math.round(Math.min(230, area.h * (isCells ? 0.4 : 0.38)));
  const rest = uids.filter((uid) => uid !== main);
  const below = { ...area, y: area.y + heroH + GAP, h: area.h - heroH - GAP };
  const others = fill(below, rest, isCells);
  const box = { ...area, h: heroH };
  return {
    places: [{ uid: main, size: sizeOf(box), box }, ...others.places],
    hidden: others.hidden,
  };
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

function fill(area: Box, uids: readonly string[], isCells: boolean): PodsLayout {
  const gap = isCells ? 4 : 8;
  const least = isCells ? 17 : 30;
  const columns = columnsFor(area, uids.length, isCells ? 31 : 118, isCells ? 18 : 96, least, gap);
  const w = (area.w - (columns - 1) * gap) / columns;
  const lines = Math.ceil(uids.length / columns);
  const room = (area.h - (lines - 1) * gap) / lines;
  const h = Math.min(isCells ? w : 52, Math.max(least, room));
  const isFull = lines * (h + gap) - gap > area.h + 0.5;
  const floor = isFull ? area.h - 20 : area.h;
  const fitting = isFull ? Math.floor((floor + gap) / (h + gap)) * columns : uids.length;
  const shown = uids.slice(0, fitting);
  const places = shown.map((uid, i) => ({
    uid,
    size: isCells ? ('cell' as const) : ('small' as const),
    box: {
      x: area.x + (i % columns) * (w + gap),
      y: area.y + Math.floor(i / columns) * (h + gap),
      w,
      h,
    },
  }));
  return { places, hidden: uids.length - shown.length };
}

/** As few columns (as wide cards) as let everybody in. */
function columnsFor(
  area: Box,
  count: number,
  wish: number,
  narrowest: number,
  least: number,
  gap: number,
): number {
  const first = Math.max(1, Math.floor((area.w + gap) / (wish + gap)));
  const last = Math.max(first, Math.floor((area.w + gap) / (narrowest + gap)));
  for (let columns = first; columns <= last; columns += 1) {
    if (Math.ceil(count / columns) * (least + gap) - gap <= area.h) return columns;
  }
  return last;
}
