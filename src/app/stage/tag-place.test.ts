// A tag hangs where it covers little, and stays on the stage.

import { describe, expect, it } from 'vitest';
import { overlaps, pointOn } from './geometry.ts';
import { stageLayout } from './layout.ts';
import type { Places } from './places.ts';
import { routeBetween } from './routes.ts';
import { TAG_H, tagLift } from './tag-place.ts';

function placesOf(width: number, height: number): Places {
  const layout = stageLayout(width, height);
  return { layout, focus: 'node-1', pods: new Map(), nodes: new Map() };
}

const HOPS = [
  ['user', 'apiserver'],
  ['apiserver', 'etcd'],
  ['scheduler', 'apiserver'],
  ['apiserver', 'source.api'],
  ['cache', 'loop'],
  ['workers', 'engine'],
] as const;

describe.each([
  [1048, 640],
  [960, 512],
  [390, 600],
] as const)('on a stage of %i × %i', (width, height) => {
  const places = placesOf(width, height);

  it.each(HOPS)('a tag from %s to %s stays on the stage', (from, to) => {
    const track = routeBetween(places, from, to);
    if (track === undefined) throw new Error('no track');
    const lift = tagLift(places, track, 90);
    for (const part of [0.05, 0.5, 0.95]) {
      const y = pointOn(track, part).y + lift.y;
      expect(y - TAG_H / 2).toBeGreaterThanOrEqual(0);
      expect(y + TAG_H / 2).toBeLessThanOrEqual(places.layout.height);
    }
  });
});

it('hangs a request above kubectl and API server, not on them', () => {
  const places = placesOf(1048, 640);
  const track = routeBetween(places, 'user', 'apiserver');
  if (track === undefined) throw new Error('no track');
  const { x, y } = pointOn(track, 0.5);
  const lift = tagLift(places, track, 90);
  const tag = { x: x + lift.x - 45, y: y + lift.y - TAG_H / 2, w: 90, h: TAG_H };
  expect(overlaps(tag, places.layout.user)).toBe(false);
  expect(overlaps(tag, places.layout.apiserver)).toBe(false);
});
