// Nothing on the stage overlaps or falls out of its frame, at any size a page may have.

import { describe, expect, it } from 'vitest';
import { type Box, contains, overlaps } from './geometry.ts';
import { type StageLayout, stageLayout } from './layout.ts';
import { podsLayout } from './pods-layout.ts';

const sizes = [
  [1048, 640],
  [960, 512],
  [1440, 760],
  [820, 560],
  [390, 600],
  [768, 757],
  [700, 480],
  [1920, 900],
] as const;

function groupsOf(layout: StageLayout): readonly (readonly Box[])[] {
  const { user, apiserver, etcd, scheduler, controllers, registry, node } = layout;
  const { x, y, r } = layout.loop;
  const loop = { x: x - r - 4, y: y - r - 4, w: 2 * r + 8, h: 2 * r + 8 };
  return [
    [user, apiserver, etcd, scheduler, controllers, registry, node],
    [layout.kubelet, layout.engine],
    [...layout.sources, layout.cache, loop, layout.workers, ...layout.tiles, ...layout.headTimers],
  ];
}

describe.each(sizes)('stage of %i × %i', (width, height) => {
  const layout = stageLayout(width, height);

  it('keeps things apart', () => {
    for (const group of groupsOf(layout)) {
      group.forEach((a, i) => {
        for (const b of group.slice(i + 1)) {
          expect(overlaps(a, b), JSON.stringify([a, b])).toBe(false);
        }
      });
    }
  });

  it('keeps things inside', () => {
    const [, outer, inner] = groupsOf(layout);
    for (const box of outer ?? []) expect(contains(layout.node, box)).toBe(true);
    for (const box of inner ?? []) expect(contains(layout.kubelet, box)).toBe(true);
    expect(contains(layout.engine, layout.pods)).toBe(true);
    expect(layout.workerRows).toBeGreaterThanOrEqual(2);
  });

  it.each([1, 2, 3, 5, 8, 9, 24, 25, 110])('places %i pods apart', (n) => {
    const uids = Array.from({ length: n }, (_, i) => `u${i}`);
    for (const hero of [undefined, 'u1']) {
      const { places, hidden } = podsLayout(layout.pods, uids, hero);
      expect(places.length + hidden).toBe(n);
      places.forEach((a, i) => {
        expect(contains(layout.pods, a.box), JSON.stringify([layout.pods, a])).toBe(true);
        for (const b of places.slice(i + 1)) expect(overlaps(a.box, b.box)).toBe(false);
      });
    }
  });
});
