// Where the boxes of a pod's cellar stand: each below the rooms that use it, so that a volume which
// two containers share reaches under both. A pure function of who mounts what.

import type { PodRow } from '../../projection/rows.ts';

/** One box: lines of the grid it reaches over, its row, and the rooms it is plugged into. */
export interface CellarBox {
  readonly volume: PodRow['volumes'][number];
  readonly first: number;
  readonly last: number;
  readonly row: number;
  /** Middles of the rooms that use it, as shares of the box's width. */
  readonly plugs: readonly number[];
}

/** Boxes in as few rows as their order allows, and how many found no row. */
export function cellarOf(
  volumes: PodRow['volumes'],
  containers: readonly string[],
  most: number,
): { readonly boxes: readonly CellarBox[]; readonly hidden: number } {
  const ends: number[] = [];
  const boxes: CellarBox[] = [];
  let hidden = 0;
  for (const volume of volumes) {
    const rooms = volume.mountedBy.map((name) => containers.indexOf(name)).filter((i) => i >= 0);
    const first = rooms.length === 0 ? 0 : Math.min(...rooms);
    const last = rooms.length === 0 ? containers.length - 1 : Math.max(...rooms);
    const free = ends.findIndex((end) => end < first);
    const row = free < 0 ? ends.length : free;
    if (row >= most) {
      hidden += 1;
      continue;
    }
    ends[row] = last;
    const plugs = rooms.map((room) => (room - first + 0.5) / (last - first + 1));
    boxes.push({ volume, first, last, row, plugs });
  }
  return { boxes, hidden };
}
